/** What a HackRF says of itself and can be told. */
import type { ControlInfo, GainInfo, RadioInfo, ReceiverInfo } from '../../../contract/radio.ts';
import type { NamedDevice } from '../bus/names.ts';
import { filtersHz, intermediateHz } from './maths.ts';

const vendorId = 0x1d50;
/** One and Pro, Jawbreaker, rad1o. */
const products: Readonly<Record<number, string>> = {
  0x6089: 'HackRF One',
  0x604b: 'HackRF Jawbreaker',
  0xcc15: 'rad1o',
};

export function isHackRf(vendor: number, product: number): boolean {
  return vendor === vendorId && product in products;
}

/** Names of the gain stages, from the antenna on. */
export const stages = { amplifier: 'amp', lna: 'lna', vga: 'vga' } as const;
/** What the amplifier gives; the same figure whatever the frequency, which it is not. */
export const amplifierDb = 11;

/** Where it is specified; it tunes to 7250 MHz, with less and less to hear. */
const tuningHz = { min: 1e6, max: 6e9 };
export const rateLimitsHz = { min: 2e6, max: 20e6 };
const listedRatesHz = [2e6, 2.4e6, 3.2e6, 4e6, 5e6, 6e6, 8e6, 10e6, 12.5e6, 16e6, 20e6];

const range = (count: number, step: number): number[] => Array.from({ length: count }, (_, at) => at * step);
const stage = (name: string, stepsDb: number[]): GainInfo => ({
  name,
  minDb: stepsDb[0]!,
  maxDb: stepsDb.at(-1)!,
  stepsDb,
});
const gains: GainInfo[] = [
  stage(stages.amplifier, [0, amplifierDb]),
  stage(stages.lna, range(6, 8)),
  stage(stages.vga, range(32, 2)),
];

const controls: ControlInfo[] = [
  {
    kind: 'switch',
    name: 'biasTee',
    label: 'Antenna power (3.3 V)',
    confirm: 'This puts 3.3 V on the antenna socket. Make sure that what is connected expects it.',
  },
  { kind: 'range', name: 'ppm', label: 'Frequency correction', unit: 'ppm', min: -250, max: 250, step: 0.1 },
  {
    kind: 'choice',
    name: 'filter',
    label: 'Baseband filter',
    options: [
      { value: 'automatic', label: 'Three quarters of the rate' },
      ...filtersHz.map((hz) => ({ value: String(hz), label: `${String(hz / 1e6)} MHz` })),
    ],
  },
  {
    kind: 'choice',
    name: 'path',
    label: 'Mixer path',
    options: [
      { value: 'automatic', label: 'Automatic' },
      { value: 'bypass', label: 'Past the mixer (2150 to 2750 MHz)' },
      { value: 'lowPass', label: 'Low pass: below the IF' },
      { value: 'highPass', label: 'High pass: above the IF' },
    ],
  },
  {
    kind: 'range',
    name: 'intermediateHz',
    label: 'IF where the path is chosen by hand',
    unit: 'Hz',
    min: intermediateHz.min,
    max: intermediateHz.max,
    step: 1000,
  },
  { kind: 'switch', name: 'clockOut', label: 'Clock output (10 MHz)' },
  { kind: 'switch', name: 'hardwareSync', label: 'Wait for the trigger input' },
];

export function radioInfo(named: NamedDevice, simulated: boolean): RadioInfo {
  const { device } = named;
  const product = products[device.productId] ?? 'HackRF';
  return {
    id: named.id,
    driver: 'hackrf',
    label: `${simulated ? 'Simulated USB ' : ''}${product}`,
    serial: named.serial.slice(0, 200),
    available: device.problem === undefined,
    ...(device.problem === undefined ? {} : { problem: device.problem }),
    ...(device.hint === undefined ? {} : { hint: device.hint }),
    simulated,
    tuningHz,
    sampleRatesHz: [...listedRatesHz],
    gains,
  };
}

export function receiverInfo(listed: RadioInfo): ReceiverInfo {
  return {
    ...listed,
    available: true,
    datatype: 'cs8',
    safeRateHz: rateLimitsHz.max,
    controls,
    gainModes: ['manual'],
  };
}
