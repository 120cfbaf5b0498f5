/** Brings a stick to the settings kept for it, in the order its chips need. */
import { Fault } from '../../../contract/fault.ts';
import type { ReceiverSettings } from '../receiver.ts';
import type { DirectSampling, RtlSdr } from './device.ts';
import { directHz, ifStageName, tunerStage } from './info.ts';

/** The settings of a stick, and the centre that was wished: the real one may be some hertz beside it. */
export interface Kept {
  readonly settings: ReceiverSettings;
  wishedHz: number;
}

/** Below this the narrow filters' low IF leaves the R82xx's oscillator without a divider. */
const narrowFromHz = 28_000_000;
/** The widest filter has the highest IF, with which the tuner reaches down to 23.1 MHz. */
const widestFilterHz = 8_000_000;

/**
 * Tunes to the wished centre and notes the real one. A PLL that does not lock is a Fault 'unsupported': nothing
 * would be received.
 */
export async function tuneOrFault(radio: RtlSdr, kept: Kept): Promise<void> {
  const { settings, wishedHz } = kept;
  const lowest = radio.tuner?.lowIf === true && radio.directSampling === 'off' && wishedHz < narrowFromHz;
  const filterHz = numberOf(settings, 'bandwidth');
  if (radio.bandwidthHz !== filterHz) await radio.setBandwidth(filterHz);
  let tuned = await radio.tuneFine(wishedHz);
  if (!tuned.locked && lowest) {
    await radio.setBandwidth(widestFilterHz);
    tuned = await radio.tuneFine(wishedHz);
  }
  if (!tuned.locked)
    throw new Fault('unsupported', `The tuner's oscillator did not lock at ${String(wishedHz / 1e6)} MHz.`, {
      hint: 'Choose another frequency; if it never locks, unplug the radio and plug it in again.',
    });
  settings.centreHz = Math.round(tuned.actualHz);
}

/** Everything, for a stick that was just opened. What was really set is written back into `settings`. */
export async function applySettings(radio: RtlSdr, kept: Kept): Promise<void> {
  const { settings } = kept;
  await radio.setPpm(numberOf(settings, 'ppm'));
  // Tuned before the rate is set, so that the change of filters finds a frequency to retune to.
  if (settings.controls['directSampling'] === 'off') await radio.tune(kept.wishedHz);
  else await radio.setDirectSampling(directOf(settings), kept.wishedHz);
  settings.sampleRateHz = await radio.setSampleRate(settings.sampleRateHz);
  if (settings.controls['offsetTuning'] === true) await radio.setOffsetTuning(true);
  await applyGains(radio, settings);
  await applyOutput(radio, settings);
  // A stick that keeps its power keeps the bias tee on: both states are set.
  await radio.setBiasTee(settings.controls['biasTee'] === true);
  await tuneOrFault(radio, kept);
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
export async function applyControl(radio: RtlSdr, kept: Kept, name: string): Promise<void> {
  const { settings } = kept;
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
      await applyDirect(radio, kept);
      break;
    default:
      throw new Fault('internal', `Nothing is known of the setting '${name}'.`);
  }
  await tuneOrFault(radio, kept);
}

/** Changing between tuner and direct sampling keeps the frequency where both reach it. */
async function applyDirect(radio: RtlSdr, kept: Kept): Promise<void> {
  const { settings } = kept;
  const mode = directOf(settings);
  const range = mode === 'off' && radio.tuner ? radio.tuner.tuningHz : directHz;
  kept.wishedHz = Math.min(range.max, Math.max(range.min, kept.wishedHz));
  await radio.setDirectSampling(mode, kept.wishedHz);
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
