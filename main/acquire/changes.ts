/** Changes of a receiver's settings: joined, applied, and what they would do to a running stream. */
import type { ReceiverChange, ReceiverSettings } from '../../contract/radio.ts';

/** True where a change would do more to a stream of these settings than set its gains; unknown ones: any would. */
export function retunes(settings: ReceiverSettings | undefined, change: ReceiverChange): boolean {
  const { centreHz, sampleRateHz, controls = {} } = change;
  return (
    (centreHz !== undefined && centreHz !== settings?.centreHz) ||
    (sampleRateHz !== undefined && sampleRateHz !== settings?.sampleRateHz) ||
    Object.entries(controls).some(([name, value]) => settings?.controls[name] !== value)
  );
}

export function mergeChange(first: ReceiverChange, then: ReceiverChange): ReceiverChange {
  return {
    ...first,
    ...then,
    ...(first.gainsDb || then.gainsDb ? { gainsDb: { ...first.gainsDb, ...then.gainsDb } } : {}),
    ...(first.controls || then.controls ? { controls: { ...first.controls, ...then.controls } } : {}),
  };
}

export function applyChange(settings: ReceiverSettings, change: ReceiverChange): ReceiverSettings {
  return {
    centreHz: change.centreHz ?? settings.centreHz,
    sampleRateHz: change.sampleRateHz ?? settings.sampleRateHz,
    gainMode: change.gainMode ?? settings.gainMode,
    gainsDb: { ...settings.gainsDb, ...change.gainsDb },
    controls: { ...settings.controls, ...change.controls },
  };
}
