/** Sources and recording sessions. */
import { Fault } from '../../../contract/fault.ts';
import type { SessionState } from '../../../contract/session.ts';
import type { NewTask, StoreOps } from '../types.ts';
import { sessionMoves } from '../transitions.ts';
import { addTask } from './act.ts';
import type { Tables } from './writes.ts';

type SessionOps = Pick<
  StoreOps,
  | 'addSources'
  | 'updateSource'
  | 'removeSource'
  | 'restoreSource'
  | 'createSession'
  | 'updateSession'
  | 'startSession'
  | 'moveSession'
  | 'removeSession'
>;

export function sessionOps(tables: Tables): SessionOps {
  const { audit, sessions, sources, touch } = tables;

  function stateOf(id: number): SessionState {
    const state = sessions.state(id);
    if (!state)
      throw new Fault('not-found', `There is no session with the number ${id}.`, {
        hint: 'It may have been removed: look at the list of sessions.',
      });
    return state;
  }

  function mustMove(id: number, to: SessionState): void {
    const from = stateOf(id);
    if (!sessionMoves[from].includes(to))
      throw new Fault('invalid', `A session in the state ${from} can't become ${to}.`, {
        hint: `From ${from} it can become: ${sessionMoves[from].join(', ')}.`,
      });
  }

  function mustBe(id: number, states: readonly SessionState[], what: string): void {
    const state = stateOf(id);
    if (!states.includes(state))
      throw new Fault('invalid', `A session in the state ${state} can't be ${what}.`, {
        hint: `Only one in the state ${states.join(' or ')} can.`,
      });
  }

  return {
    addSources({ drafts, nowMs }) {
      touch();
      return drafts.map((draft) => sources.add(draft, nowMs));
    },
    updateSource({ id, draft, nowMs }) {
      touch();
      return sources.update(id, draft, nowMs);
    },
    removeSource({ id, nowMs }) {
      touch();
      sources.remove(id, nowMs);
    },
    restoreSource({ id, nowMs }) {
      touch();
      return sources.restore(id, nowMs);
    },
    createSession({ draft, nowMs }) {
      touch();
      return sessions.create(draft, nowMs);
    },
    updateSession({ id, draft }) {
      mustBe(id, ['draft', 'review'], 'changed');
      touch();
      sessions.update(id, draft);
    },
    startSession({ id, tasks, by, nowMs }) {
      mustMove(id, 'recording');
      const receivers = sessions.draft(id)?.receivers ?? [];
      const pairs = pair(receivers, tasks);
      const added = tasks.map((task) => addTask(tables, { ...task, sessionId: id }, by, nowMs));
      const results = pairs.map((position, i) => ({ receiver: receivers[i]!, taskId: added[position]! }));
      sessions.start(id, results, nowMs);
      audit(undefined, nowMs, by, 'session recorded', `Session ${id}.`);
      touch();
      return added;
    },
    moveSession({ id, to, by, notes = '', nowMs }) {
      if (to === 'recording' || to === 'draft')
        throw new Fault('invalid', `A session does not become ${to} by itself.`, {
          hint: 'Start it: that adds its tasks.',
        });
      mustMove(id, to);
      if (to === 'review') sessions.review(id);
      else sessions.decide(id, to, by, notes, nowMs);
      audit(undefined, nowMs, by, `session ${to}`, `Session ${id}.`);
      touch();
    },
    removeSession({ id }) {
      mustBe(id, ['draft', 'rejected'], 'removed');
      sessions.remove(id);
      touch();
    },
  };
}

/** For every receiver the position of its task: exactly one each, or nothing is begun. */
function pair(receivers: readonly string[], tasks: readonly NewTask[]): number[] {
  const free = new Set(tasks.keys());
  const pairs = receivers.map((receiver) => {
    const found = [...free].find((position) => tasks[position]?.draft.radio === receiver);
    if (found !== undefined) free.delete(found);
    return found;
  });
  const known = pairs.filter((position) => position !== undefined);
  if (known.length !== receivers.length || free.size > 0)
    throw new Fault('invalid', 'A session needs exactly one task for each of its receivers.', {
      hint: `Its receivers are: ${receivers.join(', ')}.`,
    });
  return known;
}
