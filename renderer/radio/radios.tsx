/** The radios found and added, each with what stands in its way. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import { useShallow } from 'zustand/react/shallow';
import type { RadioInfo, ReceiverState } from '../../contract/radio.ts';
import { Section } from '../frame/parts.tsx';
import { openDialog } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { refreshRadios, removeRadio, selectRadio, startRadio, stopRadio } from './commands.ts';
import { openFile } from './files.ts';
import { isActive } from './shown.ts';
import { useRadios } from './store.ts';

type Doing = 'nothing' | 'running' | 'recording';

function doingOf(receiver: ReceiverState | undefined): Doing {
  if (receiver?.recordingId !== undefined) return 'recording';
  return isActive(receiver?.phase) ? 'running' : 'nothing';
}

export function RadiosPanel(): React.ReactNode {
  const radios = useRadios((state) => state.radios);
  const selectedId = useRadios((state) => state.selectedId);
  // One word a radio: counters that change every second don't draw the list again.
  const doing = useRadios(
    useShallow((state) => state.radios.map((radio) => doingOf(state.receivers[radio.id]))),
  );
  return (
    <Section
      name="radios"
      title="Radios"
      tools={
        <>
          <ActionIcon
            size="sm"
            aria-label="Look for radios again"
            title="Look for radios again"
            onClick={refreshRadios}
          >
            <IconRefresh size={15} />
          </ActionIcon>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="sm" aria-label="Add a radio" title="Add a radio">
                <IconPlus size={15} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => attempt(openFile)}>Recording or IQ file…</Menu.Item>
              <Menu.Item onClick={() => openDialog('rtltcp')}>rtl_tcp server…</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <ul className="wk-radios">
        {radios.map((radio, i) => (
          <RadioItem
            key={radio.id}
            radio={radio}
            selected={radio.id === selectedId}
            doing={doing[i] ?? 'nothing'}
          />
        ))}
      </ul>
    </Section>
  );
}

interface RadioItemProps {
  radio: RadioInfo;
  selected: boolean;
  doing: Doing;
}

/** Radios the user added can be taken out of the list again. */
const removable = (radio: RadioInfo): boolean => radio.driver === 'file' || radio.driver === 'rtltcp';

function RadioItem({ radio, selected, doing }: RadioItemProps): React.ReactNode {
  const active = doing !== 'nothing';
  return (
    <li className="wk-radio" data-selected={selected || undefined}>
      <button
        type="button"
        className="wk-radio-name"
        aria-pressed={selected}
        onClick={() => attempt(() => selectRadio(radio.id))}
        onDoubleClick={() => attempt(() => startRadio(radio.id))}
        title={radio.id}
      >
        <span className="wk-radio-label">{radio.label}</span>
        <RadioFacts radio={radio} recording={doing === 'recording'} />
        {(radio.problem ?? radio.hint) !== undefined && (
          <span className="wk-radio-problem">
            <span className="wk-warn">{radio.problem}</span> {radio.hint}
          </span>
        )}
      </button>
      {removable(radio) && !active && (
        <ActionIcon
          size="sm"
          aria-label={`Take ${radio.label} out of the list`}
          onClick={() => attempt(() => removeRadio(radio.id))}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
      <ActionIcon
        size="sm"
        variant={active ? 'light' : 'subtle'}
        color={active ? 'wave' : 'gray'}
        disabled={!radio.available && !active}
        aria-label={`${active ? 'Stop' : 'Start'} ${radio.label}`}
        onClick={() => attempt(() => (active ? stopRadio(radio.id) : startRadio(radio.id)))}
      >
        {active ? <IconPlayerStop size={15} /> : <IconPlayerPlay size={15} />}
      </ActionIcon>
    </li>
  );
}

/** Driver, serial number and what has to be known about a radio before trusting it. */
/** The end of a long serial number: it is what tells radios apart, and names take it. */
const shortSerial = (serial: string): string => (serial.length > 16 ? `…${serial.slice(-8)}` : serial);

export function RadioFacts({ radio, recording }: { radio: RadioInfo; recording: boolean }): React.ReactNode {
  return (
    <span className="wk-radio-facts">
      {radio.driver}
      {radio.serial !== '' && <span>{shortSerial(radio.serial)}</span>}
      {radio.simulated && <span className="wk-tag wk-warn">Simulated</span>}
      {recording && <span className="wk-tag wk-bad">Recording</span>}
    </span>
  );
}
