/** Any file as samples. */
import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { fileFault } from '../sigmf/index.ts';
import { describeFile, type ByteRun } from './describe.ts';
import { makeToFloats, sampleBytes } from './encoding.ts';
import { doubt } from './plausible.ts';
import { settle } from './settle.ts';
import type { OpenSamples, SampleFacts, SampleFile } from './types.ts';

/** What is read at once. */
const chunkBytes = 256 * 1024;

/** See `OpenSamples`. */
export const openSamples: OpenSamples = async (path, stated, { blocking = false } = {}) => {
  const description = await describeFile(path);
  if (description.decodedSamples !== undefined)
    throw new Fault('unsupported', `${description.name} is compressed (byte 0).`, {
      hint: 'Import it: then it is decoded into a recording of its own.',
      data: { byte: 0 },
    });
  const settled = settle(await doubt(description, stated), stated);
  let file: FileHandle;
  try {
    file = await open(description.dataPath, 'r');
  } catch (error) {
    throw fileFault(error, basename(description.dataPath));
  }
  const { choice, runs, sampleCount } = settled;
  const facts: SampleFacts = {
    name: description.name,
    format: description.format,
    datatype: choice.encoding.datatype,
    real: !choice.encoding.complex,
    channels: choice.channels,
    sampleRateHz: settled.sampleRateHz,
    centreHz: settled.centreHz,
    startedMs: settled.startedMs,
    sampleCount,
    bytes: description.bytes,
    runs: runs.map(({ startSample, sampleCount, lostBefore, centreHz, timeMs }) => ({
      startSample,
      sampleCount,
      lostBefore,
      centreHz,
      timeMs,
    })),
    annotations: description.annotations,
  };
  const frameBytes = sampleBytes(choice.encoding) * choice.channels;
  const readBytes: ReadBytes = blocking
    ? (bytes, from, count, position) => readSync(file.fd, bytes, from, count, position)
    : async (bytes, from, count, position) => (await file.read(bytes, from, count, position)).bytesRead;
  const toFloats = makeToFloats(choice.encoding, frameBytes);
  return readSamples(readBytes, () => file.close(), facts, runs, toFloats, frameBytes);
};

/** Answers how many bytes it got: 0 at the end of the file. */
type ReadBytes = (
  bytes: Uint8Array,
  from: number,
  count: number,
  position: number,
) => number | Promise<number>;

function readSamples(
  readBytes: ReadBytes,
  close: () => Promise<void>,
  facts: SampleFacts,
  runs: readonly ByteRun[],
  toFloats: ReturnType<typeof makeToFloats>,
  frameBytes: number,
): SampleFile {
  let scratch: Uint8Array | undefined;
  const chunkFrames = Math.max(1, Math.floor(chunkBytes / frameBytes));

  /** Reads whole frames, all of `frames`; throws where the file ends in between. */
  const readFrames = async (bytes: Uint8Array, frames: number, position: number): Promise<void> => {
    const wanted = frames * frameBytes;
    for (let filled = 0; filled < wanted;) {
      const bytesRead = await readBytes(bytes, filled, wanted - filled, position + filled);
      if (bytesRead === 0)
        throw new Fault(
          'corrupt',
          `${facts.name} ends at byte ${position + filled}, before its last sample.`,
          {
            hint: 'The file was cut or changed while it was open; open it again.',
            data: { byte: position + filled },
          },
        );
      filled += bytesRead;
    }
  };

  return {
    facts,
    async read(startSample, count, into) {
      const wanted = Math.max(0, Math.min(count, facts.sampleCount - startSample));
      scratch ??= new Uint8Array(Math.min(chunkFrames, facts.sampleCount) * frameBytes);
      const most = scratch.byteLength / frameBytes;
      let done = 0;
      let index = firstRun(runs, startSample);
      try {
        while (done < wanted) {
          const run = runs[index];
          if (!run) break;
          const inside = startSample + done - run.startSample;
          const frames = Math.min(wanted - done, run.sampleCount - inside, most);
          if (frames <= 0) {
            index++;
            continue;
          }
          await readFrames(scratch, frames, run.byteOffset + inside * frameBytes);
          toFloats(scratch, frames, into, 2 * done);
          done += frames;
        }
      } catch (error) {
        throw fileFault(error, facts.name);
      }
      return done;
    },
    close,
  };
}

/** The run that holds a sample: runs follow one another without holes. */
function firstRun(runs: readonly ByteRun[], sample: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.startSample ?? Infinity) <= sample) low = middle;
    else high = middle - 1;
  }
  return low;
}
