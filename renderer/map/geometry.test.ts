import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { circleRings, distanceM, earthRadiusM, placeAt } from './circle.ts';
import { graticuleLabel, graticuleLines, graticuleStep } from './graticule.ts';
import { placeLabels } from './labels.ts';
import { forFlatMap } from './rings.ts';

describe('circles on the ground', () => {
  it('knows distances that are known otherwise', () => {
    // A degree of latitude, and a quarter of the way round.
    expect(distanceM({ latitudeDeg: 45, longitudeDeg: 7 }, { latitudeDeg: 46, longitudeDeg: 7 })).toBeCloseTo(
      (earthRadiusM * Math.PI) / 180,
      3,
    );
    expect(distanceM({ latitudeDeg: 0, longitudeDeg: 0 }, { latitudeDeg: 90, longitudeDeg: 50 })).toBeCloseTo(
      (earthRadiusM * Math.PI) / 2,
      3,
    );
    // Turin to Milan, 126 km by any atlas.
    const turin = { latitudeDeg: 45.0703, longitudeDeg: 7.6869 };
    const milan = { latitudeDeg: 45.4642, longitudeDeg: 9.19 };
    expect(distanceM(turin, milan) / 1000).toBeCloseTo(126, 0);
  });

  it('has every point at the radius, wherever it lies and however large', () => {
    const random = makeRandom(5);
    for (let i = 0; i < 200; i++) {
      const centre = { latitudeDeg: random.next() * 170 - 85, longitudeDeg: random.next() * 360 - 180 };
      const radiusM = 10 ** (random.next() * 5);
      for (const ring of circleRings(centre, radiusM, 32))
        for (const [latitudeDeg, longitudeDeg] of ring) {
          // Small circles cancel digits: a millimetre, or a millionth of the radius.
          const error = Math.abs(distanceM(centre, { latitudeDeg, longitudeDeg }) - radiusM);
          expect(error).toBeLessThan(1e-3 + radiusM * 1e-6);
        }
    }
  });

  it('is wider in degrees of longitude far north, as it is on the ground', () => {
    const width = (latitudeDeg: number): number => {
      const [ring] = circleRings({ latitudeDeg, longitudeDeg: 0 }, 10_000);
      const longitudes = ring!.map(([, longitude]) => longitude);
      return Math.max(...longitudes) - Math.min(...longitudes);
    };
    expect(width(60) / width(0)).toBeCloseTo(2, 2);
  });

  it('is drawn on both edges of the map where it crosses the last meridian', () => {
    const rings = circleRings({ latitudeDeg: 10, longitudeDeg: 179.9 }, 100_000);
    expect(rings).toHaveLength(2);
    const [east, west] = rings.map((ring) => ring.map(([, longitude]) => longitude));
    expect(Math.max(...east!)).toBeGreaterThan(180);
    expect(Math.min(...west!)).toBeLessThan(-180);
    for (const ring of rings)
      for (const [i, [, longitude]] of ring.entries())
        if (i > 0) expect(Math.abs(longitude - ring[i - 1]![1])).toBeLessThan(5);
  });

  it('covers the pole it holds, and everything where it holds both', () => {
    const [ring] = circleRings({ latitudeDeg: 85, longitudeDeg: 20 }, 1_000_000);
    const longitudes = ring!.map(([, longitude]) => longitude);
    expect(Math.min(...longitudes)).toBeLessThanOrEqual(-180);
    expect(Math.max(...longitudes)).toBeGreaterThanOrEqual(180);
    expect(Math.max(...ring!.map(([latitude]) => latitude))).toBeGreaterThan(89);
    expect(circleRings({ latitudeDeg: 0, longitudeDeg: 0 }, 20_000_000)).toHaveLength(1);
    expect(circleRings({ latitudeDeg: 0, longitudeDeg: 0 }, 20_000_000)[0]).toHaveLength(4);
  });

  it('turns round the globe within ±180', () => {
    const place = placeAt({ latitudeDeg: 0, longitudeDeg: 170 }, (earthRadiusM * Math.PI) / 9, 90);
    expect(place.longitudeDeg).toBeCloseTo(-170, 6);
  });
});

describe('graticule', () => {
  it('keeps lines at least 90 pixels apart, on round numbers', () => {
    expect(graticuleStep(360 / 1024)).toBe(30);
    expect(graticuleStep(0.05)).toBe(5);
    expect(graticuleStep(0.01)).toBe(1);
    expect(graticuleStep(1e-9)).toBe(0.01);
    expect(graticuleStep(5)).toBe(30);
  });
  it('has exact lines', () => {
    expect(graticuleLines(-30, 31, 30)).toEqual([-30, 0, 30]);
    expect(graticuleLines(0.11, 0.52, 0.1)).toEqual([0.2, 0.3, 0.4, 0.5]);
  });
  it('names them', () => {
    expect(['latitude', 'longitude'].map((axis) => graticuleLabel(-7.5, axis as 'latitude'))).toEqual([
      '7.5° S',
      '7.5° W',
    ]);
    expect(graticuleLabel(0, 'latitude')).toBe('0°');
    expect(graticuleLabel(180, 'longitude')).toBe('180°');
  });
});

describe('countries at the edge of the map', () => {
  /** The longest step along a ring, degrees of longitude. */
  const longest = (polygons: [number, number][][][]): number =>
    Math.max(
      ...polygons.flatMap((rings) =>
        rings.flatMap((ring) => ring.map(([lon], i) => (i === 0 ? 0 : Math.abs(lon - ring[i - 1]![0])))),
      ),
    );
  it('stand at both edges, with no line across the map', () => {
    const polygons = forFlatMap([
      [
        [170, 60],
        [-170, 60],
        [-170, 70],
        [170, 70],
        [170, 60],
      ],
      [
        [175, 64],
        [-175, 64],
        [-175, 66],
        [175, 64],
      ],
    ]);
    expect(polygons).toHaveLength(2);
    expect(longest(polygons)).toBe(20);
    expect(polygons.map((rings) => rings[0]!.map(([lon]) => lon))).toEqual([
      [170, 190, 190, 170, 170],
      [-190, -170, -170, -190, -190],
    ]);
    expect(polygons[1]![1]!.map(([lon]) => lon)).toEqual([-185, -175, -175, -185]);
  });
  it('reach the pole they hold', () => {
    const ring = Array.from({ length: 37 }, (_, i): [number, number] => [((i * 10 + 180) % 360) - 180, -70]);
    const [polygon] = forFlatMap([ring]);
    expect(polygon![0]!.slice(-2)).toEqual([
      [360, -90],
      [0, -90],
    ]);
  });
  it('are left alone elsewhere', () => {
    const square = [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ];
    expect(forFlatMap(square)).toEqual([square]);
  });
});

describe('names on the map', () => {
  it('always name what was chosen', () => {
    const crowded = [1, 2, 3].map((id) => ({ id, text: 'Name', x: id, y: 0 }));
    expect(placeLabels(crowded, 5, 3).map(({ id }) => id)).toContain(3);
  });
  it('never cover one another or a marker, and go left where right is taken', () => {
    const labels = placeLabels(
      [
        { id: 1, text: 'Alpha', x: 100, y: 100 },
        { id: 2, text: 'Beta', x: 90, y: 100 },
        { id: 3, text: 'Gamma', x: 101, y: 101 },
        { id: 4, text: 'Delta', x: 300, y: 300 },
      ],
      10,
    );
    expect(labels.map(({ id }) => id)).toEqual([1, 2, 4]);
    expect(labels[0]!.x).toBeGreaterThan(100);
    expect(labels[1]!.x).toBeLessThan(90);
  });
  it('are no more than wanted', () => {
    const spots = Array.from({ length: 50 }, (_, i) => ({ id: i, text: 'A', x: 0, y: i * 40 }));
    expect(placeLabels(spots, 7)).toHaveLength(7);
  });
});
