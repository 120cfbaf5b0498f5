/** Frequency, level and pixel mappings of the view, and the steps of its axes. Pure; pixels may be CSS or device pixels. */

/** A range of frequencies, low to high. */
export interface Span {
  readonly lowHz: number;
  readonly highHz: number;
}

export const widthHz = (span: Span): number => span.highHz - span.lowHz;
export const middleHz = (span: Span): number => (span.lowHz + span.highHz) / 2;

/** Position of a frequency on an axis `width` pixels wide; 0 is the left edge. */
export function hzToX(span: Span, width: number, hz: number): number {
  return ((hz - span.lowHz) / widthHz(span)) * width;
}

export function xToHz(span: Span, width: number, x: number): number {
  return span.lowHz + (x / width) * widthHz(span);
}

/** Position of a level on an axis `height` pixels high; `maxDb` is at the top, 0. */
export function dbToY(minDb: number, maxDb: number, height: number, db: number): number {
  return ((maxDb - db) / (maxDb - minDb)) * height;
}

/**
 * The plot reaches below the dark end of the colours by this share of the range: there the noise stays in sight
 * while the waterfall paints it dark.
 */
const plotBelow = 0.15;

/** Level at the bottom of the plot, for a colour range from `minDb` to `maxDb`. */
export const plotMinDb = (minDb: number, maxDb: number): number => minDb - plotBelow * (maxDb - minDb);

export function yToDb(minDb: number, maxDb: number, height: number, y: number): number {
  return maxDb - (y / height) * (maxDb - minDb);
}

/** The smallest step of 1, 2 or 5 times a power of ten that divides `range` into at most `most` parts. */
export function niceStep(range: number, most: number): number {
  const least = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const lead = least / power;
  // A hair of tolerance: 0.1 + 0.2 must not push an exact step to the next one.
  const digit = lead <= 1 + 1e-9 ? 1 : lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10;
  return digit * power;
}

/** Multiples of `step` in [low, high], computed from integers so that no error accumulates. */
export function ticks(low: number, high: number, step: number): number[] {
  const values: number[] = [];
  const last = Math.floor(high / step + 1e-9);
  for (let n = Math.ceil(low / step - 1e-9); n <= last; n++) values.push(n * step);
  return values;
}

export interface FrequencyUnit {
  readonly name: 'Hz' | 'kHz' | 'MHz' | 'GHz';
  readonly hz: number;
}

const units: readonly FrequencyUnit[] = [
  { name: 'GHz', hz: 1e9 },
  { name: 'MHz', hz: 1e6 },
  { name: 'kHz', hz: 1e3 },
  { name: 'Hz', hz: 1 },
];

/** The unit an axis around `hz` is written in. Radio people write 1090 MHz, so GHz starts at 10. */
export function frequencyUnit(hz: number): FrequencyUnit {
  const size = Math.abs(hz);
  return units.find((unit) => size >= (unit.name === 'GHz' ? 1e10 : unit.hz)) ?? { name: 'Hz', hz: 1 };
}

/** A tick's label in `unit`, with just the decimals that `stepHz` needs. */
export function tickLabel(hz: number, stepHz: number, unit: FrequencyUnit): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(stepHz / unit.hz) + 1e-9));
  const text = (hz / unit.hz).toFixed(Math.min(9, decimals));
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** A frequency as the readout shows it: to the hertz, or coarser where a pixel is wider than that. */
export function readoutHz(hz: number, hzPerPixel: number): string {
  const unit = frequencyUnit(hz);
  const step = 10 ** Math.floor(Math.log10(Math.max(1, hzPerPixel)));
  return `${tickLabel(hz, step, unit)} ${unit.name}`;
}

/** A difference of frequencies, signed. */
export function deltaHz(hz: number): string {
  const size = Math.abs(hz);
  const unit = units.find((candidate) => size >= candidate.hz) ?? { name: 'Hz', hz: 1 };
  const digits = Number((size / unit.hz).toPrecision(6));
  return `${hz < 0 ? '−' : '+'}${String(digits)} ${unit.name}`;
}

/** Signed decibels with one decimal and a true minus sign. */
export function signedDb(db: number): string {
  return `${db < 0 ? '−' : '+'}${Math.abs(db).toFixed(1)} dB`;
}

/** dBFS with one decimal. */
export function levelDb(db: number): string {
  return `${db < 0 ? '−' : ''}${Math.abs(db).toFixed(1)} dBFS`;
}
