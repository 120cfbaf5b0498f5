/** A simulated Airspy R2 or Mini. */
import { numberOf, type DeviceModel, type SimEnv } from './model.ts';
import { hash } from './pattern.ts';

const ratesHz: Readonly<Record<string, readonly number[] | undefined>> = {
  r2: [10_000_000, 2_500_000],
  mini: [6_000_000, 3_000_000],
  old: undefined,
};

export function makeAirspy(env: SimEnv): DeviceModel {
  const serial = env['SIM_SERIAL'] ?? 'AIRSPY SN:644064DC2F3F6DCF';
  const rates = ratesHz[env['SIM_AIRSPY_RATES'] ?? 'r2'];
  const sample = env['SIM_PATTERN'] === 'tone' ? toneSample : (k: number) => hash(k) & 0xfff;
  const memories: Readonly<Record<number, Uint8Array>> = {
    2: new Uint8Array(256),
    4: new Uint8Array(32),
    21: new Uint8Array(256),
  };
  /** Reads of what was written by another request. */
  const mirrors: Readonly<Record<number, number>> = { 3: 2, 5: 4, 22: 21, 24: 21 };
  let packing = false;
  let restart = false;
  let rateIndex = 0;

  const rateList = (index: number): Uint8Array | undefined =>
    rates && (index === 0 ? words(rates.length) : words(...rates.slice(0, index)));
  const acknowledged = (request: number, index: number): Uint8Array => {
    if (request === 12) rateIndex = index;
    return Uint8Array.of(1);
  };

  return {
    vendorId: 0x1d50,
    productId: 0x60a1,
    bcdDevice: numberOf(env, 'SIM_BCD', 0x0100),
    strings: { 1: 'www.airspy.com', 2: 'AIRSPY', 3: serial },
    serialIndex: 3,
    submitsNoted: 16,
    read({ request, index }, length) {
      const mirrored = memories[mirrors[request] ?? -1];
      if (mirrored) return Uint8Array.of(mirrored[index % mirrored.length]!);
      if (request === 9) return Uint8Array.of(0);
      if (request === 10)
        return Buffer.from('AirSpy NOS v1.0.0-rc10-6-g4008185 2020-05-08\0').subarray(0, length);
      if (request === 11) return words(0x6906002b, 0x30, 0, 0, 0x644064dc, 0x2f3f6dcf);
      if ([12, 14, 15, 16, 17, 18].includes(request)) return acknowledged(request, index);
      if (request === 25) return rateList(index);
      if (request !== 26) return undefined;
      packing = index !== 0;
      restart = true;
      return Uint8Array.of(1);
    },
    write({ request, value, index }) {
      const memory = memories[request];
      if (memory) memory[index % memory.length] = value;
      return memory !== undefined || [1, 13, 23].includes(request);
    },
    fill(out, offset) {
      if (packing) fillPacked(out, offset, sample);
      else
        for (let at = 0; at + 1 < out.length; at += 2) {
          const word = sample((offset + at) / 2);
          out[at] = word;
          out[at + 1] = word >> 8;
        }
    },
    bytesPerSecond: () => (rates?.[rateIndex] ?? 10_000_000) * (packing ? 3 : 4),
    takeRestart() {
      const now = restart;
      restart = false;
      return now;
    },
  };
}

function toneSample(k: number): number {
  return 2048 + Math.round(1500 * Math.cos((2 * Math.PI * ((17 * k) % 64)) / 64));
}

/** Eight samples in three words of 32 bits, the first in the top bits. */
function fillPacked(out: Uint8Array, offset: number, sample: (k: number) => number): void {
  for (let at = 0; at + 12 <= out.length; at += 12) {
    const first = ((offset + at) / 12) * 8;
    let bits = 0n;
    for (let k = 0; k < 8; k++) bits = (bits << 12n) | BigInt(sample(first + k));
    for (let word = 0; word < 3; word++) {
      const value = Number((bits >> BigInt(32 * (2 - word))) & 0xffffffffn);
      for (let byte = 0; byte < 4; byte++) out[at + 4 * word + byte] = value >>> (8 * byte);
    }
  }
}

function words(...values: number[]): Uint8Array {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32LE(value, 4 * at);
  return data;
}
