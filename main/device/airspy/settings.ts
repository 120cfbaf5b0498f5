/** Brings an Airspy to the settings kept for it. */
import { Fault } from '../../../contract/fault.ts';
import type { ReceiverSettings } from '../../../contract/radio.ts';
import type { Airspy } from './device.ts';
import { presets } from './tables.ts';

export const defaults = (radio: Airspy): ReceiverSettings => ({
  centreHz: 100e6,
  sampleRateHz: radio.ratesHz[0]!,
  gainMode: 'manual',
  gainsDb: { lna: 7, mixer: 8, vga: 9 },
  controls: {
    preset: 'linearity',
    presetGain: 14,
    lnaAgc: false,
    mixerAgc: false,
    biasTee: false,
    packing: false,
  },
});

/** Tunes; the firmware reports nothing, so the centre is the one asked for. */
export async function tune(radio: Airspy, _: ReceiverSettings, centreHz: number): Promise<number> {
  const hz = Math.round(centreHz);
  await radio.tune(hz);
  return hz;
}

export async function setRate(radio: Airspy, _: ReceiverSettings, rateHz: number): Promise<number> {
  if (!radio.ratesHz.includes(rateHz))
    throw new Fault('invalid', `This Airspy has no sample rate of ${String(rateHz)} S/s.`, {
      hint: `It has ${radio.ratesHz.join(' and ')} S/s.`,
    });
  await radio.setSampleRate(rateHz);
  return rateHz;
}

/** Automatic: both AGCs. By hand: the preset, or each stage with its own AGC switch. */
export async function applyGains(radio: Airspy, settings: ReceiverSettings): Promise<void> {
  const { controls, gainsDb } = settings;
  const preset = controls['preset'];
  if (settings.gainMode === 'manual' && (preset === 'linearity' || preset === 'sensitivity')) {
    const step = typeof controls['presetGain'] === 'number' ? controls['presetGain'] : 0;
    await radio.setStages(presets[preset][step]!);
    return;
  }
  const automatic = settings.gainMode === 'auto';
  const lnaAgc = automatic || controls['lnaAgc'] === true;
  const mixerAgc = automatic || controls['mixerAgc'] === true;
  await radio.setMixerAgc(mixerAgc);
  await radio.setLnaAgc(lnaAgc);
  await radio.setVga(gainsDb['vga'] ?? 0);
  // What an AGC holds is not to be set by hand as well.
  if (!mixerAgc) await radio.setMixer(gainsDb['mixer'] ?? 0);
  if (!lnaAgc) await radio.setLna(gainsDb['lna'] ?? 0);
}

export async function applyAll(radio: Airspy, settings: ReceiverSettings): Promise<void> {
  await radio.setPacking(settings.controls['packing'] === true);
  settings.sampleRateHz = await setRate(radio, settings, settings.sampleRateHz);
  await radio.setBiasTee(settings.controls['biasTee'] === true);
  await applyGains(radio, settings);
  settings.centreHz = await tune(radio, settings, settings.centreHz);
}

/** One control whose new value is in `settings` already. */
export async function applyControl(radio: Airspy, settings: ReceiverSettings, name: string): Promise<void> {
  if (name === 'biasTee') await radio.setBiasTee(settings.controls[name] === true);
  else if (name === 'packing') await radio.setPacking(settings.controls[name] === true);
  else await applyGains(radio, settings);
}
