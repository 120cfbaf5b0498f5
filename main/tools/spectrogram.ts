/** `spectrogram`: reads a stretch of a file or a radio and makes rows that cover every sample of it. */
import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample } from '../../contract/radio.ts';
import type { SpectrogramRequest, SpectrogramResult } from '../../contract/tool.ts';
import type { Driver, Receiver, SampleSink } from '../device/index.ts';
import type { Kernels } from '../dsp/index.ts';
import { drawPicture } from './picture.ts';
import { defaultFftSize, makeRows } from './rows.ts';

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
    const fftSize = request.fftSize ?? defaultFftSize(wanted);
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
): Promise<readonly Float32Array[]> {
  const { fftSize, wanted } = stretch;
  const format = receiver.info.datatype;
  const sampleBytes = bytesPerSample[format];
  const made = makeRows(kernels, { format, sampleCount: wanted, fftSize });
  const rows = made.list;
  let position = 0;

  return new Promise((resolve, reject) => {
    const finish = (fault?: Fault): void => {
      if (fault && rows.length === 0) reject(fault);
      else if (rows.length === 0) reject(new Fault('invalid', 'The stretch holds no whole transform.'));
      else resolve(rows);
    };
    const skip = (samples: Uint8Array): Uint8Array => {
      const skipped = Math.max(0, Math.min(samples.byteLength / sampleBytes, stretch.from - position));
      position += samples.byteLength / sampleBytes;
      return samples.subarray(skipped * sampleBytes);
    };
    const sink: SampleSink = {
      write(samples) {
        if (signal.aborted) finish(new Fault('cancelled', 'The picture was cancelled.'));
        else {
          made.feed(skip(samples));
          if (made.complete) finish();
        }
        return undefined;
      },
      lost(sampleCount) {
        const before = Math.max(0, Math.min(sampleCount, stretch.from - position));
        position += sampleCount;
        made.skip(sampleCount - before);
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
