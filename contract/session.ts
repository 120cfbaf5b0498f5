/** Recording sessions: one signal, several receivers at once, then a person's review. */
import { z } from 'zod';
import { FaultShape } from './fault.ts';
import { RadioSelector } from './selector.ts';
import { SignalMetrics, TaskGain, TaskState } from './task.ts';

const id = z.number().int().positive();
const timeMs = z.number().int().min(0);

/**
 * `draft` → `recording` → `review` → `approved` or `rejected`; both may be taken back to `review`, and `review` may
 * be recorded anew. Nothing else is legal.
 */
export const sessionStates = ['draft', 'recording', 'review', 'approved', 'rejected'] as const;
export const SessionState = z.enum(sessionStates);
export type SessionState = z.infer<typeof SessionState>;

export const SessionDraft = z
  .object({
    name: z.string().min(1).max(200),
    notes: z.string().max(4000).default(''),
    sourceId: id.optional(),
    centreHz: z.number().min(0).max(1e12),
    bandwidthHz: z.number().positive().max(1e9),
    seconds: z.number().min(0.01).max(3600),
    /** One result each; a missing one gives a named error and the others their results. */
    receivers: z.array(RadioSelector).min(1).max(32),
    gain: TaskGain.optional(),
  })
  .strict();
export type SessionDraft = z.output<typeof SessionDraft>;

/** What one receiver gave. */
export const SessionResult = z.object({
  receiver: RadioSelector,
  taskId: z.number().int().positive().optional(),
  state: TaskState.optional(),
  progress: z.number(),
  /** Names the receiver. */
  fault: FaultShape.optional(),
  recordingIds: z.array(z.string().max(200)).max(100),
  metrics: SignalMetrics.optional(),
});
export type SessionResult = z.infer<typeof SessionResult>;

export const Session = z.object({
  id,
  ...SessionDraft.shape,
  state: SessionState,
  createdMs: timeMs,
  startedMs: timeMs.optional(),
  reviewedMs: timeMs.optional(),
  reviewer: z.string().max(200).optional(),
  reviewNotes: z.string().max(4000).optional(),
  results: z.array(SessionResult).max(32),
});
export type Session = z.infer<typeof Session>;
