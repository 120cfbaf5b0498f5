/** The file browser for a server without a display: folders the person who started it allowed. */
import { useEffect, useRef, useState } from 'react';
import { Breadcrumbs, Button, Checkbox, Group, Loader, Modal, Text } from '@mantine/core';
import { IconArrowUp, IconFolder, IconMapPin, IconPackage, IconWaveSine } from '@tabler/icons-react';
import type { z } from 'zod';
import type { BrowseResult as BrowseShape, Grant } from '../../contract/app.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { describeFault, toFault } from '../fault.ts';
import { engine, useLink } from '../link.ts';

type BrowseResult = z.output<typeof BrowseShape>;
type Entry = BrowseResult['entries'][number];

interface BrowserProps {
  opened: boolean;
  title: string;
  /** `folder` offers the folder that is shown; of `imports` several files and folders can be chosen at once. */
  what: 'recording' | 'source-list' | 'folder' | 'imports' | 'bundle';
  onChoose: (grant: Grant) => void;
  /** For `imports`. */
  onChooseMany?: (grants: readonly Grant[]) => void;
  onClose: () => void;
}

const nothing: Readonly<Record<BrowserProps['what'], string>> = {
  recording: 'No recordings in here.',
  'source-list': 'No CSV, GPX or KML files in here.',
  folder: 'No folders in here.',
  imports: 'Nothing that can be imported in here.',
  bundle: 'No bundles in here.',
};

const shows = {
  recording: 'recordings',
  'source-list': 'source-lists',
  folder: 'recordings',
  imports: 'imports',
  bundle: 'bundles',
} as const satisfies Record<BrowserProps['what'], string>;

/** Opened while the connection is made or away: it reads as soon as that is there. */
function useFolder(opened: boolean, folder: string | undefined, what: BrowserProps['what']) {
  const [result, setResult] = useState<BrowseResult>();
  const [problem, setProblem] = useState<string>();
  const linked = useLink((state) => state.phase === 'open');
  useEffect(() => {
    if (!opened || !linked) return;
    const abort = new AbortController();
    const read = async (): Promise<BrowseResult> =>
      engine().app.browse(
        { ...(folder === undefined ? {} : { folder }), show: shows[what] },
        { signal: abort.signal },
      );
    read().then(
      (found) => {
        setResult(found);
        setProblem(undefined);
      },
      (error: unknown) => {
        const fault = toFault(error);
        if (fault.code === 'cancelled') return;
        const { message, advice } = describeFault(fault);
        setProblem(`${message} ${advice}`);
      },
    );
    return () => abort.abort();
  }, [opened, linked, folder, what]);
  return { result, problem };
}

/** Where the keyboard goes when a folder was read: what is in it, what can be done with it, the way out. */
const firsts = ['.wk-files button', '[data-use]:not(:disabled)', '[data-up]:not(:disabled)'];

export function FileBrowser(props: BrowserProps): React.ReactNode {
  const { opened, title, what, onChoose, onClose } = props;
  const [folder, setFolder] = useState<string>();
  const { result, problem } = useFolder(opened, folder, what);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The entry that opened the folder left with its list: the keyboard would stand nowhere.
    if (!opened || result === undefined) return;
    for (const one of firsts) {
      const first = body.current?.querySelector<HTMLElement>(one);
      if (!first) continue;
      first.focus();
      return;
    }
  }, [opened, result]);
  const entries = result?.entries.filter((entry) => what !== 'folder' || entry.kind === 'folder') ?? [];
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg">
      <div ref={body}>
        <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
          <Breadcrumbs fz="sm" separatorMargin={4}>
            {['Server', ...(result?.path ?? [])].map((name, i) => (
              <span key={`${String(i)} ${name}`}>{name}</span>
            ))}
          </Breadcrumbs>
          <Button
            size="compact-xs"
            variant="default"
            data-up
            leftSection={<IconArrowUp size={14} />}
            disabled={folder === undefined}
            onClick={() => setFolder(result?.parent)}
          >
            Up
          </Button>
        </Group>
        {problem !== undefined && (
          <Text size="sm" c="var(--wk-bad)" role="alert">
            {problem}
          </Text>
        )}
        {result === undefined && problem === undefined && <Loader size="sm" />}
        {what === 'imports' ? (
          <Choice
            // What was ticked in one folder is not meant in the next.
            key={folder ?? ''}
            entries={entries}
            read={result !== undefined}
            onOpen={setFolder}
            onChoose={(grants) => props.onChooseMany?.(grants)}
          />
        ) : (
          <ul className="wk-files">
            {entries.map((entry, i) => (
              <li key={entry.grant}>
                <button
                  type="button"
                  data-autofocus={i === 0 || undefined}
                  onClick={() =>
                    entry.kind === 'folder' ? setFolder(entry.grant) : onChoose(grantOf(entry))
                  }
                >
                  <EntryIcon entry={entry} bundle={what === 'bundle'} />
                  <span>{entry.name}</span>
                  {entry.kind !== 'folder' && <span>{formatRounded(entry.bytes, 'B', 3)}</span>}
                </button>
              </li>
            ))}
            {result !== undefined && entries.length === 0 && <li className="wk-empty">{nothing[what]}</li>}
          </ul>
        )}
        {what === 'folder' && (
          <Group justify="flex-end" mt="sm">
            <Button
              data-use
              disabled={folder === undefined}
              onClick={() => {
                if (folder !== undefined) onChoose({ grant: folder, name: result?.path.at(-1) ?? '' });
              }}
            >
              Use this folder
            </Button>
          </Group>
        )}
      </div>
    </Modal>
  );
}

const grantOf = ({ grant, name }: Entry): Grant => ({ grant, name });

function EntryIcon({ entry, bundle }: { entry: Entry; bundle: boolean }): React.ReactNode {
  if (entry.kind === 'folder') return <IconFolder size={16} aria-hidden />;
  if (bundle) return <IconPackage size={16} aria-hidden />;
  return entry.kind === 'source-list' ? (
    <IconMapPin size={16} aria-hidden />
  ) : (
    <IconWaveSine size={16} aria-hidden />
  );
}

/** Several at once: boxes choose, the name of a folder opens it. */
function Choice({
  entries,
  read,
  onOpen,
  onChoose,
}: {
  entries: readonly Entry[];
  read: boolean;
  onOpen: (folder: string) => void;
  onChoose: (grants: readonly Grant[]) => void;
}): React.ReactNode {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const flip = (grant: string): void => {
    const next = new Set(chosen);
    if (!next.delete(grant)) next.add(grant);
    setChosen(next);
  };
  const all = entries.length > 0 && chosen.size === entries.length;
  return (
    <>
      <ul className="wk-files">
        {entries.map((entry, i) => (
          <li key={entry.grant} className="wk-file-choice">
            <Checkbox
              size="xs"
              aria-label={`Choose ${entry.name}`}
              checked={chosen.has(entry.grant)}
              onChange={() => flip(entry.grant)}
            />
            <button
              type="button"
              data-autofocus={i === 0 || undefined}
              onClick={() => (entry.kind === 'folder' ? onOpen(entry.grant) : flip(entry.grant))}
            >
              <EntryIcon entry={entry} bundle={false} />
              <span>{entry.name}</span>
              {entry.kind !== 'folder' && <span>{formatRounded(entry.bytes, 'B', 3)}</span>}
            </button>
          </li>
        ))}
        {read && entries.length === 0 && <li className="wk-empty">{nothing.imports}</li>}
      </ul>
      <Group justify="space-between" mt="sm">
        <Checkbox
          size="xs"
          label="Everything in here"
          disabled={entries.length === 0}
          checked={all}
          indeterminate={!all && chosen.size > 0}
          onChange={() => setChosen(all ? new Set() : new Set(entries.map(({ grant }) => grant)))}
        />
        <Button
          disabled={chosen.size === 0}
          onClick={() => onChoose(entries.filter(({ grant }) => chosen.has(grant)).map(grantOf))}
        >
          {chosen.size === 0 ? 'Nothing chosen' : `Choose ${chosen.size.toLocaleString('en')}`}
        </Button>
      </Group>
    </>
  );
}
