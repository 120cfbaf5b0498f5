/** What the extension of a file says of its samples. */
import type { Stated } from '../../contract/library.ts';

type Name = NonNullable<Stated['datatype']>;

/** Extensions that name one format only: rtl_433, GNU Radio, gqrx, PortaPack, Universal Radio Hacker. */
const certain: Readonly<Record<string, Name>> = {
  cu8: 'cu8',
  u8: 'cu8',
  complex16u: 'cu8',
  cs8: 'cs8',
  s8: 'cs8',
  c8: 'cs8',
  complex16s: 'cs8',
  cs16: 'cs16',
  sc16: 'cs16',
  c16: 'cs16',
  complex32s: 'cs16',
  cf32: 'cf32',
  fc32: 'cf32',
  cfile: 'cf32',
  complex: 'cf32',
};

/** Extensions that several programs use for different formats, with the commonest. */
const likely: Readonly<Record<string, Name>> = {
  data: 'cu8',
  iq: 'cf32',
  raw: 'cf32',
  bin: 'cu8',
  dat: 'cf32',
  f32: 'cf32',
  iq16: 'cs16',
  'sigmf-data': 'cf32',
};

/** Rates of sound cards: a file of 16-bit values at one of them is sound. */
const audioRatesHz: ReadonlySet<number> = new Set([
  8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000,
]);

function isAudioRate(sampleRateHz: number | undefined): boolean {
  return sampleRateHz !== undefined && audioRatesHz.has(sampleRateHz);
}

/**
 * `s16` is sound to audio programs and IQ to SatDump: the rate, or what else the name says, decides, or nobody does.
 */
export function extensionDatatype(
  extension: string,
  sampleRateHz: number | undefined,
  content: 'iq' | 'audio' | undefined,
): { sure?: Name; likely?: Name } {
  if (extension === 's16') {
    if (content === 'iq') return { sure: 'cs16' };
    if (content === 'audio' || isAudioRate(sampleRateHz)) return { sure: 'rs16' };
    return { likely: sampleRateHz === undefined ? 'rs16' : 'cs16' };
  }
  const sure = certain[extension];
  if (sure) return { sure };
  const maybe = likely[extension];
  return maybe ? { likely: maybe } : {};
}

/** Samples without a header, or which may be. */
export function isRawExtension(extension: string): boolean {
  return extension === 's16' || Object.hasOwn(certain, extension) || Object.hasOwn(likely, extension);
}
