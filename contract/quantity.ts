/**
 * Numbers as people write them, read and written the same way by the interface and the command line:
 * `100.1M`, `100.1 MHz`, `433920k`, `433.92e6`, `7,074,000`, `2.4 MS/s`, `10s`, `5min`.
 * Scaling is done on the decimal digits, so `433.92M` is exactly 433,920,000.
 */
import { Fault } from './fault.ts';

/** What a number counts: hertz, samples per second, seconds, decibels, bytes, or nothing named. */
export type Unit = 'Hz' | 'S/s' | 's' | 'dB' | 'B' | '';

/** Prefixes of a frequency, as remembered for the next bare number. */
export type Prefix = '' | 'k' | 'M' | 'G';

export interface QuantityLimits {
  /** What the number is, for the error: "The frequency". */
  name?: string;
  min?: number;
  max?: number;
  /** True where people write 100,1 for a hundred and a tenth. */
  decimalComma?: boolean;
}

const exponents: Readonly<Record<Prefix, number>> = { '': 0, k: 3, M: 6, G: 9 };
const sample: Readonly<Record<Unit, string>> = {
  Hz: '100.1M, 433920k or 433.92e6',
  'S/s': '2.4M or 250k',
  s: '10s, 5min or 2h',
  dB: '20 or -30.5',
  B: '500M or 2G',
  '': '1000 or 1k',
};
const nouns: Readonly<Record<Unit, string>> = {
  Hz: 'The frequency',
  'S/s': 'The sample rate',
  s: 'The time',
  dB: 'The level',
  B: 'The size',
  '': 'The number',
};

/** A suffix as factor: a power of ten, or a multiple where the unit isn't decimal (minutes, KiB). */
interface Suffix {
  exponent: number;
  multiple: number;
}

const plain: Suffix = { exponent: 0, multiple: 1 };
const times: Readonly<Record<string, Suffix>> = {
  us: { exponent: -6, multiple: 1 },
  µs: { exponent: -6, multiple: 1 },
  ms: { exponent: -3, multiple: 1 },
  s: plain,
  sec: plain,
  m: { exponent: 0, multiple: 60 },
  min: { exponent: 0, multiple: 60 },
  h: { exponent: 0, multiple: 3600 },
  d: { exponent: 0, multiple: 86_400 },
};
const unitWords: Readonly<Record<Exclude<Unit, 's'>, RegExp>> = {
  Hz: /^(?<prefix>[kmg]?)(?:hz)?$/i,
  'S/s': /^(?<prefix>[kmg]?)(?:s\/s|sps|hz)?$/i,
  dB: /^(?<prefix>)(?:db(?:fs|m)?)?$/i,
  B: /^(?<prefix>[kmgt]?)(?<binary>i(?=b))?b?$/i,
  '': /^(?<prefix>[kmg]?)$/i,
};

function readSuffix(word: string, unit: Unit): Suffix | undefined {
  if (unit === 's') return word === '' ? plain : times[word.toLowerCase()];
  const groups = unitWords[unit].exec(word)?.groups;
  if (groups === undefined) return undefined;
  const power = ' kmgt'.indexOf((groups['prefix'] ?? '').toLowerCase().padEnd(1));
  if (groups['binary'] !== undefined) return { exponent: 0, multiple: 1024 ** power };
  return { exponent: power * 3, multiple: 1 };
}

/** Takes out thousands separators; undefined where commas or dots stand in no known way. */
function plainDigits(text: string, decimalComma: boolean): string | undefined {
  const digits = text.replaceAll(/(?<=\d)[ _'\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(digits)) return digits;
  if (decimalComma && /^[+-]?\d*,\d+$/.test(digits)) return digits.replace(',', '.');
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(digits)) return digits.replaceAll(',', '');
  // As the dial shows it: 145.500.000.
  if (/^[+-]?\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) return digits.replaceAll('.', '');
  return undefined;
}

interface Parts {
  digits: string;
  exponent: number;
  suffix: string;
}

function split(text: string, unit: Unit, limits: QuantityLimits): Parts {
  const name = limits.name ?? nouns[unit];
  const hint = `Write for example ${sample[unit]}.`;
  const trimmed = text.trim();
  if (trimmed === '') throw new Fault('invalid', `${name} is empty.`, { hint });
  const match = /^([+-]?[\d.,_'\s\u00a0\u202f]*\d[.,]?)(?:[eE]([+-]?\d{1,3}))?\s*([^\d\s].*)?$/.exec(trimmed);
  const digits = plainDigits((match?.[1] ?? '').trim(), limits.decimalComma ?? false);
  if (match === null || digits === undefined) {
    const comma = /\d,\d/.test(trimmed) ? ' A comma may only separate thousands.' : '';
    throw new Fault('invalid', `${name} '${trimmed.slice(0, 40)}' is not a number.${comma}`, { hint });
  }
  return { digits, exponent: Number(match[2] ?? 0), suffix: (match[3] ?? '').trim() };
}

function scaled(parts: Parts, suffix: Suffix): number {
  return Number(`${parts.digits}e${String(parts.exponent + suffix.exponent)}`) * suffix.multiple;
}

/**
 * Reads a number with an optional suffix. A bare number is in the unit itself.
 * Throws Fault 'invalid' naming what was wrong: no number, unknown unit, outside the limits.
 */
export function parseQuantity(text: string, unit: Unit, limits: QuantityLimits = {}): number {
  const parts = split(text, unit, limits);
  const suffix = readSuffix(parts.suffix, unit);
  const name = limits.name ?? nouns[unit];
  if (suffix === undefined)
    throw new Fault('invalid', `${name} has an unknown unit '${parts.suffix.slice(0, 20)}'.`, {
      hint: `Write for example ${sample[unit]}.`,
    });
  return within(scaled(parts, suffix), unit, limits);
}

function within(value: number, unit: Unit, limits: QuantityLimits): number {
  const name = limits.name ?? nouns[unit];
  if (!Number.isFinite(value)) throw new Fault('invalid', `${name} is too large.`);
  const { min = -Infinity, max = Infinity } = limits;
  if (value < min || value > max) {
    const side = value < min ? `at least ${formatExact(min, unit)}` : `at most ${formatExact(max, unit)}`;
    throw new Fault('invalid', `${name} ${formatExact(value, unit)} is out of range: it must be ${side}.`);
  }
  return value;
}

/** A frequency as it was understood, so that it can be shown before it takes effect. */
export interface FrequencyReading {
  hz: number;
  /** The prefix that was written or assumed; remembered for the next bare number. */
  prefix: Prefix;
  /** True where the prefix was not written. */
  assumed: boolean;
}

/**
 * Reads a typed frequency. A bare number of a million or more is in hertz; a smaller one takes `lastPrefix`,
 * the one used before. Throws Fault 'invalid' as parseQuantity does.
 */
export function readFrequency(
  text: string,
  lastPrefix: Prefix,
  limits: QuantityLimits = {},
): FrequencyReading {
  const parts = split(text, 'Hz', limits);
  const bare = scaled(parts, plain);
  if (parts.suffix !== '' || parts.exponent !== 0) {
    const hz = parseQuantity(text, 'Hz', limits);
    const letter = /^[kmg]/i.exec(parts.suffix)?.[0].toLowerCase() ?? '';
    const prefix: Prefix = letter === 'k' ? 'k' : letter === 'm' ? 'M' : letter === 'g' ? 'G' : '';
    return { hz, prefix, assumed: false };
  }
  const prefix = Math.abs(bare) >= 1e6 ? '' : lastPrefix;
  const hz = within(scaled(parts, { exponent: exponents[prefix], multiple: 1 }), 'Hz', limits);
  return { hz, prefix, assumed: true };
}

/**
 * The shortest form that reads back as exactly `value`: `100.1MHz`, `2.4MS/s`, `10s`. Of equally short
 * forms the one with the larger prefix; never below one of its unit (100MHz, not 0.1GHz).
 */
export function formatExact(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return String(value);
  if (unit === 's' || unit === 'dB') return `${decimal(value, 0)}${unit}`;
  const forms = (['G', 'M', 'k', ''] as const)
    .filter((prefix) => prefix === '' || Math.abs(value) >= 10 ** exponents[prefix])
    .map((prefix) => ({ prefix, text: `${decimal(value, exponents[prefix])}${prefix}${unit}` }));
  if (value === 0) return `0${unit}`;
  return forms.reduce((best, form) => (form.text.length < best.text.length ? form : best)).text;
}

/** value / 10^shift in plain digits, exact: the decimal point is moved, nothing is divided. */
function decimal(value: number, shift: number): string {
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(power) - shift + 1;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const rest = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const fraction = rest.replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Rounded for reading: `100.1 MHz`, `2.4 MS/s`, `1.73 GB`. `digits` are significant ones. */
export function formatRounded(value: number, unit: 'Hz' | 'S/s' | 'B', digits = 4): string {
  const size = Math.abs(value);
  const prefix = size >= 1e9 ? 'G' : size >= 1e6 ? 'M' : size >= 1e3 ? 'k' : '';
  const rounded = Number((value / 10 ** exponents[prefix]).toPrecision(digits));
  return `${String(rounded)} ${prefix}${unit}`;
}

/** Elapsed time: `0:07.3` under a minute, `12:05`, `1:02:05`. Negative counts as 0. */
export function formatElapsed(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  const whole = Math.floor(tenths / 10);
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (whole < 60) return `0:${pad(whole)}.${String(tenths % 10)}`;
  if (whole < 3600) return `${String(Math.floor(whole / 60))}:${pad(whole % 60)}`;
  return `${String(Math.floor(whole / 3600))}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}
