/** What a person says of a recording: notes, its source, and what nobody knew when it was imported. */
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { Stated, type LibraryEntry } from '../../contract/library.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { useSources } from '../sources/store.ts';
import { factProblem, readFact } from './candidates.ts';

const change = (input: Parameters<ReturnType<typeof engine>['library']['change']>[0]): void =>
  attempt(() => engine().library.change(input));

/** Kept when the field is left, or with Ctrl+Enter. */
export function NotesField({ entry }: { entry: LibraryEntry }): React.ReactNode {
  const [typed, setTyped] = useState<string>();
  /** Escape leaves the field too: what was typed then is not meant. */
  const dropped = useRef(false);
  const keep = (): void => {
    if (!dropped.current && typed !== undefined && typed !== entry.notes)
      change({ id: entry.id, notes: typed });
    dropped.current = false;
    setTyped(undefined);
  };
  return (
    <Textarea
      id="wk-library-notes"
      size="xs"
      label="Notes"
      placeholder="What is in it? (M)"
      autosize
      minRows={2}
      maxRows={10}
      maxLength={4000}
      value={typed ?? entry.notes}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        dropped.current = event.key === 'Escape';
        if (event.key === 'Escape' || (event.key === 'Enter' && event.ctrlKey)) event.currentTarget.blur();
      }}
    />
  );
}

/** `M`. False where the field is not there yet. */
export function focusNotes(): boolean {
  const field = document.getElementById('wk-library-notes');
  field?.focus();
  return field !== null;
}

const mostListed = 100;

export function SourceField({ entry }: { entry: LibraryEntry }): React.ReactNode {
  const sources = useSources((state) => state.sources);
  return (
    <Select
      label="Source"
      placeholder="None chosen"
      searchable
      clearable
      limit={mostListed}
      nothingFoundMessage="No source of that name"
      data={sources.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={entry.sourceId === undefined ? null : String(entry.sourceId)}
      onChange={(value) => change({ id: entry.id, sourceId: value === null ? null : Number(value) })}
    />
  );
}

/** Only for what nobody knows: what a header says stays. */
export function AskedFacts({ entry }: { entry: LibraryEntry }): React.ReactNode {
  const [rate, setRate] = useState('');
  const [centre, setCentre] = useState('');
  const asksRate = entry.sampleRateHz === undefined;
  const asksCentre = entry.centreHz === undefined;
  if (entry.condition === 'missing' || (!asksRate && !asksCentre)) return null;
  const rateProblem = factProblem('sampleRateHz', rate);
  const centreProblem = factProblem('centreHz', centre);
  const submit = async (): Promise<void> => {
    const stated = Stated.parse({
      ...(asksRate ? { sampleRateHz: readFact('sampleRateHz', rate) } : {}),
      ...(asksCentre ? { centreHz: readFact('centreHz', centre) } : {}),
    });
    await engine().library.change({ id: entry.id, stated });
    say(`What you said of ${entry.name} is kept.`);
  };
  const nothing = rate.trim() === '' && centre.trim() === '';
  return (
    <form
      className="wk-asked"
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing && rateProblem === undefined && centreProblem === undefined) attempt(submit);
      }}
    >
      <p>
        {asksRate
          ? 'Nobody knows its sample rate: until somebody says it, it can not be analysed.'
          : 'Nobody knows where it was tuned: its frequencies are offsets.'}
      </p>
      {asksRate && (
        <TextInput
          label="Sample rate"
          placeholder="2.4M"
          value={rate}
          error={rateProblem}
          onChange={(event) => setRate(event.currentTarget.value)}
        />
      )}
      {asksCentre && (
        <TextInput
          label="Centre frequency"
          placeholder="433.92M"
          value={centre}
          error={centreProblem}
          onChange={(event) => setCentre(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="compact-xs" disabled={nothing}>
        Keep
      </Button>
    </form>
  );
}
