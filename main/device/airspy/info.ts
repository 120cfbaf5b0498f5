/** What an Airspy R2 or Mini says of itself and can be told. */
import type { ControlInfo, GainInfo, RadioInfo, ReceiverInfo } from '../../../contract/radio.ts';
import type { NamedDevice } from '../bus/names.ts';
import type { Airspy } from './device.ts';
import { largest, presetSteps } from './tables.ts';

/** Both models have the same ids: their rates tell them apart. */
export const isAirspy = (vendorId: number, productId: number): boolean =>
  vendorId === 0x1d50 && productId === 0x60a1;

/** "AIRSPY SN:644064DC2F3F6DCF" is the serial number 644064DC2F3F6DCF. */
export const serialOf = (descriptor: string): string => descriptor.replace(/^AIRSPY SN:/, '');

const tuningHz = { min: 24e6, max: 1750e6 };
const bothModelsHz = [10_000_000, 6_000_000, 3_000_000, 2_500_000];

/** Steps, not decibels: the amplifiers' tables are nowhere given. A step is roughly 3 dB. */
const stage = (name: string, count: number): GainInfo => ({
  name,
  minDb: 0,
  maxDb: count,
  stepsDb: Array.from({ length: count + 1 }, (_, step) => step),
});
const gains = [stage('lna', largest.lna), stage('mixer', largest.mixer), stage('vga', largest.vga)];

const controls: ControlInfo[] = [
  {
    kind: 'choice',
    name: 'preset',
    label: 'Gain preset',
    options: [
      { value: 'off', label: 'Off: each stage by itself' },
      { value: 'linearity', label: 'Linearity (strong signals about)' },
      { value: 'sensitivity', label: 'Sensitivity (weak signals)' },
    ],
  },
  {
    kind: 'range',
    name: 'presetGain',
    label: 'Gain of the preset',
    unit: 'step',
    min: 0,
    max: presetSteps - 1,
    step: 1,
  },
  { kind: 'switch', name: 'lnaAgc', label: 'LNA sets itself (AGC)' },
  { kind: 'switch', name: 'mixerAgc', label: 'Mixer sets itself (AGC)' },
  {
    kind: 'switch',
    name: 'biasTee',
    label: 'Antenna power (bias tee)',
    confirm: 'This puts about 4.5 V on the antenna socket. Make sure that what is connected expects it.',
  },
  { kind: 'switch', name: 'packing', label: 'Packed samples (a quarter less on the cable)' },
];

export function radioInfo(named: NamedDevice, simulated: boolean): RadioInfo {
  const { device } = named;
  return {
    id: named.id,
    driver: 'airspy',
    label: `${simulated ? 'Simulated USB ' : ''}Airspy R2/Mini`,
    serial: named.serial.slice(0, 200),
    available: device.problem === undefined,
    ...(device.problem === undefined ? {} : { problem: device.problem }),
    ...(device.hint === undefined ? {} : { hint: device.hint }),
    simulated,
    tuningHz,
    sampleRatesHz: bothModelsHz,
    gains,
  };
}

export function receiverInfo(listed: RadioInfo, radio: Airspy): ReceiverInfo {
  const model = radio.ratesHz.includes(6_000_000) ? 'Mini' : radio.ratesHz.includes(10_000_000) ? 'R2' : '';
  return {
    ...listed,
    label: `${listed.simulated ? 'Simulated USB ' : ''}Airspy ${model}`.trim(),
    available: true,
    sampleRatesHz: [...radio.ratesHz],
    datatype: 'cs16',
    controls,
    gainModes: ['auto', 'manual'],
  };
}
