import { describe, expect, it } from 'vitest';
import { readName } from './name.ts';

describe('names of programs', () => {
  it.each([
    [
      'gqrx_20200102_030405_100000000_1800000_fc.raw',
      { datatype: 'cf32', sampleRateHz: 1.8e6, centreHz: 100e6, startedMs: Date.UTC(2020, 0, 2, 3, 4, 5) },
      undefined,
    ],
    ['g001_433.92M_250k.cu8', { datatype: 'cu8', sampleRateHz: 250e3, centreHz: 433.92e6 }, undefined],
    [
      'SDRSharp_20160101_231914Z_12900KHz_IQ.wav',
      { centreHz: 12.9e6, startedMs: Date.UTC(2016, 0, 1, 23, 19, 14) },
      'iq',
    ],
    ['SDRSharp_20150804_204532Z_0Hz_AF.wav', { startedMs: Date.UTC(2015, 7, 4, 20, 45, 32) }, 'audio'],
    [
      'HDSDR_20130101_120000Z_14200kHz_RF.wav',
      { centreHz: 14.2e6, startedMs: Date.UTC(2013, 0, 1, 12) },
      'iq',
    ],
    [
      'SDRuno_20190615_102030Z_7100kHz.wav',
      { centreHz: 7.1e6, startedMs: Date.UTC(2019, 5, 15, 10, 20, 30) },
      'iq',
    ],
    ['baseband_100000000Hz_12-30-45_01-02-2024.wav', { centreHz: 100e6 }, 'iq'],
    [
      '2023-04-05_12-34-56_2400000SPS_137100000Hz.s16',
      { datatype: 'cs16', sampleRateHz: 2.4e6, centreHz: 137.1e6 },
      'iq',
    ],
    [
      'HackRF-20191009_223232-433_92MHz-2MSps-2MHz.complex16s',
      { datatype: 'cs8', sampleRateHz: 2e6, centreHz: 433.92e6 },
      undefined,
    ],
    ['voice_48k.s16', { datatype: 'rs16', sampleRateHz: 48e3 }, undefined],
    ['x_2.4Msps_868.3MHz.cf32', { datatype: 'cf32', sampleRateHz: 2.4e6, centreHz: 868.3e6 }, undefined],
  ])('%s', (name, facts, content) => {
    expect(readName(name)).toMatchObject({ content, questions: [] });
    expect(readName(name).facts).toEqual(facts);
  });

  it('take local times for likely only', () => {
    expect(readName('HDSDR_20130101_120000_14200kHz_RF.wav')).toMatchObject({
      facts: { centreHz: 14.2e6 },
      hints: { startedMs: Date.UTC(2013, 0, 1, 12) },
    });
  });
});

describe('names that mislead', () => {
  it.each([
    // A channel width, a rate, or a frequency.
    ['lte-band7_10M.cf32', { sampleRateHz: 10e6 }],
    // No radio is that fast: a frequency.
    ['door_433.92M.cu8', { centreHz: 433.92e6 }],
    // Tuned below half the rate: two widths, or a rate and a width.
    ['x_5M_20M.cf32', { centreHz: 5e6, sampleRateHz: 20e6 }],
    ['x_48k_250k.cu8', { centreHz: 48e3, sampleRateHz: 250e3 }],
    ['x_250k_later_1000k.cu8', { sampleRateHz: 1e6 }],
    // 48 kHz of sound, or of bandwidth.
    ['voice_48kHz.cf32', { centreHz: 48e3 }],
  ])('%s is asked about, never taken at its word', (name, hints) => {
    const reading = readName(name);
    expect(reading.facts.sampleRateHz).toBeUndefined();
    expect(reading.facts.centreHz).toBeUndefined();
    expect(reading.hints).toEqual(hints);
  });

  it('by their extension are asked about too', () => {
    expect(readName('rtl_250k.bin')).toMatchObject({
      facts: { sampleRateHz: 250e3 },
      hints: { datatype: 'cu8' },
    });
    // 16-bit values at a radio's rate: sound or IQ?
    expect(readName('x_1000k.s16')).toMatchObject({ hints: { datatype: 'cs16' } });
    expect(readName('x_1000k.s16').facts.datatype).toBeUndefined();
  });

  it('with more digits than any frequency are no frequency', () => {
    for (const name of [
      `x_${'9'.repeat(200)}Hz.cu8`,
      `x_${'9'.repeat(100)}M_${'9'.repeat(100)}k.cu8`,
      '.',
      '',
    ])
      expect(readName(name).facts.centreHz).toBeUndefined();
  });
});
