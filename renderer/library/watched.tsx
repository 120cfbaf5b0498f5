/** Folders whose new files are imported by themselves. */
import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { counted } from '../tasks/words.ts';
import { inspectGrants } from './import-store.ts';
import { Lines } from './lines.tsx';
import { askPlace, useBehind } from './place.ts';
import { openLibraryDialog, useLibrary, type Watched } from './store.ts';

const close = (): void => openLibraryDialog(undefined);
const addId = 'wk-library-watch';

export function WatchedDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'watched');
  const behind = useBehind();
  const watched = useLibrary((state) => state.watched);
  const [copy, setCopy] = useState(false);
  const add = async (): Promise<void> => {
    const folder = await askPlace('Watch a folder', 'import-folder');
    if (folder === undefined) return;
    await engine().library.watch({ grant: folder.grant, copy });
    say(`${folder.name} is watched: its new files come into the library by themselves.`);
  };
  return (
    <Modal opened={opened} onClose={close} closeOnEscape={!behind} title="Watched folders" size="lg">
      {watched.length === 0 && (
        <p className="wk-empty">
          No folder is watched. New recordings in a watched folder come into the library by themselves.
        </p>
      )}
      <ul className="wk-jobs">
        {watched.map((folder) => (
          <li key={folder.id}>
            <Folder folder={folder} />
          </li>
        ))}
      </ul>
      <Group justify="space-between" mt="sm">
        <Checkbox
          size="xs"
          label="Copy new files into the recording folder"
          checked={copy}
          onChange={(event) => setCopy(event.currentTarget.checked)}
        />
        <Button id={addId} data-autofocus onClick={() => attempt(add)}>
          Watch a folder…
        </Button>
      </Group>
    </Modal>
  );
}

function Folder({ folder }: { folder: Watched }): React.ReactNode {
  const { id, path, copy, problem, waiting } = folder;
  const ask = async (): Promise<void> => {
    close();
    await inspectGrants(waiting);
  };
  const stop = async (): Promise<void> => {
    await engine().library.unwatch({ id });
    // The button leaves with its folder.
    document.getElementById(addId)?.focus();
  };
  return (
    <article className="wk-job" aria-label={path}>
      <div className="wk-job-head">
        <b title={path}>{path}</b>
        <span className="wk-dim">{copy ? 'copied' : 'by reference'}</span>
        <Button size="compact-xs" variant="default" onClick={() => attempt(stop)}>
          Stop watching
        </Button>
      </div>
      {problem !== undefined && <p className="wk-bad">{problem}</p>}
      {waiting.length > 0 && (
        <>
          <div className="wk-job-line">
            <span className="wk-warn">{counted(waiting.length, 'file')} could not come in without you</span>
            <Button size="compact-xs" variant="default" onClick={() => attempt(ask)}>
              Look at them…
            </Button>
          </div>
          <Lines
            label="Files that wait"
            count={waiting.length}
            className="wk-line-rejected"
            row={(index) => (
              <>
                <span title={waiting[index]?.name}>{waiting[index]?.name}</span>
                <span title={waiting[index]?.message}>{waiting[index]?.message}</span>
              </>
            )}
          />
        </>
      )}
    </article>
  );
}
