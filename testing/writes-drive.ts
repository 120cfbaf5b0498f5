/** Drives the recorder in tests on a clock of its own, and says what a recording must be like. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ReceiverSettings } from '../contract/radio.ts';
import { makeRecorder, type Recorder, type RecorderOptions } from '../main/acquire/recorder.ts';
import { thisOwner } from '../main/thread/index.ts';
import { emptyBlock } from '../main/acquire/ring.ts';
import { openRecording, validate, type Files } from '../main/sigmf/index.ts';
import { makeScriptedStream, scriptedRateHz, type ScriptedStream } from './writes-stream.ts';

export const driveSettings: ReceiverSettings = {
  centreHz: 100e6,
  sampleRateHz: scriptedRateHz,
  gainMode: 'manual',
  gainsDb: { LNA: 16, VGA: 20 },
  controls: { 'bias tee': false, ppm: 0.5 },
};

/** cs8: a component at either end of the scale. */
export function countClipped(samples: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < samples.byteLength; i += 2) {
    const [i8, q8] = [samples[i]!, samples[i + 1]!];
    if (i8 === 0x7f || i8 === 0x80 || q8 === 0x7f || q8 === 0x80) count++;
  }
  return count;
}

interface Drive {
  recorder: Recorder;
  stream: ScriptedStream;
  /** Feeds blocks at the stream's own pace on a clock of its own. */
  feed: (blocks: number) => Promise<void>;
}

/** Starts a recorder writing `NAME` into `folder`. */
export async function drive(
  folder: string,
  files: Files,
  name: string,
  more: Partial<RecorderOptions> = {},
  stream = makeScriptedStream(7),
  onBlock: () => void = () => undefined,
): Promise<Drive> {
  const dataPath = join(folder, `${name}.sigmf-data`);
  let nowMs = 0;
  const recorder = await makeRecorder({
    files,
    file: await files.create(dataPath),
    dataPath,
    metaPath: join(folder, `${name}.sigmf-meta`),
    subject: {
      datatype: 'cs8',
      sampleRateHz: scriptedRateHz,
      radio: 'sim:test',
      hardware: 'scripted stream',
      recorder: 'Wavekeep test',
      author: 'A. Tester',
      description: '',
    },
    settings: driveSettings,
    owner: thisOwner(),
    blockBytes: 8192,
    reserveBytes: 0,
    countClipped,
    nowMs: () => nowMs,
    ...more,
  });
  const block = emptyBlock();
  return {
    recorder,
    stream,
    async feed(blocks) {
      const over = (): boolean => recorder.ended;
      for (let i = 0; i < blocks && !over(); i++) {
        let space = recorder.space();
        while (!space) {
          await recorder.room();
          if (over()) return;
          space = recorder.space();
        }
        space.set(stream.next(block));
        recorder.take(block);
        onBlock();
        nowMs += (block.sampleCount / scriptedRateHz) * 1000;
        recorder.tick();
        // A block lasts 40 ms; an operation of the disk takes one turn here, so about 10 ms.
        for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

export async function expectValid(path: string): Promise<void> {
  const [result] = await validate([path]);
  expect(result?.problems).toEqual([]);
  expect(result?.ok).toBe(true);
}

/** Segments of a recording must be those of the truth, up to the samples it holds. */
export async function expectSegments(base: string, stream: ScriptedStream): Promise<void> {
  const { segments, sampleCount } = await openRecording(base);
  const truth = stream.segments.filter((s) => s.startSample < sampleCount);
  expect(
    segments.map(({ startSample, streamIndex, centreHz }) => ({ startSample, streamIndex, centreHz })),
  ).toEqual(truth.map(({ startSample, streamIndex, centreHz }) => ({ startSample, streamIndex, centreHz })));
}
