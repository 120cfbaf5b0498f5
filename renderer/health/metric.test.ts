import { describe, expect, it } from 'vitest';
import { metricText } from './metric.ts';

describe('figures of health checks', () => {
  it.each([
    ['freeBytes', 83_070_000_000, 'free 83.1 GB'],
    ['writeMs', 0.8999, 'write 0.9 ms'],
    ['peakDb', -0, 'peak 0 dB'],
    ['peakDb', -0.00001, 'peak 0 dB'],
    ['radios', 5, 'radios 5'],
    ['fft_8192_rows', 123_456, 'fft 8192 rows 123,500'],
    ['bytes', 12, '12 B'],
  ])('%s of %d is "%s"', (name, value, text) => {
    expect(metricText(name, value)).toBe(text);
  });
});
