import { describe, expect, it } from 'vitest';
import { makeRandom } from '../testing/random.ts';
import { formatPlace, parseCoordinate, parsePlace } from './coordinates.ts';
import { Fault } from './fault.ts';

describe('one coordinate', () => {
  it.each([
    ['45.123', 45.123],
    [' -45.123 ', -45.123],
    ['45,123', 45.123],
    ['45.123 N', 45.123],
    ['45.123S', -45.123],
    ['N 45.123', 45.123],
    ['s45', -45],
    ['45.123°', 45.123],
    [`45°07'22.8"N`, 45.123],
    ['45º 7′ 22.8″ s', -45.123],
    ['45° 7.38′ N', 45.123],
    [`45°7'22,8''`, 45.123],
    ['45 7 22.8 N', 45.123],
    ['45:07:22.8', 45.123],
    ['N45 7.38', 45.123],
    ['−45.5', -45.5],
    ['1e-7', 1e-7],
    ['.5', 0.5],
    ['0 S', 0],
    ['90', 90],
  ])('%s', (text, degrees) => {
    // Sexagesimal sums round in the last bits.
    expect(parseCoordinate(text, 'latitude')).toBeCloseTo(degrees, 12);
  });

  it.each([
    '',
    'north',
    '45.1.2',
    '-45 N',
    'N 45 S',
    "45°60'",
    '45 7 60',
    "45.5°30'",
    '45 N 7',
    '91',
    '12 E',
    '--4',
  ])('refuses %j with a hint', (text) => {
    try {
      parseCoordinate(text, 'latitude');
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect((error as Fault).hint).toMatch(/^Write for example/);
      return;
    }
    expect.unreachable('it was read as a latitude');
  });

  it('takes a longitude up to 180 degrees', () => {
    expect(parseCoordinate('179.9 W', 'longitude')).toBe(-179.9);
    expect(() => parseCoordinate('180.1', 'longitude')).toThrow('beyond 180');
  });
});

describe('a place', () => {
  it.each([
    ['45.123 N 7.456 E', 45.123, 7.456],
    ['45.123N,7.456E', 45.123, 7.456],
    ['7.456 E 45.123 N', 45.123, 7.456],
    ['N 45.123 E 7.456', 45.123, 7.456],
    ['N45.123 W7.456', 45.123, -7.456],
    ['45.123, 7.456', 45.123, 7.456],
    ['45.123,7.456', 45.123, 7.456],
    ['45.123 7.456', 45.123, 7.456],
    ['-45.123 -7.456', -45.123, -7.456],
    ['45,123; 7,456', 45.123, 7.456],
    ['45,123 7,456', 45.123, 7.456],
    ['45,123, 7,456', 45.123, 7.456],
    [`45°07'22.8"N 7°27'21.6"E`, 45.123, 7.456],
    [`45°07'22.8"N, 7°27'21.6"W`, 45.123, -7.456],
    ['45 7 22.8 7 27 21.6', 45.123, 7.456],
    ['45° 7.38′ S 7° 27.36′ E', -45.123, 7.456],
    ['51.5/-0.12', 51.5, -0.12],
  ])('%s', (text, latitude, longitude) => {
    const place = parsePlace(text);
    expect(place.latitudeDeg).toBeCloseTo(latitude, 12);
    expect(place.longitudeDeg).toBeCloseTo(longitude, 12);
  });

  it.each(['', 'Turin', '45.123', '45.123 N', '95, 7', '45, 190', '45 N 7 N', '1 2 3'])(
    'refuses %j',
    (text) => {
      expect(() => parsePlace(text)).toThrow(Fault);
    },
  );

  it('reads back what it writes, to half a unit of the last digit', () => {
    const random = makeRandom(11);
    for (let i = 0; i < 500; i++) {
      const place = { latitudeDeg: random.next() * 180 - 90, longitudeDeg: random.next() * 360 - 180 };
      const back = parsePlace(formatPlace(place));
      expect(Math.abs(back.latitudeDeg - place.latitudeDeg)).toBeLessThanOrEqual(0.5001e-5);
      expect(Math.abs(back.longitudeDeg - place.longitudeDeg)).toBeLessThanOrEqual(0.5001e-5);
    }
  });

  it('answers or refuses any text, at once', () => {
    const random = makeRandom(12);
    const signs = Array.from(`0123456789.,;:°'" NSEW+-/e`);
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: random.integer(40) }, () => random.pick(signs)).join('');
      try {
        const { latitudeDeg, longitudeDeg } = parsePlace(text);
        expect(Math.abs(latitudeDeg)).toBeLessThanOrEqual(90);
        expect(Math.abs(longitudeDeg)).toBeLessThanOrEqual(180);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
