/** Sources on the map: dots, names where there is room, and circles of the error radius in metres on the ground. */
import * as L from 'leaflet';
import { circleRings, earthRadiusM } from './circle.ts';
import { placeLabels, type Spot } from './labels.ts';

/** A source with a place. */
export interface MapSource {
  id: number;
  name: string;
  latitudeDeg: number;
  longitudeDeg: number;
  errorRadiusM: number | undefined;
}

export interface MarkerColours {
  dot: string;
  edge: string;
  chosen: string;
}

export interface Markers {
  show(sources: readonly MapSource[]): void;
  select(id: number | undefined): void;
  /** After a move: circles and names of what is in sight. */
  draw(): void;
  recolour(colours: MarkerColours): void;
  /** The source nearest to the middle of what is in sight. */
  nearest(): number | undefined;
}

/** Circles and names drawn at once: more would be a blot. */
const mostCircles = 200;
const mostLabels = 40;
/** A circle smaller than its dot says nothing. */
const smallestPx = 7;

export function addMarkers(map: L.Map, first: MarkerColours, onSelect: (id: number) => void): Markers {
  const dotRenderer = L.canvas({ pane: 'dots', padding: 0.2, tolerance: 5 });
  const circleRenderer = L.canvas({ pane: 'circles' });
  const circles = L.layerGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  const dots = new Map<number, { source: MapSource; dot: L.CircleMarker }>();
  let colours = first;
  let selectedId: number | undefined;

  const styleOf = (id: number): L.CircleMarkerOptions =>
    id === selectedId
      ? { radius: 7, color: colours.edge, weight: 2, fillColor: colours.chosen, fillOpacity: 1 }
      : { radius: 4.5, color: colours.edge, weight: 1, fillColor: colours.dot, fillOpacity: 1 };
  const restyle = (id: number | undefined): void => {
    const entry = id === undefined ? undefined : dots.get(id);
    if (entry === undefined || id === undefined) return;
    const style = styleOf(id);
    entry.dot.setStyle(style).setRadius(style.radius ?? 4.5);
    if (id === selectedId) entry.dot.bringToFront();
  };
  const drawCircle = ({ id, errorRadiusM, ...place }: MapSource): void => {
    if (errorRadiusM === undefined || errorRadiusM === 0) return;
    const colour = id === selectedId ? colours.chosen : colours.dot;
    for (const ring of circleRings(place, errorRadiusM))
      L.polygon(ring, {
        renderer: circleRenderer,
        pane: 'circles',
        interactive: false,
        // Every corner of the ring: fewer look like a polygon.
        smoothFactor: 0,
        color: colour,
        weight: id === selectedId ? 1.5 : 1,
        opacity: 0.9,
        fillColor: colour,
        fillOpacity: id === selectedId ? 0.16 : 0.08,
      }).addTo(circles);
  };
  const inSight = (): MapSource[] => {
    const bounds = map.getBounds().pad(0.02);
    const [west, south, east, north] = [
      bounds.getWest(),
      bounds.getSouth(),
      bounds.getEast(),
      bounds.getNorth(),
    ];
    const found: MapSource[] = [];
    for (const { source } of dots.values()) {
      const { latitudeDeg: lat, longitudeDeg: lon } = source;
      if (lat < south || lat > north || lon < west || lon > east) continue;
      // The selected one before all others.
      if (source.id === selectedId) found.unshift(source);
      else found.push(source);
    }
    return found;
  };
  const draw = (): void => {
    circles.clearLayers();
    names.clearLayers();
    const seen = inSight();
    const metresPerPx = metresPerPixel(map);
    const chosen = selectedId === undefined ? undefined : dots.get(selectedId)?.source;
    let drawn = 0;
    for (const source of seen) {
      const wide = metresPerPx * Math.cos((source.latitudeDeg * Math.PI) / 180);
      if (source === chosen || (source.errorRadiusM ?? 0) < smallestPx * wide) continue;
      if (++drawn > mostCircles) break;
      drawCircle(source);
    }
    if (chosen !== undefined) drawCircle(chosen);
    const spots = seen.slice(0, mostLabels * 4).map((source): Spot => {
      const { x, y } = map.latLngToContainerPoint([source.latitudeDeg, source.longitudeDeg]);
      return { id: source.id, text: shortened(source.name), x, y };
    });
    for (const { id, text, x, y } of placeLabels(spots, mostLabels, selectedId)) {
      const span = document.createElement('span');
      span.textContent = text;
      const className = `wk-map-name${id === selectedId ? ' wk-map-chosen' : ''}`;
      const icon = L.divIcon({ className, html: span, iconSize: [0, 0] });
      L.marker(map.containerPointToLatLng([x, y]), {
        icon,
        pane: 'names',
        interactive: false,
        keyboard: false,
      }).addTo(names);
    }
  };

  return {
    draw,
    show(sources) {
      for (const { dot } of dots.values()) dot.remove();
      dots.clear();
      for (const source of sources) {
        const dot = L.circleMarker([source.latitudeDeg, source.longitudeDeg], {
          ...styleOf(source.id),
          renderer: dotRenderer,
          pane: 'dots',
          bubblingMouseEvents: false,
        });
        dot.on('click', () => onSelect(source.id));
        dots.set(source.id, { source, dot: dot.addTo(map) });
      }
      restyle(selectedId);
      draw();
    },
    select(id) {
      const before = selectedId;
      selectedId = id;
      restyle(before);
      restyle(id);
      draw();
    },
    recolour(next) {
      colours = next;
      for (const id of dots.keys()) restyle(id);
      restyle(selectedId);
      draw();
    },
    nearest() {
      const middle = map.getSize().divideBy(2);
      let best: { id: number; far: number } | undefined;
      for (const { id, latitudeDeg, longitudeDeg } of inSight()) {
        const far = map.latLngToContainerPoint([latitudeDeg, longitudeDeg]).distanceTo(middle);
        if (best === undefined || far < best.far) best = { id, far };
      }
      return best?.id;
    },
  };
}

const shortened = (name: string): string => (name.length > 28 ? `${name.slice(0, 27)}…` : name);

/** On the ground at the equator; elsewhere a pixel of Web Mercator is less by the cosine of the latitude. */
const metresPerPixel = (map: L.Map): number => (2 * Math.PI * earthRadiusM) / (256 * 2 ** map.getZoom());
