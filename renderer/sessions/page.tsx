/** The Sessions page: one signal, several receivers, a person's verdict. */
import { Button, Kbd } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { DecideDialog } from './decide.tsx';
import { SessionDetail } from './detail.tsx';
import { SessionDialog } from './dialog.tsx';
import { openSessionForm } from './form-store.ts';
import { SessionList } from './list.tsx';
import { SessionSearch, StateFilter } from './search.tsx';
import { selectSession, useListed, useSessions } from './store.ts';

export function SessionsPage(): React.ReactNode {
  const shown = useListed();
  const loaded = useSessions((state) => state.loaded);
  const total = useSessions((state) => state.sessions.length);
  const first = shown[0]?.id;
  // Something to look at; nothing again only where the user wants it.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || first === undefined) return;
    begun.current = true;
    if (useSessions.getState().selectedId === undefined) selectSession(first);
  }, [first]);
  const selected = useSessions((state) => state.sessions.find(({ id }) => id === state.selectedId));
  return (
    <div className="wk-sessions">
      <header className="wk-page-head">
        <h1>Sessions</h1>
        <SessionSearch />
        <StateFilter />
        <span className="wk-toolbar-space" />
        <Button
          title="New session (N)"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => openSessionForm()}
        >
          New session
        </Button>
      </header>
      {loaded && total === 0 ? (
        <div className="wk-source-nothing">
          <strong>No sessions yet.</strong>
          <p>
            A session records one signal with several receivers at the same time. You then compare what each
            heard, and approve or reject it.
          </p>
          <div>
            <Button onClick={() => openSessionForm()}>New session</Button>
          </div>
          <p>
            <Kbd size="xs">N</Kbd> does the same; a source offers it with its frequency filled in.
          </p>
        </div>
      ) : (
        <SessionList shown={shown} />
      )}
      {selected === undefined ? (
        <p className="wk-source-nothing">
          {total > 0 && 'Choose a session: click its row, or use the arrow keys.'}
        </p>
      ) : (
        <SessionDetail key={selected.id} session={selected} />
      )}
      <SessionDialog />
      <DecideDialog />
    </div>
  );
}
