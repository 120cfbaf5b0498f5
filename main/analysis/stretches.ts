/** What of long pieces is looked at: all of it, or evenly spread stretches. */
import type { Piece } from './box.ts';

/** So many samples are read and transformed in about two seconds at most. */
export const mostSamples = 16_000_000;
const spreadOver = 64;

/** Whole pieces where they hold `most` samples or fewer; otherwise stretches of them, evenly spread. */
export function stretchesOf(
  pieces: readonly Piece[],
  most = mostSamples,
): { stretches: Piece[]; all: boolean } {
  const total = pieces.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
  if (total <= most) return { stretches: [...pieces], all: true };
  const stretches: Piece[] = [];
  for (const piece of pieces) {
    const share = piece.sampleCount / total;
    const count = Math.max(1, Math.round(spreadOver * share));
    const length = Math.floor(Math.min(piece.sampleCount, most * share) / count);
    for (let k = 0; k < count && length > 0; k++) {
      // In the middle of its part.
      const offset = Math.floor(((k + 0.5) * piece.sampleCount) / count - length / 2);
      stretches.push({
        ...piece,
        startSample: piece.startSample + offset,
        streamIndex: piece.streamIndex + offset,
        sampleCount: length,
        timeMs: undefined,
      });
    }
  }
  return { stretches, all: false };
}
