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
    <Row key={control.name} label={control.label} long>
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

type RangeInfo = Extract<ControlInfo, { kind: 'range' }>;

/** The place of a step is taken from its own digits, so that 0.1 three times is 0.3. */
function stepped(control: RangeInfo, value: number, count: number): number {
  const decimals = /\.(\d+)$/.exec(String(control.step))?.[1]?.length ?? 0;
  const next = Number((value + count * control.step).toFixed(decimals));
  return Math.min(Math.max(next, control.min), control.max);
}

/** A typed number is sent when it is finished (Enter, or leaving the field), a step by arrow key at once. */
function RangeControl({
  control,
  value,
  onSet,
}: {
  control: RangeInfo;
  value: number;
  onSet: (value: number) => void;
}): React.ReactNode {
  const [draft, setDraft] = useState<string | number>();
  const commit = (): void => {
    setDraft(undefined);
    if (typeof draft === 'number' && draft !== value) onSet(draft);
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    setDraft(undefined);
    const count = (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1);
    onSet(stepped(control, typeof draft === 'number' ? draft : value, count));
  };
  return (
    <NumberInput
      aria-label={control.label}
      value={draft ?? value}
      min={control.min}
      max={control.max}
      hideControls
      withKeyboardEvents={false}
      clampBehavior="blur"
      suffix={control.unit === '' ? '' : ` ${control.unit}`}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={onKey}
    />
  );
}
