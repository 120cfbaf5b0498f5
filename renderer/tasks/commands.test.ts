import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Connection } from '../../contract/connect.ts';
import { contract, type WavekeepContract } from '../../contract/index.ts';
import { messagePort } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';
import type { TaskInfo } from '../../contract/task.ts';
import { quietEngine } from '../../testing/quiet-engine.ts';
import { keepLink, useLink } from '../link.ts';
import { chooseRow, chosenIds, moveCursor, selectEverything, toggleCursor } from './choose.ts';
import { cancelChosen, changePriority, priorityGroups, reachedText, undoCancel } from './commands.ts';
import { clearFilter, mergeLive, rows, setFilter, setSort, useTasks } from './store.ts';

const task = (id: number): TaskInfo => ({
  id,
  kind: 'acquire',
  name: `task ${id}`,
  state: 'queued',
  radio: 'any',
  centreHz: 1e8 + id,
  bandwidthHz: 2e5,
  seconds: 10,
  priority: id % 3 === 0 ? 95 : 0,
  createdMs: id,
  dueMs: id,
  attempt: 0,
  retries: 2,
  progress: 0,
  cancelling: false,
  partial: false,
  products: ['iq'],
});

/** A queue of 1,200 waiting tasks, newest first. */
class Bench {
  tasks = Array.from({ length: 1200 }, (_, k) => task(k + 1));
  pages: string[] = [];
  priorities: string[] = [];
  connection: Connection<WavekeepContract> | undefined;

  change(
    ids: readonly number[],
    from: TaskInfo['state'],
    to: TaskInfo['state'],
  ): { done: number[]; refused: number } {
    const done = ids.filter((id) => this.tasks[id - 1]?.state === from);
    for (const id of done) this.tasks[id - 1]!.state = to;
    return { done, refused: ids.length - done.length };
  }

  async open(): ReturnType<Parameters<typeof keepLink>[0]> {
    const { port1, port2 } = new MessageChannel();
    const engine = quietEngine({
      task: {
        page: ({ filter, descending, offset, limit }) => {
          this.pages.push(`${offset}+${limit}`);
          const found = this.tasks.filter(({ name }) => name.includes(filter.text ?? ''));
          if (descending) found.reverse();
          return { rows: found.slice(offset, offset + limit), total: found.length };
        },
        watch: ({ ids }, sink) => {
          sink.send(ids.map((id) => this.tasks[id - 1]!));
          return () => undefined;
        },
        cancel: ({ ids }) => this.change(ids, 'queued', 'cancelled'),
        undoCancel: ({ ids }) => this.change(ids, 'cancelled', 'queued'),
        setPriority: ({ ids, priority }) => {
          this.priorities.push(`${ids.length} to ${priority}`);
          return { done: ids, refused: 0 };
        },
      },
    });
    serve(contract, engine, messagePort(port1), { onInternal: (error) => expect.unreachable(String(error)) });
    this.connection = connect(contract, messagePort(port2));
    await this.connection.ready;
    const { api, closed } = this.connection;
    return {
      client: api,
      closed,
      onClose: (listener) => void closed.then(listener),
      openWorkerPort: () => Promise.reject(new Error('no worker here')),
    };
  }
}

let bench: Bench;
let end: () => void;
beforeEach(async () => {
  bench = new Bench();
  end = keepLink(() => bench.open(), []);
  await vi.waitFor(() => expect(useLink.getState().phase).toBe('open'));
  useTasks.setState(useTasks.getInitialState(), true);
  rows.reset();
  rows.want(0, 40);
  await vi.waitFor(() => expect(rows.total).toBe(1200));
});
afterEach(() => {
  end();
  bench.connection?.close();
});

const count = (state: TaskInfo['state']): number => bench.tasks.filter((one) => one.state === state).length;

describe('choosing', () => {
  it('a range fetches the rows between that are not here', async () => {
    chooseRow(rows.at(3)!, 3, 'alone');
    rows.want(1000, 1030);
    await vi.waitFor(() => expect(rows.at(1010)).toBeDefined());
    chooseRow(rows.at(1010)!, 1010, 'range');
    await vi.waitFor(() => expect(useTasks.getState().selection.ids.size).toBe(1008));
    expect(await chosenIds()).toContain(1200 - 500);
  });

  it('goes by the keyboard, and to rows that are not here', async () => {
    moveCursor(1);
    expect(useTasks.getState().cursorId).toBe(1200);
    moveCursor(2);
    toggleCursor();
    moveCursor(1, true);
    expect(await chosenIds()).toEqual([1198, 1197]);
    moveCursor(5000);
    await vi.waitFor(() => expect(useTasks.getState().cursorId).toBe(1));
  });

  it('everything is resolved when it is used, with the filter and without what was left out', async () => {
    setFilter({ text: 'task 11' });
    await vi.waitFor(() => expect(rows.total).toBe(111));
    selectEverything();
    chooseRow(rows.at(0)!, 0, 'join');
    const ids = await chosenIds();
    expect(ids).toHaveLength(110);
    expect(ids).not.toContain(1199);
    clearFilter();
    expect(await chosenIds()).toEqual([]);
  });

  it('another order begins anew', async () => {
    setSort('created');
    await vi.waitFor(() => expect(rows.at(0)?.id).toBe(1));
    expect(useTasks.getState()).toMatchObject({ descending: false, cursorId: undefined });
  });
});

describe('bulk actions', () => {
  it('cancel, and put back what was cancelled', async () => {
    selectEverything();
    bench.tasks[4]!.state = 'succeeded';
    await cancelChosen();
    expect([count('cancelled'), count('succeeded')]).toEqual([1199, 1]);
    await undoCancel();
    expect(count('queued')).toBe(1199);
    // Once: the second has nothing to put back.
    bench.tasks[9]!.state = 'cancelled';
    await undoCancel();
    expect(count('cancelled')).toBe(1);
  });

  it('raise priorities by a step, each from its own and not beyond the end', async () => {
    selectEverything();
    await changePriority(10);
    expect(bench.priorities.sort()).toEqual(['400 to 100', '800 to 10']);
    expect(priorityGroups([{ id: 1, priority: 100 }], 10).size).toBe(0);
  });

  it('say what they reached', () => {
    expect(reachedText({ done: [1], refused: 0 }, 'cancelled', 'had ended')).toBe('1 task cancelled.');
    expect(reachedText({ done: [1, 2], refused: 1200 }, 'cancelled', 'had ended')).toBe(
      '2 tasks cancelled. 1,200 had ended.',
    );
  });
});

describe('live progress', () => {
  it('keeps the objects that say the same, so that only changed rows are drawn', () => {
    const lane = (progress: number) => [
      {
        lane: 'sim:band',
        limit: 64,
        tasks: [
          { taskId: 1, progress: 0.5, phase: 'recording' as const },
          { taskId: 2, progress, phase: 'recording' as const },
        ],
      },
    ];
    const first = mergeLive(new Map(), lane(0.1));
    const second = mergeLive(first, lane(0.2));
    expect(second.get(1)).toBe(first.get(1));
    expect(second.get(2)).toEqual({ progress: 0.2, phase: 'recording', note: undefined });
  });
});
