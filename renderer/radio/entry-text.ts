/** What the direct entry makes of its text while it is typed. Pure. */
import { Fault } from '../../contract/fault.ts';
import { formatExact, formatRounded, readFrequency, type Prefix } from '../../contract/quantity.ts';
import { refusal, type TuningRange } from './digits.ts';

export interface EntryReading {
  /** Where Enter tunes to; undefined while the text can't be read. */
  hz: number | undefined;
  /** What is shown below the field. */
  message: string;
  tone: 'plain' | 'warning' | 'error';
  prefix: Prefix;
}

/** True where a comma is the decimal sign of the user's language. */
export function usesDecimalComma(language: string): boolean {
  return new Intl.NumberFormat(language)
    .formatToParts(0.5)
    .some((part) => part.type === 'decimal' && part.value === ',');
}

/** Reads the text as it stands; a frequency out of range is offered at the limit, with the reason. */
export function readEntry(
  text: string,
  lastPrefix: Prefix,
  range: TuningRange,
  decimalComma: boolean,
): EntryReading {
  if (text.trim() === '')
    return {
      hz: undefined,
      message: 'For example 100.1M, 433920k or 7,074,000',
      tone: 'plain',
      prefix: lastPrefix,
    };
  try {
    const { hz, prefix, assumed } = readFrequency(text, lastPrefix, { decimalComma });
    const refused = refusal(hz, range);
    const unit = assumed ? ` (read as ${prefix}Hz)` : '';
    if (refused === undefined)
      return { hz, message: `= ${formatRounded(hz, 'Hz', 12)}${unit}`, tone: 'plain', prefix };
    const nearest = Math.min(Math.max(hz, range.min), range.max);
    return {
      hz: nearest,
      message: `${formatRounded(hz, 'Hz', 12)}${unit}: ${refused} Enter tunes to ${formatExact(nearest, 'Hz')}.`,
      tone: 'warning',
      prefix,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      hz: undefined,
      message: `${error.message} ${error.hint ?? ''}`.trim(),
      tone: 'error',
      prefix: lastPrefix,
    };
  }
}

/** True where this key, typed after this text, is a unit letter that submits: k, M or G after a number. */
export function submits(text: string, key: string, range: TuningRange, decimalComma: boolean): boolean {
  if (!/^[kmg]$/i.test(key) || !/\d[.,]?\s*$/.test(text) || /[a-z]/i.test(text)) return false;
  const reading = readEntry(text + key, '', range, decimalComma);
  return reading.hz !== undefined && reading.tone === 'plain';
}
