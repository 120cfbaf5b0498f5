/** Simulated tuner chips behind the RTL2832U: register memories with the answers drivers wait for. */
import { flagOf, numberOf, type SimEnv } from './model.ts';

export interface TunerModel {
  /** 8-bit I2C address. */
  readonly address: number;
  /** Register number first, then values. */
  write(data: Uint8Array): void;
  read(length: number): Uint8Array;
}

/** The tuner SIM_TUNER names, or undefined for 'none'. */
export function makeTuner(env: SimEnv): TunerModel | undefined {
  const name = env['SIM_TUNER'] ?? 'r820t';
  switch (name) {
    case 'r820t':
      return makeR82xx(env, 0x34, 28_800_000, 2);
    case 'r828d':
      return makeR82xx(env, 0x74, flagOf(env, 'SIM_BLOGV4') ? 28_800_000 : 16_000_000, 1);
    case 'e4000':
      return makeE4000(env);
    case 'fc0012':
      return makePlain(0xc6, { 0x00: 0xa1 }, [0x00], { 0x0e: numberOf(env, 'SIM_FCVCO', 0x20) });
    case 'fc0013':
      return makePlain(0xc6, { 0x00: 0xa3, 0x10: 0x0a }, [0x00], { 0x0e: numberOf(env, 'SIM_FCVCO', 0x20) });
    case 'fc2580':
      return makePlain(0xac, { 0x01: 0x56, 0x2f: 0xc5 }, [0x01, 0x2f], {});
    case 'none':
      return undefined;
    default:
      throw new Error(`SIM_TUNER=${name}: there is no such simulated tuner`);
  }
}

/** A chip with a register pointer; `fixed` registers can't be written, `answers` override what reads give. */
function makePlain(
  address: number,
  start: Readonly<Record<number, number>>,
  fixed: readonly number[],
  answers: Readonly<Record<number, number>>,
): TunerModel {
  const registers = new Uint8Array(256);
  for (const [register, value] of Object.entries(start)) registers[Number(register)] = value;
  let pointer = 0;
  return {
    address,
    write(data) {
      if (data.length === 0) return;
      pointer = data[0]!;
      for (let index = 1; index < data.length; index++) {
        const register = (pointer + index - 1) & 0xff;
        if (!fixed.includes(register)) registers[register] = data[index]!;
      }
    },
    read: (length) =>
      Uint8Array.from({ length }, (_, index) => {
        const register = (pointer + index) & 0xff;
        return answers[register] ?? registers[register]!;
      }),
  };
}

function makeE4000(env: SimEnv): TunerModel {
  const registers = new Uint8Array(256);
  registers[0x02] = 0x40;
  registers[0x00] = 0x01;
  let pointer = 0;
  const locked = (): boolean => {
    if (flagOf(env, 'SIM_NOLOCK')) return false;
    const fraction = (registers[0x0b]! << 8) | registers[0x0a]!;
    const vco = 28_800_000 * registers[0x09]! + Math.floor((28_800_000 * fraction) / 65536);
    return vco >= 2_400_000_000 && vco <= 4_450_000_000;
  };
  return {
    address: 0xc8,
    write(data) {
      if (data.length === 0) return;
      pointer = data[0]!;
      for (let index = 1; index < data.length; index++) {
        const register = (pointer + index - 1) & 0xff;
        if (register !== 0x02) registers[register] = data[index]!;
      }
    },
    read: (length) =>
      Uint8Array.from({ length }, (_, index) => {
        const register = (pointer + index) & 0xff;
        const value = registers[register]!;
        return register === 0x07 ? (value & 0xfe) | (locked() ? 1 : 0) : value;
      }),
  };
}

function makeR82xx(env: SimEnv, address: number, crystalHz: number, fineDefault: number): TunerModel {
  const registers = new Uint8Array(32);
  const fine = numberOf(env, 'SIM_VCOFINE', fineDefault) & 3;
  const calibration = numberOf(env, 'SIM_FILCAL', 7) & 15;
  const locked = (): boolean => {
    if (flagOf(env, 'SIM_NOLOCK')) return false;
    if (flagOf(env, 'SIM_LOCK_NEEDS_CURRENT') && (registers[0x12]! & 0xe0) !== 0x60) return false;
    const n = 13 + 4 * (registers[0x14]! & 0x3f) + (registers[0x14]! >> 6);
    const fraction = (registers[0x16]! << 8) | registers[0x15]!;
    const vco = 2 * crystalHz * n + Math.floor((2 * crystalHz * fraction) / 65536);
    return vco >= 1_750_000_000 && vco <= 3_600_000_000;
  };
  const value = (register: number): number => {
    switch (register) {
      case 0:
        return 0x96;
      case 1:
        return 0;
      case 2:
        return 0x2c | (locked() ? 0x40 : 0);
      case 3:
        return (registers[5]! & 15) | ((registers[7]! & 15) << 4);
      case 4:
        return (fine << 4) | calibration;
      default:
        return registers[register]!;
    }
  };
  return {
    address,
    write(data) {
      const first = data[0] ?? 0;
      for (let index = 1; index < data.length; index++) {
        const register = first + index - 1;
        if (register >= 5 && register < 32) registers[register] = data[index]!;
      }
    },
    // Reads always begin at register 0, every byte bit-reversed on the wire.
    read: (length) => Uint8Array.from({ length }, (_, index) => reversed(value(index & 31))),
  };
}

function reversed(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit);
  return out;
}
