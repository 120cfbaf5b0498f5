/** Products of tasks: every file a task makes is named here before it is made. */
import { SignalMetrics, type Product } from '../../../contract/task.ts';
import type { Readable, Writable } from '../db.ts';
import type { FinishedProduct, Lease, NewProduct } from '../types.ts';
import { compact, jsonOrNull, orNull } from './rows.ts';

interface Row {
  id: number;
  taskId: number;
  attempt: number;
  kind: Product['kind'];
  name: string;
  state: Product['state'];
  bytes: number;
  sha512: string | null;
  recordingId: string | null;
  samples: number | null;
  lostSamples: number | null;
  note: string | null;
  metrics: string | null;
}

const columns = `id, task_id AS taskId, attempt, kind, name, state, bytes, sha512, recording_id AS recordingId,
  samples, lost_samples AS lostSamples, note, metrics`;

function productOf(row: Row): Product {
  const { metrics, ...rest } = compact(row);
  return metrics === undefined ? rest : { ...rest, metrics: SignalMetrics.parse(JSON.parse(metrics)) };
}

export interface ProductReads {
  /** The first twenty thousand of a task. */
  of(taskId: number): Product[];
  knows(name: string): boolean;
}

export function productReads(db: Readable): ProductReads {
  const ofTask = db.query<Row>(
    `SELECT ${columns} FROM product WHERE task_id = ? ORDER BY attempt, id LIMIT 20000`,
  );
  const named = db.query<{ id: number }>('SELECT id FROM product WHERE name = ? LIMIT 1');
  return {
    of: (taskId) => ofTask.all(taskId).map(productOf),
    knows: (name) => named.get(name) !== undefined,
  };
}

type Try = Pick<Lease, 'taskId' | 'attempt'>;

export interface ProductWrites {
  announce(lease: Try, product: NewProduct): void;
  /** Its final facts; announced before or not. */
  put(lease: Try, product: FinishedProduct, state: Product['state']): void;
  /** Announced, but there is no such file. */
  drop(lease: Try, name: string): void;
  /** What was announced and never finished: its file may hold a part. */
  leavePartial(lease: Try): void;
  hasPartial(lease: Try): boolean;
}

export function productWrites(db: Writable): ProductWrites {
  const announce = db.change(
    `INSERT INTO product (task_id, attempt, kind, name, state) VALUES (?, ?, ?, ?, 'writing')
     ON CONFLICT (task_id, attempt, kind, name) DO NOTHING`,
  );
  const put = db.change(
    `INSERT INTO product (task_id, attempt, kind, name, state, bytes, sha512, recording_id, samples, lost_samples,
       note, metrics)
     VALUES (@taskId, @attempt, @kind, @name, @state, @bytes, @sha512, @recordingId, @samples, @lostSamples,
       @note, @metrics)
     ON CONFLICT (task_id, attempt, kind, name) DO UPDATE SET state = excluded.state,
       bytes = excluded.bytes, sha512 = excluded.sha512, recording_id = excluded.recording_id,
       samples = excluded.samples, lost_samples = excluded.lost_samples, note = excluded.note,
       metrics = excluded.metrics`,
  );
  const drop = db.change(
    `DELETE FROM product WHERE task_id = ? AND attempt = ? AND name = ? AND state IN ('writing', 'partial')`,
  );
  const partial = db.change(
    `UPDATE product SET state = 'partial' WHERE task_id = ? AND attempt = ? AND state = 'writing'`,
  );
  const anyPartial = db.query<{ id: number }>(
    `SELECT id FROM product WHERE task_id = ? AND attempt = ? AND state = 'partial' LIMIT 1`,
  );
  return {
    announce: ({ taskId, attempt }, { kind, name }) => void announce.run(taskId, attempt, kind, name),
    put: ({ taskId, attempt }, product, state) =>
      void put.run({
        taskId,
        attempt,
        kind: product.kind,
        name: product.name,
        state,
        bytes: product.bytes,
        sha512: orNull(product.sha512),
        recordingId: product.recording?.id ?? null,
        samples: orNull(product.samples),
        lostSamples: orNull(product.lostSamples),
        note: orNull(product.note),
        metrics: jsonOrNull(product.metrics),
      }),
    drop: ({ taskId, attempt }, name) => void drop.run(taskId, attempt, name),
    leavePartial: ({ taskId, attempt }) => void partial.run(taskId, attempt),
    hasPartial: ({ taskId, attempt }) => anyPartial.get(taskId, attempt) !== undefined,
  };
}
