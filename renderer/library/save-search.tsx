/** Keeping a search under a name. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { openLibraryDialog, useLibrary } from './store.ts';

const close = (): void => openLibraryDialog(undefined);

export function SaveSearchDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'save-search');
  return (
    <Modal opened={opened} onClose={close} title="Keep this search" size="sm">
      {opened && <Fields />}
    </Modal>
  );
}

function Fields(): React.ReactNode {
  const [name, setName] = useState('');
  const save = async (): Promise<void> => {
    const kept = await engine().library.saveSearch({
      name: name.trim(),
      search: useLibrary.getState().search,
    });
    close();
    say(`The search ${kept.name} is kept.`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') attempt(save);
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" disabled={name.trim() === ''}>
          Keep
        </Button>
      </Group>
    </form>
  );
}
