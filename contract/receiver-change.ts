/** Changes of a receiver's settings: joined and applied, the same on both sides. */
import type { ReceiverChange, ReceiverSettings } from './radio.ts';

/** One change and then another; gains and controls by name. */
export function mergeChange(first: ReceiverChange, then: ReceiverChange): ReceiverChange {
  return {
    ...first,
    ...then,
    ...(first.gainsDb || then.gainsDb ? { gainsDb: { ...first.gainsDb, ...then.gainsDb } } : {}),
    ...(first.controls || then.controls ? { controls: { ...first.controls, ...then.controls } } : {}),
  };
}

/** Settings with a change on top. */
export function applyChange(settings: ReceiverSettings, change: ReceiverChange): ReceiverSettings {
  return {
    centreHz: change.centreHz ?? settings.centreHz,
    sampleRateHz: change.sampleRateHz ?? settings.sampleRateHz,
    gainMode: change.gainMode ?? settings.gainMode,
    gainsDb: { ...settings.gainsDb, ...change.gainsDb },
    controls: { ...settings.controls, ...change.controls },
  };
}
