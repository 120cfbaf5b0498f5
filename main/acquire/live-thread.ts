/**
 * What the thread of a live search does: reads the ring with a cursor of its own, so that a search that is too slow
 * misses samples and says so, but nobody waits for it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DetectionSettings, LiveDetections } from '../../contract/detection.ts';
import { makeDetector, type Detection, type Detector } from '../detect/index.ts';
import { loadKernels } from '../dsp/index.ts';
import type { StreamFacts } from './acquire.ts';
import { makeLiveBoxes, type LiveBox } from './live-boxes.ts';
import { emptyBlock, ringReader, type ReadBlock, type RingReader } from './ring.ts';

/** A box appears this late at most, and the gap of the settings after its end. */
const blockSeconds = 0.5;
const sayEveryMs = 250;
/** After so much work commands have their turn. */
const longestTurnMs = 10;

export interface LiveNotice extends Omit<LiveDetections, 'settings'> {
  /** Number of the search that found these. */
  search: number;
}

export interface LiveCommands {
  [op: string]: (input: never) => unknown;
  /** Begins a search: what another one found is forgotten. */
  search(input: { search: number; settings: DetectionSettings }): void;
  /** Settles when the reader stands at the stream's newest sample. */
  stream(input: { stream: StreamFacts | undefined }): void;
}

export function liveCommands(notify: (notice: LiveNotice) => void): LiveCommands {
  let search = 0;
  let settings: DetectionSettings | undefined;
  let stream: StreamFacts | undefined;
  let reader: RingReader | undefined;
  let boxes = makeLiveBoxes();
  let missedSamples = 0;
  let lastId = 0;
  const load = makeLoad();
  let saidAtMs = -Infinity;

  const say = (): void => {
    saidAtMs = performance.now();
    notify({ search, boxes: boxes.list(), found: boxes.found, missedSamples, load: load.read() });
  };

  const follow = async (
    { info, settings: { sampleRateHz }, ring }: StreamFacts,
    wanted: DetectionSettings,
    mine: RingReader,
  ): Promise<void> => {
    const firstId = lastId;
    const into = boxes;
    let place: Place | undefined;
    const boxOf = (one: Detection, id: number, open: boolean, at: Place): LiveBox => {
      lastId = Math.max(lastId, firstId + id);
      const startSample = one.startSample + at.firstSample;
      return {
        ...one,
        startSample,
        lowerHz: one.lowerHz + at.centreHz,
        upperHz: one.upperHz + at.centreHz,
        id: firstId + id,
        startMs: at.timeMs + ((startSample - at.timeSample) / sampleRateHz) * 1000,
        seconds: one.sampleCount / sampleRateHz,
        open,
      };
    };
    const detector = makeDetector(
      {
        kernels: loadKernels().kernels,
        format: info.datatype,
        sampleRateHz,
        settings: wanted,
        blockSeconds,
      },
      (one, id) => {
        if (place) into.add(boxOf(one, id, false, place));
      },
    );
    const showOpen = (): void => {
      const at = place;
      if (at) into.setOpen(detector.open().map(({ id, detection }) => boxOf(detection, id, true, at)));
    };
    const target = new Uint8Array(ring.slotBytes);
    const block = emptyBlock();
    let turnedAtMs = performance.now();
    load.reset();
    while (reader === mine && !mine.ended) {
      if (!mine.read(target, block)) {
        await mine.wait();
        continue;
      }
      const begunAtMs = performance.now();
      place = takeBlock(detector, place, block);
      missedSamples += block.missed;
      detector.process(target.subarray(0, block.byteLength));
      load.add(performance.now() - begunAtMs);
      if (performance.now() - saidAtMs >= sayEveryMs) {
        showOpen();
        say();
      }
      if (performance.now() - turnedAtMs < longestTurnMs) continue;
      await nextTurn();
      turnedAtMs = performance.now();
    }
    mine.close();
    detector.flush();
    // Another search has boxes of its own.
    if (into !== boxes) return;
    showOpen();
    if (reader === mine) reader = undefined;
    if (!reader) {
      load.reset();
      say();
    }
  };

  const attend = (): void => {
    reader?.close();
    reader = undefined;
    if (!stream || !settings) return;
    reader = ringReader(stream.ring);
    void follow(stream, settings, reader);
  };

  return {
    search({ search: number, settings: next }: { search: number; settings: DetectionSettings }) {
      search = number;
      settings = next;
      boxes = makeLiveBoxes();
      missedSamples = 0;
      lastId = 0;
      attend();
    },
    stream({ stream: next }: { stream: StreamFacts | undefined }) {
      stream = next;
      attend();
    },
  };
}

/** Where the detector's samples lie in the stream. */
interface Place {
  /** Of the stream: the detector's sample 0. */
  firstSample: number;
  centreHz: number;
  settingsEpoch: number;
  /** A sample of the stream, and its time. */
  timeSample: number;
  timeMs: number;
}

/** Tells the detector of a gap or a change of settings before the block. */
function takeBlock(detector: Detector, place: Place | undefined, block: Readonly<ReadBlock>): Place {
  const { firstSample, centreHz, settingsEpoch, timeMs } = block;
  const now = { centreHz, settingsEpoch, timeSample: firstSample, timeMs };
  if (!place) return { firstSample, ...now };
  // Another gain is another noise; another place of a file is another signal.
  if (settingsEpoch !== place.settingsEpoch) detector.flush();
  const gap = block.lostBefore + block.missed;
  if (gap > 0) detector.lost(gap);
  return settingsEpoch !== place.settingsEpoch || gap > 0 ? { ...place, ...now } : place;
}

/** Share of the time in which this thread computes, since it was read last. */
function makeLoad(): { add(busyMs: number): void; read(): number; reset(): void } {
  let busyMs = 0;
  let sinceMs = performance.now();
  let last = 0;
  /** Shorter stretches hold one block's work or none. */
  const leastMs = 1000;
  return {
    add: (more) => void (busyMs += more),
    read() {
      const now = performance.now();
      if (now - sinceMs < leastMs) return last;
      last = Math.min(1, busyMs / (now - sinceMs));
      busyMs = 0;
      sinceMs = now;
      return last;
    },
    reset() {
      busyMs = 0;
      sinceMs = performance.now();
      last = 0;
    },
  };
}
