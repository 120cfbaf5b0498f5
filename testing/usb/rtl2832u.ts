/** A simulated RTL2832U stick: register memories, EEPROM, and a tuner that is on the bus while the repeater is. */
import { fillBytes, fillTone } from './pattern.ts';
import { flagOf, numberOf, type DeviceModel, type SimEnv } from './model.ts';
import { makeTuner } from './tuners.ts';

const writeFlag = 0x10;

export function makeRtlSdr(env: SimEnv): DeviceModel {
  const v4 = flagOf(env, 'SIM_BLOGV4');
  const serial = env['SIM_SERIAL'] ?? '00000001';
  const strings = {
    1: v4 ? 'RTLSDRBlog' : 'Realtek',
    2: v4 ? 'Blog V4' : 'RTL2838UHIDIR',
    3: serial,
  };
  const demod = new Uint8Array(16 * 256);
  const system = new Uint8Array(0x10000);
  // Power-on values, so that read-modify-write can be seen.
  system[0x3001] = 0x58;
  system[0x3003] = 0x06;
  system[0x3004] = 0xef;
  const eeprom = makeEeprom([strings[1], strings[2], serial]);
  let eepromPointer = 0;
  const tuner = makeTuner(env);
  const tone = env['SIM_PATTERN'] === 'tone';
  // Demodulator 1:01 bit 3 is the I2C repeater.
  const answering = (address: number): boolean =>
    tuner !== undefined && address === tuner.address && (demod[256 + 1]! & 0x08) !== 0;

  return {
    vendorId: 0x0bda,
    productId: 0x2838,
    bcdDevice: numberOf(env, 'SIM_BCD', 0x0100),
    strings,
    serialIndex: 3,
    submitsNoted: 15,
    read({ request, value, index }, length) {
      if (request !== 0) return undefined;
      const block = index >> 8;
      if (block === 6) {
        const address = value & 0xff;
        if (address === 0xa0) return Uint8Array.from({ length }, () => eeprom[eepromPointer++ & 0xff]!);
        return tuner && answering(address) ? tuner.read(length) : undefined;
      }
      if (block === 0) {
        const page = (index & 15) * 256;
        return Uint8Array.from({ length }, (_, at) => demod[page + (((value >> 8) + at) & 0xff)]!);
      }
      return Uint8Array.from({ length }, (_, at) => system[(value + at) & 0xffff]!);
    },
    write({ request, value, index }, data) {
      if (request !== 0) return false;
      const block = index >> 8;
      if (block === 6) {
        const address = value & 0xff;
        if (address === 0xa0) {
          if (data.length > 0) eepromPointer = data[0]!;
          for (const byte of data.subarray(1)) eeprom[eepromPointer++ & 0xff] = byte;
          return true;
        }
        if (!tuner || !answering(address)) return false;
        tuner.write(data);
        return true;
      }
      if (block === 0) {
        const page = (index & ~writeFlag & 15) * 256;
        for (const [at, byte] of data.entries()) demod[page + (((value >> 8) + at) & 0xff)] = byte;
        return true;
      }
      for (const [at, byte] of data.entries()) system[(value + at) & 0xffff] = byte;
      return true;
    },
    fill(out, offset) {
      // Test mode: the stream is a counter, as the chip's is. The transcripts never look at it.
      if (env['SIM_COUNTER'] === '1' && demod[0x19] === 0x03)
        for (let at = 0; at < out.length; at++) out[at] = offset + at;
      else if (tone) fillTone(out, offset, 128);
      else fillBytes(out, offset);
    },
    bytesPerSecond() {
      // The resampler's ratio: four bytes from 1:9f, 22 bits behind the point.
      const ratio = demod.subarray(256 + 0x9f, 256 + 0xa3).reduce((sum, byte) => sum * 256 + byte, 0);
      return ratio === 0 ? 0 : (2 * 28_800_000 * 2 ** 22) / ratio;
    },
    takeRestart: () => false,
  };
}

/** 256 bytes as sticks are sold with them: ids, flags, then the three USB strings. */
function makeEeprom(texts: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(256).fill(0xff);
  bytes.set([0x28, 0x32, 0xda, 0x0b, 0x38, 0x28, 0xa5, 0x16, 0x02]);
  let at = 9;
  for (const text of texts) {
    bytes[at++] = 2 + 2 * text.length;
    bytes[at++] = 3;
    for (const letter of text) {
      bytes[at++] = letter.charCodeAt(0);
      bytes[at++] = 0;
    }
  }
  return bytes;
}
