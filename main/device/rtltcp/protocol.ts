/**
 * The rtl_tcp protocol: a header of 12 bytes (`RTL0`, tuner type, number of gains), then unsigned 8-bit IQ
 * without end; commands of 5 bytes (code, value) the other way. All numbers big endian. The server answers
 * nothing, so what was really set is worked out from the chip's own arithmetic.
 */
import type { GainInfo, RadioInfo } from '../../../contract/radio.ts';

export const headerBytes = 12;

export interface Header {
  tuner: number;
  gainCount: number;
}

/** Undefined where these 12 bytes are no rtl_tcp header. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // 'RTL0'
  if (bytes.byteLength < headerBytes || view.getUint32(0) !== 0x52544c30) return undefined;
  return { tuner: view.getUint32(4), gainCount: view.getUint32(8) };
}

export const commandCodes = {
  centre: 0x01,
  sampleRate: 0x02,
  /** 0 automatic, 1 manual. */
  gainMode: 0x03,
  /** Tenths of a dB, signed. */
  gain: 0x04,
  ppm: 0x05,
  /** Stage in the upper half, tenths of a dB (signed) in the lower; E4000 only. */
  ifGain: 0x06,
  testMode: 0x07,
  agc: 0x08,
  /** 0 off, 1 I, 2 Q. */
  directSampling: 0x09,
  offsetTuning: 0x0a,
  rtlCrystal: 0x0b,
  tunerCrystal: 0x0c,
  /** Place in the tuner's own table. */
  gainIndex: 0x0d,
  biasTee: 0x0e,
} as const;
export type CommandName = keyof typeof commandCodes;

/** One command of 5 bytes. Negative values go as two's complement. */
export function writeCommand(name: CommandName, value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = commandCodes[name];
  new DataView(bytes.buffer).setUint32(1, value >>> 0);
  return bytes;
}

/** Value of an `ifGain` command. */
export function ifGainValue(stage: number, gainDb: number): number {
  return (stage << 16) | (Math.round(gainDb * 10) & 0xffff);
}

export interface Tuner {
  name: string;
  tuningHz: { min: number; max: number };
  /** Tenths of a dB. */
  gains: readonly number[];
  ifStages: readonly (readonly number[])[];
}

/** Direct sampling, and the up-converter of the Blog V4, reach below what the tuner itself can. */
const lowestHz = 0;
const r82xxGains = [
  0, 9, 14, 27, 37, 77, 87, 125, 144, 157, 166, 197, 207, 229, 254, 280, 297, 328, 338, 364, 372, 386, 402,
  421, 434, 439, 445, 480, 496,
];
const fc0013Gains = [
  -99, -73, -65, -63, -60, -58, -54, 58, 61, 63, 65, 67, 68, 70, 71, 179, 181, 182, 184, 186, 188, 191, 197,
];
const e4000Gains = [-10, 15, 40, 65, 90, 115, 140, 165, 190, 215, 240, 290, 340, 420];
/** dB of the six stages behind the E4000's mixer. */
const e4000IfStages = [
  [-3, 6],
  [0, 3, 6, 9],
  [0, 3, 6, 9],
  [0, 1, 2],
  [3, 6, 9, 12, 15],
  [3, 6, 9, 12, 15],
];

/** By the number in the header; ranges are the drivers' own. */
const tuners: Readonly<Record<number, Tuner>> = {
  1: { name: 'E4000', tuningHz: { min: lowestHz, max: 2.2e9 }, gains: e4000Gains, ifStages: e4000IfStages },
  2: {
    name: 'FC0012',
    tuningHz: { min: lowestHz, max: 948.6e6 },
    gains: [-99, -40, 71, 179, 192],
    ifStages: [],
  },
  3: { name: 'FC0013', tuningHz: { min: lowestHz, max: 1.1e9 }, gains: fc0013Gains, ifStages: [] },
  4: { name: 'FC2580', tuningHz: { min: lowestHz, max: 924e6 }, gains: [], ifStages: [] },
  5: { name: 'R820T', tuningHz: { min: lowestHz, max: 1.766e9 }, gains: r82xxGains, ifStages: [] },
  6: { name: 'R828D', tuningHz: { min: lowestHz, max: 1.766e9 }, gains: r82xxGains, ifStages: [] },
};

/** A tuner we have no table of: its gains can only be chosen by their place. */
export function tunerOf(header: Header): Tuner {
  const known = tuners[header.tuner];
  // Another server than rtl_tcp may claim a tuner and have other gains: then its table is not ours.
  if (
    known &&
    (known.gains.length === header.gainCount || header.gainCount === 0 || known.gains.length === 0)
  )
    return known;
  return {
    name: known?.name ?? `tuner ${header.tuner}`,
    tuningHz: known?.tuningHz ?? { min: 0, max: 2.2e9 },
    gains: [],
    ifStages: [],
  };
}

export function gainStagesOf(tuner: Tuner): GainInfo[] {
  const stage = (name: string, stepsDb: number[]): GainInfo => ({
    name,
    minDb: stepsDb[0] ?? 0,
    maxDb: stepsDb.at(-1) ?? 0,
    stepsDb,
  });
  if (tuner.gains.length === 0) return [];
  return [
    stage(
      'tuner',
      tuner.gains.map((tenths) => tenths / 10),
    ),
    ...tuner.ifStages.map((steps, index) => stage(`IF${index + 1}`, [...steps])),
  ];
}

export const sampleRatesHz = { min: 225_001, max: 3_200_000 };
/** The resampler can't make what lies between. */
const noRatesHz = { min: 300_001, max: 900_000 };
export const safeRateHz = 2_400_000;

/** What the RTL2832 makes of a rate: its ratio has 26 bits of a 28.8 MHz crystal. Undefined where it can't. */
export function realSampleRate(sampleRateHz: number): number | undefined {
  if (sampleRateHz < sampleRatesHz.min || sampleRateHz > sampleRatesHz.max) return undefined;
  if (sampleRateHz >= noRatesHz.min && sampleRateHz <= noRatesHz.max) return undefined;
  const crystal = 28.8e6 * 2 ** 22;
  const ratio = Math.floor(crystal / sampleRateHz) & 0x0ffffffc;
  return crystal / (ratio | ((ratio & 0x08000000) << 1));
}

/** What the list shows of a server before it was asked. */
export function serverInfo(id: string, label: string, serial: string): RadioInfo {
  return {
    id,
    driver: 'rtltcp',
    label,
    serial,
    available: true,
    simulated: false,
    tuningHz: { min: 0, max: 2.2e9 },
    sampleRatesHz,
    gains: [],
  };
}
