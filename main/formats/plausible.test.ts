/** Samples of a format that look odd are believed under its name; others are not. */
import { afterAll, describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { survey } from './index.ts';

const folder = makeTestFolder();
afterAll(() => {
  folder.remove();
});

const random = makeRandom(61);
type Signal = (n: number) => [i: number, q: number];

const noise =
  (sigma: number, offsetI = 0, offsetQ = 0): Signal =>
  () => [offsetI + sigma * random.normal(), offsetQ + sigma * random.normal()];
const carrier =
  (amplitude: number): Signal =>
  (n) => [amplitude * Math.cos(n * 0.7), amplitude * Math.sin(n * 0.7)];

const formats = {
  cu8: (signal: Signal) =>
    bytes(1, signal, (view, at, v) => view.setUint8(at, clip(127.5 + v * 128, 0, 255))),
  cs8: (signal: Signal) => bytes(1, signal, (view, at, v) => view.setInt8(at, clip(v * 128, -128, 127))),
  cs16: (signal: Signal) =>
    bytes(2, signal, (view, at, v) => view.setInt16(at, clip(v * 32_768, -32_768, 32_767), true)),
  cf32: (signal: Signal) => bytes(4, signal, (view, at, v) => view.setFloat32(at, v, true)),
};

function clip(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(value)));
}

function bytes(
  width: number,
  signal: Signal,
  put: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const count = 20_000;
  const view = new DataView(new ArrayBuffer(2 * count * width));
  for (let n = 0; n < count; n++) for (const [i, v] of signal(n).entries()) put(view, (2 * n + i) * width, v);
  return new Uint8Array(view.buffer);
}

type Format = keyof typeof formats;
const all = ['cu8', 'cs8', 'cs16', 'cf32'] as const;

async function asked(named: Format, content: Uint8Array): Promise<Format | 'nothing'> {
  const found = await survey(folder.put(`x_433.92M_250k.${named}`, content));
  const likely = found.likely?.datatype;
  return found.missing.includes('datatype') && likely !== undefined ? (likely as Format) : 'nothing';
}

const odd: [string, Signal, readonly Format[]][] = [
  ['a carrier at full scale', carrier(1), all],
  ['an overdriven carrier', carrier(1.5), all],
  ['noise over the whole range', noise(0.4), all],
  ['noise of two steps of 8 bits', noise(2 / 128), all],
  // HackRF: an offset larger than the noise, and not the same in I and Q.
  ['weak noise with an offset', noise(1 / 128, -5 / 128, 9 / 128), all],
  ['noise of one step of 16 bits', noise(1 / 32_768), ['cs16', 'cf32']],
  ['silence', () => [0, 0], all],
];

describe('a format under its own name', () => {
  it.each(odd)('is believed: %s', async (_, signal, named) => {
    for (const format of named)
      expect([format, await asked(format, formats[format](signal))]).toEqual([format, 'nothing']);
  });

  it('is believed in floats nobody scaled, and in a kilobyte that shows nothing', async () => {
    expect(await asked('cf32', formats.cf32(noise(30_000)))).toBe('nothing');
    for (const format of all)
      expect(await asked(format, formats.cs16(noise(0.1)).subarray(0, 1000))).toBe('nothing');
  });
});

describe('a format under another name', () => {
  it('is asked about, with what it looks like', async () => {
    for (const real of all)
      for (const named of all.filter((format) => format !== real))
        expect([real, named, await asked(named, formats[real](noise(0.05)))]).toEqual([real, named, real]);
  });
});
