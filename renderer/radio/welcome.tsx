/** The first screen: three ways to start, and the radios found. */
import { Button } from '@mantine/core';
import { IconFileImport, IconNetwork, IconPlayerPlay, IconRefresh, IconWaveSine } from '@tabler/icons-react';
import { Fault } from '../../contract/fault.ts';
import { describeFault } from '../fault.ts';
import { openDialog } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { useLink } from '../link.ts';
import { refreshRadios, simulatedBandId, startRadio, startSimulated } from './commands.ts';
import { openFile } from './files.ts';
import { RadioFacts } from './radios.tsx';
import { useRadios, useReceiver } from './store.ts';

const choices = [
  {
    title: 'Simulated band',
    text: 'A busy band made by this program: carriers, broadcast, bursts. Needs no radio.',
    icon: IconWaveSine,
    run: () => attempt(startSimulated),
  },
  {
    title: 'Recording or IQ file',
    text: 'Plays a SigMF, WAV or raw IQ file as if it were received now.',
    icon: IconFileImport,
    run: () => attempt(openFile),
  },
  {
    title: 'rtl_tcp server',
    text: 'Receives from an RTL-SDR on another machine of your network.',
    icon: IconNetwork,
    run: () => openDialog('rtltcp'),
  },
] as const;

/** `listed`: true where no panel beside it lists the radios. */
export function Welcome({ listed }: { listed: boolean }): React.ReactNode {
  const loaded = useRadios((state) => state.loaded);
  // Before the engine has answered, a click could only fail.
  const ready = useLink((state) => state.phase === 'open') && loaded;
  return (
    <div className="wk-welcome">
      <Failure />
      <h1>What do you want to receive?</h1>
      <div className="wk-choices">
        {choices.map(({ title, text, icon: Icon, run }) => (
          <button key={title} type="button" className="wk-choice" disabled={!ready} onClick={run}>
            <Icon size={22} stroke={1.5} aria-hidden />
            <strong>{title}</strong>
            <span>{text}</span>
          </button>
        ))}
      </div>
      {listed && <Found />}
    </div>
  );
}

/** Why the selected radio didn't start: the toast that said it is soon gone. */
function Failure(): React.ReactNode {
  const receiver = useReceiver();
  if (receiver?.phase !== 'failed' || receiver.fault === undefined) return null;
  const { message, advice } = describeFault(Fault.from(receiver.fault));
  return (
    <div className="wk-failure" role="alert">
      <span>
        <strong>{message}</strong> {advice}
      </span>
      <Button variant="default" onClick={() => attempt(() => startRadio(receiver.id))}>
        Try again
      </Button>
    </div>
  );
}

function Found(): React.ReactNode {
  const radios = useRadios((state) => state.radios);
  const loaded = useRadios((state) => state.loaded);
  const listed = radios.filter((radio) => radio.id !== simulatedBandId);
  const real = listed.filter((radio) => !radio.simulated);
  return (
    <div className="wk-found">
      <h2>
        Radios found
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconRefresh size={14} />}
          onClick={refreshRadios}
        >
          Look again
        </Button>
      </h2>
      {loaded && real.length === 0 && (
        <p className="wk-empty">
          No radio is plugged in. Plug one in: it appears here, with what is missing to use it.
        </p>
      )}
      <ul className="wk-found-list">
        {listed.map((radio) => (
          <li key={radio.id}>
            <span>
              <strong>{radio.label}</strong>
              <RadioFacts radio={radio} recording={false} />
              {(radio.problem ?? radio.hint) !== undefined && (
                <span className="wk-radio-problem">
                  <span className="wk-warn">{radio.problem}</span> {radio.hint}
                </span>
              )}
            </span>
            <Button
              variant="default"
              disabled={!radio.available}
              aria-label={`Start ${radio.label}`}
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              onClick={() => attempt(() => startRadio(radio.id))}
            >
              Start
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
