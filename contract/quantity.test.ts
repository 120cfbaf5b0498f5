import { describe, expect, it } from 'vitest';
import { makeRandom } from '../testing/random.ts';
import { Fault } from './fault.ts';
import { formatElapsed, formatExact, formatRounded, parseQuantity, readFrequency } from './quantity.ts';

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('did not throw');
}

describe('parseQuantity', () => {
  it.each([
    ['100.1M', 100_100_000],
    ['100.1 MHz', 100_100_000],
    ['100.1mhz', 100_100_000],
    ['433920k', 433_920_000],
    ['433.92e6', 433_920_000],
    ['4.3392E8 Hz', 433_920_000],
    ['1.09G', 1_090_000_000],
    ['7,074,000', 7_074_000],
    ['7 074 000', 7_074_000],
    ['145.500.000', 145_500_000],
    ['0.1', 0.1],
    ['.5k', 500],
    ['137.9125M', 137_912_500],
  ])('reads %s as exactly %d Hz', (text, hz) => {
    expect(parseQuantity(text, 'Hz')).toBe(hz);
  });

  it.each([
    ['2.4M', 'S/s', 2_400_000],
    ['2.4 MS/s', 'S/s', 2_400_000],
    ['250k', 'S/s', 250_000],
    ['1.024Msps', 'S/s', 1_024_000],
    ['10s', 's', 10],
    ['1.5', 's', 1.5],
    ['250ms', 's', 0.25],
    ['5min', 's', 300],
    ['2h', 's', 7200],
    ['-30.5dBFS', 'dB', -30.5],
    ['20', 'dB', 20],
    ['2G', 'B', 2e9],
    ['2 GiB', 'B', 2_147_483_648],
    ['100 B', 'B', 100],
  ] as const)('reads %s in %s as %d', (text, unit, value) => {
    expect(parseQuantity(text, unit)).toBe(value);
  });

  it.each(['', '  ', 'abc', '1.2.3', '--5', '1e', '10,5', '1,00', 'MHz', 'NaN', 'Infinity', '0x10', '1e999'])(
    'refuses %j with a fault that says what to write',
    (text) => {
      const fault = faultOf(() => parseQuantity(text, 'Hz'));
      expect(fault.code).toBe('invalid');
      expect(fault.message).toMatch(/^The frequency /);
    },
  );

  it('names the wrong unit, the wrong comma and the limit', () => {
    expect(faultOf(() => parseQuantity('10 apples', 'Hz')).message).toContain("unknown unit 'apples'");
    expect(faultOf(() => parseQuantity('10s', 'Hz')).message).toContain("unknown unit 's'");
    expect(faultOf(() => parseQuantity('100,1M', 'Hz')).message).toContain('comma');
    const low = faultOf(() => parseQuantity('1k', 'Hz', { min: 24e6, max: 1.766e9 }));
    expect(low.message).toBe('The frequency 1kHz is out of range: it must be at least 24MHz.');
    const high = faultOf(() => parseQuantity('2G', 'Hz', { name: 'The centre', max: 1.766e9 }));
    expect(high.message).toBe('The centre 2GHz is out of range: it must be at most 1766MHz.');
  });

  it('takes the decimal comma only where people write it', () => {
    expect(parseQuantity('100,1M', 'Hz', { decimalComma: true })).toBe(100_100_000);
    expect(parseQuantity('7,074,000', 'Hz', { decimalComma: true })).toBe(7_074_000);
    expect(parseQuantity('7,074', 'Hz')).toBe(7074);
  });
});

describe('readFrequency', () => {
  it('takes a bare number of a million or more as hertz, a smaller one in the last prefix', () => {
    expect(readFrequency('100100000', 'M')).toEqual({ hz: 100_100_000, prefix: '', assumed: true });
    expect(readFrequency('100.1', 'M')).toEqual({ hz: 100_100_000, prefix: 'M', assumed: true });
    expect(readFrequency('7074', 'k')).toEqual({ hz: 7_074_000, prefix: 'k', assumed: true });
    expect(readFrequency('1.09g', 'k')).toEqual({ hz: 1.09e9, prefix: 'G', assumed: false });
    expect(readFrequency('145e6', 'k')).toEqual({ hz: 145e6, prefix: '', assumed: false });
    expect(readFrequency('500 Hz', 'M')).toEqual({ hz: 500, prefix: '', assumed: false });
  });

  it('keeps the limits', () => {
    expect(faultOf(() => readFrequency('100', 'G', { max: 6e9 })).message).toContain('at most 6GHz');
  });
});

describe('formatExact', () => {
  it.each([
    [100_100_000, 'Hz', '100.1MHz'],
    [433_920_000, 'Hz', '433.92MHz'],
    [1_090_000_000, 'Hz', '1.09GHz'],
    [500, 'Hz', '500Hz'],
    [0, 'Hz', '0Hz'],
    [100_100_001, 'Hz', '100100001Hz'],
    [2_400_000, 'S/s', '2.4MS/s'],
    [250_000, 'S/s', '250kS/s'],
    [0.25, 's', '0.25s'],
    [1e12, 'Hz', '1000GHz'],
    [1e-7, 's', '0.0000001s'],
  ] as const)('writes %d %s as %s', (value, unit, text) => {
    expect(formatExact(value, unit)).toBe(text);
  });

  it('reads back as the same number, 2,000 random frequencies and rates', () => {
    const random = makeRandom(7);
    for (let i = 0; i < 2000; i++) {
      const scale = 10 ** random.integer(12);
      const hz = Math.round(random.next() * scale * 1000) / 1000;
      expect(parseQuantity(formatExact(hz, 'Hz'), 'Hz')).toBe(hz);
    }
  });
});

describe('reading forms', () => {
  it('rounds for the eye', () => {
    expect(formatRounded(100_100_000, 'Hz')).toBe('100.1 MHz');
    expect(formatRounded(2_400_000, 'S/s')).toBe('2.4 MS/s');
    expect(formatRounded(292.96875, 'Hz', 3)).toBe('293 Hz');
    expect(formatRounded(1_730_000_000, 'B', 3)).toBe('1.73 GB');
  });

  it('writes elapsed time', () => {
    expect(formatElapsed(0)).toBe('0:00.0');
    expect(formatElapsed(7.36)).toBe('0:07.3');
    expect(formatElapsed(59.99)).toBe('0:59.9');
    expect(formatElapsed(725)).toBe('12:05');
    expect(formatElapsed(3725.9)).toBe('1:02:05');
    expect(formatElapsed(-3)).toBe('0:00.0');
  });
});
