/** Samples as they come from a radio to floats, and counting those at the end of the range. */
import { checkLength, sampleBytes, wholeSamples } from './check.ts';
import { fullScale, type SampleFormat } from './kernels.ts';

/** Reads one component (I or Q) at a byte offset, in the format's own units. Little endian. */
export function componentReader(format: SampleFormat): (view: DataView, offset: number) => number {
  switch (format) {
    case 'cu8':
      return (view, offset) => view.getUint8(offset);
    case 'cs8':
      return (view, offset) => view.getInt8(offset);
    case 'cs16':
      return (view, offset) => view.getInt16(offset, true);
    case 'cf32':
      return (view, offset) => view.getFloat32(offset, true);
  }
}

export function bytesView(samples: Uint8Array): DataView {
  return new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Complex samples to floats of full scale ±1, I,Q interleaved; `output` holds at least 2 floats a sample. */
export function convert(format: SampleFormat, samples: Uint8Array, output: Float32Array): void {
  const values = 2 * wholeSamples(format, samples.byteLength);
  checkLength('output', output.length, values);
  const read = componentReader(format);
  const view = bytesView(samples);
  const step = sampleBytes[format] / 2;
  const { zero, scale } = fullScale[format];
  for (let n = 0; n < values; n++) output[n] = (read(view, n * step) - zero) / scale;
}

/** The first and last value of each format: a sample there has met the end of the converter's range. */
const ends: Readonly<Record<SampleFormat, { lowest: number; highest: number }>> = {
  cu8: { lowest: 0, highest: 255 },
  cs8: { lowest: -128, highest: 127 },
  cs16: { lowest: -32768, highest: 32767 },
  cf32: { lowest: -1, highest: 1 },
};

/** Complex samples of which I or Q stands at the format's limit. */
export function countClipped(format: SampleFormat, samples: Uint8Array): number {
  const count = wholeSamples(format, samples.byteLength);
  const read = componentReader(format);
  const view = bytesView(samples);
  const step = sampleBytes[format] / 2;
  const { lowest, highest } = ends[format];
  let clipped = 0;
  for (let n = 0; n < count; n++) {
    const i = read(view, 2 * n * step);
    const q = read(view, (2 * n + 1) * step);
    if (i <= lowest || i >= highest || q <= lowest || q >= highest) clipped++;
  }
  return clipped;
}
