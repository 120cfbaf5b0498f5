/**
 * From the Airspy's real samples to I and Q at half the rate, in 16-bit arithmetic. The tuner puts the wanted
 * frequency at a quarter of the real rate. Remove the mean, shift by that quarter (which is only signs: even
 * samples become I, odd ones Q), filter I with the half-band's taps and give Q the same delay.
 * A real tone at rate/4 + d comes out at -d, which undoes the mirror of the tuner's high-side oscillator.
 */
import { halfBandTaps } from './tables.ts';

const zero = 2048;
/** 12 bits to 16. */
const shift = 4;
/** Pole of the filter that removes the mean: 32100/32768. */
const pole = 32_100;
const fractionBits = 15;
const taps = Int32Array.from(halfBandTaps, (tap) => Math.round(tap * 2 ** fractionBits));
/** Taps on the I side, and the delay of Q in its own samples. */
const filterLength = 24;
const delay = filterLength / 2;
const history = filterLength - 1;

export interface IqConverter {
  /** Takes a multiple of four real samples; answers half as many I,Q pairs, valid until the next call. */
  convert(words: Uint16Array): Uint8Array;
}

/** Interleaved 16-bit I and Q (cs16), full scale ±32768; a full real tone comes out at half of it. */
export function makeInt16Converter(): IqConverter {
  let evens = new Int16Array(history);
  let odds = new Int16Array(delay);
  let output = new Int16Array(0);
  const mean = { input: 0, output: 0, rest: 0 };

  const reserve = (pairs: number): void => {
    if (output.length >= 2 * pairs) return;
    const [oldEvens, oldOdds] = [evens, odds];
    evens = new Int16Array(history + pairs);
    odds = new Int16Array(delay + pairs);
    output = new Int16Array(2 * pairs);
    evens.set(oldEvens.subarray(0, history));
    odds.set(oldOdds.subarray(0, delay));
  };

  return {
    convert(words) {
      const pairs = words.length / 2;
      reserve(pairs);
      shiftQuarter(words, evens, odds, mean);
      filter(evens, odds, output, pairs);
      evens.copyWithin(0, pairs, pairs + history);
      odds.copyWithin(0, pairs, pairs + delay);
      return new Uint8Array(output.buffer, 0, 4 * pairs);
    },
  };
}

/** Removes the mean and shifts: behind their histories, `evens` and `odds` get what becomes I and Q. */
function shiftQuarter(
  words: Uint16Array,
  evens: Int16Array,
  odds: Int16Array,
  mean: { input: number; output: number; rest: number },
): void {
  let before = mean.input;
  let after = mean.output;
  let rest = mean.rest;
  for (let at = 0; at < words.length; at++) {
    // All in 16 bits, which run over as the reference's do.
    const input = ((words[at]! - zero) << (shift + 16)) >> 16;
    const sum = (rest + Math.imul(after, pole)) | 0;
    const kept = ((sum >> fractionBits) << 16) >> 16;
    after = ((input - before + kept) << 16) >> 16;
    rest = (sum - (kept << fractionBits)) | 0;
    before = input;
    const pair = at >> 1;
    switch (at & 3) {
      case 0:
        evens[history + pair] = -after;
        break;
      case 1:
        odds[delay + pair] = -after >> 1;
        break;
      case 2:
        evens[history + pair] = after;
        break;
      default:
        odds[delay + pair] = after >> 1;
    }
  }
  mean.input = before;
  mean.output = after;
  mean.rest = rest;
}

function filter(evens: Int16Array, odds: Int16Array, output: Int16Array, pairs: number): void {
  for (let at = 0; at < pairs; at++) {
    let sum = 0;
    const far = at + history;
    for (let tap = 0; tap < delay; tap++) sum += taps[tap]! * (evens[at + tap]! + evens[far - tap]!);
    output[2 * at] = sum >> fractionBits;
    output[2 * at + 1] = odds[at]!;
  }
}
