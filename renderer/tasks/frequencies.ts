/** Many frequencies at once: a list, one a line, or a range with a step. Pure. */
import { Fault } from '../../contract/fault.ts';
import { formatRounded, readFrequency, type Prefix } from '../../contract/quantity.ts';

export interface Named {
  hz: number;
  /** Empty where none was written. */
  name: string;
}

/** The contract takes this many tasks in one write. */
const mostTasks = 10_000;

/** A frequency of a task. A bare number below a million is taken in `assumed`: nobody tunes to 100 Hz. */
export function readHz(text: string, assumed: Prefix, name: string): number {
  return readFrequency(text, assumed, { name, min: 0, max: 1e12 }).hz;
}

/** How a typed frequency is understood, where that isn't plain; else undefined. */
export function readingOf(text: string, assumed: Prefix): string | undefined {
  try {
    const { hz, prefix, assumed: guessed } = readFrequency(text, assumed);
    return guessed && prefix !== '' ? `Read as ${formatRounded(hz, 'Hz', 12)}` : undefined;
  } catch (error) {
    // What is wrong is said as the field's problem.
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** `100.1M Radio One` or `433.92 MHz`. */
const entry = /^([^\s;]+(?:\s+[kmg]?hz\b)?)(?:\s+(.*))?$/i;

/** The entries of a line: several where every part begins with a digit (`100.1M, 101.3M`), else one with its name. */
function entriesOf(line: string): string[] {
  const parts = line
    .split(/;|,\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.every((part) => /^\d/.test(part)) ? parts : [line.trim().replace(/;$/, '')];
}

/** Reads a list of frequencies, each with a name or without. Throws Fault 'invalid' naming the line. */
export function readList(text: string): Named[] {
  const found: Named[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    for (const part of entriesOf(line)) {
      const [, number = '', name = ''] = entry.exec(part) ?? [];
      found.push({ hz: readHz(number, 'M', `The frequency in line ${String(i + 1)}`), name: name.trim() });
    }
  }
  if (found.length === 0)
    throw new Fault('invalid', 'The list is empty.', {
      hint: 'Write one frequency a line: 100.1M Radio One.',
    });
  return limited(found);
}

/** Every frequency from `from` up to `to` inclusive. Throws Fault 'invalid'. */
export function readRange(from: string, to: string, step: string): Named[] {
  const low = readHz(from, 'M', 'The first frequency');
  const high = readHz(to, 'M', 'The last frequency');
  const by = readHz(step, 'k', 'The step');
  if (high < low) throw new Fault('invalid', 'The last frequency lies below the first.');
  if (by <= 0) throw new Fault('invalid', 'The step must be above zero.');
  // Half a millionth of a step: sums of decimal fractions miss the end by a rounding.
  const count = Math.floor((high - low) / by + 5e-7) + 1;
  if (count > mostTasks) throw tooMany(count);
  return Array.from({ length: count }, (_, k) => ({ hz: Number((low + k * by).toFixed(3)), name: '' }));
}

function limited(found: Named[]): Named[] {
  if (found.length > mostTasks) throw tooMany(found.length);
  return found;
}

const tooMany = (count: number): Fault =>
  new Fault(
    'invalid',
    `These are ${count.toLocaleString('en')} tasks; ${mostTasks.toLocaleString('en')} can be added at once.`,
    { hint: 'Take a larger step or a smaller part.' },
  );

/** For a column: decimals in groups of three, so that points stand below each other: `99.950 MHz`. */
export function columnHz(hz: number): string {
  const [number = '', unit = ''] = formatRounded(hz, 'Hz', 9).split(' ');
  if (unit === 'Hz') return `${number} ${unit}`;
  const decimals = number.split('.')[1]?.length ?? 0;
  return `${Number(number).toFixed(Math.max(3, Math.ceil(decimals / 3) * 3))} ${unit}`;
}
