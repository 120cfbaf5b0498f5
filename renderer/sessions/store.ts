/** The recording sessions, and what of their page is open. */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { Stop } from '../../contract/bridge.ts';
import type { EngineClient } from '../../contract/index.ts';
import type { Session, SessionState } from '../../contract/session.ts';
import { reportFault } from '../frame/toasts.tsx';
import { listed } from './facts.ts';

interface SessionsState {
  sessions: readonly Session[];
  loaded: boolean;
  search: string;
  /** Only sessions in this state. */
  only: SessionState | undefined;
  selectedId: number | undefined;
  /** The question whether to approve or reject. */
  deciding: { id: number; what: 'approve' | 'reject' } | undefined;
}

export const useSessions = create<SessionsState>(() => ({
  sessions: [],
  loaded: false,
  search: '',
  only: undefined,
  selectedId: undefined,
  deciding: undefined,
}));

export function attachSessions(client: EngineClient): Stop {
  const list = client.session.list(
    {},
    {
      next: (sessions) => useSessions.setState({ sessions, loaded: true }),
      end: (fault) => fault && reportFault(fault),
    },
  );
  return () => list.close();
}

export function useListed(): readonly Session[] {
  const sessions = useSessions((state) => state.sessions);
  const search = useSessions((state) => state.search);
  const only = useSessions((state) => state.only);
  return useMemo(() => listed(sessions, search, only), [sessions, search, only]);
}

function listedNow(): readonly Session[] {
  const { sessions, search, only } = useSessions.getState();
  return listed(sessions, search, only);
}

export const selectSession = (id: number | undefined): void => useSessions.setState({ selectedId: id });

export function selectedSession(): Session | undefined {
  const { sessions, selectedId } = useSessions.getState();
  return sessions.find(({ id }) => id === selectedId);
}

/** Rows up or down from the selected one; none selected: the first or the last. */
export function moveSelection(by: number): void {
  const shown = listedNow();
  const { selectedId } = useSessions.getState();
  const at = shown.findIndex(({ id }) => id === selectedId);
  const to = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by));
  const session = shown[to];
  if (session !== undefined) selectSession(session.id);
}
