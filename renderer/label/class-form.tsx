/** One class: its name, colour, key, and what it is for other programs that read SigMF. */
import { useState } from 'react';
import { Autocomplete, Button, Group, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { LabelClass } from '../../contract/label.ts';
import { useIsAsked } from '../frame/confirm.tsx';
import { classColours, colourName, freeColour, freeKey } from './colours.ts';

interface ClassFormProps {
  /** Absent: a new one. */
  before: LabelClass | undefined;
  /** What a new one is called to begin with. */
  name: string;
  classes: readonly LabelClass[];
  onClose: () => void;
  onSave: (next: LabelClass) => void;
}

const signal = LabelClass.shape.signal.unwrap();
const types = signal.shape.type.unwrap().options;
const modulations = signal.shape.modClass.unwrap().options;

export function ClassForm({ before, name, classes, onClose, onSave }: ClassFormProps): React.ReactNode {
  const [draft, setDraft] = useState<LabelClass>(
    () =>
      before ?? {
        name,
        colour: freeColour(classes.map(({ colour }) => colour)),
        key: freeKey(classes.map(({ key }) => key)),
        notes: '',
      },
  );
  const isAsked = useIsAsked();
  const put = (change: Partial<LabelClass>): void => setDraft({ ...draft, ...change });
  const { key, signal: detail, ...rest } = draft;
  const whole = {
    ...rest,
    name: draft.name.trim(),
    ...(key === undefined ? {} : { key }),
    ...(detail === undefined || Object.values(detail).every((one) => one === undefined)
      ? {}
      : { signal: detail }),
  };
  const checked = LabelClass.safeParse(whole);
  const taken = before === undefined && classes.some((one) => one.name === whole.name);
  const holder = classes.find((one) => key !== undefined && one.key === key && one.name !== before?.name);
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={!isAsked}
      title={before === undefined ? 'New class' : before.name}
      size="sm"
    >
      <form
        className="wk-terms"
        onSubmit={(event) => {
          event.preventDefault();
          if (checked.success && !taken) onSave(checked.data);
        }}
      >
        <TextInput
          label="Name"
          data-autofocus
          maxLength={100}
          value={draft.name}
          error={taken ? 'There is a class of that name.' : undefined}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <Colours value={draft.colour} onChange={(colour) => put({ colour })} />
        <Select
          label="Key"
          clearable
          placeholder="None"
          data={['1', '2', '3', '4', '5', '6', '7', '8', '9']}
          value={key === undefined ? null : String(key)}
          {...(holder === undefined ? {} : { description: `${holder.name} gives it up.` })}
          onChange={(next) => put({ key: next === null ? undefined : Number(next) })}
        />
        <Group grow gap="xs">
          <Select
            label="Signal"
            clearable
            placeholder="Not said"
            data={[...types]}
            value={detail?.type ?? null}
            onChange={(next) => put({ signal: { ...detail, type: types.find((one) => one === next) } })}
          />
          <Select
            label="Modulation"
            clearable
            placeholder="Not said"
            data={modulations.map((value) => ({ value, label: value.toUpperCase() }))}
            value={detail?.modClass ?? null}
            onChange={(next) =>
              put({ signal: { ...detail, modClass: modulations.find((one) => one === next) } })
            }
          />
        </Group>
        <Autocomplete
          label="Standard"
          maxLength={100}
          placeholder="For example lte, pocsag"
          data={['ais', 'dmr', 'lora', 'lte', 'p25', 'pocsag', 'tetra']}
          value={detail?.standard ?? ''}
          onChange={(text) => put({ signal: { ...detail, standard: text === '' ? undefined : text } })}
        />
        <Textarea
          label="Notes"
          size="xs"
          autosize
          maxLength={1000}
          value={draft.notes}
          onChange={(event) => put({ notes: event.currentTarget.value })}
        />
        <Group justify="flex-end" mt="xs" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!checked.success || taken}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Colours({
  value,
  onChange,
}: {
  value: string;
  onChange: (colour: string) => void;
}): React.ReactNode {
  return (
    <fieldset className="wk-colours">
      <legend>Colour</legend>
      {classColours.map((colour) => (
        <label key={colour} title={colourName(colour)}>
          <input
            type="radio"
            name="colour"
            aria-label={colourName(colour)}
            checked={colour === value}
            onChange={() => onChange(colour)}
          />
          <span style={{ background: colour }} aria-hidden />
        </label>
      ))}
    </fieldset>
  );
}
