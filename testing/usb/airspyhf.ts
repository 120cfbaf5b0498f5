/** A simulated Airspy HF+. */
import { flagOf, numberOf, type DeviceModel, type SimEnv } from './model.ts';
import { hash } from './pattern.ts';

const ratesHz = [912_000, 768_000, 456_000, 384_000, 256_000, 192_000];
const architectures = Uint8Array.of(0, 0, 1, 1, 1, 1);
const filterGainsDb = [0, 0, 6, 6, 9, 12];
const calibrationMagic = 0xa5ca71b0;

export function makeAirspyHf(env: SimEnv): DeviceModel {
  const serial = env['SIM_SERIAL'] ?? 'AIRSPYHF SN:3B52ED814D4A7E55';
  const old = flagOf(env, 'SIM_HF_OLD');
  const tone = env['SIM_PATTERN'] === 'tone';
  const config = Buffer.alloc(256, 0xff);
  if (env['SIM_HF_PPB'] !== undefined) {
    config.writeUInt32LE(calibrationMagic, 0);
    config.writeInt32LE(numberOf(env, 'SIM_HF_PPB', 0), 4);
  }
  let rate = 0;

  return {
    vendorId: 0x03eb,
    productId: 0x800c,
    bcdDevice: numberOf(env, 'SIM_BCD', 0x0100),
    strings: { 1: 'www.airspy.com', 2: 'AIRSPY HF+', 3: serial },
    serialIndex: 3,
    submitsNoted: 16,
    read({ request, index }, length) {
      switch (request) {
        case 3:
          return index === 0 ? words(ratesHz.length) : words(...ratesHz.slice(0, index));
        case 5:
          return Uint8Array.from(config).subarray(0, length);
        case 7:
          return words(2, 0x3b52ed81, 0x4d4a7e55, 0, 0);
        case 9:
          return Buffer.from('R3.0.7-CD\0');
        case 14:
          return old ? undefined : architectures;
        case 15:
          return old ? undefined : Uint8Array.of(filterGainsDb[rate % ratesHz.length]!);
        default:
          return undefined;
      }
    },
    write({ request, index }, data) {
      if (request === 4) rate = index;
      if (request === 6) config.set(data.subarray(0, config.length));
      return [1, 2, 4, 6, 8, 10, 11, 12, 13].includes(request);
    },
    fill(out, offset) {
      for (let at = 0; at + 1 < out.length; at += 2) {
        const word = tone ? toneWord((offset + at) / 2) : patternWord((offset + at) / 2);
        out[at] = word;
        out[at + 1] = word >> 8;
      }
    },
    bytesPerSecond: () => 4 * (ratesHz[rate] ?? 0),
    takeRestart: () => false,
  };
}

/** Half of 16 hashed bits with their sign, towards zero. */
function patternWord(k: number): number {
  return Math.trunc((((hash(k) & 0xffff) << 16) >> 16) / 2);
}

/** Q in the even words, I in the odd ones. */
function toneWord(k: number): number {
  const phase = (2 * Math.PI * (Math.floor(k / 2) % 64)) / 64;
  return Math.round(12_000 * ((k & 1) === 0 ? Math.sin(phase) : Math.cos(phase)));
}

function words(...values: number[]): Uint8Array {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32LE(value, 4 * at);
  return data;
}
