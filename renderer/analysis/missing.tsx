/** Instead of a picture: what to do where nothing is open, and what is missing where something can't be shown. */
import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { parseQuantity } from '../../contract/quantity.ts';
import { describeFault, toFault } from '../fault.ts';
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { load, state } from './commands.ts';
import { useViewing } from './viewing.ts';

function NothingOpen(): React.ReactNode {
  return (
    <div className="wk-an-nothing">
      <strong>No recording is open.</strong>
      <p>
        Here you look into a recording: zoom in time and frequency, measure a signal, keep a part of it, and
        label what you find.
      </p>
      <p>Choose one in the library and open it in analysis: Enter does it.</p>
      <div>
        <Button onClick={() => showPage('library')}>Go to the library</Button>
      </div>
    </div>
  );
}

/** Says which fact is missing, and takes it; otherwise why it can't be shown. */
export function CannotShow(): React.ReactNode {
  const { id, entry, fault } = useViewing();
  if (id === undefined || fault === undefined) return <NothingOpen />;
  if (entry !== undefined && entry.sampleRateHz === undefined) return <StateRate id={id} name={entry.name} />;
  const { title, message, advice } = describeFault(fault);
  return (
    <div className="wk-an-nothing" role="alert">
      <strong>{title}</strong>
      <p>
        {message} {advice}
      </p>
      <div className="wk-an-buttons">
        <Button onClick={() => attempt(() => load(id))}>Try again</Button>
        <Button variant="default" onClick={() => showPage('library')}>
          Go to the library
        </Button>
      </div>
    </div>
  );
}

function StateRate({ id, name }: { id: string; name: string }): React.ReactNode {
  const [rate, setRate] = useState('');
  const [centre, setCentre] = useState('');
  const [error, setError] = useState<string>();
  const take = async (): Promise<void> => {
    try {
      const sampleRateHz = parseQuantity(rate, 'S/s', { min: 1, max: 1e12 });
      const known =
        centre.trim() === '' ? {} : { centreHz: parseQuantity(centre, 'Hz', { min: 0, max: 1e12 }) };
      await state(id, { sampleRateHz, ...known });
    } catch (fault) {
      setError(describeFault(toFault(fault)).message);
    }
  };
  return (
    <form
      className="wk-an-nothing"
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <strong>The sample rate of {name} is missing.</strong>
      <p>
        Neither the file nor its name says how many samples a second it has; without that, time and frequency
        mean nothing. Say it if you know it. The file itself is not changed.
      </p>
      <div className="wk-an-state">
        <TextInput
          label="Sample rate"
          placeholder="2.4M"
          value={rate}
          error={error}
          onChange={(event) => setRate(event.currentTarget.value)}
        />
        <TextInput
          label="Centre frequency (may stay empty)"
          placeholder="433.92M"
          value={centre}
          onChange={(event) => setCentre(event.currentTarget.value)}
        />
      </div>
      <div>
        <Button type="submit">Use this and open it</Button>
      </div>
    </form>
  );
}
