/** What a device can beyond frequency, rate and gain, as it describes itself. */
import { useState } from 'react';
import { NumberInput, Select, Switch } from '@mantine/core';
import type { ControlInfo, ControlValue, ReceiverSettings } from '../../contract/radio.ts';
import { confirm } from '../frame/confirm.tsx';
import { Row } from '../frame/parts.tsx';
import { attempt } from '../frame/toasts.tsx';

interface ControlsProps {
  controls: readonly ControlInfo[];
  values: ReceiverSettings['controls'];
  onSet: (name: string, value: ControlValue) => void;
}

export function Controls({ controls, values, onSet }: ControlsProps): React.ReactNode {
  return controls.map((control) => (
    <Row key={control.name} label={control.label}>
      <Control control={control} value={values[control.name]} onSet={(value) => onSet(control.name, value)} />
    </Row>
  ));
}

interface ControlProps {
  control: ControlInfo;
  value: ControlValue | undefined;
  onSet: (value: ControlValue) => void;
}

function Control({ control, value, onSet }: ControlProps): React.ReactNode {
  switch (control.kind) {
    case 'switch': {
      const turn = async (on: boolean): Promise<void> => {
        const question = control.confirm;
        const ask = { title: control.label, text: question ?? '', action: 'Switch on' };
        if (on && question !== undefined && !(await confirm(ask))) return;
        onSet(on);
      };
      return (
        <Switch
          aria-label={control.label}
          checked={value === true}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            attempt(() => turn(on));
          }}
        />
      );
    }
    case 'choice':
      return (
        <Select
          aria-label={control.label}
          data={control.options}
          value={typeof value === 'string' ? value : null}
          onChange={(next) => {
            if (next !== null) onSet(next);
          }}
        />
      );
    case 'range':
      return (
        <RangeControl
          control={control}
          value={typeof value === 'number' ? value : control.min}
          onSet={onSet}
        />
      );
  }
}

/** A number is sent when it is finished: on Enter, on leaving the field and on each step of the arrows. */
function RangeControl({
  control,
  value,
  onSet,
}: {
  control: Extract<ControlInfo, { kind: 'range' }>;
  value: number;
  onSet: (value: number) => void;
}): React.ReactNode {
  const [draft, setDraft] = useState<string | number>();
  const commit = (next: string | number | undefined): void => {
    setDraft(undefined);
    if (typeof next === 'number' && next !== value) onSet(next);
  };
  return (
    <NumberInput
      aria-label={control.label}
      value={draft ?? value}
      min={control.min}
      max={control.max}
      step={control.step}
      clampBehavior="blur"
      suffix={control.unit === '' ? '' : ` ${control.unit}`}
      onChange={(next) => setDraft(next)}
      onValueChange={({ floatValue }, source) => {
        if (source.source === 'increment' || source.source === 'decrement') commit(floatValue);
      }}
      onBlur={() => commit(draft)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(draft);
      }}
    />
  );
}
