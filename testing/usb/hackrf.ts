/** A simulated HackRF One. */
import { numberOf, type DeviceModel, type SimEnv } from './model.ts';
import { fillBytes, fillTone } from './pattern.ts';

/** A wedged radio sends this little: enough to be paced, never enough to fill a transfer. */
const wedgedBytesPerSecond = 10;

interface Loss {
  readonly atByte: number;
  readonly bytes: number;
}

/** `SIM_LOSE=1000000:4096,3000000:512`: at these bytes of the stream so many vanish and are counted. */
function lossesOf(env: SimEnv): Loss[] {
  return (env['SIM_LOSE'] ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [atByte = Number.NaN, bytes = Number.NaN] = part.split(':').map(Number);
      if (!Number.isInteger(atByte) || !Number.isInteger(bytes)) throw new Error(`SIM_LOSE: ${part}`);
      return { atByte, bytes };
    });
}

export function makeHackRf(env: SimEnv): DeviceModel {
  const tone = env['SIM_PATTERN'] === 'tone';
  const serial = env['SIM_SERIAL'] ?? '0000000000000000457863c82f6e8a1f';
  const losses = lossesOf(env);
  let rateHz = 0;
  let mode = 0;
  // SIM_WEDGED: 1 is cured by switching the mode off and on, 2 by a reset.
  let wedged = numberOf(env, 'SIM_WEDGED', 0);
  let skipped = 0;
  let shortfalls = 0;
  let longest = 0;

  const answers: Readonly<Record<number, (index: number) => Uint8Array>> = {
    14: () => Uint8Array.of(numberOf(env, 'SIM_HACKRF_BOARD', 2)),
    15: () => Buffer.from('2022.09.1'),
    18: () => words(0xa000cb3c, 0x00574746, 0, 0, 0x457863c8, 0x2f6e8a1f),
    19: (db) => Uint8Array.of(Number(db <= 40 && db % 8 === 0)),
    20: (db) => Uint8Array.of(Number(db <= 62 && db % 2 === 0)),
    21: (db) => Uint8Array.of(Number(db <= 47)),
    27: () => new Uint8Array(8).fill(0xff),
    41: () => words(1, 1, 0x100000, 0x100000, shortfalls, longest, 0, 0, 0, 0),
    44: () => Uint8Array.of(0),
    45: () => Uint8Array.of(0x83),
    46: () => Uint8Array.of(0, 0, 0, 0x0a),
  };
  const taken = new Set([1, 2, 4, 6, 7, 8, 16, 17, 23, 24, 26, 29, 30, 32, 37, 42, 43]);

  return {
    vendorId: 0x1d50,
    productId: 0x6089,
    bcdDevice: numberOf(env, 'SIM_BCD', 0x0106),
    strings: { 1: 'Great Scott Gadgets', 2: 'HackRF One', 4: serial },
    serialIndex: 4,
    submitsNoted: 4,
    read: ({ request, index }, length) => answers[request]?.(index).subarray(0, length),
    write({ request, value }, data) {
      if (!taken.has(request)) return false;
      if (request === 1) {
        if (mode !== 0 && value === 0 && wedged === 1) wedged = 0;
        if (mode === 0 && value !== 0) shortfalls = longest = 0;
        mode = value;
      }
      if (request === 30) wedged = 0;
      if (request === 6 && data.length === 8) {
        const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
        rateHz = view.getUint32(0, true) / Math.max(1, view.getUint32(4, true));
      }
      return true;
    },
    fill(out, offset) {
      while (losses[0] && losses[0].atByte <= offset + skipped) {
        const { bytes } = losses.shift()!;
        skipped += bytes;
        shortfalls++;
        longest = Math.max(longest, bytes);
      }
      if (tone) fillTone(out, offset + skipped, 0);
      else fillBytes(out, offset + skipped);
    },
    bytesPerSecond: () => (wedged > 0 ? wedgedBytesPerSecond : 2 * rateHz),
    takeRestart: () => false,
  };
}

function words(...values: number[]): Uint8Array {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32LE(value, 4 * at);
  return data;
}
