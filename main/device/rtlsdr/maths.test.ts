import { describe, expect, it } from 'vitest';
import { e4000Word } from './e4000.ts';
import { v4Inputs, v4Notch, v4TunerHz } from './blogv4.ts';
import { fc2580Word } from './fc2580.ts';
import { fcWord, type Divider } from './fc001x.ts';
import { bandFor, filtersFor, gainSteps, integerRegister, loHz, pllWord } from './r82xx-maths.ts';
import { gainsTenthDb } from './r82xx-tables.ts';
import {
  converterWord,
  correctedCrystal,
  correctionWord,
  firBytes,
  isLegalRate,
  listedRatesHz,
  rateRatio,
} from './rtl2832u-maths.ts';

const crystal = 28_800_000;

describe('R82xx PLL', () => {
  it('puts the VCO into its range and the LO within half a step, from 27.7 MHz to 1.76 GHz', () => {
    for (let lo = 27_700_000; lo < 1_769_000_000; lo += 1_234_567) {
      const word = pllWord(lo, crystal);
      expect(word.inRange).toBe(true);
      const vco = loHz(word, crystal) * word.divider;
      // The range is chosen by the LO in whole kHz: half a kHz times 64 may stand out at either end.
      expect(vco).toBeGreaterThan(1_770_000_000 - 32_000);
      expect(vco).toBeLessThan(3_540_000_000 + 32_000);
      // One step is 2 crystals / 65536 / divider; rounding leaves at most half of it.
      expect(Math.abs(loHz(word, crystal) - lo)).toBeLessThanOrEqual(crystal / 65536 / word.divider + 1e-6);
    }
  });

  it('says where no divider reaches', () => {
    expect(pllWord(1_625_000, crystal).inRange).toBe(false);
    expect(pllWord(1_783_570_000, crystal).inRange).toBe(false);
  });

  it('splits the integer into both counters so that N = 13 + 4 ni + si', () => {
    for (let n = 13; n <= 127; n++) {
      const register = integerRegister(n);
      expect(13 + 4 * (register & 0x3f) + (register >> 6)).toBe(n);
    }
  });

  it('changes the tracking filter at the edges of its bands', () => {
    expect(bandFor(49_999_999).tracking).toBe(0xdf);
    expect(bandFor(50_000_000).tracking).toBe(0xbe);
    expect(bandFor(310_000_000).mux).toBe(0x41);
    expect(bandFor(588_000_000).mux).toBe(0x40);
  });
});

describe('R82xx filters and gains', () => {
  it.each([
    [350_000, 2_125_000],
    [1_024_000, 1_700_000],
    [2_048_000, 1_625_000],
    [2_400_000, 1_815_000],
    [2_430_001, 3_570_000],
    [6_500_000, 4_570_000],
    [8_000_000, 4_570_000],
  ])('for %i Hz the IF is %i Hz', (wanted, intermediate) => {
    expect(filtersFor(wanted).intermediateHz).toBe(intermediate);
  });

  it('never passes less than asked below 8 MHz', () => {
    for (let wanted = 100_000; wanted <= 8_000_000; wanted += 10_000)
      expect(filtersFor(wanted).bandwidthHz).toBeGreaterThanOrEqual(wanted);
  });

  it('has steps that add up to every gain of the table', () => {
    for (const gain of gainsTenthDb) expect(gainSteps(gain).tenthDb).toBe(gain);
    // 49.6 dB is what the fifteenth LNA and fourteenth mixer step give; the mixer's last would take 0.8 dB away.
    expect(gainSteps(496)).toEqual({ lna: 15, mixer: 14, tenthDb: 496 });
  });
});

describe('RTL2832U', () => {
  it('takes the legal rates and no others', () => {
    for (const rate of [225_001, 300_000, 900_001, 3_200_000, ...listedRatesHz])
      expect(isLegalRate(rate)).toBe(true);
    for (const rate of [0, 225_000, 300_001, 900_000, 3_200_001, Number.NaN])
      expect(isLegalRate(rate)).toBe(false);
  });

  it('comes within a millionth of every legal rate', () => {
    for (const rate of [225_001, 250_000, 299_999, 900_001, 1_000_000, 2_400_000, 2_560_001, 3_199_999])
      // Two missing bits of at least 9 * 2^22 are 8e-8.
      expect(Math.abs(rateRatio(rate, crystal).actualHz / rate - 1)).toBeLessThan(1e-6);
    expect(rateRatio(1_000_000, crystal).actualHz).toBeCloseTo(1_000_000.026491, 6);
  });

  it('turns the IF into a negative word of 22 bits', () => {
    expect(converterWord(3_570_000, crystal)).toBe(0x381112);
    expect(converterWord(0, crystal)).toBe(0);
    for (const hz of [1, 7_100_000, 14_400_000]) {
      const word = converterWord(hz, crystal);
      const signed = word >= 2 ** 21 ? word - 2 ** 22 : word;
      // One step is 6.87 Hz; at 14.4 MHz, half the crystal, both signs mean the same.
      expect(Math.abs(Math.abs((signed * crystal) / 2 ** 22) - hz)).toBeLessThan(6.87);
    }
  });

  it('corrects the crystal', () => {
    expect(correctionWord(51)).toBe(0x3ca9);
    expect(correctionWord(0)).toBe(0);
    expect(correctionWord(-20)).toBe(335);
    expect(correctedCrystal(crystal, 51)).toBe(28_801_468);
    expect(correctedCrystal(crystal, 0.5)).toBe(28_800_014);
  });

  it('packs the filter into 20 bytes', () => {
    expect(Buffer.from(firBytes()).toString('hex')).toBe('cadcd7d8e0f20e3506509c0d71111471741941a5');
  });
});

describe('other tuners', () => {
  const row: Divider[] = [{ belowHz: Infinity, divider: 32, r05: 0x42, r06: 0x02 }];

  it('FC001x lands within the kHz that its fraction counts', () => {
    for (let hz = 76_000_000; hz < 111_000_000; hz += 777_777) {
      const word = fcWord(hz, crystal, row)!;
      // Up to 1 kHz is cut off the VCO and 440 Hz by the fraction's step; the divider of 32 makes 45 Hz of it.
      expect(Math.abs(word.actualHz - hz)).toBeLessThan(46);
    }
    expect(fcWord(200_000_000, crystal, row)).toBeUndefined();
  });

  it('E4000 lands within its step', () => {
    for (const hz of [52_000_001, 100_000_000, 433_920_000, 868_000_000, 1_700_000_000]) {
      const word = e4000Word(hz, crystal);
      // A step is crystal / 65536 = 439 Hz of the VCO, at most halved by the smallest multiplier.
      expect(hz - word.actualHz).toBeGreaterThanOrEqual(0);
      expect(hz - word.actualHz).toBeLessThan(221);
    }
  });

  it('FC2580 lands within its step', () => {
    for (const khz of [100_000, 150_123, 433_920, 868_000, 1_500_000])
      // The fraction is rounded in units of 1/16 of 2 * 16.384 MHz / 2^16: below 32 Hz after division.
      expect(Math.abs(fc2580Word(khz).actualHz - khz * 1000)).toBeLessThan(32);
  });

  it('the Blog V4 hides its upconverter and changes inputs at its band edges', () => {
    expect(v4TunerHz(7_100_000)).toBe(35_900_000);
    expect(v4TunerHz(28_800_000)).toBe(28_800_000);
    expect([28_800_000, 28_800_001, 249_999_999, 250_000_000].map(v4Inputs)).toEqual([
      'hf',
      'vhf',
      'vhf',
      'uhf',
    ]);
    expect([2_200_000, 2_200_001, 85_000_000, 112_000_001, 242_000_000].map(v4Notch)).toEqual([
      0, 8, 0, 8, 0,
    ]);
  });
});
