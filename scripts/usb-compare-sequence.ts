/** The comparison for HackRF, Airspy and HF+: every control transfer, in order and byte for byte. */
import type { ControlLine, TranscriptLine } from '../testing/usb/transcript.ts';
import { bulkDifference, lifeDifference } from './usb-compare-common.ts';

/** The first difference, or undefined when all that must match does. */
export function compareSequence(
  ours: readonly TranscriptLine[],
  reference: readonly TranscriptLine[],
): string | undefined {
  const mine = ours.filter((line) => line.type === 'control');
  const theirs = reference.filter((line) => line.type === 'control');
  for (let index = 0; index < Math.max(mine.length, theirs.length); index++) {
    const have = show(mine[index], theirs[index]);
    const want = show(theirs[index], theirs[index]);
    if (have !== want) return `control ${String(index)}: ${have}, reference ${want}`;
  }
  return lifeDifference(ours, reference) ?? bulkDifference(ours, reference);
}

/** One transfer in words; bytes the reference marks as masked read as zero. */
function show(line: ControlLine | undefined, reference: ControlLine | undefined): string {
  if (!line) return 'nothing';
  let data = line.data;
  if (reference?.masked) {
    const [from, to] = reference.masked;
    data = data.slice(0, 2 * from) + '00'.repeat(Math.max(0, Math.min(to, data.length / 2) - from));
    data += line.data.slice(2 * to);
  }
  const { dir, bmRequestType, bRequest, wValue, wIndex, wLength, result } = line;
  const head = `${dir} type ${String(bmRequestType)} request ${String(bRequest)} value ${String(wValue)}`;
  return `${head} index ${String(wIndex)} length ${String(wLength)} data ${data} result ${String(result)}`;
}
