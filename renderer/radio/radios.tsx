/** The radios found and added, each with what stands in its way. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import type { RadioInfo } from '../../contract/radio.ts';
import { Section } from '../frame/parts.tsx';
import { openDialog } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { refreshRadios, removeRadio, selectRadio, startRadio, stopRadio } from './commands.ts';
import { openFile } from './files.ts';
import { isActive } from './shown.ts';
import { useRadios } from './store.ts';

export function RadiosPanel(): React.ReactNode {
  const { radios, selectedId, receivers } = useRadios();
  return (
    <Section
      name="radios"
      title="Radios"
      tools={
        <>
          <Tooltip label="Look for radios again">
            <ActionIcon size="sm" aria-label="Look for radios again" onClick={refreshRadios}>
              <IconRefresh size={15} />
            </ActionIcon>
          </Tooltip>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="sm" aria-label="Add a radio">
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
        {radios.map((radio) => (
          <RadioItem
            key={radio.id}
            radio={radio}
            selected={radio.id === selectedId}
            active={isActive(receivers[radio.id]?.phase)}
            recording={receivers[radio.id]?.recordingId !== undefined}
          />
        ))}
      </ul>
    </Section>
  );
}

interface RadioItemProps {
  radio: RadioInfo;
  selected: boolean;
  active: boolean;
  recording: boolean;
}

/** Radios the user added can be taken out of the list again. */
const removable = (radio: RadioInfo): boolean => radio.driver === 'file' || radio.driver === 'rtltcp';

function RadioItem({ radio, selected, active, recording }: RadioItemProps): React.ReactNode {
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
        <RadioFacts radio={radio} recording={recording} />
        {radio.problem !== undefined && (
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
export function RadioFacts({ radio, recording }: { radio: RadioInfo; recording: boolean }): React.ReactNode {
  return (
    <span className="wk-radio-facts">
      {radio.driver}
      {radio.serial !== '' && <span>{radio.serial}</span>}
      {radio.simulated && <span className="wk-tag wk-warn">Simulated</span>}
      {recording && <span className="wk-tag wk-bad">Recording</span>}
    </span>
  );
}
