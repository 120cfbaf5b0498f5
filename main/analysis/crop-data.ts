/** The data of a crop, on its way to the disk: hashed as it is written. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import type { Kernels } from '../dsp/index.ts';
import type { SampleFile } from '../formats/index.ts';
import type { OpenedRecording, OpenFile } from '../sigmf/index.ts';
import type { CropPlan, Stretch } from './crop-plan.ts';
import { asBytes, readPadded } from './samples.ts';

const chunkBytes = 1 << 20;
const readSamples = 65_536;

export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** On the medium; the hash of what was written. */
  finish(): Promise<string>;
}

export function makeSink(file: OpenFile): Sink {
  const hash = createHash('sha512');
  const chunk = new Uint8Array(chunkBytes);
  let filled = 0;
  let written = 0;
  const flush = async (): Promise<void> => {
    for (let at = 0; at < filled;) {
      const wrote = await file.write(chunk.subarray(at, filled), written);
      if (wrote === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      hash.update(chunk.subarray(at, at + wrote));
      at += wrote;
      written += wrote;
    }
    filled = 0;
  };
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.byteLength;) {
        const part = bytes.subarray(at, at + chunkBytes - filled);
        chunk.set(part, filled);
        filled += part.byteLength;
        at += part.byteLength;
        if (filled === chunkBytes) await flush();
      }
    },
    async finish() {
      await flush();
      await file.datasync();
      return hash.digest('hex');
    },
  };
}

export interface Extraction {
  /** How SigMF spells what comes out. */
  datatype: string;
  channels: number;
  frameBytes: number;
  /** Writes one stretch. Calls `step` with samples of the recording it went on by; that may throw to stop. */
  write(stretch: Stretch, sink: Sink, step: (samples: number) => void): Promise<void>;
}

/** Filtered and decimated, as cf32. */
export function extractBand(
  kernels: Kernels,
  file: SampleFile,
  plan: CropPlan,
  wideRateHz: number,
): Extraction {
  const { filter, decimation, origin } = plan;
  if (!filter) throw new Fault('internal', 'There is no filter in this crop.');
  const lag = Math.floor(filter.delay);
  const warm = Math.ceil((2 * filter.delay) / decimation);
  return {
    datatype: 'cf32_le',
    channels: 1,
    frameBytes: 8,
    async write({ piece, first, count }, sink, step) {
      const shift = (filter.middleHz - piece.centreHz) / wideRateHz;
      const kernel = kernels.makeChannel({
        stages: filter.stages,
        shift: Math.max(-0.5, Math.min(0.5, shift)),
      });
      const input = new Float32Array(2 * readSamples);
      const output = new Float32Array(2 * (Math.ceil(readSamples / decimation) + 1));
      const toFile = piece.startSample - piece.streamIndex;
      const begin = origin + (first - warm) * decimation + lag;
      const end = origin + (first + count - 1) * decimation + lag + 1;
      // Counted in the stream, so that the phase goes on over gaps; a first filter may begin before its sample 0.
      kernel.reset(begin + warm * decimation);
      let skip = warm;
      for (let at = begin; at < end; at += readSamples) {
        const samples = Math.min(readSamples, end - at);
        await readPadded(file, piece.run, at + toFile, samples, input);
        const made = kernel.process(input, samples, output);
        const dropped = Math.min(skip, made);
        skip -= dropped;
        await sink.write(asBytes(output.subarray(2 * dropped, 2 * made)));
        step(samples);
      }
    },
  };
}

/** All samples as floats: of files whose own format is no SigMF. */
export function extractFloats(file: SampleFile): Extraction {
  const { real } = file.facts;
  return {
    datatype: real ? 'rf32_le' : 'cf32_le',
    channels: 1,
    frameBytes: real ? 4 : 8,
    async write({ piece }, sink, step) {
      const samples = new Float32Array(2 * readSamples);
      for (let done = 0; done < piece.sampleCount; done += readSamples) {
        const count = Math.min(readSamples, piece.sampleCount - done);
        await readPadded(file, piece.run, piece.startSample + done, count, samples);
        if (real) for (let n = 0; n < count; n++) samples[n] = samples[2 * n]!;
        await sink.write(asBytes(samples.subarray(0, (real ? 1 : 2) * count)));
        step(count);
      }
    },
  };
}

/** The bytes as they are, every channel of them. */
export function extractBytes(recording: OpenedRecording): Extraction {
  const { frameBytes, channels, segments, dataPath, type } = recording;
  return {
    datatype: type.name,
    channels,
    frameBytes,
    async write({ piece }, sink, step) {
      const end = piece.startSample + piece.sampleCount;
      const chunk = new Uint8Array(frameBytes * readSamples);
      const data = await open(dataPath, 'r');
      try {
        for (const segment of segments) {
          const to = Math.min(end, segment.startSample + segment.sampleCount);
          for (let at = Math.max(piece.startSample, segment.startSample); at < to;) {
            const wanted = Math.min(readSamples, to - at) * frameBytes;
            const byte = segment.byteOffset + (at - segment.startSample) * frameBytes;
            const { bytesRead } = await data.read(chunk, 0, wanted, byte);
            const whole = Math.floor(bytesRead / frameBytes);
            if (whole === 0)
              throw new Fault('corrupt', `The data of ${recording.name} ended at byte ${byte + bytesRead}.`, {
                hint: 'Check the recording in the library.',
                data: { byte: byte + bytesRead },
              });
            await sink.write(chunk.subarray(0, whole * frameBytes));
            at += whole;
            step(whole);
          }
        }
      } finally {
        await data.close();
      }
    },
  };
}
