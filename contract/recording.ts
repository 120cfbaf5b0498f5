import { z } from 'zod';
import { Datatype, RadioId, ReceiverChange } from './radio.ts';

/**
 * `recording`: being written. `complete`: stopped and hashed. `cut-short`: repaired after a crash or power loss,
 * everything up to the cut is whole. `unreadable`: its files break SigMF; `problem` says where.
 */
const RecordingCondition = z.enum(['recording', 'complete', 'cut-short', 'unreadable']);

export const RecordingInfo = z.object({
  id: z.string().max(200),
  name: z.string().max(300),
  condition: RecordingCondition,
  problem: z.string().max(2000).optional(),
  datatype: Datatype.optional(),
  sampleRateHz: z.number().optional(),
  centreHz: z.number().optional(),
  samples: z.number().int(),
  bytes: z.number().int(),
  seconds: z.number(),
  /** RFC 3339, UTC. */
  startedAt: z.string().max(40).optional(),
  lostSamples: z.number().int(),
  gaps: z.number().int(),
  clippedSamples: z.number().int(),
  sha512: z.string().length(128).optional(),
  radio: z.string().max(300).optional(),
  /** Why a recording ended by itself: disk space, the radio. */
  endedBecause: z.string().max(500).optional(),
});
export type RecordingInfo = z.infer<typeof RecordingInfo>;

export const RecordingStart = z.object({
  radioId: RadioId,
  /** For a radio that is stopped: starts it with these settings, the recording begins with its first sample. */
  startRadio: ReceiverChange.optional(),
  /** Stops by itself after this many seconds of samples. */
  seconds: z
    .number()
    .positive()
    .max(86_400 * 31)
    .optional(),
  /** A grant of the shell or the command line for a place outside the recording folder. */
  out: z.string().max(64).optional(),
  description: z.string().max(2000).optional(),
});
