/** Compares catalogue and disk, shows what was found, and mends it by kind. */
import { Button, Checkbox, Group, Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '../frame/selection.ts';
import { attempt } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { ProgressBar } from '../tasks/row.tsx';
import { counted } from '../tasks/words.ts';
import { chosenIds } from './choose.ts';
import { cancelJob } from './commands.ts';
import { Lines } from './lines.tsx';
import { Name } from './name.tsx';
import { openLibraryDialog, useLibrary } from './store.ts';
import { findingWords, jobShare, repairWords, type FindingKind } from './words.ts';

const checkId = 'wk-library-check';
const close = (): void => openLibraryDialog(undefined);
/** One question holds no more. */
const mostIds = 10_000;

export function CheckDialog(): React.ReactNode {
  const opened = useLibrary(({ dialog }) => dialog === 'check');
  return (
    <Modal opened={opened} onClose={close} title="Check recordings" size="xl">
      {opened && <Contents />}
    </Modal>
  );
}

function Contents(): React.ReactNode {
  // As everywhere: without a selection, the row under the cursor.
  const selected = useLibrary(
    ({ selection, total, cursorId }) => countOf(selection, total ?? 0) || (cursorId === undefined ? 0 : 1),
  );
  const tooMany = selected > mostIds;
  const running = useLibrary(({ jobs }) =>
    jobs.find(({ kind, state }) => state === 'running' && (kind === 'check' || kind === 'repair')),
  );
  const [scope, setScope] = useState(selected > 0 && !tooMany ? 'selected' : 'all');
  const [hashes, setHashes] = useState(false);
  const begin = async (): Promise<void> => {
    await engine().library.check({ hashes, ...(scope === 'selected' ? { ids: await chosenIds() } : {}) });
  };
  return (
    <>
      <Group gap="sm" mb="sm">
        <SegmentedControl
          aria-label="What is checked"
          data={[
            { value: 'all', label: 'The whole library' },
            {
              value: 'selected',
              label: `Selected (${selected.toLocaleString('en')}${tooMany ? `, at most ${mostIds.toLocaleString('en')}` : ''})`,
              disabled: selected === 0 || tooMany,
            },
          ]}
          value={scope}
          onChange={setScope}
        />
        <Checkbox
          size="xs"
          label="Read every byte and compare hashes (takes as long as the disk does)"
          checked={hashes}
          onChange={(event) => setHashes(event.currentTarget.checked)}
        />
        <Button
          id={checkId}
          ml="auto"
          data-autofocus
          // Not `disabled`: the keyboard would fall out of the dialog while it runs.
          {...(running === undefined ? {} : { 'data-disabled': true })}
          aria-disabled={running !== undefined}
          onClick={() => {
            if (running === undefined) attempt(begin);
          }}
        >
          Check
        </Button>
      </Group>
      {running !== undefined && (
        <div className="wk-job-line" role="status">
          <ProgressBar progress={jobShare(running) ?? 0} />
          <span>{running.title}</span>
          <Button size="compact-xs" variant="default" onClick={() => attempt(() => cancelJob(running.id))}>
            Cancel
          </Button>
        </div>
      )}
      <Findings busy={running !== undefined} />
    </>
  );
}

/** What may only be elsewhere for now is forgotten with its labels and notes: never without being asked to. */
const unasked: ReadonlySet<FindingKind> = new Set(['missing']);

function Findings({ busy }: { busy: boolean }): React.ReactNode {
  const findings = useLibrary((state) => state.findings);
  const checked = useLibrary(({ jobs }) =>
    jobs.some(({ kind, state }) => kind === 'check' && state === 'done'),
  );
  const [left, setLeft] = useState<ReadonlySet<FindingKind>>(unasked);
  if (findings.length === 0)
    return (
      <p className="wk-empty">
        {checked
          ? 'The last check found nothing wrong.'
          : 'A check finds files that changed or are gone, and recordings the catalogue does not know.'}
      </p>
    );
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  const mended = kinds.filter(
    (kind) => !left.has(kind) && findings.some((one) => one.kind === kind && one.repair !== 'none'),
  );
  const repair = async (): Promise<void> => {
    await engine().library.repair({ kinds: mended });
    // The button leaves with what it mends.
    document.getElementById(checkId)?.focus();
  };
  const taken = findings.filter((one) => !left.has(one.kind) && one.repair !== 'none').length;
  return (
    <>
      <div className="wk-finding-kinds" role="group" aria-label="Kinds of findings">
        {kinds.map((kind) => {
          const of = findings.filter((one) => one.kind === kind);
          const how = [...new Set(of.map((one) => repairWords[one.repair]))].join(' or ');
          return (
            <Checkbox
              key={kind}
              size="xs"
              label={`${findingWords[kind]} (${of.length.toLocaleString('en')}): ${how.toLowerCase()}`}
              checked={!left.has(kind)}
              onChange={(event) => {
                const next = new Set(left);
                if (event.currentTarget.checked) next.delete(kind);
                else next.add(kind);
                setLeft(next);
              }}
            />
          );
        })}
      </div>
      <Lines
        label="Findings"
        count={findings.length}
        className="wk-line-finding"
        row={(index) => {
          const one = findings[index];
          return one === undefined ? null : (
            <>
              <span className={one.kind === 'unhashed' ? 'wk-dim' : 'wk-warn'}>{findingWords[one.kind]}</span>
              <Name name={one.name} />
              <span title={one.message}>{one.message}</span>
            </>
          );
        }}
      />
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button disabled={busy || mended.length === 0} onClick={() => attempt(repair)}>
          {mended.length === 0 ? 'Nothing to repair' : `Repair ${counted(taken, 'finding')}`}
        </Button>
      </Group>
    </>
  );
}
