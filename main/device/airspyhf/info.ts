/** What an Airspy HF+ says of itself and can be told. */
import type { ControlInfo, GainInfo, RadioInfo, ReceiverInfo } from '../../../contract/radio.ts';
import type { NamedDevice } from '../bus/names.ts';
import type { AirspyHf } from './device.ts';

export const isAirspyHf = (vendorId: number, productId: number): boolean =>
  vendorId === 0x03eb && productId === 0x800c;

/** "AIRSPYHF SN:3B52ED814D4A7E55" is the serial number 3B52ED814D4A7E55. */
export const serialOf = (descriptor: string): string => descriptor.replace(/^AIRSPYHF SN:/, '');

/** From the Discovery's lowest frequency on; the first HF+ is specified from 9 kHz. */
const tuningHz = { min: 500, max: 260e6 };
/** Between its two inputs it receives nothing. */
export const gapHz = { min: 31e6, max: 60e6 };
const usualRatesHz = [912_000, 768_000, 456_000, 384_000, 256_000, 192_000];

export const attenuatorStepDb = 6;
const attenuatorSteps = 8;
export const lnaDb = 6;
const gains: GainInfo[] = [
  {
    name: 'attenuator',
    minDb: -attenuatorStepDb * attenuatorSteps,
    maxDb: 0,
    stepsDb: Array.from(
      { length: attenuatorSteps + 1 },
      (_, at) => attenuatorStepDb * (at - attenuatorSteps),
    ),
  },
  { name: 'lna', minDb: 0, maxDb: lnaDb, stepsDb: [0, lnaDb] },
];

const controls: ControlInfo[] = [
  {
    kind: 'choice',
    name: 'agcThreshold',
    label: 'Where the AGC begins',
    options: [
      { value: 'low', label: 'Low' },
      { value: 'high', label: 'High' },
    ],
  },
  {
    kind: 'range',
    name: 'calibrationPpb',
    label: 'Frequency correction',
    unit: 'ppb',
    min: -100_000,
    max: 100_000,
    step: 1,
  },
  { kind: 'switch', name: 'correction', label: 'Images and the spike in the middle taken out' },
];

export function radioInfo(named: NamedDevice, simulated: boolean): RadioInfo {
  const { device } = named;
  return {
    id: named.id,
    driver: 'airspyhf',
    label: `${simulated ? 'Simulated USB ' : ''}Airspy HF+`,
    serial: named.serial.slice(0, 200),
    available: device.problem === undefined,
    ...(device.problem === undefined ? {} : { problem: device.problem }),
    ...(device.hint === undefined ? {} : { hint: device.hint }),
    simulated,
    tuningHz,
    sampleRatesHz: usualRatesHz,
    gains,
  };
}

export function receiverInfo(listed: RadioInfo, radio: AirspyHf): ReceiverInfo {
  return {
    ...listed,
    available: true,
    sampleRatesHz: radio.rates.map(({ hz }) => hz),
    datatype: 'cf32',
    controls,
    gainModes: ['auto', 'manual'],
  };
}
