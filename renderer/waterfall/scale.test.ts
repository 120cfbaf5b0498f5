import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import {
  dbToY,
  deltaHz,
  frequencyUnit,
  hzToX,
  niceStep,
  plotMinDb,
  readoutHz,
  signedDb,
  tickLabel,
  ticks,
  xToHz,
  yToDb,
} from './scale.ts';

const view = { lowHz: 99e6, highHz: 101e6 };

describe('frequency and level axes', () => {
  it('maps there and back', () => {
    const random = makeRandom(1);
    for (let n = 0; n < 200; n++) {
      const x = random.next() * 1200;
      // A double holds 1e8 Hz to 1.5e-8, a pixel is 1667 Hz: the round trip is exact to far below a pixel.
      expect(hzToX(view, 1200, xToHz(view, 1200, x))).toBeCloseTo(x, 6);
      expect(dbToY(-110, -20, 300, yToDb(-110, -20, 300, x))).toBeCloseTo(x, 6);
    }
    expect(hzToX(view, 1200, 100e6)).toBe(600);
    expect(dbToY(-110, -20, 300, -20)).toBe(0);
  });

  it('the plot shows some room below the colours, in proportion', () => {
    expect(plotMinDb(-60, -20)).toBeCloseTo(-66);
    expect(plotMinDb(-120, 0)).toBeCloseTo(-138);
  });

  it('steps are 1, 2 or 5 times a power of ten and never give more parts than asked', () => {
    const random = makeRandom(2);
    for (let n = 0; n < 500; n++) {
      const range = 10 ** (random.next() * 12 - 3);
      const most = 1 + random.integer(20);
      const step = niceStep(range, most);
      const lead = step / 10 ** Math.floor(Math.log10(step * (1 + 1e-9)));
      expect([1, 2, 5].some((digit) => Math.abs(lead - digit) < 1e-6)).toBe(true);
      expect(range / step).toBeLessThanOrEqual(most * (1 + 1e-6));
      // Of 1, 2, 5, 10 neighbours differ by 2.5 at most: no step is needlessly coarse.
      expect(range / step).toBeGreaterThanOrEqual(most / 2.5 - 1e-6);
    }
  });

  it('ticks are exact multiples inside the range, ends included', () => {
    expect(ticks(99e6, 101e6, 500e3)).toEqual([99e6, 99.5e6, 100e6, 100.5e6, 101e6]);
    expect(ticks(-0.25, 0.35, 0.1).map((tick) => tick.toFixed(1))).toEqual([
      '-0.2',
      '-0.1',
      '0.0',
      '0.1',
      '0.2',
      '0.3',
    ]);
  });

  it('labels carry the decimals their step needs, in the unit of the band', () => {
    expect(frequencyUnit(1.09e9).name).toBe('MHz');
    expect(frequencyUnit(24e9).name).toBe('GHz');
    expect(tickLabel(100.25e6, 50e3, frequencyUnit(100e6))).toBe('100.25');
    expect(tickLabel(100e6, 200e3, frequencyUnit(100e6))).toBe('100.0');
    expect(tickLabel(7074e3, 1e6, frequencyUnit(7e6))).toBe('7');
    expect(tickLabel(-1e-9, 100, frequencyUnit(10))).toBe('0');
    expect(readoutHz(433_920_123.4, 1)).toBe('433.920123 MHz');
    expect(readoutHz(433_920_123.4, 1700)).toBe('433.920 MHz');
  });

  it('differences are signed with a true minus', () => {
    expect(deltaHz(-12_500)).toBe('−12.5 kHz');
    expect(deltaHz(200e3)).toBe('+200 kHz');
    expect(signedDb(-3.04)).toBe('−3.0 dB');
  });
});
