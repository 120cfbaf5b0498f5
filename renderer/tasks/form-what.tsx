/** What is recorded: name, frequencies, bandwidth, length, radio, products. */
import { Checkbox, SegmentedControl, Select, Textarea } from '@mantine/core';
import { useContext } from 'react';
import { productKinds } from '../../contract/task.ts';
import { readingOf } from './frequencies.ts';
import { ProblemsContext, TextField, useProblem } from './form-fields.tsx';
import { changeForm, useTaskForm } from './form-store.ts';
import type { TaskForm } from './form.ts';
import { useChoices } from './radios.ts';
import { productWords } from './words.ts';

const manyWords: { value: TaskForm['many']; label: string }[] = [
  { value: 'one', label: 'One frequency' },
  { value: 'list', label: 'List' },
  { value: 'range', label: 'Range' },
];

export function WhatFields(): React.ReactNode {
  const bandwidth = useTaskForm(({ form }) => form.bandwidth);
  return (
    <fieldset>
      <legend>What</legend>
      <Frequencies />
      <div className="wk-form-pair">
        <TextField name="bandwidth" label="Bandwidth" placeholder="200k" note={readingOf(bandwidth, 'k')} />
        <TextField name="length" label="Length" placeholder="10s, 5min, 2h" />
      </div>
      <TextField name="name" label="Name" placeholder="May stay empty" />
      <Radio />
      <Products />
    </fieldset>
  );
}

function Frequencies(): React.ReactNode {
  const many = useTaskForm(({ form }) => form.many);
  const frequency = useTaskForm(({ form }) => form.frequency);
  const list = useTaskForm(({ form }) => form.list);
  const listProblem = useProblem('list');
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label="How many frequencies"
        data={manyWords}
        value={many}
        onChange={(next) =>
          changeForm({ many: manyWords.find(({ value }) => value === next)?.value ?? 'one' })
        }
      />
      {many === 'one' && (
        <TextField
          name="frequency"
          label="Frequency"
          placeholder="100.1M"
          note={readingOf(frequency, 'M')}
          autoFocus
        />
      )}
      {many === 'list' && (
        <Textarea
          size="xs"
          label="Frequencies, one a line, each with a name or without"
          placeholder={'100.1M Radio One\n433.92M'}
          rows={5}
          spellCheck={false}
          value={list}
          error={listProblem}
          onChange={(event) => changeForm({ list: event.currentTarget.value })}
        />
      )}
      {many === 'range' && (
        <div className="wk-form-three">
          <TextField name="from" label="From" placeholder="88M" />
          <TextField name="to" label="To" placeholder="108M" />
          <TextField name="step" label="Step" placeholder="200k" />
        </div>
      )}
    </>
  );
}

function Radio(): React.ReactNode {
  const radio = useTaskForm(({ form }) => form.radio);
  const written = useProblem('radio');
  const nobody = useTaskForm(({ preview }) => preview?.possible === false && preview.radios.length === 0);
  const problem = written ?? (nobody ? 'No radio that is here can serve this.' : undefined);
  return (
    <Select
      label="Radio"
      searchable
      data={useChoices(radio)}
      value={radio}
      error={problem}
      onChange={(next) => changeForm({ radio: next ?? 'any' })}
    />
  );
}

function Products(): React.ReactNode {
  const products = useTaskForm(({ form }) => form.products);
  const problem = useContext(ProblemsContext).products;
  return (
    <Checkbox.Group
      size="xs"
      label="Products"
      value={[...products]}
      error={problem}
      onChange={(names) => changeForm({ products: productKinds.filter((kind) => names.includes(kind)) })}
    >
      <div className="wk-form-checks">
        {productKinds.map((kind) => (
          <Checkbox key={kind} size="xs" value={kind} label={productWords[kind]} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
