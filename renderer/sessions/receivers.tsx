/** The receivers of a session: each radio of the list, and groups of the settings at one press. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RadioFacts } from '../radio/radios.tsx';
import { useRadios } from '../radio/store.ts';
import { useSettings } from '../settings/store.ts';
import { changeForm } from './form-store.ts';
import { otherReceiver, toggledGroup } from './form.ts';

interface ReceiversProps {
  chosen: readonly string[];
  problem: string | undefined;
}

export function Receivers({ chosen, problem }: ReceiversProps): React.ReactNode {
  const radios = useRadios((state) => state.radios);
  const groups = useSettings((state) => state.settings.radioGroups);
  // A file replays what was; it hears nothing.
  const offered = radios.filter(({ driver }) => driver !== 'file');
  const absent = chosen.filter((id) => !offered.some((radio) => radio.id === id));
  const toggle = (id: string): void => changeForm({ receivers: toggledGroup(chosen, [id]) });
  return (
    <fieldset className="wk-receivers">
      <legend>
        Receivers <span className="wk-count">{chosen.length} chosen, one result each</span>
      </legend>
      {Object.entries(groups).map(([name, members]) => (
        <Button
          key={name}
          size="compact-xs"
          variant={members.every((id) => chosen.includes(id)) ? 'light' : 'default'}
          aria-pressed={members.every((id) => chosen.includes(id))}
          disabled={members.length === 0}
          onClick={() => changeForm({ receivers: toggledGroup(chosen, members) })}
        >
          Group {name}
        </Button>
      ))}
      <div className="wk-receivers-list">
        {offered.map((radio) => (
          <Checkbox
            key={radio.id}
            size="xs"
            checked={chosen.includes(radio.id)}
            onChange={() => toggle(radio.id)}
            label={
              <span className="wk-receiver">
                {radio.label}
                <RadioFacts radio={radio} recording={false} />
                {!radio.available && <span className="wk-warn">{radio.problem ?? 'Not available now'}</span>}
              </span>
            }
          />
        ))}
        {absent.map((id) => (
          <Checkbox
            key={id}
            size="xs"
            checked
            onChange={() => toggle(id)}
            label={
              <span className="wk-receiver">
                {id}
                {id.startsWith('sim:') ? (
                  <span className="wk-tag wk-warn">Simulated</span>
                ) : (
                  <span className="wk-warn">Not here now</span>
                )}
              </span>
            }
          />
        ))}
        {offered.length === 0 && absent.length === 0 && <span className="wk-count">No radio is there.</span>}
      </div>
      <Another chosen={chosen} />
      {problem !== undefined && (
        <span className="wk-bad" role="alert">
          {problem}
        </span>
      )}
    </fieldset>
  );
}

/** A receiver that is not in the list: one that will be plugged in later, or a simulated one of another seed. */
function Another({ chosen }: { chosen: readonly string[] }): React.ReactNode {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = (): void => {
    const read = otherReceiver(text, chosen);
    setProblem(read.problem);
    if (read.id === undefined) return;
    changeForm({ receivers: [...chosen, read.id] });
    setText('');
  };
  return (
    <div className="wk-receivers-other">
      <TextInput
        aria-label="Another receiver"
        placeholder="Another receiver: rtlsdr:SERIAL, sim:band?seed=2"
        spellCheck={false}
        maxLength={1024}
        value={text}
        error={problem}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || text.trim() === '') return;
          // Enter adds what is typed here, not the session.
          event.preventDefault();
          add();
        }}
      />
      <Button variant="default" disabled={text.trim() === ''} onClick={add}>
        Add
      </Button>
    </div>
  );
}
