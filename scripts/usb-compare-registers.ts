/** Compares a run of our RTL-SDR driver with the reference transcript; says the first difference. */
import type { TranscriptLine } from '../testing/usb/transcript.ts';
import { bulkDifference, lifeDifference } from './usb-compare-common.ts';
import { apply, malformed, orderBreaks, type Memory } from './usb-registers.ts';

/**
 * librtlsdr 0.6.0 ("v06") computes the R82xx fraction in whole kHz and truncates at every step: together it
 * is up to 4 kHz of the VCO beside the nearest value that 2.0.2 and we take. A step of the fraction is
 * 2 * crystal / 65536, 0.88 kHz (0.49 kHz with a 16 MHz crystal).
 */
const fractionToleranceV06: Readonly<Record<string, number>> = { '34': 5, '74': 9 };

interface Point {
  readonly after: string;
  /** What the driver reported with the call, "rate 250000 -> 250000". */
  readonly report: string;
  readonly memory: Memory;
}

/** The memory after each call; without marks, when streaming begins and at the end. */
function points(lines: readonly TranscriptLine[]): Point[] {
  const found: Point[] = [];
  const memory: Memory = new Map();
  const marked = lines.some((line) => line.type === 'mark');
  let streaming = false;
  const keep = (after: string, report = ''): void => {
    found.push({ after, report, memory: new Map(memory) });
  };
  for (const line of lines) {
    apply(memory, line);
    if (line.type === 'ret') keep(line.op.replace(/ -> .*/, ''), line.op);
    const begins = line.type === 'control' && line.wValue === 0x2148 && line.data === '0000';
    if (!marked && begins && !streaming) {
      streaming = true;
      keep('the settings, before streaming');
    }
  }
  if (!marked) keep('close');
  return found;
}

/** The first difference, or undefined when all that must match does. */
export function compareRegisters(
  ours: readonly TranscriptLine[],
  reference: readonly TranscriptLine[],
  lib: string,
): string | undefined {
  for (const line of ours) {
    const fault = line.type === 'control' ? malformed(line) : undefined;
    if (fault !== undefined) return `request of a wrong form (${fault}): ${JSON.stringify(line)}`;
  }
  const mine = points(ours);
  const theirs = points(reference);
  for (const [index, want] of theirs.entries()) {
    const have = mine[index];
    if (!have) return `nothing was done for "${want.after}"`;
    if (have.after !== want.after) return `"${have.after}" was done in place of "${want.after}"`;
    const difference = memoryDifference(have.memory, want.memory, lib);
    if (difference !== undefined) return `after ${want.after}: ${difference}`;
    if (want.report.includes(' -> ') && have.report !== want.report)
      return `after ${want.after}: reported "${have.report}", reference "${want.report}"`;
  }
  if (mine.length > theirs.length) return `"${mine[theirs.length]!.after}" was done beyond the reference`;
  const broken = orderBreaks(ours);
  const excused = orderBreaks(reference);
  for (const [rule, where] of broken) if (!excused.has(rule)) return `order: ${rule} (${where})`;
  return lifeDifference(ours, reference) ?? bulkDifference(ours, reference);
}

function memoryDifference(ours: Memory, reference: Memory, lib: string): string | undefined {
  for (const name of new Set([...reference.keys(), ...ours.keys()])) {
    const have = ours.get(name);
    const want = reference.get(name);
    if (have === want) continue;
    if (lib === 'v06' && withinV06(name, ours, reference)) continue;
    const show = (value: number | undefined): string =>
      value === undefined ? 'not written' : value.toString(16).padStart(2, '0');
    return `${name} is ${show(have)}, reference ${show(want)}`;
  }
  return undefined;
}

/** Registers 15 and 16 of an R82xx hold the fraction: compared as one number within the tolerance. */
function withinV06(name: string, ours: Memory, reference: Memory): boolean {
  const match = /^i2c (34|74):1[56]$/.exec(name);
  if (!match) return false;
  const chip = match[1]!;
  const word = (memory: Memory): number =>
    ((memory.get(`i2c ${chip}:16`) ?? 0) << 8) | (memory.get(`i2c ${chip}:15`) ?? 0);
  return Math.abs(word(ours) - word(reference)) <= (fractionToleranceV06[chip] ?? 0);
}
