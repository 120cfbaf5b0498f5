/** Everything of one machine for another: choosing the parts, and what becomes of what is there already. */
import { Button, Checkbox, Group, Loader, Modal, Radio } from '@mantine/core';
import { useState } from 'react';
import type { Grant } from '../../contract/app.ts';
import { bundleConflicts, bundleParts, type BundleContents } from '../../contract/library.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { dateText } from '../tasks/clock.ts';
import { counted } from '../tasks/words.ts';
import { askPlace, askTarget, useBehind } from './place.ts';
import { isEverything } from './query.ts';
import { openLibraryDialog, useLibrary } from './store.ts';
import { utcText, sizeText } from './words.ts';

type Part = (typeof bundleParts)[number];
type Conflict = (typeof bundleConflicts)[number];

const close = (): void => openLibraryDialog(undefined);

const partWords: Readonly<Record<Part, string>> = {
  settings: 'Settings',
  sources: 'Sources',
  sessions: 'Sessions',
  recordings: 'Recordings',
  labels: 'Labels',
  models: 'Models',
};

const conflictWords: Readonly<Record<Conflict, string>> = {
  'keep-mine': 'Keep what is here',
  'take-theirs': 'Take what is in the bundle',
  'keep-both': 'Keep both',
};

/** Adds or takes one part, in the order of the contract. */
const flip = (parts: readonly Part[], part: Part): Part[] =>
  bundleParts.filter((one) => (one === part ? !parts.includes(one) : parts.includes(one)));

export function BundleDialogs(): React.ReactNode {
  const dialog = useLibrary((state) => state.dialog);
  const behind = useBehind();
  return (
    <>
      <Modal opened={dialog === 'bundle-export'} onClose={close} title="Export a bundle" size="md">
        {dialog === 'bundle-export' && <ExportForm />}
      </Modal>
      <Modal
        opened={dialog === 'bundle-import'}
        onClose={close}
        closeOnEscape={!behind}
        title="Import a bundle"
        size="lg"
      >
        {dialog === 'bundle-import' && <ImportForm />}
      </Modal>
    </>
  );
}

function ExportForm(): React.ReactNode {
  const search = useLibrary((state) => state.search);
  const total = useLibrary((state) => state.total ?? 0);
  const bytes = useLibrary((state) => state.bytes);
  const [parts, setParts] = useState<readonly Part[]>(bundleParts);
  const [found, setFound] = useState(false);
  const narrow = !isEverything(search);
  const begin = async (): Promise<void> => {
    const name = `wavekeep-${dateText(Date.now(), 'utc')}.wavekeep`;
    const out = await askTarget(name);
    if (out === undefined) return;
    await engine().library.exportBundle({
      out: out.grant,
      parts: [...parts],
      ...(found && narrow ? { search } : {}),
    });
    close();
    say(`Writing ${out.name}; Jobs shows how far it is.`);
  };
  return (
    <>
      <div className="wk-parts" role="group" aria-label="Parts">
        {bundleParts.map((part) => (
          <Checkbox
            key={part}
            size="xs"
            label={partWords[part]}
            checked={parts.includes(part)}
            onChange={() => setParts(flip(parts, part))}
          />
        ))}
      </div>
      <Checkbox
        mt="sm"
        size="xs"
        disabled={!narrow || !parts.includes('recordings')}
        label={
          narrow
            ? `Only the ${counted(total, 'recording')} that match the search (${sizeText(bytes)})`
            : 'Only recordings that match the search (nothing is searched for now)'
        }
        checked={found && narrow}
        onChange={(event) => setFound(event.currentTarget.checked)}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button data-autofocus disabled={parts.length === 0} onClick={() => attempt(begin)}>
          Export…
        </Button>
      </Group>
    </>
  );
}

function ImportForm(): React.ReactNode {
  const [file, setFile] = useState<Grant>();
  const [contents, setContents] = useState<BundleContents>();
  const [reading, setReading] = useState(false);
  const [parts, setParts] = useState<readonly Part[]>([]);
  const [conflicts, setConflicts] = useState<Conflict>('keep-mine');
  const choose = async (): Promise<void> => {
    const chosen = await askPlace('Open a bundle', 'bundle');
    if (chosen === undefined) return;
    setReading(true);
    try {
      const held = await engine().library.inspectBundle({ grant: chosen.grant });
      setFile(chosen);
      setContents(held);
      setParts(held.parts.filter(({ count }) => count > 0).map(({ part }) => part));
    } finally {
      setReading(false);
    }
  };
  const begin = async (): Promise<void> => {
    if (file === undefined) return;
    await engine().library.importBundle({ grant: file.grant, parts: [...parts], conflicts });
    close();
    say(`${file.name} is being imported; Jobs shows how far it is.`);
  };
  const differ = contents?.parts.some((one) => parts.includes(one.part) && one.conflicts > 0) ?? false;
  return (
    <>
      <Group gap="sm" mb="sm">
        <Button
          data-autofocus={file === undefined || undefined}
          variant="default"
          onClick={() => attempt(choose)}
        >
          Choose bundle…
        </Button>
        {reading && <Loader size={14} aria-label="Reading the bundle" />}
        {file !== undefined && contents !== undefined && (
          <span className="wk-dim">
            {file.name}, made {utcText(contents.madeMs)} UTC by {contents.madeBy}
          </span>
        )}
      </Group>
      {contents !== undefined && (
        <Parts contents={contents} parts={parts} onFlip={(part) => setParts(flip(parts, part))} />
      )}
      {contents !== undefined && (
        <Radio.Group
          mt="sm"
          size="xs"
          label="What is here in another form"
          value={conflicts}
          onChange={(value) => setConflicts(bundleConflicts.find((one) => one === value) ?? 'keep-mine')}
        >
          <Group gap="md" mt={4}>
            {bundleConflicts.map((one) => (
              <Radio key={one} size="xs" value={one} label={conflictWords[one]} disabled={!differ} />
            ))}
          </Group>
        </Radio.Group>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button disabled={file === undefined || parts.length === 0} onClick={() => attempt(begin)}>
          Import
        </Button>
      </Group>
    </>
  );
}

function Parts({
  contents,
  parts,
  onFlip,
}: {
  contents: BundleContents;
  parts: readonly Part[];
  onFlip: (part: Part) => void;
}): React.ReactNode {
  return (
    <table className="wk-workers wk-bundle" aria-label="What the bundle holds">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Holds</th>
          <th scope="col">Size</th>
          <th scope="col">Here, the same</th>
          <th scope="col">Here, other</th>
        </tr>
      </thead>
      <tbody>
        {contents.parts.map(({ part, count, bytes, same, conflicts }) => (
          <tr key={part}>
            <td>
              <Checkbox
                size="xs"
                label={partWords[part]}
                disabled={count === 0}
                checked={parts.includes(part)}
                onChange={() => onFlip(part)}
              />
            </td>
            <td>{count.toLocaleString('en')}</td>
            <td>{sizeText(bytes)}</td>
            <td>{same.toLocaleString('en')}</td>
            <td className={conflicts > 0 ? 'wk-warn' : undefined}>{conflicts.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
