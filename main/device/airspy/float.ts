/** The same conversion as convert.ts in floating point, full scale ±1; its mean follows faster. */
import type { IqConverter } from './convert.ts';
import { halfBandTaps } from './tables.ts';

const zero = 2048;
const fullScale = 2048;
/** How much of the difference the running mean takes up with each sample. */
const meanGain = 0.01;
const filterLength = 24;
const delay = filterLength / 2;

/** Interleaved floats I and Q (cf32). */
export function makeFloatConverter(): IqConverter {
  // Rings of the last samples; `turn` is the place of the newest.
  const evens = new Float64Array(filterLength);
  const odds = new Float64Array(delay);
  let turn = 0;
  let sign = -1;
  let mean = 0;

  const filtered = (): number => {
    let sum = 0;
    for (let tap = 0; tap < delay; tap++) {
      const newer = evens[(turn - tap + filterLength) % filterLength]!;
      const older = evens[(turn + 1 + tap) % filterLength]!;
      sum += halfBandTaps[tap]! * (newer + older);
    }
    return sum;
  };
  const free = (word: number): number => {
    const value = (word - zero) / fullScale - mean;
    mean += meanGain * value;
    return value;
  };

  return {
    convert(words) {
      const output = new Float32Array(words.length);
      for (let at = 0; at + 1 < words.length; at += 2) {
        turn = (turn + 1) % filterLength;
        evens[turn] = sign * free(words[at]!);
        const place = turn % delay;
        output[at] = filtered();
        output[at + 1] = odds[place]!;
        odds[place] = (sign * free(words[at + 1]!)) / 2;
        sign = -sign;
      }
      return new Uint8Array(output.buffer);
    },
  };
}

/** Real samples as floats, at twice the rate of I and Q. */
export function realFloats(words: Uint16Array): Uint8Array {
  return new Uint8Array(Float32Array.from(words, (word) => (word - zero) / fullScale).buffer);
}
