/** Moving the recording folder with everything in it. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import type { Grant } from '../../contract/app.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { useHealth } from '../health/store.ts';
import { engine } from '../link.ts';
import { askPlace, useBehind } from './place.ts';
import { openLibraryDialog, useLibrary } from './store.ts';

const close = (): void => openLibraryDialog(undefined);

export function MoveDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'move');
  const behind = useBehind();
  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnEscape={!behind}
      title="Move the recording folder"
      size="md"
    >
      {opened && <Contents />}
    </Modal>
  );
}

function Contents(): React.ReactNode {
  const folder = useHealth((state) => state.app?.recordingFolder ?? '');
  const [target, setTarget] = useState<Grant>();
  const choose = async (): Promise<void> => {
    const chosen = await askPlace('Move recordings to', 'recording-folder');
    if (chosen !== undefined) setTarget(chosen);
  };
  const move = async (): Promise<void> => {
    if (target === undefined) return;
    await engine().library.move({ grant: target.grant });
    close();
    say('The recordings are being moved; Jobs shows how far it is.');
  };
  return (
    <>
      <dl className="wk-factlist">
        <div>
          <dt>From</dt>
          <dd>{folder}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>{target?.name ?? 'Not chosen yet'}</dd>
        </div>
      </dl>
      <Text size="xs" c="dimmed" mt="sm">
        Every file is copied, compared and only then taken away. Nothing can be recorded meanwhile; imports by
        reference stay where they are.
      </Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button data-autofocus variant="default" onClick={() => attempt(choose)}>
          Choose folder…
        </Button>
        <Button disabled={target === undefined} onClick={() => attempt(move)}>
          Move
        </Button>
      </Group>
    </>
  );
}
