/** What of the queue is listed: states with their counts, text, radio, frequencies. */
import { ActionIcon, Button, Popover, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFilterOff } from '@tabler/icons-react';
import { taskStates, type TaskState } from '../../contract/task.ts';
import { SearchField } from '../frame/search-field.tsx';
import { useTyped } from '../frame/typed.ts';
import { useRadios } from '../radio/store.ts';
import { labelsOf } from './radios.ts';
import { hzProblem, isEmpty, toggleState } from './query.ts';
import { clearFilter, setFilter, useTasks } from './store.ts';
import { StateMark } from './state.tsx';
import { stateWords } from './words.ts';

const fieldId = 'wk-task-filter';

/** `/` */
export const focusFilter = (): void => document.getElementById(fieldId)?.focus();

export function Filters(): React.ReactNode {
  const filter = useTasks((state) => state.filter);
  // In a small window the counts come first: radio and frequencies are a press away.
  const wide = useMediaQuery('(min-width: 1600px)');
  return (
    <div className="wk-filters" role="search" aria-label="Filter tasks">
      <div className="wk-chips" role="group" aria-label="States">
        {taskStates.map((state) => (
          <Chip key={state} state={state} />
        ))}
      </div>
      {filter.scheduleId !== undefined && <span className="wk-tag wk-run">One repetition</span>}
      <TextFilter />
      {wide ? <Where /> : <WherePopover />}
      {!isEmpty(filter) && (
        <ActionIcon aria-label="Clear the filter" title="Clear the filter" onClick={clearFilter}>
          <IconFilterOff size={16} />
        </ActionIcon>
      )}
    </div>
  );
}

/** Radio and frequencies. */
function Where(): React.ReactNode {
  return (
    <div className="wk-where">
      <RadioFilter />
      <HzFilter label="Lowest frequency" placeholder="from" field="low" />
      <span aria-hidden>–</span>
      <HzFilter label="Highest frequency" placeholder="to" field="high" />
    </div>
  );
}

function WherePopover(): React.ReactNode {
  const { radioId, low, high } = useTasks(({ filter }) => filter);
  const used = radioId !== '' || low !== '' || high !== '';
  return (
    <Popover position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <Button variant={used ? 'light' : 'default'} title="Filter by radio and frequency">
          Where{used ? ' (on)' : '…'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Where />
      </Popover.Dropdown>
    </Popover>
  );
}

function Chip({ state }: { state: TaskState }): React.ReactNode {
  const count = useTasks(({ queue }) => queue?.counts[state] ?? 0);
  const states = useTasks(({ filter }) => filter.states);
  const on = states.includes(state);
  const { word } = stateWords[state];
  return (
    <button
      type="button"
      className="wk-chip"
      aria-pressed={on}
      aria-label={`${word}, ${count.toLocaleString('en')}`}
      title={`Only ${word.toLowerCase()} (Ctrl+Click: with others)`}
      onClick={(event) =>
        setFilter({ states: toggleState(states, state, !(event.ctrlKey || event.metaKey)) })
      }
    >
      <StateMark state={state} />
      <b>{count.toLocaleString('en')}</b>
    </button>
  );
}

const takeText = (text: string): void => setFilter({ text });

const focusTable = (): void => document.querySelector<HTMLElement>('.wk-task-table')?.focus();

function TextFilter(): React.ReactNode {
  const text = useTasks(({ filter }) => filter.text);
  return (
    <SearchField
      id={fieldId}
      className="wk-filter-text"
      label="Name, notes or radio"
      placeholder="Name, notes or radio  ( / )"
      text={text}
      onText={takeText}
      onLeave={focusTable}
    />
  );
}

function RadioFilter(): React.ReactNode {
  const radioId = useTasks(({ filter }) => filter.radioId);
  const radios = useRadios((state) => state.radios);
  const labels = labelsOf(radios);
  const known = radios.some(({ id }) => id === radioId) || radioId === '';
  return (
    <Select
      w={150}
      aria-label="Radio"
      data={[
        { value: '', label: 'Any radio' },
        ...radios.map(({ id }) => ({ value: id, label: labels[id] ?? id })),
        ...(known ? [] : [{ value: radioId, label: radioId }]),
      ]}
      value={radioId}
      onChange={(id) => setFilter({ radioId: id ?? '' })}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
    />
  );
}

const takeHz = {
  low: (low: string): void => setFilter({ low }),
  high: (high: string): void => setFilter({ high }),
};

function HzFilter({
  label,
  placeholder,
  field,
}: {
  label: string;
  placeholder: string;
  field: 'low' | 'high';
}): React.ReactNode {
  const value = useTasks(({ filter }) => filter[field]);
  const [typed, setTyped] = useTyped(value, takeHz[field]);
  const problem = hzProblem(typed);
  return (
    <TextInput
      w={84}
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      value={typed}
      error={problem !== undefined}
      title={problem ?? `${label}, for example 100M`}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
