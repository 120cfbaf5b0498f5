/** What is looked for in the table. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useSources } from './store.ts';

let field: HTMLInputElement | null = null;

export const focusSearch = (): void => field?.focus();

export function SourceSearch(): React.ReactNode {
  const search = useSources((state) => state.search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field = input.current;
    return () => {
      field = null;
    };
  }, []);
  const set = (text: string): void => useSources.setState({ search: text });
  return (
    <TextInput
      ref={input}
      className="wk-sources-search"
      aria-label="Search sources by name, notes, frequency or band"
      placeholder="Name, notes, 145.6 or 144M-146M"
      title="Search (/)"
      spellCheck={false}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={search}
      rightSection={
        search !== '' && (
          <ActionIcon size="sm" aria-label="Clear the search" onClick={() => set('')}>
            <IconX size={13} />
          </ActionIcon>
        )
      }
      onChange={(event) => set(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          set('');
          event.currentTarget.blur();
        }
        if (event.key === 'Enter' || event.key === 'ArrowDown') event.currentTarget.blur();
      }}
    />
  );
}
