/** Approving or rejecting, with a word on why. */
import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { attempt } from '../frame/toasts.tsx';
import { decide } from './commands.ts';
import { useSessions } from './store.ts';

const close = (): void => useSessions.setState({ deciding: undefined });

export function DecideDialog(): React.ReactNode {
  const deciding = useSessions((state) => state.deciding);
  const session = useSessions((state) => state.sessions.find(({ id }) => id === state.deciding?.id));
  const word = deciding?.what === 'reject' ? 'Reject' : 'Approve';
  return (
    <Modal opened={deciding !== undefined} onClose={close} title={`${word} ${session?.name ?? ''}`} size="md">
      {deciding !== undefined && (
        <Notes
          key={`${deciding.what} ${deciding.id}`}
          word={word}
          before={session?.reviewNotes ?? ''}
          onDone={(notes) => attempt(() => decide(deciding.id, deciding.what, notes))}
        />
      )}
    </Modal>
  );
}

interface NotesProps {
  word: string;
  before: string;
  onDone: (notes: string) => void;
}

function Notes({ word, before, onDone }: NotesProps): React.ReactNode {
  const [notes, setNotes] = useState(before);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(notes);
      }}
    >
      <Textarea
        size="xs"
        label="Notes"
        description="May stay empty. Ctrl+Enter finishes."
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        data-autofocus
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onDone(notes);
        }}
      />
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" {...(word === 'Reject' ? { color: 'red' } : {})}>
          {word}
        </Button>
      </Group>
    </form>
  );
}
