/** When a trigger opens and closes: hysteresis in level, hold in time. Pure; levels and indices come from the meter. */
import type { ChannelTrigger } from './channel-types.ts';

export interface Gate {
  readonly open: boolean;
  /** Takes the level of samples `first` to `end` of one frame; says what it did to the gate. */
  take(dbfs: number, first: number, end: number): 'opened' | 'closed' | undefined;
}

export function makeGate(
  trigger: Pick<ChannelTrigger, 'openDbfs' | 'closeDbfs' | 'holdSeconds'>,
  sampleRateHz: number,
): Gate {
  const holdSamples = trigger.holdSeconds * sampleRateHz;
  let open = false;
  /** Where the first frame of the quiet stretch began; -1 while it is loud. */
  let quietFrom = -1;

  return {
    get open() {
      return open;
    },
    take(dbfs, first, end) {
      if (!open) {
        if (dbfs < trigger.openDbfs) return undefined;
        open = true;
        quietFrom = -1;
        return 'opened';
      }
      if (dbfs >= trigger.closeDbfs) {
        quietFrom = -1;
        return undefined;
      }
      if (quietFrom < 0) quietFrom = first;
      if (end - quietFrom < holdSamples) return undefined;
      open = false;
      return 'closed';
    },
  };
}
