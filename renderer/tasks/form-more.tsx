/** What most tasks leave as it is: trigger, early end, gain, priority, tries, notes. */
import { Switch, Textarea, TextInput } from '@mantine/core';
import { useRadios } from '../radio/store.ts';
import { ChoiceField, TextField, useProblem } from './form-fields.tsx';
import { changeForm, useTaskForm } from './form-store.ts';

export function SignalFields(): React.ReactNode {
  const triggered = useTaskForm(({ form }) => form.triggered);
  const silent = useTaskForm(({ form }) => form.stopSilent);
  return (
    <fieldset>
      <legend>On a signal</legend>
      <Switch
        label="Record only while a signal is above a level"
        checked={triggered}
        onChange={(event) => changeForm({ triggered: event.currentTarget.checked })}
      />
      {triggered && (
        <>
          <div className="wk-form-three">
            <TextField name="above" label="Level, dBFS" />
            <TextField name="hysteresis" label="Hysteresis, dB" />
            <TextField name="captures" label="Captures" />
          </div>
          <div className="wk-form-three">
            <TextField name="preRoll" label="Kept before" />
            <TextField name="hold" label="Kept after" />
            <TextField name="listen" label="Listen for" placeholder="until cancelled" />
          </div>
        </>
      )}
      <Switch
        label="End early when the band falls silent"
        checked={silent}
        onChange={(event) => changeForm({ stopSilent: event.currentTarget.checked })}
      />
      {silent && (
        <div className="wk-form-pair">
          <TextField name="silenceBelow" label="Below, dBFS" />
          <TextField name="silenceLength" label="For" />
        </div>
      )}
      <TextField name="stopBytes" label="End early at a size" placeholder="no limit, or 500M" />
    </fieldset>
  );
}

export function MoreFields(): React.ReactNode {
  const { gain, interruptible, notes } = useTaskForm(({ form }) => form);
  return (
    <fieldset>
      <legend>Radio and queue</legend>
      <ChoiceField
        label="Gain"
        data={[
          { value: 'asis', label: 'As the radio stands' },
          { value: 'auto', label: 'Automatic' },
          { value: 'manual', label: 'Set for this task' },
        ]}
        value={gain}
        onChange={(next) => changeForm({ gain: next })}
      />
      {gain === 'manual' && <Gains />}
      <div className="wk-form-pair">
        <TextField name="priority" label="Priority, −100 to 100" />
        <TextField name="retries" label="Tries after the first" />
      </div>
      <Switch
        label="May be cut short for a higher priority, then run anew"
        checked={interruptible}
        onChange={(event) => changeForm({ interruptible: event.currentTarget.checked })}
      />
      <Textarea
        size="xs"
        label="Notes"
        rows={2}
        maxLength={4000}
        value={notes}
        onChange={(event) => changeForm({ notes: event.currentTarget.value })}
      />
    </fieldset>
  );
}

/** The stages of the radio that was chosen; where a kind or a group was, of all its radios. */
function Gains(): React.ReactNode {
  const radio = useTaskForm(({ form }) => form.radio);
  const gains = useTaskForm(({ form }) => form.gains);
  const radios = useRadios((state) => state.radios);
  const problem = useProblem('gains');
  const fits = radios.filter(
    ({ id, driver }) => radio === id || radio === driver || radio === 'any' || radio.startsWith('group:'),
  );
  const stages = [
    ...new Map(fits.flatMap((one) => one.gains.map((stage) => [stage.name, stage] as const))).values(),
  ];
  if (stages.length === 0)
    return <p className="wk-form-note">No such radio is here that tells its gain stages.</p>;
  return (
    <>
      <div className="wk-form-three">
        {stages.map(({ name, minDb, maxDb }) => (
          <TextInput
            key={name}
            label={`${name}, dB`}
            placeholder={`${String(minDb)} to ${String(maxDb)}`}
            value={gains[name] ?? ''}
            onChange={(event) => changeForm({ gains: { ...gains, [name]: event.currentTarget.value } })}
          />
        ))}
      </div>
      {problem !== undefined && <p className="wk-form-problem">{problem}</p>}
    </>
  );
}
