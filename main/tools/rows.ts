/** Rows of a waterfall picture from a stretch of samples: every sample is in one of them, whatever its length. */
import { bytesPerSample, type Datatype } from '../../contract/radio.ts';
import { makeWindow, type Kernels } from '../dsp/index.ts';

const mostRows = 900;
/** Bytes held for one call of the kernel, unless two transforms are longer. */
const stageBytes = 1 << 18;

export interface Stretch {
  format: Datatype;
  /** Samples of the stretch, at least `fftSize`. */
  sampleCount: number;
  fftSize: number;
}

export interface Rows {
  /** dBFS, lowest frequency first; oldest row first. */
  readonly list: readonly Float32Array[];
  readonly complete: boolean;
  /** Whole samples that follow on the last ones. */
  feed(samples: Uint8Array): void;
  /** Samples that are missing here: they show as silence of their length, so that time stays true. */
  skip(sampleCount: number): void;
}

/** Wide enough to separate signals, short enough for at least 100 rows where the stretch allows. */
export function defaultFftSize(sampleCount: number): number {
  let size = 1024;
  while (size > 64 && sampleCount / size < 100) size /= 2;
  return size;
}

/** Holds the rows and a quarter of a megabyte, or two transforms where they are longer. */
export function makeRows(kernels: Kernels, { format, sampleCount, fftSize }: Stretch): Rows {
  const sampleBytes = bytesPerSample[format];
  const rowCount = Math.min(mostRows, Math.floor((sampleCount - fftSize) / (fftSize / 2)) + 1);
  const span = sampleCount / rowCount;
  const spectrum = kernels.makeSpectrum({
    size: fftSize,
    format,
    window: makeWindow('blackman-harris', fftSize),
    detector: 'peak',
    floorDb: -160,
    stepDb: 0.5,
  });
  const stage = new Uint8Array(Math.max(Math.floor(stageBytes / sampleBytes), 2 * fftSize) * sampleBytes);
  const silence = new Uint8Array(65_536).fill(format === 'cu8' ? 128 : 0);
  const list: Float32Array[] = [];
  let part = new Float32Array(fftSize);
  let row: Float32Array | undefined;
  /** Of the stretch: where the stage begins. */
  let stageStart = 0;
  let filled = 0;
  /** Of the current row: its first sample, transforms, their distance, and how many are done. */
  let begin = 0;
  let transforms = 0;
  let hop = 0;
  let done = 0;

  const nextRow = (): void => {
    begin = Math.min(Math.floor(list.length * span), sampleCount - fftSize);
    const length = Math.min(Math.max(fftSize, Math.floor(span)), sampleCount - begin);
    // Side by side, a little overlapped, so that no sample of the stretch is left out.
    transforms = Math.max(1, Math.ceil(length / fftSize));
    hop = transforms === 1 ? fftSize : Math.floor((length - fftSize) / (transforms - 1));
    done = 0;
    row = undefined;
  };
  const merge = (): void => {
    if (!row) {
      row = part;
      part = new Float32Array(fftSize);
      return;
    }
    for (let bin = 0; bin < fftSize; bin++) row[bin] = Math.max(row[bin]!, part[bin]!);
  };
  /** Gives up what lies before the next transform; samples that have not come yet are dropped when they come. */
  const drop = (): void => {
    const gone = Math.max(0, Math.min(filled, begin + done * hop - stageStart));
    stage.copyWithin(0, gone * sampleBytes, filled * sampleBytes);
    stageStart += gone;
    filled -= gone;
  };
  const emit = (): void => {
    while (list.length < rowCount) {
      const first = begin + done * hop;
      const most = Math.floor((stage.byteLength / sampleBytes - fftSize) / hop) + 1;
      const count = Math.min(transforms - done, most);
      const length = (count - 1) * hop + fftSize;
      if (stageStart + filled < first + length) return;
      const offset = (first - stageStart) * sampleBytes;
      spectrum.rowDb(stage.subarray(offset, offset + length * sampleBytes), count, hop, part);
      merge();
      done += count;
      if (done === transforms) {
        if (row) list.push(row);
        nextRow();
      }
      drop();
    }
  };
  const feed = (samples: Uint8Array): void => {
    for (let at = 0; at < samples.byteLength && list.length < rowCount;) {
      const more = samples.subarray(at, at + stage.byteLength - filled * sampleBytes);
      stage.set(more, filled * sampleBytes);
      filled += more.byteLength / sampleBytes;
      at += more.byteLength;
      emit();
      drop();
    }
  };
  nextRow();
  return {
    list,
    get complete() {
      return list.length >= rowCount;
    },
    feed,
    skip(missing) {
      for (let left = missing; left > 0 && list.length < rowCount;) {
        const count = Math.min(left, silence.byteLength / sampleBytes);
        feed(silence.subarray(0, count * sampleBytes));
        left -= count;
      }
    },
  };
}
