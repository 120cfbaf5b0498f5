/** Brings a stick to the settings kept for it, in the order its chips need. */
import { Fault } from '../../../contract/fault.ts';
import type { ReceiverSettings } from '../receiver.ts';
import type { DirectSampling, RtlSdr } from './device.ts';
import { directHz, ifStageName, tunerStage } from './info.ts';

/** Tunes and returns the centre. A PLL that does not lock is a Fault 'unsupported': nothing would be received. */
export async function tuneOrFault(radio: RtlSdr, centreHz: number): Promise<number> {
  const { actualHz, locked } = await radio.tuneFine(centreHz);
  if (!locked)
    throw new Fault('unsupported', `The tuner's oscillator did not lock at ${String(centreHz / 1e6)} MHz.`, {
      hint: 'Choose another frequency; if it never locks, unplug the radio and plug it in again.',
    });
  return Math.round(actualHz);
}

/** Everything, for a stick that was just opened. What was really set is written back into `settings`. */
export async function applySettings(radio: RtlSdr, settings: ReceiverSettings): Promise<void> {
  await radio.setPpm(numberOf(settings, 'ppm'));
  // Tuned before the rate is set, so that the change of filters finds a frequency to retune to.
  if (settings.controls['directSampling'] === 'off') await radio.tune(settings.centreHz);
  else await radio.setDirectSampling(directOf(settings), settings.centreHz);
  settings.sampleRateHz = await radio.setSampleRate(settings.sampleRateHz);
  if (numberOf(settings, 'bandwidth') > 0) await radio.setBandwidth(numberOf(settings, 'bandwidth'));
  if (settings.controls['offsetTuning'] === true) await radio.setOffsetTuning(true);
  await applyGains(radio, settings);
  await applyOutput(radio, settings);
  // A stick that keeps its power keeps the bias tee on: both states are set.
  await radio.setBiasTee(settings.controls['biasTee'] === true);
  settings.centreHz = await tuneOrFault(radio, settings.centreHz);
}

/** Gain mode and, where it is manual, every stage. Gains of the table come back as they are. */
export async function applyGains(radio: RtlSdr, settings: ReceiverSettings): Promise<void> {
  const manual = settings.gainMode === 'manual';
  await radio.setGainMode(manual);
  if (!manual) return;
  for (const [name, gainDb] of Object.entries(settings.gainsDb)) {
    const tenthDb = Math.round(gainDb * 10);
    if (name === tunerStage) settings.gainsDb[name] = (await radio.setGain(tenthDb)) / 10;
    else {
      const stages = radio.tuner?.ifGainsTenthDb ?? [];
      const stage = stages.findIndex((_, index) => ifStageName(index + 1) === name);
      settings.gainsDb[name] = (await radio.setIfGain(stage + 1, tenthDb)) / 10;
    }
  }
}

/** One control whose new value is in `settings` already. */
export async function applyControl(radio: RtlSdr, settings: ReceiverSettings, name: string): Promise<void> {
  switch (name) {
    case 'ppm':
      await radio.setPpm(numberOf(settings, 'ppm'));
      break;
    case 'agc':
    case 'testMode':
      await applyOutput(radio, settings);
      return;
    case 'biasTee':
      await radio.setBiasTee(settings.controls['biasTee'] === true);
      return;
    case 'bandwidth':
      await radio.setBandwidth(numberOf(settings, 'bandwidth'));
      break;
    case 'offsetTuning':
      await radio.setOffsetTuning(settings.controls['offsetTuning'] === true);
      break;
    case 'directSampling':
      await applyDirect(radio, settings);
      break;
    default:
      throw new Fault('internal', `Nothing is known of the setting '${name}'.`);
  }
  settings.centreHz = await tuneOrFault(radio, settings.centreHz);
}

/** Changing between tuner and direct sampling keeps the frequency where both reach it. */
async function applyDirect(radio: RtlSdr, settings: ReceiverSettings): Promise<void> {
  const mode = directOf(settings);
  const range = mode === 'off' && radio.tuner ? radio.tuner.tuningHz : directHz;
  settings.centreHz = Math.min(range.max, Math.max(range.min, settings.centreHz));
  await radio.setDirectSampling(mode, settings.centreHz);
  if (mode !== 'off') return;
  // The tuner woke with its own defaults.
  await radio.setBandwidth(numberOf(settings, 'bandwidth'));
  await applyGains(radio, settings);
}

async function applyOutput(radio: RtlSdr, settings: ReceiverSettings): Promise<void> {
  if (settings.controls['testMode'] === true) await radio.setOutput('counter');
  else await radio.setOutput(settings.controls['agc'] === true ? 'agc' : 'samples');
}

function directOf(settings: ReceiverSettings): DirectSampling {
  const value = settings.controls['directSampling'];
  return value === 'i' || value === 'q' ? value : 'off';
}

function numberOf(settings: ReceiverSettings, name: string): number {
  const value = settings.controls[name];
  return typeof value === 'number' ? value : 0;
}
