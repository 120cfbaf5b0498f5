/** What can be done with sessions. Every command answers with a promise whose fault becomes a toast. */
import type { Session, SessionDraft } from '../../contract/session.ts';
import { confirm } from '../frame/confirm.tsx';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { mayDo, stateWords, type Step } from './facts.ts';
import { closeSessionForm } from './form-store.ts';
import { selectedSession, selectSession, useSessions } from './store.ts';

const cannot: Readonly<Record<Step, string>> = {
  record: 'be recorded',
  approve: 'be approved',
  reject: 'be rejected',
  reopen: 'be reopened',
  edit: 'be changed',
  remove: 'be removed',
};

/** Runs a step on the selected session; says so where there is none or its state forbids it. */
export function withSelected(step: Step, run: (session: Session) => void | Promise<void>): void {
  const session = selectedSession();
  if (session === undefined)
    say('Choose a session first: click its row, or go there with the arrow keys.', 'orange');
  else if (!mayDo(session, step))
    say(`${session.name} can't ${cannot[step]}: ${stateWords[session.state].word.toLowerCase()}.`, 'orange');
  else attempt(async () => run(session));
}

export async function saveSession(draft: SessionDraft, id: number | undefined): Promise<Session> {
  const saved =
    id === undefined ? await engine().session.create(draft) : await engine().session.update({ id, draft });
  closeSessionForm();
  selectSession(saved.id);
  return saved;
}

/** Asks every receiver at once. What was recorded before stays among the recordings, but no longer in the session. */
export async function recordSession({ id, name, state }: Session): Promise<void> {
  if (state === 'review') {
    const yes = await confirm({
      title: 'Record anew',
      text: `The results of ${name} are replaced by those of the new recording. The recordings made so far stay in the list of recordings.`,
      action: 'Record anew',
    });
    if (!yes) return;
  }
  await engine().session.start({ id });
}

export const askApprove = ({ id }: Session): void =>
  useSessions.setState({ deciding: { id, what: 'approve' } });
export const askReject = ({ id }: Session): void =>
  useSessions.setState({ deciding: { id, what: 'reject' } });

export async function decide(id: number, what: 'approve' | 'reject', notes: string): Promise<void> {
  const { name } = await engine().session[what]({ id, notes });
  useSessions.setState({ deciding: undefined });
  say(`${name} ${what === 'approve' ? 'approved' : 'rejected'}.`);
}

export async function reopenSession({ id }: Session): Promise<void> {
  await engine().session.reopen({ id });
}

export async function removeSession({ id, name }: Session): Promise<void> {
  const yes = await confirm({
    title: 'Remove session',
    text: `${name} is removed for good. Its recordings stay in the list of recordings.`,
    action: 'Remove',
  });
  if (!yes) return;
  await engine().session.remove({ id });
  selectSession(undefined);
}
