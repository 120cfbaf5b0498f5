/** Brings a HackRF to the settings kept for it. */
import type { ReceiverSettings } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import type { HackRf } from './device.ts';
import { amplifierDb, rateLimitsHz, stages } from './info.ts';
import { since } from './requests.ts';
import { explicitTuning, intermediateHz, type SignalPath } from './maths.ts';

/** A middle gain: hears most of what there is and stands a strong station. */
export const defaults = (): ReceiverSettings => ({
  centreHz: 100e6,
  sampleRateHz: 10e6,
  gainMode: 'manual',
  gainsDb: { [stages.amplifier]: 0, [stages.lna]: 16, [stages.vga]: 20 },
  controls: {
    biasTee: false,
    ppm: 0,
    filter: 'automatic',
    path: 'automatic',
    intermediateHz: 2_300_000_000,
    clockOut: false,
    hardwareSync: false,
  },
});

/** Without a register for it, a crystal that is off is answered by asking for other figures. */
const corrected = (hz: number, { controls }: ReceiverSettings): number =>
  hz * (1 - (typeof controls['ppm'] === 'number' ? controls['ppm'] : 0) / 1e6);

/** Tunes; returns the centre as it was asked for: the steps of its oscillators are below 1 Hz. */
export async function tune(radio: HackRf, settings: ReceiverSettings, centreHz: number): Promise<number> {
  const hz = Math.round(corrected(centreHz, settings));
  const { path, intermediateHz: wanted } = settings.controls;
  if (isPath(path)) {
    const { ifHz, loHz } = explicitTuning(path, hz, typeof wanted === 'number' ? wanted : intermediateHz.min);
    await radio.tuneExplicit(ifHz, loHz, path);
  } else await radio.tune(hz);
  return Math.round(centreHz);
}

function isPath(value: unknown): value is SignalPath {
  return value === 'bypass' || value === 'lowPass' || value === 'highPass';
}

export async function setRate(radio: HackRf, settings: ReceiverSettings, rateHz: number): Promise<number> {
  if (!(rateHz >= rateLimitsHz.min && rateHz <= rateLimitsHz.max))
    throw new Fault('invalid', `A HackRF has no sample rate of ${String(rateHz)} S/s.`, {
      hint: 'It goes from 2 to 20 MS/s.',
    });
  const asked = corrected(rateHz, settings);
  const actual = await radio.setSampleRate(asked);
  await applyFilter(radio, settings);
  // Said as the corrected crystal makes it; the last digits of the division are noise.
  return Number(((actual * rateHz) / asked).toPrecision(12));
}

/** The rate has set a filter of its own: one chosen by the user comes after it. */
async function applyFilter(radio: HackRf, settings: ReceiverSettings): Promise<void> {
  const { filter } = settings.controls;
  if (typeof filter === 'string' && filter !== 'automatic') await radio.setFilter(Number(filter));
}

export async function applyGains(radio: HackRf, settings: ReceiverSettings): Promise<void> {
  const { gainsDb } = settings;
  await radio.setAmplifier((gainsDb[stages.amplifier] ?? 0) >= amplifierDb);
  gainsDb[stages.lna] = await radio.setLna(gainsDb[stages.lna] ?? 0);
  gainsDb[stages.vga] = await radio.setVga(gainsDb[stages.vga] ?? 0);
}

export async function applyAll(radio: HackRf, settings: ReceiverSettings): Promise<void> {
  settings.sampleRateHz = await setRate(radio, settings, settings.sampleRateHz);
  settings.centreHz = await tune(radio, settings, settings.centreHz);
  await applyGains(radio, settings);
  await radio.setAntennaPower(settings.controls['biasTee'] === true);
  if (settings.controls['clockOut'] === true) await radio.setClockOut(true);
  // Left on by another program it would wait for ever; firmware that does not know it can't have it on.
  const sync = settings.controls['hardwareSync'] === true;
  if (sync || radio.apiVersion >= since.sync) await radio.setHardwareSync(sync);
}

/** One control whose new value is in `settings` already. */
export async function applyControl(radio: HackRf, settings: ReceiverSettings, name: string): Promise<void> {
  const on = settings.controls[name] === true;
  switch (name) {
    case 'biasTee':
      return radio.setAntennaPower(on);
    case 'clockOut':
      return radio.setClockOut(on);
    case 'hardwareSync':
      return radio.setHardwareSync(on);
    case 'ppm':
    case 'filter':
      settings.sampleRateHz = await setRate(radio, settings, settings.sampleRateHz);
      settings.centreHz = await tune(radio, settings, settings.centreHz);
      return;
    case 'path':
    case 'intermediateHz':
      settings.centreHz = await tune(radio, settings, settings.centreHz);
      return;
    default:
      throw new Fault('internal', `Nothing is known of the setting '${name}'.`);
  }
}
