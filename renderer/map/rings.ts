/**
 * Countries that cross the meridian of 180°, for one flat map. Their outlines jump from one edge to the other there;
 * drawn as they are, they would leave bands across the whole map. Pure; coordinates as GeoJSON has them.
 */
type Position = readonly number[];
export type Polygon = readonly (readonly Position[])[];

/** No jump within the ring: longitudes may leave ±180. */
function unrolled(ring: readonly Position[]): [number, number][] {
  let before = ring[0]?.[0] ?? 0;
  return ring.map(([longitude = 0, latitude = 0]) => {
    before = longitude + 360 * Math.round((before - longitude) / 360);
    return [before, latitude];
  });
}

/** A ring that goes once round the world holds a pole: it is led there and back. */
function closed(ring: [number, number][]): [number, number][] {
  const first = ring[0];
  const last = ring.at(-1);
  if (first === undefined || last === undefined || Math.abs(last[0] - first[0]) < 180) return ring;
  const pole = first[1] < 0 ? -90 : 90;
  return [...ring, [last[0], pole], [first[0], pole]];
}

/** The polygon as it is, or where it crosses the edge of the map once for each edge. */
export function forFlatMap(polygon: Polygon): [number, number][][][] {
  const rings = polygon.map((ring) => closed(unrolled(ring)));
  const longitudes = rings[0]?.map(([longitude]) => longitude) ?? [];
  const shifts = [0];
  if (longitudes.some((longitude) => longitude > 180)) shifts.push(-360);
  if (longitudes.some((longitude) => longitude < -180)) shifts.push(360);
  return shifts.map((by) => rings.map((ring) => ring.map(([lon, lat]) => [lon + by, lat])));
}
