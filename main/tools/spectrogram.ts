/** `spectrogram`: reads a stretch of a file or a radio and makes rows that cover every sample of it. */
import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample } from '../../contract/radio.ts';
import type { SpectrogramRequest, SpectrogramResult } from '../../contract/tool.ts';
import type { Driver, Receiver, SampleSink } from '../device/index.ts';
import { makeWindow, type Kernels } from '../dsp/index.ts';
import { drawPicture } from './picture.ts';

const mostRows = 900;
/** A radio without `--to` is watched this long. */
const radioSeconds = 2;

export async function makeSpectrogram(
  driver: Driver,
  source: string,
  outPath: string,
  request: z.output<typeof SpectrogramRequest>,
  kernels: Kernels,
  signal: AbortSignal,
): Promise<z.input<typeof SpectrogramResult>> {
  const receiver = await driver.open(source);
  try {
    if (!receiver.info.playback && request.sampleRateHz !== undefined)
      await receiver.setSampleRate(request.sampleRateHz);
    if (!receiver.info.playback && request.centreHz !== undefined) await receiver.tune(request.centreHz);
    const { sampleRateHz, centreHz } = receiver.settings;
    const from = Math.floor((request.fromSeconds ?? 0) * sampleRateHz);
    const total = receiver.info.playback?.totalSamples ?? from + Math.floor(radioSeconds * sampleRateHz);
    const to =
      request.toSeconds === undefined
        ? total
        : Math.min(Math.floor(request.toSeconds * sampleRateHz), receiver.info.playback ? total : Infinity);
    const wanted = to - from;
    if (wanted < 64)
      throw new Fault('invalid', `There are only ${Math.max(0, wanted)} samples between the given times.`, {
        hint: 'Choose --from and --to inside the recording.',
      });
    const fftSize = request.fftSize ?? defaultSize(wanted);
    if (fftSize > wanted || (fftSize & (fftSize - 1)) !== 0)
      throw new Fault('invalid', `A transform of ${fftSize} points does not fit ${wanted} samples.`, {
        hint: 'Choose a power of two that is shorter than the stretch.',
      });
    const rows = await collect(receiver, { from, wanted, fftSize }, kernels, signal);
    const picture = drawPicture({
      rows,
      lowestHz: centreHz - sampleRateHz / 2,
      highestHz: centreHz + sampleRateHz / 2,
      seconds: wanted / sampleRateHz,
      palette: request.palette ?? 'turbo',
    });
    await writePicture(outPath, picture.png);
    return { width: picture.width, height: picture.height, fft: fftSize, rows: rows.length };
  } finally {
    await receiver.close();
  }
}

/** Wide enough to separate signals, short enough for at least 100 rows where the stretch allows. */
function defaultSize(samples: number): number {
  let size = 1024;
  while (size > 64 && samples / size < 100) size /= 2;
  return size;
}

interface Stretch {
  from: number;
  wanted: number;
  fftSize: number;
}

function collect(
  receiver: Receiver,
  stretch: Stretch,
  kernels: Kernels,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const { fftSize, wanted } = stretch;
  const format = receiver.info.datatype;
  const sampleBytes = bytesPerSample[format];
  const rowCount = Math.min(mostRows, Math.max(1, Math.floor((wanted - fftSize) / (fftSize / 2)) + 1));
  const span = wanted / rowCount;
  // Transforms side by side, a little overlapped, so that no sample of the stretch is left out.
  const transforms = Math.max(1, Math.ceil(span / fftSize));
  const spectrum = kernels.makeSpectrum({
    size: fftSize,
    format,
    window: makeWindow('blackman-harris', fftSize),
    detector: 'peak',
    floorDb: -160,
    stepDb: 0.5,
  });
  const rows: Float32Array[] = [];
  // A gap shows as silence of its length: time stays true.
  const stage = new Uint8Array(Math.ceil(span + fftSize + 1) * sampleBytes);
  let stageStart = 0;
  let filled = 0;
  let position = 0;

  const emit = (): void => {
    while (rows.length < rowCount) {
      const begin = Math.min(Math.floor(rows.length * span), wanted - fftSize);
      const length = Math.min(Math.max(fftSize, Math.floor(span)), wanted - begin);
      if (stageStart + filled < begin + length) return;
      const offset = (begin - stageStart) * sampleBytes;
      const joined = Math.min(transforms, Math.max(1, Math.ceil(length / fftSize)));
      const hop = joined === 1 ? fftSize : Math.floor((length - fftSize) / (joined - 1));
      const row = new Float32Array(fftSize);
      spectrum.rowDb(
        stage.subarray(offset, offset + ((joined - 1) * hop + fftSize) * sampleBytes),
        joined,
        hop,
        row,
      );
      rows.push(row);
      const next = Math.min(Math.floor(rows.length * span), wanted - fftSize);
      const drop = Math.max(0, Math.min(filled, next - stageStart));
      stage.copyWithin(0, drop * sampleBytes, filled * sampleBytes);
      stageStart += drop;
      filled -= drop;
    }
  };

  return new Promise((resolve, reject) => {
    const finish = (fault?: Fault): void => {
      if (fault && rows.length === 0) reject(fault);
      else if (rows.length === 0) reject(new Fault('invalid', 'The stretch holds no whole transform.'));
      else resolve(rows);
    };
    const feed = (samples: Uint8Array): void => {
      let at = 0;
      while (at < samples.byteLength && rows.length < rowCount) {
        const room = stage.byteLength - filled * sampleBytes;
        const part = samples.subarray(at, at + room);
        stage.set(part, filled * sampleBytes);
        filled += part.byteLength / sampleBytes;
        at += part.byteLength;
        emit();
        if (part.byteLength === 0) return;
      }
    };
    const silence = new Uint8Array(65_536).fill(format === 'cu8' ? 128 : 0);
    const skip = (samples: Uint8Array): Uint8Array => {
      const skipped = Math.max(0, Math.min(samples.byteLength / sampleBytes, stretch.from - position));
      position += samples.byteLength / sampleBytes;
      return samples.subarray(skipped * sampleBytes);
    };
    const sink: SampleSink = {
      write(samples) {
        if (signal.aborted) finish(new Fault('cancelled', 'The picture was cancelled.'));
        else {
          feed(skip(samples));
          if (rows.length >= rowCount) finish();
        }
        return undefined;
      },
      lost(sampleCount) {
        for (let left = sampleCount; left > 0 && rows.length < rowCount;) {
          const part = Math.min(left, silence.byteLength / sampleBytes);
          feed(skip(silence.subarray(0, part * sampleBytes)));
          left -= part;
        }
      },
      clipped: () => undefined,
      disconnected: (fault) => finish(fault),
      returned: () => undefined,
      ended: (fault) => finish(fault),
      position: () => undefined,
    };
    receiver
      .start(sink)
      .catch((error: unknown) => reject(error instanceof Error ? error : new Error(String(error))));
  });
}

async function writePicture(path: string, png: Uint8Array): Promise<void> {
  try {
    await writeFile(path, png);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Fault(
      code === 'ENOSPC' ? 'disk-full' : 'permission',
      `The picture could not be written (${code}).`,
      {
        hint: 'Check that the folder exists and may be written.',
        cause: error,
      },
    );
  }
}
