/** Every field of a search in the user's terms. What can be read counts at once; what can't says why. */
import { Autocomplete, Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { libraryConditions, type LibrarySearch } from '../../contract/library.ts';
import { useSessions } from '../sessions/store.ts';
import { useSources } from '../sources/store.ts';
import { readingOf } from '../tasks/frequencies.ts';
import { formOf, readForm, type SearchForm } from './query.ts';
import { rows, setSearch, useLibrary } from './store.ts';
import { conditionWords, labelledWords, originWords } from './words.ts';

const any = { value: '', label: 'Any' };
const optionsOf = <K extends string>(
  words: Readonly<Record<K, string>>,
): { value: string; label: string }[] => [
  any,
  ...Object.entries<string>(words).map(([value, label]) => ({ value, label })),
];

const conditions = [any, ...libraryConditions.map((value) => ({ value, label: conditionWords[value].word }))];
const starOptions = [
  any,
  ...[1, 2, 3, 4, 5].map((stars) => ({
    value: String(stars),
    label: stars === 5 ? '5 stars' : `${String(stars)} or more`,
  })),
];

/** A key of a choice, of those there are. */
const keyOf = <K extends string>(words: Readonly<Record<K, unknown>>, value: string | null): K | undefined =>
  (Object.keys(words) as K[]).find((key) => key === value);

/** What stands in the rows that are here, for fields one writes into. */
function knownWords(of: 'label' | 'radio'): string[] {
  const found = new Set<string>();
  for (let index = 0; index < Math.min(rows.total ?? 0, 500); index++) {
    const entry = rows.at(index);
    if (of === 'radio' && entry?.radio !== undefined) found.add(entry.radio);
    if (of === 'label') for (const { name } of entry?.labels ?? []) found.add(name);
  }
  return [...found].sort((a, b) => a.localeCompare(b, 'en')).slice(0, 100);
}

export function FilterForm({ onDone }: { onDone: () => void }): React.ReactNode {
  const search = useLibrary((state) => state.search);
  const [form, setForm] = useState<SearchForm>(() => formOf(search));
  const { problems } = readForm(form, search);

  const change = (name: keyof SearchForm, value: string): void => {
    const next = { ...form, [name]: value };
    setForm(next);
    setSearch(readForm(next, useLibrary.getState().search).search);
  };
  const choose = (chosen: Partial<LibrarySearch>): void =>
    setSearch({ ...useLibrary.getState().search, ...chosen });
  const field = (name: keyof SearchForm, label: string, placeholder: string) => ({
    label,
    placeholder,
    value: form[name],
    error: problems[name],
    spellCheck: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change(name, event.currentTarget.value),
  });
  const { low, high } = form;
  return (
    <form
      className="wk-filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      <TextInput
        data-autofocus
        {...field('low', 'Lowest frequency', '433M')}
        description={readingOf(low, 'M')}
        inputWrapperOrder={below}
      />
      <TextInput
        {...field('high', 'Highest frequency', '435M')}
        description={readingOf(high, 'M')}
        inputWrapperOrder={below}
      />
      <TextInput {...field('from', 'Since (UTC)', '2026-11-01')} />
      <TextInput {...field('to', 'Until (UTC)', '2026-11-23 15:30')} />
      <TextInput {...field('least', 'At least so long', '10s')} />
      <TextInput {...field('most', 'At most so long', '5min')} />
      <Autocomplete
        {...field('label', 'Label', 'Name of a class')}
        data={knownWords('label')}
        onChange={(text) => change('label', text)}
      />
      <Select
        label="Labels"
        data={optionsOf(labelledWords)}
        value={search.labelled ?? ''}
        onChange={(value) => choose({ labelled: keyOf(labelledWords, value) })}
      />
      <TextInput {...field('snr', 'Strength from', '10 dB')} />
      <Select
        label="Stars"
        data={starOptions}
        value={search.leastStars === undefined ? '' : String(search.leastStars)}
        onChange={(value) => choose({ leastStars: Number(value) || undefined })}
      />
      <Autocomplete
        {...field('radio', 'Radio', 'Its name')}
        data={knownWords('radio')}
        onChange={(text) => change('radio', text)}
      />
      <TextInput {...field('task', 'Task', 'Its number')} />
      <Named of="source" value={search.sourceId} onChange={(sourceId) => choose({ sourceId })} />
      <Named of="session" value={search.sessionId} onChange={(sessionId) => choose({ sessionId })} />
      <Select
        label="Condition"
        data={conditions}
        value={search.condition ?? ''}
        onChange={(value) => choose({ condition: keyOf(conditionWords, value) })}
      />
      <Select
        label="Where from"
        data={optionsOf(originWords)}
        value={search.origin ?? ''}
        onChange={(value) => choose({ origin: keyOf(originWords, value) })}
      />
      <TextInput {...field('place', 'Near the place', '45.123 N 7.456 E')} />
      <TextInput {...field('within', 'Within', '10 km')} />
      <Group justify="flex-end" gap="xs" className="wk-filter-end">
        <Button
          variant="default"
          onClick={() => {
            const { text } = useLibrary.getState().search;
            setSearch(text === undefined ? {} : { text });
            setForm(formOf({}));
          }}
        >
          Clear
        </Button>
        <Button type="submit">Done</Button>
      </Group>
    </form>
  );
}

/** What was understood stands below what was typed. */
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** Of thousands of sources a person looks for one by its name. */
const mostListed = 100;

function Named({
  of,
  value,
  onChange,
}: {
  of: 'source' | 'session';
  value: number | undefined;
  onChange: (id: number | undefined) => void;
}): React.ReactNode {
  const sources = useSources((state) => state.sources);
  const sessions = useSessions((state) => state.sessions);
  const list = of === 'source' ? sources : sessions;
  return (
    <Select
      label={of === 'source' ? 'Source' : 'Session'}
      searchable
      clearable
      placeholder="Any"
      limit={mostListed}
      nothingFoundMessage="None of that name"
      data={list.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === undefined ? null : String(value)}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
    />
  );
}
