/** A queue on a real store with a turned clock and pretended lanes, made anew for every test of a file. */
import { afterEach, beforeEach } from 'vitest';
import type { TaskInfo } from '../contract/task.ts';
import { openStore } from '../main/store/index.ts';
import { makeQueue, type Queue } from '../main/task/queue.ts';
import { makeTestFolder, type TestFolder } from './files.ts';
import {
  pretendLanes,
  turnedClock,
  watchedStore,
  type PretendedLanes,
  type PretendOptions,
  type TurnedClock,
  type WatchedStore,
} from './queue.ts';

/** The wall time every test begins at. */
export const startMs = Date.parse('2026-05-04T10:00:00Z');

export interface QueueBench {
  readonly watched: WatchedStore;
  readonly clock: TurnedClock;
  start(more?: Partial<PretendOptions>): Promise<{ queue: Queue; lanes: PretendedLanes }>;
  /** Lets time go by and everything that falls due in it be done. */
  pass(seconds: number): Promise<void>;
  info(id: number): Promise<TaskInfo>;
}

export function queueBench(): QueueBench {
  let folder: TestFolder;
  let watched: WatchedStore;
  let clock: TurnedClock;
  let open: { queue: Queue; lanes: PretendedLanes }[] = [];

  beforeEach(async () => {
    folder = makeTestFolder();
    watched = watchedStore(await openStore({ profileDir: folder.path }));
    clock = turnedClock(startMs);
  });
  afterEach(async () => {
    for (const one of open) await one.queue.close();
    open = [];
    await watched.store.close();
    folder.remove();
  });

  return {
    get watched() {
      return watched;
    },
    get clock() {
      return clock;
    },
    async start(more = {}) {
      const lanes = pretendLanes({ clock, ...more });
      const queue = await makeQueue({
        store: watched.store,
        lanes,
        mode: 'run',
        who: 'tester',
        clock,
        recordingFolder: () => folder.path,
      });
      open.push({ queue, lanes });
      return { queue, lanes };
    },
    pass: (seconds) => clock.pass(seconds * 1000, watched.settle),
    async info(id) {
      const [found] = await watched.store.tasks({ ids: [id] });
      if (!found) throw new Error(`no task ${String(id)}`);
      return found;
    },
  };
}
