/** Which states a task may go to. The database refuses every other move itself (migrations/0001). */
import type { TaskState } from '../../contract/task.ts';
import type { SessionState } from '../../contract/session.ts';

/**
 * `running` → `queued`: a try failed, was suspended or lost, and another follows. Ended tasks are queued again only
 * because a person wants it.
 */
export const taskMoves: Readonly<Record<TaskState, readonly TaskState[]>> = {
  queued: ['running', 'cancelled', 'skipped'],
  running: ['queued', 'succeeded', 'failed', 'dead', 'cancelled'],
  succeeded: ['queued'],
  failed: ['queued'],
  dead: ['queued'],
  cancelled: ['queued'],
  skipped: ['queued'],
};

export const sessionMoves: Readonly<Record<SessionState, readonly SessionState[]>> = {
  draft: ['recording'],
  recording: ['review'],
  review: ['recording', 'approved', 'rejected'],
  approved: ['review'],
  rejected: ['review'],
};
