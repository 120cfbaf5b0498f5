/**
 * The last stretch of a channel's output, with its facts: what a recording takes its samples from, a moment later
 * or, with a pre-roll, up to a minute. Preallocated; never grows.
 */
import type { CutFacts } from './channel-cut.ts';
import type { ReadBlock } from './ring.ts';

export interface Tape {
  /** Appends what a cut gave. There must be room for it. */
  append(samples: Float32Array, facts: Readonly<CutFacts>): void;
  /** False when `count` more samples might not fit: take some or forget some first. */
  fits(count: number): boolean;
  /** Output index after the last sample. */
  readonly end: number;
  /** Output index of the oldest sample; `end` when it is empty. */
  readonly oldest: number;
  /** Samples on it. */
  readonly held: number;
  /** Output index after the `count`-th of them, 1 or more. */
  indexAfter(count: number): number;
  /** Drops what lies before an output index. */
  forget(before: number): void;
  /**
   * Moves the oldest samples of one run into `target` and their facts into `block`: at most `most`, none at `until`
   * or after. Returns how many.
   */
  take(target: Uint8Array, block: ReadBlock, until: number, most: number): number;
  /** Drops the oldest samples, at most `most`, none at `until` or after. Returns how many. */
  skip(until: number, most: number): number;
}

const factCount = 6;
const frameBytes = 8;

/** @param capacity complex samples. @param runSamples runs of one stretch are joined up to about this length. */
export function makeTape(capacity: number, runSamples: number, sampleRateHz: number): Tape {
  const sampleMs = 1000 / sampleRateHz;
  const values = new Float32Array(2 * capacity);
  const bytes = new Uint8Array(values.buffer);
  // Runs of full length fill the tape; twice as many, and some, leave room for gaps and changes of gain.
  const mostRuns = 2 * Math.ceil(capacity / runSamples) + 64;
  const runs = new Float64Array(mostRuns * factCount);
  /** Counted since the beginning: places are these modulo the capacities. */
  let written = 0;
  let read = 0;
  let runsWritten = 0;
  let runsRead = 0;
  let end = 0;

  const at = (run: number): number => (run % mostRuns) * factCount;

  /** Removes `count` samples from the front of the oldest run, which has more or as many. */
  const dropFront = (count: number): void => {
    const front = at(runsRead);
    read += count;
    if (count === runs[front + 1]!) {
      runsRead++;
      return;
    }
    runs[front] = runs[front]! + count;
    runs[front + 1] = runs[front + 1]! - count;
    runs[front + 2] = runs[front + 2]! + count * sampleMs;
    // Clipping is known to the run only: what stays may hold all of it, and no more than it has samples.
    runs[front + 4] = Math.min(runs[front + 4]!, runs[front + 1]!);
  };

  return {
    append(samples, facts) {
      const count = facts.sampleCount;
      const place = written % capacity;
      const first = Math.min(count, capacity - place);
      values.set(samples.subarray(0, 2 * first), 2 * place);
      if (first < count) values.set(samples.subarray(2 * first, 2 * count), 0);
      written += count;
      const last = at(runsWritten - 1);
      const joins =
        runsWritten > runsRead &&
        end === facts.firstSample &&
        runs[last + 3] === facts.settingsEpoch &&
        runs[last + 1]! + count <= runSamples;
      if (joins) {
        runs[last + 1] = runs[last + 1]! + count;
        runs[last + 4] = runs[last + 4]! + facts.clipped;
      } else {
        const run = at(runsWritten++);
        runs[run] = facts.firstSample;
        runs[run + 1] = count;
        runs[run + 2] = facts.timeMs;
        runs[run + 3] = facts.settingsEpoch;
        runs[run + 4] = facts.clipped;
        runs[run + 5] = facts.missed;
      }
      end = facts.firstSample + count;
    },
    fits: (count) => written - read + count <= capacity && runsWritten - runsRead < mostRuns,
    get end() {
      return end;
    },
    get oldest() {
      return runsRead === runsWritten ? end : runs[at(runsRead)]!;
    },
    get held() {
      return written - read;
    },
    indexAfter(count) {
      let left = count;
      let run = runsRead;
      while (run < runsWritten - 1 && left > runs[at(run) + 1]!) left -= runs[at(run++) + 1]!;
      return runs[at(run)]! + left;
    },
    forget(before) {
      while (runsRead < runsWritten && runs[at(runsRead)]! < before)
        dropFront(Math.min(runs[at(runsRead) + 1]!, before - runs[at(runsRead)]!));
    },
    take(target, block, until, most) {
      if (runsRead === runsWritten) return 0;
      const run = at(runsRead);
      const count = Math.min(runs[run + 1]!, until - runs[run]!, most);
      if (count <= 0) return 0;
      const place = read % capacity;
      const first = Math.min(count, capacity - place);
      target.set(bytes.subarray(place * frameBytes, (place + first) * frameBytes));
      if (first < count) target.set(bytes.subarray(0, (count - first) * frameBytes), first * frameBytes);
      block.byteLength = count * frameBytes;
      block.sampleCount = count;
      block.firstSample = runs[run]!;
      block.timeMs = runs[run + 2]!;
      block.settingsEpoch = runs[run + 3]!;
      block.clipped = Math.min(count, runs[run + 4]!);
      block.missed = runs[run + 5]!;
      runs[run + 4] = runs[run + 4]! - block.clipped;
      dropFront(count);
      return count;
    },
    skip(until, most) {
      let skipped = 0;
      while (runsRead < runsWritten) {
        const run = at(runsRead);
        const count = Math.min(runs[run + 1]!, until - runs[run]!, most - skipped);
        if (count <= 0) break;
        dropFront(count);
        skipped += count;
      }
      return skipped;
    },
  };
}
