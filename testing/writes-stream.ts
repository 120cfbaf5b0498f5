/** A seeded stream of blocks with gaps, retunes and changes of gain, and the truth about it. */
import { emptyBlock, type ReadBlock } from '../main/acquire/ring.ts';
import { makeRandom } from './random.ts';

interface TrueSegment {
  startSample: number;
  streamIndex: number;
  centreHz: number;
  settingsEpoch: number;
  lostBefore: number;
}

export interface ScriptedStream {
  /** Fills the facts of the next block and returns its bytes (cs8). */
  next(block: ReadBlock): Uint8Array;
  /** What the recording must hold up to now. */
  readonly segments: readonly TrueSegment[];
  readonly samples: number;
  readonly lostSamples: number;
  readonly clippedSamples: number;
  /** Bytes `from` to `to` (samples) of the recording. */
  bytes(from: number, to: number): Uint8Array;
}

export const scriptedRateHz = 100_000;
/** 40 ms. */
export const scriptedBlockSamples = 4000;
const startMs = Date.UTC(2026, 2, 1, 12);

/** @param eventful chance of a gap, a retune and a change of gain before each block. */
export function makeScriptedStream(seed: number, eventful = 0.04): ScriptedStream {
  const random = makeRandom(seed);
  const blocks: Uint8Array[] = [];
  const segments: TrueSegment[] = [];
  let streamIndex = 0;
  let centreHz = 100e6;
  let settingsEpoch = 0;
  let lostSamples = 0;
  let clippedSamples = 0;
  return {
    next(block) {
      const first = blocks.length === 0;
      const lost = !first && random.next() < eventful ? 1 + random.integer(5000) : 0;
      if (random.next() < eventful) centreHz += 1e6;
      if (random.next() < eventful) settingsEpoch++;
      lostSamples += lost;
      streamIndex += lost;
      const last = segments.at(-1);
      if (!last || lost > 0 || last.centreHz !== centreHz || last.settingsEpoch !== settingsEpoch)
        segments.push({
          startSample: blocks.length * scriptedBlockSamples,
          streamIndex,
          centreHz,
          settingsEpoch,
          lostBefore: lost,
        });
      const bytes = new Uint8Array(2 * scriptedBlockSamples);
      // 0x7f would be clipping: the one sample that is shows whether the count survives.
      for (let i = 0; i < bytes.byteLength; i++) bytes[i] = random.integer(0x7f);
      bytes[0] = 0x7f;
      clippedSamples++;
      blocks.push(bytes);
      Object.assign(block, emptyBlock(), {
        byteLength: bytes.byteLength,
        sampleCount: scriptedBlockSamples,
        firstSample: streamIndex,
        timeMs: startMs + (streamIndex / scriptedRateHz) * 1000,
        centreHz,
        sampleRateHz: scriptedRateHz,
        lostBefore: lost,
        clipped: 1,
        settingsEpoch,
      } satisfies Partial<ReadBlock>);
      streamIndex += scriptedBlockSamples;
      return bytes;
    },
    segments,
    get samples() {
      return blocks.length * scriptedBlockSamples;
    },
    get lostSamples() {
      return lostSamples;
    },
    get clippedSamples() {
      return clippedSamples;
    },
    bytes: (from, to) => Buffer.concat(blocks).subarray(2 * from, 2 * to),
  };
}
