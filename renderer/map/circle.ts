/** True circles on the ground: every point of the ring has the same distance to the centre along the surface. */
import type { Place } from '../../contract/coordinates.ts';

/** Mean radius of the Earth (IUGG 1980), metres. The sphere is off from WGS 84 by half a percent at most. */
export const earthRadiusM = 6_371_008.8;

const radians = Math.PI / 180;
/** Where Web Mercator ends; rings round a pole are led beyond it. */
const beyondPoleDeg = 89.9;

export type Ring = [latitudeDeg: number, longitudeDeg: number][];

/** The place at a distance, metres, and bearing, degrees clockwise from north. Longitude within ±180. */
export function placeAt({ latitudeDeg, longitudeDeg }: Place, distanceM: number, bearingDeg: number): Place {
  const angle = distanceM / earthRadiusM;
  const lat = latitudeDeg * radians;
  const bearing = bearingDeg * radians;
  const sine = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing);
  const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat);
  const north = Math.cos(angle) - Math.sin(lat) * sine;
  return {
    latitudeDeg: Math.asin(Math.max(-1, Math.min(1, sine))) / radians,
    longitudeDeg: wrap(longitudeDeg + Math.atan2(east, north) / radians),
  };
}

/** Metres along the surface (haversine: exact for small distances too). */
export function distanceM(a: Place, b: Place): number {
  const lat = Math.sin(((b.latitudeDeg - a.latitudeDeg) * radians) / 2) ** 2;
  const lon = Math.sin(((b.longitudeDeg - a.longitudeDeg) * radians) / 2) ** 2;
  const h = lat + Math.cos(a.latitudeDeg * radians) * Math.cos(b.latitudeDeg * radians) * lon;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Within -180…180. */
function wrap(longitudeDeg: number): number {
  const turned = (((longitudeDeg + 180) % 360) + 360) % 360;
  return turned - 180;
}

const world: Ring = [
  [-beyondPoleDeg, -180],
  [-beyondPoleDeg, 180],
  [beyondPoleDeg, 180],
  [beyondPoleDeg, -180],
];

/**
 * The circle as rings for one map from -180° to 180°: a second ring where it crosses that meridian, a ring led round
 * the pole where it holds one, the whole world where it holds both.
 * @param points corners of a ring
 */
export function circleRings(centre: Place, radiusM: number, points = 128): Ring[] {
  const reachDeg = radiusM / earthRadiusM / radians;
  const holdsNorth = centre.latitudeDeg + reachDeg > 90;
  const holdsSouth = centre.latitudeDeg - reachDeg < -90;
  if (holdsNorth && holdsSouth) return [world];
  const ring: Ring = [];
  let before = centre.longitudeDeg;
  for (let i = 0; i < points; i++) {
    const { latitudeDeg, longitudeDeg } = placeAt(centre, radiusM, (360 * i) / points);
    // Unrolled: no jump from 180 to -180 within a ring.
    const unrolled = longitudeDeg + 360 * Math.round((before - longitudeDeg) / 360);
    before = unrolled;
    ring.push([latitudeDeg, unrolled]);
  }
  if (holdsNorth || holdsSouth) return aroundPole(ring, holdsNorth ? beyondPoleDeg : -beyondPoleDeg);
  const longitudes = ring.map(([, longitude]) => longitude);
  const rings = [ring];
  if (Math.max(...longitudes) > 180) rings.push(shifted(ring, -360));
  if (Math.min(...longitudes) < -180) rings.push(shifted(ring, 360));
  return rings;
}

const shifted = (ring: Ring, byDeg: number): Ring => ring.map(([lat, lon]) => [lat, lon + byDeg]);

/** Every meridian is crossed once: the ring is a line across the map, closed beyond the pole. */
function aroundPole(ring: Ring, poleDeg: number): Ring[] {
  const line: Ring = ring
    .map(([lat, lon]): Ring[number] => [lat, wrap(lon)])
    .sort(([, one], [, other]) => one - other);
  const [first] = line;
  const last = line.at(-1);
  if (first === undefined || last === undefined) return [];
  return [[[poleDeg, -180], [last[0], last[1] - 360], ...line, [first[0], first[1] + 360], [poleDeg, 180]]];
}
