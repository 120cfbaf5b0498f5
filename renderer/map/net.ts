/** The graticule as a layer: drawn anew for what is in sight after each move. */
import * as L from 'leaflet';
import { graticuleLabel, graticuleLines, graticuleStep } from './graticule.ts';

const edgeDeg = 85.06;

export interface Net {
  draw(): void;
  recolour(colour: string): void;
}

export function addNet(map: L.Map, colour: string): Net {
  const renderer = L.canvas({ pane: 'net' });
  const group = L.layerGroup().addTo(map);
  let shown = colour;
  const line = (points: L.LatLngTuple[]): void => {
    L.polyline(points, {
      renderer,
      pane: 'net',
      color: shown,
      weight: 1,
      interactive: false,
      noClip: true,
    }).addTo(group);
  };
  const label = (at: L.LatLngExpression, text: string, axis: 'latitude' | 'longitude'): void => {
    const icon = L.divIcon({ className: `wk-map-degree wk-map-${axis}`, html: text, iconSize: [0, 0] });
    L.marker(at, { icon, pane: 'net', interactive: false, keyboard: false }).addTo(group);
  };
  const draw = (): void => {
    group.clearLayers();
    const bounds = map.getBounds();
    const west = Math.max(-180, bounds.getWest());
    const east = Math.min(180, bounds.getEast());
    const south = Math.max(-edgeDeg, bounds.getSouth());
    const north = Math.min(edgeDeg, bounds.getNorth());
    const step = graticuleStep((bounds.getEast() - bounds.getWest()) / map.getSize().x);
    // Names stand just inside the left and the upper edge of what is in sight.
    const corner = map.containerPointToLatLng([4, 4]);
    for (const lon of graticuleLines(west, east, step)) {
      line([
        [south, lon],
        [north, lon],
      ]);
      label([Math.min(corner.lat, edgeDeg), lon], graticuleLabel(lon, 'longitude'), 'longitude');
    }
    for (const lat of graticuleLines(south, north, step)) {
      line([
        [lat, west],
        [lat, east],
      ]);
      label([lat, Math.max(corner.lng, -180)], graticuleLabel(lat, 'latitude'), 'latitude');
    }
  };
  return {
    draw,
    recolour(next) {
      shown = next;
      draw();
    },
  };
}
