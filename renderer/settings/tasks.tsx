/** How many tasks run at once, and radios that stand for one another. */
import { useState } from 'react';
import { ActionIcon, Button, Group, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Settings } from '../../contract/settings.ts';
import { useRadios } from '../radio/store.ts';
import { Setting } from './setting.tsx';
import { changeSettings } from './store.ts';

export function TaskSettings({
  settings: { taskLimits, radioGroups },
}: {
  settings: Settings;
}): React.ReactNode {
  const groups = Object.entries(radioGroups);
  return (
    <fieldset>
      <legend>Tasks</legend>
      <Setting label="At once on one radio" note="Tasks that share one tuning count, each cut out by itself.">
        <Limit
          label="Tasks at once on one radio"
          max={256}
          value={taskLimits.perRadio}
          onChange={(perRadio) => changeSettings({ taskLimits: { ...taskLimits, perRadio } })}
        />
      </Setting>
      <Setting label="At once on the processor" note="Pictures and measurements after recording.">
        <Limit
          label="Tasks at once on the processor"
          max={16}
          value={taskLimits.compute}
          onChange={(compute) => changeSettings({ taskLimits: { ...taskLimits, compute } })}
        />
      </Setting>
      <Setting
        label="Groups of radios"
        note="A task that asks for a group takes whichever of its radios is free and fits."
      >
        <div className="wk-groups">
          {groups.map(([name, radios]) => (
            <RadioGroup
              key={name}
              name={name}
              radios={radios}
              onChange={(next) => changeSettings({ radioGroups: { ...radioGroups, [name]: next } })}
              onRemove={() =>
                changeSettings({
                  radioGroups: Object.fromEntries(groups.filter(([other]) => other !== name)),
                })
              }
            />
          ))}
          <NewGroup
            taken={groups.map(([name]) => name)}
            onAdd={(name) => changeSettings({ radioGroups: { ...radioGroups, [name]: [] } })}
          />
        </div>
      </Setting>
    </fieldset>
  );
}

function Limit({
  label,
  max,
  value,
  onChange,
}: {
  label: string;
  max: number;
  value: number;
  onChange: (value: number) => void;
}): React.ReactNode {
  return (
    <NumberInput
      aria-label={label}
      w={120}
      min={1}
      max={max}
      allowDecimal={false}
      clampBehavior="strict"
      value={value}
      onChange={(next) => {
        if (typeof next === 'number' && next >= 1 && next <= max) onChange(next);
      }}
    />
  );
}

/** Radios are chosen from the list, or typed: one that is not plugged in now may belong to it too. */
function RadioGroup({
  name,
  radios,
  onChange,
  onRemove,
}: {
  name: string;
  radios: readonly string[];
  onChange: (radios: string[]) => void;
  onRemove: () => void;
}): React.ReactNode {
  const listed = useRadios((state) => state.radios);
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <TagsInput
        label={name}
        flex={1}
        size="xs"
        placeholder={radios.length === 0 ? 'rtlsdr:00000001, hackrf:…' : ''}
        data={listed.map((radio) => radio.id)}
        maxTags={64}
        value={[...radios]}
        onChange={onChange}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove the group ${name}`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function NewGroup({
  taken,
  onAdd,
}: {
  taken: readonly string[];
  onAdd: (name: string) => void;
}): React.ReactNode {
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const problem = taken.includes(trimmed) ? 'There is a group of that name.' : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed === '' || problem !== undefined) return;
        onAdd(trimmed);
        setName('');
      }}
    >
      <Group gap="xs" wrap="nowrap" align="start">
        <TextInput
          aria-label="Name of a new group"
          placeholder="New group, for example roof"
          size="xs"
          flex={1}
          maxLength={60}
          value={name}
          error={problem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={trimmed === '' || problem !== undefined}>
          Add group
        </Button>
      </Group>
    </form>
  );
}
