/** Whether a task that failed is tried again, and when. */
import type { Fault, FaultCode } from '../../contract/fault.ts';

const firstMs = 1000;
/** A radio that comes back is found within this time, and a broken one is not hammered. */
const longestMs = 5 * 60_000;

/** Faults that another try meets again. */
const hopeless: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'invalid',
  'unsupported',
  'permission',
  'unauthorised',
  'version',
]);

/**
 * Wait before the next try, milliseconds: anything up to 1 s, 2 s, 4 s … 5 min, so that tasks that failed together
 * don't come back together (exponential back-off with full jitter, AWS Architecture Blog 2015). The same task and count
 * give the same wait.
 * @param failures tries that failed so far, from 1
 */
export function backoffMs(failures: number, taskId: number): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(most * share(taskId, failures));
}

/** [0, 1) of two numbers: the finaliser of MurmurHash3, which spreads neighbours evenly. */
function share(a: number, b: number): number {
  let x = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** What becomes of a task whose try failed. */
export type Verdict = { retryMs: number } | { final: 'failed' | 'dead' };

/**
 * @param failures tries that failed, this one included
 * @param deadlineMs a try that could not begin by then is not made
 */
export function verdict(input: {
  taskId: number;
  fault: Fault | undefined;
  retryable: boolean;
  failures: number;
  retries: number;
  nowMs: number;
  deadlineMs?: number | undefined;
}): Verdict {
  if (!input.retryable || (input.fault && hopeless.has(input.fault.code))) return { final: 'failed' };
  if (input.failures > input.retries) return { final: 'dead' };
  const retryMs = input.nowMs + backoffMs(input.failures, input.taskId);
  return input.deadlineMs !== undefined && retryMs > input.deadlineMs ? { final: 'dead' } : { retryMs };
}
