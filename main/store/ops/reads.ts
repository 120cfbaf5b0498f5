/** Operations that only read. They see what was committed, never half a transaction. */
import { Fault } from '../../../contract/fault.ts';
import type { TaskInfo } from '../../../contract/task.ts';
import type { Readable } from '../db.ts';
import { attemptReads } from '../tables/attempt.ts';
import { auditReads, trailReads } from '../tables/audit.ts';
import { calendarReads } from '../tables/calendar.ts';
import { productReads } from '../tables/product.ts';
import { queueReads } from '../tables/queue.ts';
import { recordingReads } from '../tables/recording.ts';
import { scheduleReads } from '../tables/schedule.ts';
import { sessionReads } from '../tables/session.ts';
import { sourceReads } from '../tables/source.ts';
import { taskPages } from '../tables/task-page.ts';
import { readyReads } from '../tables/task-ready.ts';
import { taskReads } from '../tables/task.ts';
import { tuningReads } from '../tables/tuning.ts';
import { workerReads } from '../tables/worker.ts';
import type { StoreOps } from '../types.ts';
import { labelOpReads, type LabelOpReads } from './label.ts';
import { catalogueReads, type CatalogueReads } from './library.ts';

export type ReadOps = CatalogueReads &
  LabelOpReads &
  Pick<
    StoreOps,
    | 'page'
    | 'tasks'
    | 'detail'
    | 'facts'
    | 'trail'
    | 'timeline'
    | 'calendar'
    | 'ready'
    | 'readyInBand'
    | 'overdue'
    | 'schedules'
    | 'unknownNames'
    | 'sources'
    | 'sessions'
  >;

export function readOps(db: Readable): ReadOps {
  const queue = queueReads(db);
  const tasks = taskReads(db);
  const pages = taskPages(db, queue);
  const ready = readyReads(db);
  const schedules = scheduleReads(db);
  const attempts = attemptReads(db);
  const products = productReads(db);
  const audit = auditReads(db);
  const trail = trailReads(db);
  const workers = workerReads(db);
  const timeline = tuningReads(db);
  const calendar = calendarReads(db, schedules);
  const recordings = recordingReads(db);
  const sources = sourceReads(db);
  const sessions = sessionReads(db);

  const infos = (ids: readonly number[]): TaskInfo[] =>
    ids.flatMap((id) => {
      const info = tasks.info(id);
      return info ? [info] : [];
    });

  return {
    page(query) {
      const { ids, total } = pages(query);
      return { rows: infos(ids), total };
    },
    tasks: ({ ids }) => infos(ids),
    trail: ({ limit }) => trail(limit),
    detail({ id }) {
      const info = tasks.info(id);
      const draft = tasks.draft(id);
      if (!info || !draft)
        throw new Fault('not-found', `There is no task with the number ${id}.`, {
          hint: 'Look at the list of tasks for the numbers there are.',
        });
      const schedule = info.scheduleId === undefined ? undefined : schedules.get(info.scheduleId);
      return {
        info,
        draft,
        attempts: attempts(id),
        products: products.of(id),
        audit: audit(id),
        ...(schedule ? { schedule } : {}),
      };
    },
    facts: () => ({
      ...queue.state(),
      counts: queue.counts(),
      nextDueMs: tasks.nextDueMs(),
      workers: workers(),
    }),
    timeline: ({ fromMs, toMs }) => timeline(fromMs, toMs),
    calendar: ({ fromMs, toMs }) => calendar(fromMs, toMs),
    ready: ({ perRoute }) => ready.ready(perRoute),
    readyInBand: ({ radio, lowHz, highHz, limit }) => ready.inBand(radio, lowHz, highHz, limit),
    overdue: ({ nowMs, limit }) => ready.overdue(nowMs, limit),
    schedules: ({ ids }) =>
      ids.flatMap((id) => {
        const schedule = schedules.get(id);
        return schedule ? [schedule] : [];
      }),
    unknownNames: ({ names }) => names.filter((name) => !products.knows(name) && !recordings.named(name)),
    sources: () => sources(),
    sessions: () => sessions(),
    ...catalogueReads(db, recordings),
    ...labelOpReads(db),
  };
}
