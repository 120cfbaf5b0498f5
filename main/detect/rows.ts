/** Samples to rows of powers: Hann's window, half overlapping, gathered to blocks of bounded size. */
import { makeWindow, type Kernels } from '../dsp/index.ts';
import type { SampleFormat } from './resolution.ts';
import type { Block } from './types.ts';

/** Powers of a block: 16 MB. */
const blockCells = 1 << 22;
/** Fewer rows tell too little of the noise. */
const fewestRows = 256;
/** Bytes of one complex sample. */
const sampleBytes: Readonly<Record<SampleFormat, number>> = { cu8: 2, cs8: 2, cs16: 4, cf32: 8 };
/** Complex samples converted at a time. */
const stageSamples = 1 << 15;

export interface PowerRows {
  /** Whole samples that follow on the last ones. */
  process(samples: Uint8Array): void;
  /** Hands over what is gathered; `lostSamples` are missing, no row reaches over them. */
  flush(lostSamples: number): void;
}

/** @param take gets a block that is valid during the call, of `mostRows` or somewhat fewer, but 256 at least. */
export function makePowerRows(
  {
    kernels,
    format,
    size,
    mostRows: wantedRows,
  }: { kernels: Kernels; format: SampleFormat; size: number; mostRows: number },
  take: (block: Block) => void,
): PowerRows {
  const hop = size / 2;
  const window = makeWindow('hann', size);
  let squares = 0;
  for (const w of window) squares += w * w;
  const gain = Math.fround(1 / (size * squares));
  const fft = kernels.makeFft(size);
  const bytes = sampleBytes[format];
  const capacity = Math.max(stageSamples, 2 * size);
  const stage = new Float32Array(2 * capacity);
  const turned = new Float32Array(2 * size);
  // Whole groups of 64 rows, so that a block's last group is no shorter than it must be.
  const mostRows = Math.floor(Math.min(blockCells / size, Math.max(fewestRows, wantedRows)) / 64) * 64;
  let power = new Float32Array(Math.min(mostRows, 64) * size);
  let rowCount = 0;
  let filled = 0;
  /** Of the stream: where the block begins. */
  let firstSample = 0;

  const row = (at: number): void => {
    for (let n = 0, i = 2 * at; n < size; n++, i += 2) {
      const w = window[n]!;
      turned[2 * n] = stage[i]! * w;
      turned[2 * n + 1] = stage[i + 1]! * w;
    }
    fft.process(turned, turned);
    const base = rowCount * size;
    for (let bin = 0; bin < hop; bin++) {
      const re = turned[2 * bin]!;
      const im = turned[2 * bin + 1]!;
      power[base + hop + bin] = (re * re + im * im) * gain;
      const below = turned[2 * (bin + hop)]!;
      const belowIm = turned[2 * (bin + hop) + 1]!;
      power[base + bin] = (below * below + belowIm * belowIm) * gain;
    }
    rowCount++;
  };
  const give = (): void => {
    if (rowCount > 0) take({ power, rowCount, size, hop, firstSample });
    firstSample += rowCount * hop;
    rowCount = 0;
  };
  const grow = (): void => {
    const wider = new Float32Array(Math.min(mostRows * size, power.length * 2));
    wider.set(power);
    power = wider;
  };

  return {
    process(samples) {
      for (let at = 0; at < samples.byteLength;) {
        const part = samples.subarray(at, at + (capacity - filled) * bytes);
        const count = part.byteLength / bytes;
        kernels.convert(format, part, stage.subarray(2 * filled, 2 * (filled + count)));
        filled += count;
        at += part.byteLength;
        let used = 0;
        for (; filled - used >= size; used += hop) {
          if ((rowCount + 1) * size > power.length) grow();
          row(used);
          if (rowCount === mostRows) give();
        }
        stage.copyWithin(0, 2 * used, 2 * filled);
        filled -= used;
      }
    },
    flush(lostSamples) {
      give();
      firstSample += filled + lostSamples;
      filled = 0;
    },
  };
}
