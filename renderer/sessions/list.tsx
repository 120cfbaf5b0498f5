/** The sessions, what goes on and what waits for a person first. Only the rows in sight exist. */
import { Progress } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { formatRounded } from '../../contract/quantity.ts';
import type { Session } from '../../contract/session.ts';
import { progressOf, resultText, stateWords } from './facts.ts';
import { moveSelection, selectSession, useSessions } from './store.ts';

const rowPx = 46;
const rowId = (id: number): string => `session-${id}`;

export function SessionList({ shown }: { shown: readonly Session[] }): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const selectedId = useSessions((state) => state.selectedId);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 8,
  });
  const selectedAt = shown.findIndex(({ id }) => id === selectedId);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
  }, [selectedAt, virtual]);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  return (
    <div
      ref={frame}
      className="wk-session-list"
      role="listbox"
      tabIndex={0}
      aria-label="Sessions"
      onKeyDown={(event) => {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (by === 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
        // A list answers its own arrows: the shortcuts leave them to it.
        event.preventDefault();
        moveSelection(by);
      }}
      {...(selectedAt < 0 || selectedId === undefined ? {} : { 'aria-activedescendant': rowId(selectedId) })}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const session = shown[item.index];
          return (
            session !== undefined && (
              <div
                key={session.id}
                id={rowId(session.id)}
                role="option"
                aria-selected={session.id === selectedId}
                aria-setsize={shown.length}
                aria-posinset={item.index + 1}
                className="wk-session-row"
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => selectSession(session.id)}
              >
                <Row session={session} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Row({ session }: { session: Session }): React.ReactNode {
  const { word, tone } = stateWords[session.state];
  return (
    <>
      <span className="wk-session-name" title={session.name}>
        {session.name}
      </span>
      <span className={`wk-session-state ${tone}`}>{word}</span>
      <span className="wk-session-sub">
        {formatRounded(session.centreHz, 'Hz', 9)} · {resultText(session)}
      </span>
      {session.state === 'recording' && (
        <Progress size={3} value={progressOf(session) * 100} aria-label={`Progress of ${session.name}`} />
      )}
    </>
  );
}
