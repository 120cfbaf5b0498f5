/** Keeping a search under a name, or under another one. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import type { SavedSearch } from '../../contract/library.ts';
import { useLibrary } from './store.ts';

const close = (): void => useLibrary.setState({ dialog: undefined, renamed: undefined });

export const renameSearch = (renamed: SavedSearch): void =>
  useLibrary.setState({ dialog: 'save-search', renamed });

export function SaveSearchDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'save-search');
  const renamed = useLibrary((state) => state.renamed);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={renamed === undefined ? 'Keep this search' : `Rename the search ${renamed.name}`}
      size="sm"
    >
      {opened && <Fields />}
    </Modal>
  );
}

function Fields(): React.ReactNode {
  const renamed = useLibrary((state) => state.renamed);
  const searches = useLibrary((state) => state.searches);
  const [name, setName] = useState(renamed?.name ?? '');
  // The catalogue takes names that differ in case for the same.
  const same = (one: SavedSearch): boolean => one.name.toLowerCase() === name.trim().toLowerCase();
  const there = searches.find((one) => one.id !== renamed?.id && same(one));
  const taken = renamed !== undefined && there !== undefined;
  const save = async (): Promise<void> => {
    const kept = await engine().library.saveSearch({
      name: name.trim(),
      search: renamed?.search ?? useLibrary.getState().search,
    });
    if (renamed !== undefined && kept.id !== renamed.id)
      await engine().library.removeSearch({ id: renamed.id });
    close();
    say(`The search ${kept.name} is ${there === undefined ? 'kept' : 'replaced'}.`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && !taken) attempt(save);
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        maxLength={100}
        value={name}
        error={taken ? `There is a search ${there.name} already.` : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" disabled={name.trim() === '' || taken}>
          {renamed !== undefined ? 'Rename' : there === undefined ? 'Keep' : 'Replace'}
        </Button>
      </Group>
    </form>
  );
}
