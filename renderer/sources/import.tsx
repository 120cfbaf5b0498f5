/** What a file holds: its rows to choose from, known ones left out at first, and what of it could not be read. */
import { Button, Checkbox, Group, Modal, SegmentedControl, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { formatPlace } from '../../contract/coordinates.ts';
import type { SourceImport } from '../../contract/source.ts';
import { attempt } from '../frame/toasts.tsx';
import { columnHz } from '../tasks/frequencies.ts';
import { counted } from '../tasks/words.ts';
import { addSources } from './commands.ts';
import { useSources, type ReadFile } from './store.ts';

const rowPx = 26;
const close = (): void => useSources.setState({ file: undefined });

export function ImportDialog(): React.ReactNode {
  const file = useSources((state) => state.file);
  return (
    <Modal
      opened={file !== undefined}
      onClose={close}
      title={file === undefined ? '' : `Import ${file.name}`}
      size="xl"
    >
      {file !== undefined && <Contents key={file.name} file={file} />}
    </Modal>
  );
}

function Contents({ file: { content } }: { file: ReadFile }): React.ReactNode {
  const { rows, rejected } = content;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(
    () => new Set(rows.flatMap(({ known }, i) => (known ? [] : [i]))),
  );
  const [view, setView] = useState<'rows' | 'rejected'>(rows.length === 0 ? 'rejected' : 'rows');
  const [adding, setAdding] = useState(false);
  const known = rows.filter((row) => row.known).length;
  const add = async (): Promise<void> => {
    setAdding(true);
    try {
      await addSources(rows.filter((_, i) => chosen.has(i)).map(({ draft }) => draft));
    } finally {
      setAdding(false);
    }
  };
  return (
    <>
      <Group justify="space-between" mb="xs">
        <SegmentedControl
          aria-label="Part of the file"
          data={[
            { value: 'rows', label: counted(rows.length, 'source') },
            { value: 'rejected', label: `${rejected.length.toLocaleString('en')} not read` },
          ]}
          value={view}
          onChange={(next) => setView(next === 'rejected' ? 'rejected' : 'rows')}
        />
        <Text size="xs" c="dimmed">
          {content.format.toUpperCase()}
          {known > 0 && ` · ${known.toLocaleString('en')} known already, left out`}
        </Text>
      </Group>
      {view === 'rejected' ? (
        <Rejected content={content} />
      ) : (
        <Rows content={content} chosen={chosen} onChosen={setChosen} />
      )}
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button data-autofocus loading={adding} disabled={chosen.size === 0} onClick={() => attempt(add)}>
          {chosen.size === 0 ? 'Nothing chosen' : `Add ${counted(chosen.size, 'source')}`}
        </Button>
      </Group>
    </>
  );
}

interface RowsProps {
  content: SourceImport;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
}

function Rows({ content: { rows }, chosen, onChosen }: RowsProps): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const toggle = (i: number): void => {
    const next = new Set(chosen);
    if (!next.delete(i)) next.add(i);
    onChosen(next);
  };
  return (
    <div className="wk-import">
      <div className="wk-import-row wk-import-head">
        <Checkbox
          size="xs"
          aria-label="Choose every source"
          checked={chosen.size === rows.length}
          indeterminate={chosen.size > 0 && chosen.size < rows.length}
          onChange={() => onChosen(chosen.size === rows.length ? new Set() : new Set(rows.keys()))}
        />
        <span>Line</span>
        <span>Name</span>
        <span>Frequency</span>
        <span>Place</span>
        <span />
      </div>
      <div ref={frame} className="wk-import-body">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const { name, frequencyHz, latitudeDeg, longitudeDeg } = row.draft;
            return (
              <label
                key={item.key}
                className="wk-import-row"
                style={{ position: 'absolute', transform: `translateY(${item.start}px)` }}
              >
                <Checkbox
                  size="xs"
                  aria-label={`Choose ${name}`}
                  checked={chosen.has(item.index)}
                  onChange={() => toggle(item.index)}
                />
                <span>{row.place}</span>
                <span title={name}>{name}</span>
                <span>{frequencyHz === undefined ? '' : columnHz(frequencyHz)}</span>
                <span>
                  {latitudeDeg === undefined || longitudeDeg === undefined
                    ? ''
                    : formatPlace({ latitudeDeg, longitudeDeg }, 3)}
                </span>
                <span>{row.known && <span className="wk-tag wk-warn">Known</span>}</span>
              </label>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Rejected({ content: { rejected, format } }: { content: SourceImport }): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rejected.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  if (rejected.length === 0) return <p className="wk-empty">Everything in the file could be read.</p>;
  return (
    <div className="wk-import">
      <div ref={frame} className="wk-import-body" role="list" aria-label="Not read" tabIndex={0}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const line = rejected[item.index];
            return (
              <div
                key={item.key}
                role="listitem"
                ref={virtual.measureElement}
                data-index={item.index}
                className="wk-import-why"
                style={{ position: 'absolute', transform: `translateY(${item.start}px)` }}
              >
                <b>
                  {format === 'csv' ? 'Line' : 'Point'} {line?.place}
                </b>
                <span>{line?.message}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
