/** The thread of one conversion. */
import { serveThread } from '../thread/index.ts';
import { carryOut, type ConvertJob, type Converted } from './convert-work.ts';

export interface ConvertNotice {
  bytes: number;
}

export interface ConvertCommands {
  [op: string]: (input: never) => unknown;
  /** `stop[0]` is set from outside to end it. */
  convert(input: { job: ConvertJob; stop: Int32Array }): Promise<Converted>;
}

/** Progress is told no more often. */
const tellBytes = 4 * 1024 * 1024;

serveThread<ConvertNotice>((side): ConvertCommands => ({
  convert({ job, stop }) {
    let told = 0;
    return carryOut(job, {
      stopped: () => Atomics.load(stop, 0) !== 0,
      onBytes(bytes) {
        if (bytes - told < tellBytes) return;
        told = bytes;
        side.notify({ bytes });
      },
    });
  },
}));
