/** What is looked for in the list, and in which state. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { sessionStates } from '../../contract/session.ts';
import { countsOf, isState, stateWords } from './facts.ts';
import { useSessions } from './store.ts';

let field: HTMLInputElement | null = null;

export const focusSessionSearch = (): void => field?.focus();

export function SessionSearch(): React.ReactNode {
  const search = useSessions((state) => state.search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field = input.current;
    return () => {
      field = null;
    };
  }, []);
  return (
    <TextInput
      ref={input}
      aria-label="Search sessions by name, notes or frequency"
      placeholder="Name, notes or frequency"
      title="Search (/)"
      spellCheck={false}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={search}
      onChange={(event) => useSessions.setState({ search: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') useSessions.setState({ search: '' });
        if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown')
          event.currentTarget.blur();
      }}
    />
  );
}

export function StateFilter(): React.ReactNode {
  const sessions = useSessions((state) => state.sessions);
  const only = useSessions((state) => state.only);
  const counts = countsOf(sessions);
  return (
    <SegmentedControl
      aria-label="State"
      data={[
        { value: 'all', label: `All ${sessions.length}` },
        ...sessionStates.map((state) => ({
          value: state,
          label: `${stateWords[state].word} ${counts[state]}`,
        })),
      ]}
      value={only ?? 'all'}
      onChange={(next) => useSessions.setState({ only: isState(next) ? next : undefined })}
    />
  );
}
