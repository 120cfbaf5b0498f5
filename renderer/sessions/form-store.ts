/** The form of a session while it is open. Other pages open it with what they know. */
import { create } from 'zustand';
import type { Session } from '../../contract/session.ts';
import { useRadios } from '../radio/store.ts';
import { emptySessionForm, formOfSession, type SessionForm, type SessionPrefill } from './form.ts';

interface SessionFormState {
  /** The session that is changed; undefined while a new one is made. */
  session: Session | undefined;
  opened: boolean;
  form: SessionForm;
}

export const useSessionForm = create<SessionFormState>(() => ({
  session: undefined,
  opened: false,
  form: emptySessionForm({}, []),
}));

/** A new session; every real radio that can be used takes part at first. */
export function openSessionForm(prefill: SessionPrefill = {}): void {
  const there = useRadios
    .getState()
    .radios.filter(({ available, simulated, driver }) => available && !simulated && driver !== 'file');
  useSessionForm.setState({
    opened: true,
    session: undefined,
    form: emptySessionForm(
      prefill,
      there.slice(0, 32).map(({ id }) => id),
    ),
  });
}

export const editSession = (session: Session): void =>
  useSessionForm.setState({ opened: true, session, form: formOfSession(session) });

export const closeSessionForm = (): void => useSessionForm.setState({ opened: false });

export const changeForm = (change: Partial<SessionForm>): void =>
  useSessionForm.setState(({ form }) => ({ form: { ...form, ...change } }));
