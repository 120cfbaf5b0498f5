/** What a stick says of itself, before and after it is opened. */
import type { GainInfo, RadioInfo, ReceiverInfo } from '../../../contract/radio.ts';
import type { NamedDevice } from '../bus/names.ts';
import { v4Manufacturer, v4Product } from './blogv4.ts';
import { controlsOf } from './controls.ts';
import { gainsTenthDb as r82xxGains } from './r82xx-tables.ts';
import { listedRatesHz, safeRateHz } from './rtl2832u-maths.ts';
import type { Tuner } from './tuner.ts';

/** The name of the main gain stage. */
export const tunerStage = 'tuner';
/** The name of IF stage 1, 2 … */
export const ifStageName = (stage: number): string => `if${String(stage)}`;

/** Reach of direct sampling: the converter's 28.8 MHz, what is above 14.4 MHz folds. */
export const directHz = { min: 0, max: 28_800_000 };

const isV4 = ({ device }: NamedDevice): boolean =>
  device.manufacturer === v4Manufacturer && device.product === v4Product;

function stage(name: string, tenthDb: readonly number[]): GainInfo {
  const stepsDb = tenthDb.map((gain) => gain / 10);
  return { name, minDb: stepsDb[0] ?? 0, maxDb: stepsDb[stepsDb.length - 1] ?? 0, stepsDb };
}

function gainsOf(tuner: Tuner): GainInfo[] {
  return [
    ...(tuner.gainsTenthDb.length > 0 ? [stage(tunerStage, tuner.gainsTenthDb)] : []),
    ...tuner.ifGainsTenthDb.map((gains, index) => stage(ifStageName(index + 1), gains)),
  ];
}

/** An unopened stick: the tuner is not known yet, so ranges are those of the usual R820T2. */
export function radioInfo(named: NamedDevice, simulated: boolean): RadioInfo {
  const { device } = named;
  const text = [device.manufacturer, device.product].filter((part) => part !== undefined).join(' ');
  return {
    id: named.id,
    driver: 'rtlsdr',
    label: `${simulated ? 'Simulated USB ' : ''}RTL-SDR${text === '' ? '' : ` (${text})`}`.slice(0, 200),
    serial: named.serial.slice(0, 200),
    available: device.problem === undefined,
    ...(device.problem === undefined ? {} : { problem: device.problem }),
    ...(device.hint === undefined ? {} : { hint: device.hint }),
    simulated,
    tuningHz: { min: isV4(named) ? 500_000 : 24_000_000, max: 1_766_000_000 },
    sampleRatesHz: [...listedRatesHz],
    gains: [stage(tunerStage, r82xxGains)],
  };
}

/** An opened stick; `direct` while it samples its antenna pins past the tuner. */
export function receiverInfo(
  named: NamedDevice,
  simulated: boolean,
  tuner: Tuner | undefined,
  direct: boolean,
): ReceiverInfo {
  const listed = radioInfo(named, simulated);
  return {
    ...listed,
    label: `${listed.label}, ${tuner?.label ?? 'no tuner'}`.slice(0, 200),
    available: true,
    tuningHz: direct || !tuner ? directHz : tuner.tuningHz,
    gains: tuner ? gainsOf(tuner) : [],
    datatype: 'cu8',
    safeRateHz,
    controls: controlsOf(tuner),
    gainModes: tuner && tuner.gainsTenthDb.length > 0 ? ['auto', 'manual'] : ['manual'],
  };
}
