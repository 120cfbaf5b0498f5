/** What the chosen files hold, before anything is kept: what to take, what is asked, what can't come in and why. */
import { Button, Checkbox, Modal, Select, SegmentedControl, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { attempt, say } from '../frame/toasts.tsx';
import { saveText } from '../save.ts';
import { useSources } from '../sources/store.ts';
import { counted } from '../tasks/words.ts';
import { rejectionsCsv, summaryOf, tabOf, type Item, type Summary, type Tab } from './candidates.ts';
import { ImportList } from './import-list.tsx';
import { ImportQuestions } from './import-questions.tsx';
import { closeImport, commitImport, showTab, useImport } from './import-store.ts';
import { sizeText } from './words.ts';

export function ImportDialog(): React.ReactNode {
  const items = useImport((state) => state.items);
  const left = useImport((state) => state.left);
  return (
    <Modal
      opened={items !== undefined}
      onClose={closeImport}
      title="Import into the library"
      size="min(1500px, 94vw)"
      closeOnClickOutside={false}
    >
      {items !== undefined && <Contents items={items} left={left} />}
    </Modal>
  );
}

const tabWords: Readonly<Record<Tab, string>> = {
  all: 'All',
  ask: 'To answer',
  ready: 'Ready',
  known: 'Known already',
  rejected: 'Rejected',
};
const tabs: readonly Tab[] = ['all', 'ask', 'ready', 'known', 'rejected'];

function Contents({ items, left }: { items: readonly Item[]; left: number }): React.ReactNode {
  const tab = useImport((state) => state.tab);
  const incomplete = useImport((state) => state.incomplete);
  const summary = useMemo(() => summaryOf(items, incomplete), [items, incomplete]);
  const shown = useMemo(() => tabOf(items, tab), [items, tab]);
  return (
    <div className="wk-import-dialog">
      <div className="wk-import-tools">
        <SegmentedControl
          aria-label="Which files"
          data={tabs.map((value) => ({
            value,
            label: `${tabWords[value]} ${summary.counts[value].toLocaleString('en')}`,
          }))}
          value={tab}
          onChange={(next) => showTab(tabs.find((value) => value === next) ?? 'all')}
        />
        <span className="wk-toolbar-space" />
        {left > 0 && (
          <span className="wk-warn" role="status">
            {counted(left, 'more file')} did not fit: import these first, then choose them again.
          </span>
        )}
        {tab === 'rejected' && summary.counts.rejected > 0 && (
          <Button variant="default" onClick={() => attempt(() => saveRejected(items))}>
            Export reasons…
          </Button>
        )}
      </div>
      <ImportList items={items} shown={shown} tab={tab} />
      <ImportQuestions items={items} />
      <Choices summary={summary} />
    </div>
  );
}

async function saveRejected(items: readonly Item[]): Promise<void> {
  const rejected = items.flatMap(({ candidate: { name, rejected: why } }) =>
    why === undefined ? [] : [{ name, ...why }],
  );
  if (await saveText('rejected.csv', rejectionsCsv(rejected), 'text/csv'))
    say(`${counted(rejected.length, 'reason')} written.`);
}

const mostListed = 100;

function Choices({ summary }: { summary: Summary }): React.ReactNode {
  const { copy, incomplete, sourceId, notes, starting } = useImport();
  const sources = useSources((state) => state.sources);
  const { coming, comingBytes, copied, copyBytes, waiting } = summary;
  return (
    <footer className="wk-import-foot">
      <SegmentedControl
        aria-label="Where the files stay"
        data={[
          { value: 'reference', label: 'Leave files where they are' },
          { value: 'copy', label: 'Copy into the recording folder' },
        ]}
        value={copy ? 'copy' : 'reference'}
        onChange={(value) => useImport.setState({ copy: value === 'copy' })}
      />
      <Select
        aria-label="Source of these recordings"
        placeholder="No source"
        searchable
        clearable
        w={170}
        limit={mostListed}
        nothingFoundMessage="No source of that name"
        data={sources.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={sourceId === undefined ? null : String(sourceId)}
        onChange={(id) => useImport.setState({ sourceId: id === null ? undefined : Number(id) })}
      />
      <TextInput
        aria-label="Notes for all of them"
        placeholder="Notes for all of them"
        flex="1 1 180px"
        maxLength={4000}
        value={notes}
        onChange={(event) => useImport.setState({ notes: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label="Take unanswered ones too"
        title="They are catalogued, and can be analysed once somebody says their rate and format"
        checked={incomplete}
        onChange={(event) => useImport.setState({ incomplete: event.currentTarget.checked })}
      />
      <div className="wk-import-end">
        <span className="wk-import-sum" role="status">
          {waiting > 0 && (
            <span className="wk-warn">
              {waiting === 1
                ? 'One waits for an answer.'
                : `${waiting.toLocaleString('en')} wait for answers.`}{' '}
            </span>
          )}
          {copied > 0 &&
            !copy &&
            `${counted(copied, 'archive')} can only be copied: ${sizeText(copyBytes)}. `}
          {coming > 0 && `${sizeText(comingBytes)} in all.`}
        </span>
        <Button variant="default" onClick={closeImport}>
          Cancel
        </Button>
        <Button loading={starting} disabled={coming === 0} title="Import (Ctrl+Enter)" onClick={commitImport}>
          {coming === 0 ? 'Nothing to import' : `Import ${counted(coming, 'file')}`}
        </Button>
      </div>
    </footer>
  );
}
