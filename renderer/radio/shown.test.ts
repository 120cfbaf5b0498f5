import { describe, expect, it } from 'vitest';
import type { RadioInfo, ReceiverState } from '../../contract/radio.ts';
import { mergeChange } from '../../contract/receiver-change.ts';
import { firstSettings, nearestRate, rateChoices, showRadio } from './shown.ts';

const rtl: RadioInfo = {
  id: 'rtlsdr:1',
  driver: 'rtlsdr',
  label: 'RTL-SDR',
  serial: '1',
  available: true,
  simulated: false,
  tuningHz: { min: 24e6, max: 1.766e9 },
  sampleRatesHz: [250e3, 1.024e6, 2.048e6, 2.4e6, 3.2e6],
  gains: [{ name: 'TUNER', minDb: 0, maxDb: 49.6, stepsDb: [0, 0.9, 49.6] }],
};
const running: ReceiverState = {
  id: rtl.id,
  phase: 'running',
  settings: { centreHz: 433e6, sampleRateHz: 1e6, gainMode: 'manual', gainsDb: { TUNER: 20 }, controls: {} },
  samples: 0,
  lostSamples: 0,
  gaps: 0,
  clippedSamples: 0,
  clipping: false,
  measuredRateHz: 0,
};

describe('what is shown of a radio', () => {
  it('starts an unopened radio inside its ranges', () => {
    expect(firstSettings(rtl)).toMatchObject({ centreHz: 100e6, sampleRateHz: 2.4e6, gainsDb: { TUNER: 0 } });
    const hf = { ...rtl, tuningHz: { min: 500, max: 31e6 }, sampleRatesHz: { min: 3e6, max: 20e6 } };
    expect(firstSettings(hf)).toMatchObject({ centreHz: 31e6, sampleRateHz: 3e6 });
  });

  it('puts pending over the echo, gain by gain', () => {
    const shown = showRadio(rtl, running, undefined, { gainsDb: { LNA: 8 }, centreHz: 434e6 });
    expect(shown.settings.centreHz).toBe(434e6);
    expect(shown.settings.gainsDb).toEqual({ TUNER: 20, LNA: 8 });
    expect(shown.settling).toBe(true);
    expect(showRadio(rtl, running, undefined, undefined).settling).toBe(false);
  });

  it('shows remembered settings until the radio itself has spoken', () => {
    const saved = { centreHz: 145e6 };
    expect(showRadio(rtl, undefined, saved, undefined).settings.centreHz).toBe(145e6);
    expect(showRadio(rtl, undefined, saved, undefined).settings.sampleRateHz).toBe(2.4e6);
    expect(showRadio(rtl, running, saved, undefined).settings.centreHz).toBe(433e6);
  });

  it('merges changes name by name', () => {
    expect(mergeChange({ gainsDb: { a: 1 }, controls: { x: true } }, { gainsDb: { b: 2 } })).toEqual({
      gainsDb: { a: 1, b: 2 },
      controls: { x: true },
    });
  });
});

describe('rates', () => {
  it('marks rates above the safe one', () => {
    const choices = rateChoices(rtl, 2.4e6);
    expect(choices.map((choice) => choice.label)).toEqual([
      '250 kS/s',
      '1.024 MS/s',
      '2.048 MS/s',
      '2.4 MS/s',
      '3.2 MS/s',
    ]);
    expect(choices.filter((choice) => choice.risky).map((choice) => choice.rateHz)).toEqual([3.2e6]);
    const range = rateChoices({ ...rtl, sampleRatesHz: { min: 2e6, max: 5e6 } }, undefined);
    expect(range[0]?.rateHz).toBe(2e6);
    expect(range.at(-1)?.rateHz).toBe(5e6);
  });

  it('takes the nearest rate of a fixed list and says so', () => {
    expect(nearestRate(rtl, 2.4e6)).toEqual({ rateHz: 2.4e6 });
    expect(nearestRate(rtl, 2.5e6)).toEqual({
      rateHz: 2.4e6,
      message: 'This radio has no 2.5MS/s; it takes 2.4MS/s.',
    });
    expect(nearestRate({ ...rtl, sampleRatesHz: { min: 1, max: 2e7 } }, 7e6)).toEqual({ rateHz: 7e6 });
  });
});
