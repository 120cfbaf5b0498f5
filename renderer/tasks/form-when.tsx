/** When it is recorded: now, at a time, again and again; and what becomes of a run whose time passed. */
import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { DateTimePicker, TimePicker } from '@mantine/dates';
import { useMemo } from 'react';
import { cronKinds, divisors, weekdayNames, type CronForm, type CronKind } from './cron.ts';
import { ChoiceField, TextField, useProblem } from './form-fields.tsx';
import { changeForm, machineZone, useTaskForm, useZone } from './form-store.ts';
import type { TaskForm } from './form.ts';

const whenWords: { value: TaskForm['when']; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'at', label: 'At a time' },
  { value: 'repeat', label: 'Repeating' },
];

const cronWords: Readonly<Record<CronKind, string>> = {
  minutes: 'Every few minutes',
  hourly: 'Hourly',
  daily: 'Daily',
  weekdays: 'Monday to Friday',
  weekly: 'Weekly',
  custom: 'Cron expression',
};

export function WhenFields(): React.ReactNode {
  const when = useTaskForm(({ form }) => form.when);
  const many = useTaskForm(({ form }) => form.many);
  const missed = useTaskForm(({ form }) => form.missed);
  const absent = useTaskForm(({ form }) => form.absent);
  return (
    <fieldset>
      <legend>When</legend>
      <SegmentedControl
        fullWidth
        aria-label="When"
        data={whenWords}
        value={when}
        onChange={(next) =>
          changeForm({ when: whenWords.find(({ value }) => value === next)?.value ?? 'now' })
        }
      />
      {when === 'now' && <p className="wk-form-note">As soon as a radio can serve it.</p>}
      {when === 'at' && <Moment name="at" label="Day and time" />}
      {when === 'at' && many !== 'one' && (
        <TextField
          name="spacing"
          label="Each begins after the one before by"
          placeholder="empty: all together"
        />
      )}
      {when === 'repeat' && <Repeat />}
      {when !== 'now' && (
        <div className="wk-form-pair">
          <TextField name="window" label="At most this late" placeholder="any time" />
          <ChoiceField
            label="If its time passed unseen"
            data={[
              { value: 'late', label: 'Run late' },
              { value: 'skip', label: 'Skip it' },
            ]}
            value={missed}
            onChange={(next) => changeForm({ missed: next })}
          />
        </div>
      )}
      <ChoiceField
        label="If no such radio is there"
        data={[
          { value: 'wait', label: 'Wait for it' },
          { value: 'fail', label: 'End with an error that names it' },
        ]}
        value={absent}
        onChange={(next) => changeForm({ absent: next })}
      />
    </fieldset>
  );
}

function Moment({ name, label }: { name: 'at' | 'until'; label: string }): React.ReactNode {
  const value = useTaskForm(({ form }) => form[name]);
  const zone = useZone();
  const problem = useProblem(name);
  return (
    <DateTimePicker
      size="xs"
      label={`${label} (${zone === 'utc' ? 'UTC' : machineZone()})`}
      withSeconds
      clearable={name === 'until'}
      valueFormat="YYYY-MM-DD HH:mm:ss"
      highlightToday
      placeholder={name === 'until' ? 'no end' : 'choose'}
      value={value === '' ? null : value}
      error={problem}
      onChange={(next) => changeForm({ [name]: next ?? '' })}
    />
  );
}

function Repeat(): React.ReactNode {
  const cron = useTaskForm(({ form }) => form.cron);
  const problem = useProblem('cron');
  const change = (part: Partial<CronForm>): void => changeForm({ cron: { ...cron, ...part } });
  return (
    <>
      <div className="wk-form-pair">
        <ChoiceField
          label="Repeats"
          data={cronKinds.map((kind) => ({ value: kind, label: cronWords[kind] }))}
          value={cron.kind}
          onChange={(kind) => change({ kind })}
        />
        <CronParts cron={cron} change={change} />
      </div>
      {problem !== undefined && <p className="wk-form-problem">{problem}</p>}
      <TimeZone />
      <Moment name="until" label="Until" />
    </>
  );
}

function CronParts({
  cron,
  change,
}: {
  cron: CronForm;
  change: (part: Partial<CronForm>) => void;
}): React.ReactNode {
  switch (cron.kind) {
    case 'minutes':
      return (
        <Select
          label="Minutes"
          data={divisors.map((n) => ({
            value: String(n),
            label: n === 1 ? 'every minute' : `every ${String(n)} minutes`,
          }))}
          value={String(cron.every)}
          onChange={(next) => change({ every: Number(next) })}
        />
      );
    case 'hourly':
      return (
        <NumberInput
          label="Minute of the hour"
          min={0}
          max={59}
          clampBehavior="strict"
          value={cron.minute}
          onChange={(next) => change({ minute: Number(next) })}
        />
      );
    case 'daily':
    case 'weekdays':
      return <Clock cron={cron} change={change} />;
    case 'weekly':
      return (
        <div className="wk-form-pair">
          <Select
            label="Day"
            data={weekdayNames.map((name, day) => ({ value: String(day), label: name }))}
            value={String(cron.weekday)}
            onChange={(next) => change({ weekday: Number(next) })}
          />
          <Clock cron={cron} change={change} />
        </div>
      );
    case 'custom':
      return <CronText text={cron.text} change={change} />;
  }
}

function Clock({
  cron,
  change,
}: {
  cron: CronForm;
  change: (part: Partial<CronForm>) => void;
}): React.ReactNode {
  return (
    <TimePicker size="xs" label="Time" format="24h" value={cron.time} onChange={(time) => change({ time })} />
  );
}

function CronText({
  text,
  change,
}: {
  text: string;
  change: (part: Partial<CronForm>) => void;
}): React.ReactNode {
  // Only the queue can read an expression: what it says of one stands at the field.
  const refusal = useTaskForm((state) => state.refusal);
  return (
    <TextInput
      error={refusal !== undefined}
      label="Cron, five or six fields"
      value={text}
      spellCheck={false}
      maxLength={200}
      onChange={(event) => change({ text: event.currentTarget.value })}
    />
  );
}

function TimeZone(): React.ReactNode {
  const timeZone = useTaskForm(({ form }) => form.timeZone);
  const zones = useMemo(() => {
    const known = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
    return ['UTC', ...(known.includes(timeZone) || timeZone === 'UTC' ? [] : [timeZone]), ...known];
  }, [timeZone]);
  return (
    <Select
      label="Time zone of the repetition"
      searchable
      limit={60}
      data={zones}
      value={timeZone}
      onChange={(next) => changeForm({ timeZone: next ?? 'UTC' })}
    />
  );
}
