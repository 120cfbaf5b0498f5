import { describe, expect, it } from 'vitest';
import { recordingName } from './recording-name.ts';

const facts = {
  timeMs: Date.UTC(2026, 10, 23, 12, 30, 5, 900),
  centreHz: 100.1e6,
  sampleRateHz: 2.4e6,
  radio: 'rtlsdr:00000001',
};

describe('names of recordings', () => {
  it('fills in time, frequency, rate and radio', () => {
    expect(recordingName('wavekeep-{utc}-{freq}', facts)).toBe('wavekeep-20261123T123005Z-100.1MHz');
    expect(recordingName('{radio}_{rate}', facts)).toBe('rtlsdr-00000001_2.4MSps');
    expect(recordingName('{local}', facts)).toMatch(/^202611\d\dT\d{6}$/);
  });

  it('makes a name every system takes', () => {
    expect(recordingName('../../etc', facts)).toBe('etc');
    expect(recordingName('CON', facts)).toBe('recording-CON');
    expect(recordingName('Größe: {nonsense}', facts)).toBe('Gro-e-nonsense');
    expect(recordingName('...', facts)).toBe('recording-20261123T123005Z');
    expect(recordingName('x'.repeat(500), facts).length).toBeLessThanOrEqual(180);
  });
});
