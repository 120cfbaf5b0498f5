/**
 * The contract's room of recording sessions, on the store: one task for each receiver, one result each, then a
 * person's review.
 */
import { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import { parseSelector } from '../../contract/selector.ts';
import type { Session, SessionDraft, SessionResult, SessionState } from '../../contract/session.ts';
import { TaskDraft, type TaskState } from '../../contract/task.ts';
import type { NewTask, Store } from '../store/index.ts';
import { makeFeed } from './feed.ts';

export interface SessionsOptions {
  store: Pick<
    Store,
    | 'sessions'
    | 'createSession'
    | 'updateSession'
    | 'startSession'
    | 'moveSession'
    | 'removeSession'
    | 'onChange'
  >;
  /** For the audit trail. */
  who: string;
  /** Changes of the store are looked at this often at most, milliseconds. @default 250 */
  everyMs?: number;
}

/** From where each state may be reached. `draft` is where sessions begin. */
const before: Readonly<Record<SessionState, readonly SessionState[]>> = {
  draft: [],
  recording: ['draft', 'review'],
  review: ['recording', 'approved', 'rejected'],
  approved: ['review'],
  rejected: ['review'],
};
const doing: Readonly<Record<SessionState, string>> = {
  draft: 'made a draft',
  recording: 'recorded',
  review: 'taken back to review',
  approved: 'approved',
  rejected: 'rejected',
};
const being: Readonly<Record<SessionState, string>> = {
  draft: 'is a draft that was never recorded',
  recording: 'is being recorded',
  review: 'is in review already',
  approved: 'is approved',
  rejected: 'is rejected',
};
const wayOut: Readonly<Record<SessionState, string>> = {
  draft: 'Record it first.',
  recording: 'Wait until every receiver has ended, or cancel its tasks.',
  review: 'Approve or reject it, or record it anew.',
  approved: 'Reopen it first.',
  rejected: 'Reopen it first.',
};

function refuse(session: Session, what: string): Fault {
  return new Fault('invalid', `'${session.name}' cannot be ${what}: it ${being[session.state]}.`, {
    hint: wayOut[session.state],
  });
}

const ended: readonly TaskState[] = ['succeeded', 'failed', 'dead', 'cancelled', 'skipped'];

/** True when every receiver has had its chance. */
function isOver(session: Session): boolean {
  return session.results.every(({ state }) => state !== undefined && ended.includes(state));
}

/** A fault of a receiver says which one. */
function named(result: SessionResult): SessionResult {
  const { fault, receiver } = result;
  if (fault === undefined || fault.message.includes(receiver)) return result;
  return { ...result, fault: { ...fault, message: `${receiver}: ${fault.message}`.slice(0, 2000) } };
}

function check(draft: SessionDraft): void {
  for (const receiver of draft.receivers) parseSelector(receiver);
  const twice = draft.receivers.find((receiver, i) => draft.receivers.indexOf(receiver) !== i);
  if (twice !== undefined)
    throw new Fault('invalid', `The receiver ${twice} is named twice.`, {
      hint: 'Name each receiver once: each gives one result.',
    });
}

function taskFor(session: Session, receiver: string): TaskDraft {
  return TaskDraft.parse({
    kind: 'acquire',
    name: `${session.name}: ${receiver}`.slice(0, 200),
    notes: session.notes,
    radio: receiver,
    absent: 'fail',
    centreHz: session.centreHz,
    bandwidthHz: session.bandwidthHz,
    seconds: session.seconds,
    products: ['iq', 'metrics'],
    retries: 0,
    ...(session.gain === undefined ? {} : { gain: session.gain }),
    ...(session.sourceId === undefined ? {} : { sourceId: session.sourceId }),
  });
}

export function makeSessions({ store, who, everyMs = 250 }: SessionsOptions): EngineServer['session'] {
  /** As far as was last read: some session waits for its receivers. */
  let recording = false;

  const readAll = async (): Promise<Session[]> => {
    let sessions = await store.sessions({});
    const over = sessions.filter((session) => session.state === 'recording' && isOver(session));
    if (over.length > 0) {
      for (const { id } of over) await toReview(id);
      sessions = await store.sessions({});
    }
    recording = sessions.some(({ state }) => state === 'recording');
    return sessions.map((session) => ({ ...session, results: session.results.map(named) }));
  };
  const toReview = async (id: number): Promise<void> => {
    try {
      await store.moveSession({ id, to: 'review', by: who, nowMs: Date.now() });
    } catch (error) {
      // Another process on the same profile was first, or the session is gone.
      if (!(error instanceof Fault) || !['invalid', 'not-found'].includes(error.code)) throw error;
    }
  };

  const feed = makeFeed({
    read: readAll,
    same: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    onChange: (listener) => store.onChange(listener),
    everyMs,
    watching: () => recording,
  });
  // Sessions whose receivers ended while no program ran.
  feed.refresh();

  const find = async (id: number): Promise<Session> => {
    const session = (await readAll()).find((one) => one.id === id);
    if (session === undefined)
      throw new Fault('not-found', `There is no session ${String(id)}.`, {
        hint: 'It may have been removed.',
      });
    return session;
  };
  const answer = async (id: number): Promise<Session> => {
    const session = await find(id);
    feed.refresh();
    return session;
  };
  const move = async (id: number, to: SessionState, notes?: string): Promise<Session> => {
    const session = await find(id);
    if (!before[to].includes(session.state)) throw refuse(session, doing[to]);
    await store.moveSession({
      id,
      to,
      by: who,
      ...(notes === undefined ? {} : { notes }),
      nowMs: Date.now(),
    });
    return await answer(id);
  };

  return {
    list: (_input, sink) => feed.open(sink),
    async create(draft) {
      check(draft);
      return await answer(await store.createSession({ draft, nowMs: Date.now() }));
    },
    async update({ id, draft }) {
      check(draft);
      const session = await find(id);
      if (session.state !== 'draft' && session.state !== 'review') throw refuse(session, 'changed');
      await store.updateSession({ id, draft, nowMs: Date.now() });
      return await answer(id);
    },
    async start({ id }) {
      const session = await find(id);
      if (!before.recording.includes(session.state)) throw refuse(session, doing.recording);
      const nowMs = Date.now();
      const tasks = session.receivers.map((receiver): NewTask => ({
        draft: taskFor(session, receiver),
        dueMs: nowMs,
        sessionId: id,
      }));
      await store.startSession({ id, tasks, by: who, nowMs });
      recording = true;
      return await answer(id);
    },
    approve: ({ id, notes }) => move(id, 'approved', notes),
    reject: ({ id, notes }) => move(id, 'rejected', notes),
    async reopen({ id }) {
      const session = await find(id);
      if (session.state !== 'approved' && session.state !== 'rejected') throw refuse(session, 'reopened');
      return await move(id, 'review');
    },
    async remove({ id }) {
      const session = await find(id);
      if (session.state !== 'draft' && session.state !== 'rejected') throw refuse(session, 'removed');
      await store.removeSession({ id, nowMs: Date.now() });
      feed.refresh();
      return {};
    },
  };
}
