/** The Receive page: toolbar, side panel, waterfall, replay bar, recordings. */
import { ActionIcon, Button } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconHistory,
  IconLayoutSidebar,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import { toggleRecordings, toggleSidePanel, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { RecordButton } from '../recording/button.tsx';
import { useRecordings } from '../recording/store.ts';
import { RecordingTable } from '../recording/table.tsx';
import { StepSelect } from '../settings/step.tsx';
import { toggleRadio, tuneTo } from './commands.ts';
import { Dial } from './dial.tsx';
import { DetectionPanel } from './detection.tsx';
import { DisplayPanel } from './display.tsx';
import { toggleKeeping, useLive } from './live.ts';
import { RadiosPanel } from './radios.tsx';
import { isActive, type ShownRadio } from './shown.ts';
import { Stage } from './stage.tsx';
import { useRadios, useShownRadio } from './store.ts';
import { Transport } from './transport.tsx';
import { TunerPanel } from './tuner.tsx';
import { Welcome } from './welcome.tsx';

export function ReceivePage(): React.ReactNode {
  const radio = useShownRadio();
  const sidePanel = useFrame((state) => state.sidePanel);
  const seen = useRadios((state) => (radio === undefined ? false : state.shown[radio.id] === true));
  const showsStage = radio !== undefined && (seen || isActive(radio.phase));
  // The first screen has its own list of radios.
  const showsPanel = sidePanel && radio !== undefined;
  return (
    <div className="wk-receive" data-panel={showsPanel || undefined}>
      {radio !== undefined && <Toolbar radio={radio} />}
      {showsPanel && (
        <aside className="wk-side" aria-label="Radio and display">
          <RadiosPanel />
          <TunerPanel radio={radio} />
          <DetectionPanel />
          <DisplayPanel rateHz={radio.settings.sampleRateHz} />
        </aside>
      )}
      <div className="wk-stage">
        {showsStage ? <Stage radio={radio} /> : <Welcome listed={!showsPanel} />}
        <Transport />
        <RecordingsDrawer />
      </div>
    </div>
  );
}

function Toolbar({ radio }: { radio: ShownRadio }): React.ReactNode {
  const recordingId = useRadios((state) => state.receivers[radio.id]?.recordingId);
  const active = isActive(radio.phase);
  const { tuningHz } = radio.info;
  return (
    <div className="wk-toolbar" role="toolbar" aria-label="Receiver">
      <ActionIcon
        aria-label="Show or hide the side panel"
        title="Show or hide the side panel (B)"
        onClick={toggleSidePanel}
      >
        <IconLayoutSidebar size={18} />
      </ActionIcon>
      <Button
        w={92}
        variant={active ? 'default' : 'filled'}
        loading={radio.phase === 'opening' || radio.phase === 'stopping'}
        disabled={!radio.info.available && !active}
        title={`${active ? 'Stop' : 'Start'} the radio (Space)`}
        leftSection={
          active ? (
            <IconPlayerStopFilled size={14} aria-hidden />
          ) : (
            <IconPlayerPlayFilled size={14} aria-hidden />
          )
        }
        onClick={() => attempt(toggleRadio)}
      >
        {active ? 'Stop' : 'Start'}
      </Button>
      <Dial
        hz={radio.settings.centreHz}
        range={tuningHz}
        fixed={radio.info.driver === 'file' || tuningHz.min === tuningHz.max}
        onTune={tuneTo}
      />
      <div className="wk-step">
        <span aria-hidden>Step</span>
        <StepSelect />
      </div>
      <span className="wk-toolbar-space" />
      {radio.info.simulated && <span className="wk-tag wk-warn">Simulated</span>}
      <KeepButton />
      <RecordButton recordingId={recordingId} active={active} />
    </div>
  );
}

function KeepButton(): React.ReactNode {
  const keeping = useLive((state) => state.keeping);
  return (
    <Button
      variant="default"
      aria-pressed={keeping}
      title="Keep what was received: mark it in the waterfall (K)"
      leftSection={<IconHistory size={15} aria-hidden />}
      onClick={toggleKeeping}
    >
      Keep
    </Button>
  );
}

function RecordingsDrawer(): React.ReactNode {
  const opened = useFrame((state) => state.recordings);
  const count = useRecordings((state) => state.recordings.length);
  const Chevron = opened ? IconChevronDown : IconChevronUp;
  return (
    <section className="wk-drawer" aria-label="Recordings">
      <h2>
        <button
          type="button"
          aria-expanded={opened}
          onClick={toggleRecordings}
          title="Show or hide the recordings (L)"
        >
          <Chevron size={14} aria-hidden />
          Recordings <span className="wk-count">{count.toLocaleString('en')}</span>
        </button>
      </h2>
      {opened && (
        <div className="wk-drawer-body">
          <RecordingTable />
        </div>
      )}
    </section>
  );
}
