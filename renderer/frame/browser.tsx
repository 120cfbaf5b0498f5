/** The file browser for a server without a display: folders the person who started it allowed. */
import { useEffect, useState } from 'react';
import { Breadcrumbs, Button, Group, Loader, Modal, Text } from '@mantine/core';
import { IconArrowUp, IconFolder, IconMapPin, IconWaveSine } from '@tabler/icons-react';
import type { z } from 'zod';
import type { BrowseResult as BrowseShape, Grant } from '../../contract/app.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { describeFault, toFault } from '../fault.ts';
import { engine, useLink } from '../link.ts';

type BrowseResult = z.output<typeof BrowseShape>;

interface BrowserProps {
  opened: boolean;
  title: string;
  /** `folder` offers the folder that is shown. */
  what: 'recording' | 'source-list' | 'folder';
  onChoose: (grant: Grant) => void;
  onClose: () => void;
}

const nothing: Readonly<Record<BrowserProps['what'], string>> = {
  recording: 'No recordings in here.',
  'source-list': 'No CSV, GPX or KML files in here.',
  folder: 'No folders in here.',
};

export function FileBrowser({ opened, title, what, onChoose, onClose }: BrowserProps): React.ReactNode {
  const [folder, setFolder] = useState<string>();
  const [result, setResult] = useState<BrowseResult>();
  const [problem, setProblem] = useState<string>();

  const linked = useLink((state) => state.phase === 'open');

  useEffect(() => {
    // Opened while the connection is made or away: it reads as soon as that is there.
    if (!opened || !linked) return;
    const abort = new AbortController();
    const read = async (): Promise<BrowseResult> =>
      engine().app.browse(
        {
          ...(folder === undefined ? {} : { folder }),
          show: what === 'source-list' ? 'source-lists' : 'recordings',
        },
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

  const entries = result?.entries.filter((entry) => what !== 'folder' || entry.kind === 'folder') ?? [];
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg">
      <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
        <Breadcrumbs fz="sm" separatorMargin={4}>
          {['Server', ...(result?.path ?? [])].map((name, i) => (
            <span key={`${String(i)} ${name}`}>{name}</span>
          ))}
        </Breadcrumbs>
        <Button
          size="compact-xs"
          variant="default"
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
      <ul className="wk-files">
        {entries.map((entry) => (
          <li key={entry.grant}>
            <button
              type="button"
              onClick={() =>
                entry.kind === 'folder'
                  ? setFolder(entry.grant)
                  : onChoose({ grant: entry.grant, name: entry.name })
              }
            >
              {entry.kind === 'folder' ? (
                <IconFolder size={16} aria-hidden />
              ) : entry.kind === 'source-list' ? (
                <IconMapPin size={16} aria-hidden />
              ) : (
                <IconWaveSine size={16} aria-hidden />
              )}
              <span>{entry.name}</span>
              {entry.kind !== 'folder' && <span>{formatRounded(entry.bytes, 'B', 3)}</span>}
            </button>
          </li>
        ))}
        {result !== undefined && entries.length === 0 && <li className="wk-empty">{nothing[what]}</li>}
      </ul>
      {what === 'folder' && (
        <Group justify="flex-end" mt="sm">
          <Button
            disabled={folder === undefined}
            onClick={() => {
              if (folder !== undefined) onChoose({ grant: folder, name: result?.path.at(-1) ?? '' });
            }}
          >
            Use this folder
          </Button>
        </Group>
      )}
    </Modal>
  );
}
