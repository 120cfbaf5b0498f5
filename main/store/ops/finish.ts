/** The end of a try: result, products, recordings and audit in one write. */
import type { Finish, StoreOps } from '../types.ts';
import type { Tables } from './writes.ts';

export function finishOp(tables: Tables): StoreOps['finish'] {
  const { attempts, audit, products, recordings, runs, touch, touchLibrary } = tables;

  /** The lease is gone: the task is somebody else's, but the files are there and stay known. */
  function supersede(finish: Finish): void {
    for (const product of finish.products) products.put(finish, product, 'superseded');
    for (const name of finish.dropped ?? []) products.drop(finish, name);
    audit(finish.taskId, finish.nowMs, finish.worker, 'came too late', `Try ${finish.attempt}.`);
  }

  function keep(finish: Finish): void {
    for (const product of finish.products) {
      products.put(finish, product, product.state);
      if (!product.recording) continue;
      recordings.finished(product.recording, finish.taskId, product.bytes, finish.nowMs);
      touchLibrary();
    }
    for (const name of finish.dropped ?? []) products.drop(finish, name);
    products.leavePartial(finish);
    runs.setPartial(finish.taskId, products.hasPartial(finish));
  }

  return (finish) => {
    touch();
    if (!runs.holds(finish)) {
      // One that ended properly keeps its products, though it be told twice.
      if (attempts.wasLost(finish)) supersede(finish);
      return false;
    }
    keep(finish);
    const { outcome, nowMs, fault } = finish;
    attempts.end(finish, outcome, nowMs, fault);
    const next = whatNext(finish);
    if ('readyMs' in next)
      runs.requeue(finish, { readyMs: next.readyMs, failed: outcome === 'failed', fault }, nowMs);
    else runs.end(finish, next.state, { failed: outcome === 'failed', fault }, nowMs);
    const waits = 'readyMs' in next && next.readyMs > nowMs ? ' Tried again later.' : '';
    audit(
      finish.taskId,
      nowMs,
      finish.worker,
      outcome,
      `Try ${finish.attempt}.${fault ? ` ${fault.message}` : ''}${waits}`,
    );
    return true;
  };

  /** Cancelled while it ran: whatever the try came to, another one is not wanted. */
  function whatNext(
    finish: Finish,
  ): { readyMs: number } | { state: 'succeeded' | 'failed' | 'dead' | 'cancelled' } {
    const { outcome, retryMs, nowMs, final } = finish;
    if (outcome === 'succeeded' || outcome === 'cancelled') return { state: outcome };
    const { failures, retries, cancelling } = runs.triesOf(finish.taskId);
    if (cancelling) return { state: 'cancelled' };
    if (outcome === 'suspended') return { readyMs: retryMs ?? nowMs };
    if (retryMs === undefined) return { state: final ?? 'failed' };
    return failures + 1 > retries ? { state: 'dead' } : { readyMs: retryMs };
  }
}
