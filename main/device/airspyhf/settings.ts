/** Brings an Airspy HF+ to the settings kept for it. */
import { Fault } from '../../../contract/fault.ts';
import type { ReceiverSettings } from '../../../contract/radio.ts';
import type { AirspyHf } from './device.ts';
import { attenuatorStepDb, gapHz, lnaDb } from './info.ts';

const usualRateHz = 768_000;

export const defaults = (radio: AirspyHf): ReceiverSettings => ({
  centreHz: 7.1e6,
  sampleRateHz: radio.rates.some(({ hz }) => hz === usualRateHz) ? usualRateHz : radio.rates[0]!.hz,
  gainMode: 'auto',
  gainsDb: { attenuator: 0, lna: 0 },
  controls: { agcThreshold: 'low', calibrationPpb: radio.calibrationPpb, correction: true },
});

/** Tunes; returns the middle of the samples: without correction that is the oscillator's whole kilohertz. */
export async function tune(radio: AirspyHf, settings: ReceiverSettings, centreHz: number): Promise<number> {
  if (centreHz > gapHz.min && centreHz < gapHz.max)
    throw new Fault('invalid', `An Airspy HF+ does not receive at ${String(centreHz / 1e6)} MHz.`, {
      hint: 'It goes up to 31 MHz, and from 60 to 260 MHz.',
    });
  const hz = Math.round(centreHz);
  const { shiftHz } = await radio.tune(hz);
  return settings.controls['correction'] === true ? hz : hz - shiftHz;
}

export async function setRate(radio: AirspyHf, settings: ReceiverSettings, rateHz: number): Promise<number> {
  if (!radio.rates.some(({ hz }) => hz === rateHz))
    throw new Fault('invalid', `This Airspy HF+ has no sample rate of ${String(rateHz)} S/s.`, {
      hint: `It has ${radio.rates.map(({ hz }) => hz).join(', ')} S/s.`,
    });
  await radio.setSampleRate(rateHz);
  settings.centreHz = await tune(radio, settings, settings.centreHz);
  return rateHz;
}

export async function applyGains(radio: AirspyHf, settings: ReceiverSettings): Promise<void> {
  const automatic = settings.gainMode === 'auto';
  await radio.setAgc(automatic);
  if (automatic) await radio.setAgcThreshold(settings.controls['agcThreshold'] === 'high');
  else await radio.setAttenuator(Math.round(-(settings.gainsDb['attenuator'] ?? 0) / attenuatorStepDb));
  await radio.setLna((settings.gainsDb['lna'] ?? 0) >= lnaDb);
}

export async function applyAll(radio: AirspyHf, settings: ReceiverSettings): Promise<void> {
  radio.setCorrection(settings.controls['correction'] === true);
  await applyCalibration(radio, settings);
  settings.sampleRateHz = await setRate(radio, settings, settings.sampleRateHz);
  await applyGains(radio, settings);
}

async function applyCalibration(radio: AirspyHf, { controls }: ReceiverSettings): Promise<void> {
  const ppb = controls['calibrationPpb'];
  if (typeof ppb === 'number' && ppb !== radio.calibrationPpb) await radio.setCalibration(ppb);
}

/** One control whose new value is in `settings` already. */
export async function applyControl(radio: AirspyHf, settings: ReceiverSettings, name: string): Promise<void> {
  if (name === 'agcThreshold') return applyGains(radio, settings);
  if (name === 'correction') radio.setCorrection(settings.controls[name] === true);
  else await applyCalibration(radio, settings);
  settings.centreHz = await tune(radio, settings, settings.centreHz);
}
