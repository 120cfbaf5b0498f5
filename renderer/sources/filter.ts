/** Which sources are shown and in which order. Pure. */
import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Source } from '../../contract/source.ts';

export type SortKey = 'name' | 'frequency' | 'place' | 'error' | 'changed';

interface Band {
  lowHz: number;
  highHz: number;
}

/** `144M-146M`, `430 - 440 MHz`: two frequencies with a dash; the first may leave the unit to the second. */
export function readBand(text: string): Band | undefined {
  const match = /^\s*([\d.,]+)\s*([kmg]?(?:hz)?)\s*(?:-|–|\.\.|to)\s*([\d.,]+)\s*([kmg]?(?:hz)?)\s*$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, low = '', lowUnit = '', high = '', highUnit = ''] = match;
  // Two bare numbers are megahertz: nobody looks for a band of a few hertz.
  const unit = highUnit === '' ? 'MHz' : highUnit;
  try {
    const lowHz = parseQuantity(`${low}${lowUnit === '' ? unit : lowUnit}`, 'Hz');
    const highHz = parseQuantity(`${high}${unit}`, 'Hz');
    return lowHz <= highHz ? { lowHz, highHz } : { lowHz: highHz, highHz: lowHz };
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** What words are looked for in: name, notes and the frequency as it is shown. */
const haystack = ({ name, notes, frequencyHz }: Source): string =>
  `${name}\n${notes}\n${frequencyHz === undefined ? '' : `${formatExact(frequencyHz, 'Hz')} ${String(frequencyHz / 1e6)} MHz`}`.toLowerCase();

/** Sources with every word of the search, or within its band of frequencies. */
export function found(sources: readonly Source[], search: string): Source[] {
  const band = readBand(search);
  if (band !== undefined)
    return sources.filter(
      ({ frequencyHz }) =>
        frequencyHz !== undefined && frequencyHz >= band.lowHz && frequencyHz <= band.highHz,
    );
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...sources];
  return sources.filter((source) => {
    const text = haystack(source);
    return words.every((word) => text.includes(word));
  });
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function valueOf(source: Source, key: Exclude<SortKey, 'name'>): number | undefined {
  switch (key) {
    case 'frequency':
      return source.frequencyHz;
    case 'place':
      return source.latitudeDeg;
    case 'error':
      return source.errorRadiusM;
    case 'changed':
      return source.updatedMs;
  }
}

/** A sorted copy. Sources without the value stand at the end either way; equal ones go by name. */
export function sorted(sources: readonly Source[], key: SortKey, descending: boolean): Source[] {
  const sign = descending ? -1 : 1;
  const byName = (a: Source, b: Source): number => collator.compare(a.name, b.name) || a.id - b.id;
  return [...sources].sort((a, b) => {
    if (key === 'name') return sign * byName(a, b);
    const one = valueOf(a, key);
    const other = valueOf(b, key);
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined) || byName(a, b);
    return sign * (one - other) || byName(a, b);
  });
}
