/** Comparisons that hold for every radio: claiming and giving back, bulk transfers, sample bytes. */
import type { TranscriptLine } from '../testing/usb/transcript.ts';

const life = new Set([
  'claim',
  'release',
  'detach_kernel_driver',
  'attach_kernel_driver',
  'reset_device',
  'set_configuration',
  'set_alt_setting',
  'clear_halt',
]);

/** Claims, resets, kernel driver and so on must come in the reference's order. */
export function lifeDifference(
  ours: readonly TranscriptLine[],
  reference: readonly TranscriptLine[],
): string | undefined {
  return firstDifference(
    ours.filter((line) => life.has(line.type)),
    reference.filter((line) => life.has(line.type)),
  );
}

/** Transfers asked for must agree one by one; of the completed ones those that both have. */
export function bulkDifference(
  ours: readonly TranscriptLine[],
  reference: readonly TranscriptLine[],
): string | undefined {
  const submits = firstDifference(of(ours, 'bulk_submit'), of(reference, 'bulk_submit'));
  if (submits !== undefined) return submits;
  const have = [...of(ours, 'bulk_complete'), ...of(ours, 'bulk_sync')];
  const want = [...of(reference, 'bulk_complete'), ...of(reference, 'bulk_sync')];
  if (want.length > 0 && have.length === 0) return 'no bulk transfer completed';
  // How many complete before the stop depends on threads in the reference.
  const common = Math.min(have.length, want.length);
  return firstDifference(have.slice(0, common), want.slice(0, common));
}

function of(lines: readonly TranscriptLine[], type: TranscriptLine['type']): TranscriptLine[] {
  return lines.filter((line) => line.type === type);
}

function firstDifference(
  ours: readonly TranscriptLine[],
  reference: readonly TranscriptLine[],
): string | undefined {
  for (let index = 0; index < Math.max(ours.length, reference.length); index++) {
    const have = ours[index] === undefined ? 'nothing' : JSON.stringify(sorted(ours[index]));
    const want = reference[index] === undefined ? 'nothing' : JSON.stringify(sorted(reference[index]));
    if (have !== want) return `${have}, reference ${want}`;
  }
  return undefined;
}

/** The same object whatever order its keys were written in. */
function sorted(line: TranscriptLine | undefined): unknown {
  return line === undefined ? undefined : Object.fromEntries(Object.entries(line).sort());
}

/** How the samples of an output file are compared. */
export type OutputKind = 'bytes' | 'f32';
/** Conversion to floats may round differently; full scale is 1. */
const floatTolerance = 1e-4;

/** Compares the kept head of the reference's file with ours. */
export function outputDifference(
  ours: Uint8Array,
  reference: Uint8Array,
  kind: OutputKind,
): string | undefined {
  if (ours.length < reference.length)
    return `output has ${String(ours.length)} bytes, reference ${String(reference.length)}`;
  if (kind === 'bytes') {
    for (let at = 0; at < reference.length; at++)
      if (ours[at] !== reference[at])
        return `output byte ${String(at)} is ${String(ours[at])}, reference ${String(reference[at])}`;
    return undefined;
  }
  const have = new DataView(ours.buffer, ours.byteOffset, ours.byteLength);
  const want = new DataView(reference.buffer, reference.byteOffset, reference.byteLength);
  for (let at = 0; at + 4 <= reference.length; at += 4) {
    const value = have.getFloat32(at, true);
    const wanted = want.getFloat32(at, true);
    if (!(Math.abs(value - wanted) <= floatTolerance))
      return `output float ${String(at / 4)} is ${String(value)}, reference ${String(wanted)}`;
  }
  return undefined;
}
