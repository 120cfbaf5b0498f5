/** The map itself: Leaflet on countries of our own, no network. React holds it through `map.tsx`. */
import * as L from 'leaflet';
import { addMarkers, type MapSource, type MarkerColours } from './markers.ts';
import { addNet } from './net.ts';
import { userTiles } from './tiles.ts';
import { loadWorld } from './world.ts';

export interface MapView {
  show(sources: readonly MapSource[]): void;
  /** Marks it and brings it into sight. */
  select(id: number | undefined): void;
  /** Goes there, close enough for its circle of error. */
  goTo(id: number): void;
  showTiles(shown: boolean): void;
  /** Takes the colours of the theme anew. */
  recolour(): void;
  zoomBy(steps: number): void;
  /** Everything shown, or the world where there is nothing. */
  fit(): void;
  selectNearest(): void;
  destroy(): void;
}

export interface MapOptions {
  onSelect: (id: number) => void;
  onFault: (error: unknown) => void;
}

const world = L.latLngBounds([-85.06, -180], [85.06, 180]);
/** Half of Europe: closer than a single place needs to be found again. */
const closestFit = 8;
/** Metres round a source whose place is exact. */
const nearestM = 20_000;
/** From the back to the front. */
const panes = ['land', 'tiles', 'net', 'circles', 'dots', 'names'];

interface Colours extends MarkerColours {
  land: string;
  border: string;
  net: string;
}

/** From the style sheet: canvases take colours, not variables. */
function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--wk-map-${name}`).trim();
  return {
    land: read('land'),
    border: read('border'),
    net: read('net'),
    dot: read('dot'),
    edge: read('edge'),
    chosen: read('chosen'),
  };
}

/** Makes a map in an element of its own inside `parent`. */
export function makeMapView(parent: HTMLElement, { onSelect, onFault }: MapOptions): MapView {
  const element = document.createElement('div');
  element.className = 'wk-map-canvas';
  element.setAttribute('role', 'application');
  element.setAttribute(
    'aria-label',
    'Map of the sources. Arrow keys move it, plus and minus zoom, Enter selects the source nearest to the middle.',
  );
  parent.append(element);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.5,
    maxZoom: 18,
    maxBounds: world,
    maxBoundsViscosity: 1,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
  });
  for (const [i, name] of panes.entries()) map.createPane(name).style.zIndex = String(200 + i * 50);
  map.setView([30, 10], 2);
  let colours = coloursOf(element);
  const net = addNet(map, colours.net);
  const markers = addMarkers(map, colours, onSelect);
  L.control.scale({ imperial: false, maxWidth: 140, position: 'bottomleft' }).addTo(map);
  L.control
    .attribution({ prefix: false, position: 'bottomright' })
    .addTo(map)
    .addAttribution('Natural Earth');
  let land: L.FeatureGroup | undefined;
  let tiles: L.GridLayer | undefined;
  let sources: readonly MapSource[] = [];
  let fitted = false;
  let ended = false;

  const landStyle = (): L.PathOptions => ({
    color: colours.border,
    weight: 0.8,
    fillColor: colours.land,
    fillOpacity: 1,
  });
  loadWorld().then((countries) => {
    if (ended) return;
    const renderer = L.canvas({ pane: 'land', padding: 0.3 });
    land = L.featureGroup(
      countries.map(({ polygons }) => {
        const outlines = polygons.map((rings) =>
          rings.map((ring) => ring.map(([longitude, latitude]): L.LatLngTuple => [latitude, longitude])),
        );
        return L.polygon(outlines, { ...landStyle(), renderer, pane: 'land', interactive: false });
      }),
    ).addTo(map);
  }, onFault);

  /** Never smaller than the world is wide: there is only one of it. */
  const limit = (): void => {
    map.invalidateSize({ pan: false });
    map.setMinZoom(map.getBoundsZoom(world, true));
  };
  const fit = (): void => {
    const places = sources.map(({ latitudeDeg, longitudeDeg }) => L.latLng(latitudeDeg, longitudeDeg));
    if (places.length === 0) map.setView([30, 10], map.getMinZoom());
    else map.fitBounds(L.latLngBounds(places), { padding: [48, 48], maxZoom: closestFit });
  };
  const redraw = (): void => {
    net.draw();
    markers.draw();
  };
  map.on('moveend', redraw);
  const observer = new ResizeObserver(() => {
    limit();
    redraw();
  });
  observer.observe(element);
  limit();

  return {
    show(next) {
      sources = next;
      markers.show(next);
      // The first ones decide what is seen; later changes leave the map where it is.
      if (!fitted && next.length > 0) {
        fitted = true;
        fit();
      }
    },
    select(id) {
      markers.select(id);
      const source = id === undefined ? undefined : sources.find((one) => one.id === id);
      if (source === undefined) return;
      const place = L.latLng(source.latitudeDeg, source.longitudeDeg);
      if (!map.getBounds().pad(-0.08).contains(place)) map.panTo(place, { animate: !still });
    },
    goTo(id) {
      const source = sources.find((one) => one.id === id);
      if (source === undefined) return;
      const place = L.latLng(source.latitudeDeg, source.longitudeDeg);
      const room = place.toBounds(Math.max(source.errorRadiusM ?? 0, nearestM) * 3);
      map.fitBounds(room, { maxZoom: closestFit + 3, animate: !still });
    },
    showTiles(shown) {
      if (shown && tiles === undefined) tiles = userTiles().addTo(map);
      else if (!shown) {
        tiles?.remove();
        tiles = undefined;
      }
    },
    recolour() {
      colours = coloursOf(element);
      land?.setStyle(landStyle());
      net.recolour(colours.net);
      markers.recolour(colours);
    },
    zoomBy: (steps) => void map.setZoom(map.getZoom() + steps, { animate: !still }),
    fit,
    selectNearest() {
      const id = markers.nearest();
      if (id !== undefined) onSelect(id);
    },
    destroy() {
      ended = true;
      observer.disconnect();
      map.off('moveend', redraw).stop();
      element.hidden = true;
      // Leaflet loses track of a drawing asked for twice: those under way must be over before their canvas goes.
      requestAnimationFrame(() => {
        map.remove();
        element.remove();
      });
    },
  };
}
