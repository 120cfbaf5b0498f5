/** What a recording knows of its stream: counts, and a new segment wherever the stream breaks. */
import type { Description } from './recorder-meta.ts';
import type { ReadBlock } from './ring.ts';

/**
 * Metadata is rewritten whole at every refresh: with this many segments (40 MB) readers begin to refuse it. A night
 * with a gap every second stays below.
 */
const mostSegments = 100_000;

export interface RecorderCounts {
  /** Complex samples taken. */
  samples: number;
  lostSamples: number;
  gaps: number;
  clippedSamples: number;
  /** UTC of the first sample, ms since 1970. */
  startMs: number | undefined;
  /** Of the first sample. */
  centreHz: number | undefined;
}

export interface Track {
  readonly counts: Readonly<RecorderCounts>;
  /** Why a block can't be part of this recording; undefined when it can. */
  refusal(block: Readonly<ReadBlock>): string | undefined;
  /** Counts a block, of which the first `sampleCount` samples are kept. */
  take(block: Readonly<ReadBlock>, sampleCount: number, clippedSamples: number): void;
  /** Segments that hold a sample. */
  readonly segmentsKept: number;
  /** Only so many samples reached the disk. */
  cut(samples: number, clippedSamples: number): void;
}

export function makeTrack(description: Description, sampleRateHz: number): Track {
  const { segments } = description;
  const counts: RecorderCounts = {
    samples: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    startMs: undefined,
    centreHz: undefined,
  };
  /** Index in the stream of the sample that should come next; -1 before the first. */
  let expected = -1;
  let streamStart = 0;

  /** Counts come from the stream's own index: whoever lost samples, radio or recorder, they are missing there. */
  const lostBefore = (block: Readonly<ReadBlock>): number =>
    expected < 0 ? 0 : Math.max(0, block.firstSample - expected);

  const breaks = (block: Readonly<ReadBlock>): boolean => {
    const last = segments.at(-1);
    return (
      last === undefined ||
      lostBefore(block) > 0 ||
      block.centreHz !== last.centreHz ||
      block.settingsEpoch !== last.settingsEpoch
    );
  };

  return {
    counts,
    refusal(block) {
      if (block.sampleRateHz !== sampleRateHz)
        return `The sample rate changed from ${sampleRateHz} to ${block.sampleRateHz} S/s; a recording has one.`;
      if (segments.length >= mostSegments && breaks(block))
        return `It holds ${mostSegments} segments (gaps, retunes, changes of gain): start a new recording.`;
      return undefined;
    },
    take(block, sampleCount, clippedSamples) {
      if (breaks(block)) {
        const lost = lostBefore(block);
        if (expected < 0) {
          streamStart = block.firstSample;
          counts.startMs = block.timeMs;
          counts.centreHz = block.centreHz;
        }
        description.add({
          sampleStart: counts.samples,
          globalIndex: block.firstSample - streamStart,
          timeMs: block.timeMs,
          centreHz: block.centreHz,
          settingsEpoch: block.settingsEpoch,
          lostBefore: lost,
          missedBefore: expected < 0 ? 0 : block.missed,
        });
        counts.lostSamples += lost;
        if (lost > 0) counts.gaps++;
      }
      expected = block.firstSample + block.sampleCount;
      counts.samples += sampleCount;
      counts.clippedSamples += clippedSamples;
    },
    get segmentsKept() {
      return segments.findLastIndex((s) => s.sampleStart < counts.samples) + 1;
    },
    cut(samples, clippedSamples) {
      counts.samples = samples;
      counts.clippedSamples = clippedSamples;
      const kept = segments.filter((s) => s.sampleStart < samples);
      counts.lostSamples = kept.reduce((sum, s) => sum + s.lostBefore, 0);
      counts.gaps = kept.filter((s) => s.lostBefore > 0).length;
    },
  };
}
