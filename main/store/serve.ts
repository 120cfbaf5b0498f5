/** Answers the store's thread: gathers what arrives, one group commit a turn. */
import type { MessagePort } from 'node:worker_threads';
import { Fault } from '../../contract/fault.ts';
import type { NoticeMessage, Reply, Request } from '../thread/index.ts';
import { watchChanges, type Changes } from './changes.ts';
import type { Binding } from './db.ts';
import { makeGroup, type Group } from './group.ts';
import { openDatabase, type Opened } from './open.ts';
import { storeFault } from './problem.ts';
import type { StoreOps } from './types.ts';

interface OpenAnswer {
  notice: string | undefined;
}

/** What the thread is asked: first `open`, last `close`, between them the operations. */
export type StoreCommands = { [K in keyof StoreOps]: StoreOps[K] } & {
  open: (input: { profileDir: string; binding: Binding }) => OpenAnswer;
  close: (input: Record<string, never>) => { commits: number };
};

/** After this long without work what was logged is moved into the database file, milliseconds. */
const idleMs = 5000;
/**
 * …where the log is at least so long. Moving costs two fsyncs, and the next commit after it one more, for the header
 * of the log begun anew: who submits after a pause should not pay for it each time.
 */
const worthBytes = 1024 * 1024;
/** Another process holds the database: SQLite itself waited 100 ms, then reads had their turn. */
const againMs = 1;

export function serveStore(port: MessagePort): void {
  let opened: Opened | undefined;
  let group: Group | undefined;
  let changes: Changes | undefined;
  let scheduled = false;
  let idle: NodeJS.Timeout | undefined;
  let movedCommits = 0;

  const answer = (reply: Reply): void => port.postMessage(reply);

  function turn(): void {
    scheduled = false;
    if (!group) return;
    clearTimeout(idle);
    if (group.turn() === 'busy') {
      scheduled = true;
      setTimeout(turn, againMs);
    } else if (group.commits > movedCommits) idle = setTimeout(moveLog, idleMs);
  }

  /** PASSIVE: waits for nobody, neither readers nor writers. */
  function moveLog(): void {
    if (!opened || !group || opened.walBytes() < worthBytes) return;
    movedCommits = group.commits;
    try {
      opened.writable.query('PRAGMA wal_checkpoint(PASSIVE)').get();
    } catch {
      // A full disk, mostly. The log keeps what was committed and is moved later; who writes next hears of the disk.
    }
  }

  async function open({
    profileDir,
    binding,
  }: {
    profileDir: string;
    binding: Binding;
  }): Promise<OpenAnswer> {
    opened = await openDatabase({ profileDir, binding, nowMs: Date.now() });
    const { writable, readable, walBytes } = opened;
    changes = watchChanges(writable, profileDir, () =>
      port.postMessage({ notice: 'changed' } satisfies NoticeMessage),
    );
    group = makeGroup({
      writable,
      readable,
      walBytes,
      nowMs: () => performance.now(),
      onCommit: () => changes?.committed(),
    });
    return { notice: said(opened.notice, changes.deaf) };
  }

  function close(): { commits: number } {
    group?.turn();
    clearTimeout(idle);
    changes?.close();
    opened?.close();
    const commits = group?.commits ?? 0;
    group = undefined;
    return { commits };
  }

  port.on('message', (request: Request) => {
    const { seq, op, input } = request;
    const fail = (error: unknown): void => answer({ seq, fault: storeFault(error).toJSON() });
    if (op === 'open')
      open(input as Parameters<StoreCommands['open']>[0]).then((value) => answer({ seq, value }), fail);
    else if (op === 'close')
      try {
        answer({ seq, value: close() });
      } catch (error) {
        fail(error);
      }
    else if (!group) fail(new Fault('cancelled', 'The store is not open.'));
    else {
      group.take({
        op,
        input,
        settle: (outcome) =>
          answer('fault' in outcome ? { seq, fault: outcome.fault.toJSON() } : { seq, value: outcome.value }),
      });
      if (scheduled) return;
      scheduled = true;
      // After everything that has arrived by now was taken.
      setImmediate(turn);
    }
  });
}

function said(notice: string | undefined, deaf: string | undefined): string | undefined {
  const late =
    deaf === undefined
      ? undefined
      : `What other processes of this profile do is seen late: its folder can't be watched (${deaf}).`;
  return [notice, late].filter((line) => line !== undefined).join(' ') || undefined;
}
