/** What a change of a receiver's settings would do to a running stream. */
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
