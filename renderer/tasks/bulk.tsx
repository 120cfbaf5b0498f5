/** What can be done with the selected tasks. Always there, so that the list doesn't jump when a row is chosen. */
import { Button } from '@mantine/core';
import { SelectEnds } from '../frame/select-ends.tsx';
import { attempt } from '../frame/toasts.tsx';
import { selectEverything, selectNothing } from './choose.ts';
import { cancelChosen, changePriority, priorityStep, retryChosen, runChosenNow } from './commands.ts';
import { countOf } from '../frame/selection.ts';
import { useTasks } from './store.ts';

const deeds: { label: string; key: string; run: () => Promise<void> }[] = [
  { label: 'Cancel', key: 'Delete', run: cancelChosen },
  { label: 'Retry', key: 'R', run: retryChosen },
  { label: 'Run now', key: 'Shift+N', run: runChosenNow },
  { label: `Priority +${String(priorityStep)}`, key: 'Shift+P', run: () => changePriority(priorityStep) },
  { label: `Priority −${String(priorityStep)}`, key: 'Shift+L', run: () => changePriority(-priorityStep) },
];

export function BulkBar(): React.ReactNode {
  const total = useTasks((state) => state.total ?? 0);
  const selection = useTasks((state) => state.selection);
  const count = countOf(selection, total);
  return (
    <div className="wk-bulk" role="toolbar" aria-label="Selected tasks">
      <b role="status">
        {count === 0 ? 'None' : count.toLocaleString('en')} of {total.toLocaleString('en')} selected
      </b>
      {deeds.map(({ label, key, run }) => (
        <Button
          key={label}
          variant="default"
          disabled={count === 0}
          title={`${label} (${key})`}
          onClick={() => attempt(run)}
        >
          {label}
        </Button>
      ))}
      <SelectEnds count={count} total={total} onAll={selectEverything} onNone={selectNothing} />
    </div>
  );
}
