/**
 * Plays the runs of a file into a sink, by the clock or as fast as the sink takes them. A file can wait:
 * where the reader or the disk is slow the replay is late, but no sample of it is lost.
 */
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesPerSample } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import type { SampleSink } from '../receiver.ts';
import type { ByteRun } from '../../formats/index.ts';
import type { Playable } from './inspect.ts';
import { makeSleeper } from '../sleeper.ts';

export interface Player {
  seek(sample: number): void;
  pause(paused: boolean): void;
  /** After it settles the sink is not called again. */
  stop(): Promise<void>;
}

export interface PlayerOptions {
  file: FileHandle;
  playable: Playable;
  sink: SampleSink;
  paced: boolean;
  loop: boolean;
  startSample: number;
  /** The centre frequency of what follows; called at the first run and where it changes. */
  onCentre(centreHz: number): void;
}

const chunkBytes = 256 * 1024;
/** Time between two blocks: 125 a second, twice the frames of a screen. */
const periodMs = 8;
/** Later than this, the clock is set anew instead of hurrying after it. */
const longestLagMs = 250;
/** A gap of hours in a recording is told in full but waited for no longer than this. */
const longestGapMs = 1000;

export function startPlayer(options: PlayerOptions): Player {
  const { file, playable, sink, paced } = options;
  const { runs, sampleRateHz, totalSamples } = playable;
  const sampleBytes = bytesPerSample[playable.datatype];
  const chunk = new Uint8Array(chunkBytes);
  const sleeper = makeSleeper();
  let cursor = options.startSample;
  let seekTo: number | undefined;
  let paused = false;
  let halted = false;
  const stopped = (): boolean => halted;
  // Playing time: what should have been heard by now.
  let clockMs = performance.now();
  let turnBeganMs = clockMs;

  /** Waits until the samples written so far have had their time. */
  const keepTime = async (sampleCount: number): Promise<void> => {
    if (!paced) {
      if (performance.now() - turnBeganMs < periodMs) return;
      await nextTurn();
      turnBeganMs = performance.now();
      return;
    }
    clockMs += (sampleCount / sampleRateHz) * 1000;
    const earlyMs = clockMs - performance.now();
    if (earlyMs < -longestLagMs) clockMs = performance.now();
    if (earlyMs > 0) await sleeper.sleep(earlyMs);
  };

  const readBlock = async (run: ByteRun): Promise<number> => {
    const paceBytes = Math.max(1, Math.ceil((periodMs / 1000) * sampleRateHz)) * sampleBytes;
    const left = (run.startSample + run.sampleCount - cursor) * sampleBytes;
    const wanted = Math.min(left, paced ? Math.min(paceBytes, chunkBytes) : chunkBytes);
    const position = run.byteOffset + (cursor - run.startSample) * sampleBytes;
    const { bytesRead } = await file.read(chunk, 0, wanted, position);
    if (bytesRead < sampleBytes)
      throw new Fault('corrupt', `${playable.name} ends at byte ${position}, before its last sample.`, {
        hint: 'The file was cut or changed while it played; open it again.',
        data: { byte: position },
      });
    return bytesRead - (bytesRead % sampleBytes);
  };

  const enter = async (run: ByteRun, withGap: boolean): Promise<void> => {
    options.onCentre(run.centreHz ?? playable.centreHz);
    if (!withGap || run.lostBefore === 0) return;
    sink.lost(run.lostBefore);
    // Lost samples take no room in the file: say again where the next block stands.
    sink.position(cursor);
    await keepTime(Math.min(run.lostBefore, (longestGapMs / 1000) * sampleRateHz));
  };

  /** Plays one run to its end or to an interruption. */
  const playRun = async (run: ByteRun): Promise<void> => {
    const end = run.startSample + run.sampleCount;
    while (cursor < end && !interrupted()) {
      const bytes = await readBlock(run);
      if (interrupted()) return;
      const waiting = sink.write(chunk.subarray(0, bytes));
      cursor += bytes / sampleBytes;
      if (waiting) await waiting;
      await keepTime(bytes / sampleBytes);
    }
  };

  const interrupted = (): boolean => halted || paused || seekTo !== undefined;

  const jump = (sample: number): void => {
    cursor = sample;
    sink.position(sample);
  };

  const play = async (): Promise<void> => {
    let inside: ByteRun | undefined;
    while (!stopped()) {
      if (seekTo !== undefined) {
        jump(seekTo);
        seekTo = undefined;
        inside = undefined;
        clockMs = performance.now();
      }
      if (paused) {
        await sleeper.sleep(Infinity);
        clockMs = performance.now();
        continue;
      }
      if (cursor >= totalSamples) {
        if (!options.loop) {
          sink.ended();
          return;
        }
        jump(0);
        inside = undefined;
      }
      const run = runs.find((one) => cursor < one.startSample + one.sampleCount);
      if (!run) return;
      if (run !== inside) await enter(run, inside !== undefined);
      inside = run;
      await playRun(run);
    }
  };

  const playing = nextTurn()
    .then(play)
    .catch((error: unknown) => {
      sink.ended(error instanceof Fault ? error : readFault(playable.name, error));
    });

  return {
    seek(sample) {
      seekTo = Math.min(Math.max(0, Math.floor(sample)), totalSamples - 1);
      sleeper.wake();
    },
    pause(next) {
      paused = next;
      sleeper.wake();
    },
    async stop() {
      halted = true;
      sleeper.wake();
      await playing;
    },
  };
}

function readFault(name: string, cause: unknown): Fault {
  return new Fault('device-lost', `${name} can no longer be read.`, {
    hint: 'Check that its disk is still there and open it again.',
    cause,
  });
}
