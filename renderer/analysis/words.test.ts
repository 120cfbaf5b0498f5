import { describe, expect, it } from 'vitest';
import type { AnalysisInfo, Measurements } from '../../contract/analysis.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { shownQuantity } from './fields.tsx';
import { copiedValues, csvOf, pictureText, spokenValues, valuesOf } from './words.ts';

const info: AnalysisInfo = {
  id: 'a',
  name: 'band, "first"',
  sampleRateHz: 2.4e6,
  centreHz: 433.92e6,
  centreKnown: true,
  real: false,
  samples: 24e6,
  startedMs: Date.UTC(2026, 10, 23, 12, 30, 5),
  captures: [],
};
const box = { startSample: 2_400_000, sampleCount: 240_000, lowerHz: 433.9e6, upperHz: 434e6 };
const measured: Measurements = {
  powerDbfs: -34.63,
  noiseDbfsPerHz: -120.81,
  snrDb: 35.2,
  peakDbfs: -40.7,
  peakHz: 433_952_344.5,
  occupied99Hz: 65_943.2,
  burstSeconds: 0.1825,
  burstStartSample: 2_500_000,
  peakToAverageDb: 2.8,
  resolutionHz: 146.484,
  seconds: 0.1,
};

describe('measured values', () => {
  const values = valuesOf(info, measured);
  const textOf = (name: string): string | undefined => values.find((one) => one.name === name)?.text;

  it('are written with units people use; what does not hold is left out', () => {
    expect(textOf('Power in band')).toBe('−34.6 dBFS');
    expect(textOf('Noise density')).toBe('−120.8 dBFS/Hz');
    expect(textOf('Peak frequency')).toBe('433.95234 MHz');
    expect(textOf('99 % bandwidth')).toBe('65.94 kHz');
    expect(textOf('Burst length')).toBe('182.5 ms');
    expect(textOf('Burst start')).toBe('1.041667 s');
    expect(textOf('3 dB bandwidth')).toBeUndefined();
    expect(textOf('ACPR lower')).toBeUndefined();
  });

  it('are said in one sentence, and copied with their recording and box', () => {
    expect(spokenValues(values)).toMatch(/^Measured: Power in band −34\.6 dBFS; SNR 35\.2 dB; /);
    expect(copiedValues(info, box, values).split('\n').slice(0, 5)).toEqual([
      'Recording\tband, "first"',
      'Start\t1.000000 s',
      'Lower edge\t433900000 Hz',
      'Upper edge\t434000000 Hz',
      'Power in band\t−34.6 dBFS',
    ]);
  });

  it('as CSV keep every digit, with quotes where a name needs them', () => {
    const [head, first] = csvOf(info, box, values).split('\n');
    expect(head).toBe('recording,start_utc,start_sample,samples,lower_hz,upper_hz,name,value,unit');
    expect(first).toBe(
      '"band, ""first""",2026-11-23T12:30:06.000Z,2400000,240000,433900000,434000000,Power in band,-34.63,dBFS',
    );
  });
});

describe('what is in sight', () => {
  it('is said in words', () => {
    const span = { fromSample: 0, toSample: 2.4e6, lowHz: 433e6, highHz: 434e6 };
    expect(pictureText(info, span)).toBe(
      'In sight: 1.000 s from 0 s of 10.00 s, 433.000 MHz to 434.000 MHz.',
    );
  });
});

describe('a field', () => {
  it('shows what reads back as the same', () => {
    for (const [value, unit] of [
      [433_977_993, 'Hz'],
      [-1_200_000, 'Hz'],
      [0, 'Hz'],
      [2.12264125, 's'],
      [0.000_000_417, 's'],
    ] as const)
      expect(parseQuantity(shownQuantity(value, unit), unit)).toBeCloseTo(value, 9);
    expect(shownQuantity(433_977_993, 'Hz')).toBe('433.977993 MHz');
    expect(shownQuantity(2.5, 's')).toBe('2.5 s');
  });
});
