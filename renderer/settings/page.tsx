/** Everything that can be set so far. Each change is written at once. */
import { useState } from 'react';
import {
  Button,
  Group,
  NumberInput,
  Select,
  SegmentedControl,
  Switch,
  TextInput,
  Title,
} from '@mantine/core';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import { recordingName } from '../../contract/recording-name.ts';
import { Fault } from '../../contract/fault.ts';
import { Settings } from '../../contract/settings.ts';
import type { Grant } from '../../contract/app.ts';
import { FileBrowser } from '../frame/browser.tsx';
import { openDialog, useFrame } from '../frame/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { setApp, useHealth } from '../health/store.ts';
import { engine } from '../link.ts';
import { DraftInput } from './draft.tsx';
import { changeSettings, changeSpectrum, changeView, useSettings } from './store.ts';

export function SettingsPage(): React.ReactNode {
  const { settings, loaded } = useSettings();
  if (!loaded) return <p className="wk-empty">Reading the settings…</p>;
  const { view } = settings;
  return (
    <div className="wk-settings">
      <Title order={1}>Settings</Title>
      <Recordings settings={settings} />
      <fieldset>
        <legend>Appearance</legend>
        <Setting label="Theme">
          <SegmentedControl
            aria-label="Theme"
            data={[
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
              { value: 'auto', label: 'As the system' },
            ]}
            value={settings.theme}
            onChange={(theme) =>
              changeSettings({ theme: theme === 'dark' || theme === 'light' ? theme : 'auto' })
            }
          />
        </Setting>
      </fieldset>
      <fieldset>
        <legend>Spectrum and waterfall</legend>
        <Setting label="Tuning step" note="Keys, wheel and clicks tune to multiples of this.">
          <StepSelect />
        </Setting>
        <Setting label="Lowest level sent" note="dBFS. Rows carry half-decibel levels from here upward.">
          <NumberInput
            aria-label="Lowest level sent, dBFS"
            w={120}
            min={-250}
            max={-100}
            step={5}
            clampBehavior="strict"
            value={view.spectrum.floorDb}
            onChange={(floorDb) => {
              if (typeof floorDb === 'number' && floorDb >= -250 && floorDb <= -100)
                changeSpectrum({ floorDb });
            }}
          />
        </Setting>
        <Setting label="Wheel" note="The other one works with Ctrl held.">
          <SegmentedControl
            aria-label="What the wheel does"
            data={[
              { value: 'tune', label: 'Tunes' },
              { value: 'zoom', label: 'Zooms' },
            ]}
            value={view.wheelZooms ? 'zoom' : 'tune'}
            onChange={(what) => changeView({ wheelZooms: what === 'zoom' })}
          />
        </Setting>
        <Setting label="Wheel direction">
          <Switch
            label="Reversed"
            checked={view.invertWheel}
            onChange={(event) => changeView({ invertWheel: event.currentTarget.checked })}
          />
        </Setting>
      </fieldset>
    </div>
  );
}

function Setting({
  label,
  note,
  children,
}: {
  label: string;
  note?: React.ReactNode;
  children: React.ReactNode;
}): React.ReactNode {
  return (
    <div className="wk-setting">
      <span className="wk-setting-label">{label}</span>
      <div>
        {children}
        {note !== undefined && <div className="wk-setting-note">{note}</div>}
      </div>
    </div>
  );
}

/** What a template gives now, for the preview. */
function previewOf(template: string, timeMs: number): string {
  return recordingName(template, { timeMs, centreHz: 100.1e6, sampleRateHz: 2.4e6, radio: 'sim:band' });
}

/** The schema's first complaint about a value, or undefined. */
function complaint(result: {
  success: boolean;
  error?: { issues: { message: string }[] } | undefined;
}): string | undefined {
  return result.success ? undefined : result.error?.issues[0]?.message;
}

function Recordings({ settings }: { settings: Settings }): React.ReactNode {
  const [openedMs] = useState(() => Date.now());
  const [template, setTemplate] = useState<string>();
  return (
    <fieldset>
      <legend>Recordings</legend>
      <Folder />
      <Setting
        label="Names"
        note={
          <>
            <span data-testid="name-preview">{previewOf(template ?? settings.nameTemplate, openedMs)}</span>
            <br />
            Filled in: {'{utc} {local} {freq} {rate} {radio}'}
          </>
        }
      >
        <DraftInput
          label="Name template"
          value={settings.nameTemplate}
          check={(text) => {
            const problem = complaint(Settings.shape.nameTemplate.safeParse(text));
            return problem && `This can't name files: ${problem}`;
          }}
          onDraft={setTemplate}
          onCommit={(nameTemplate) => changeSettings({ nameTemplate })}
        />
      </Setting>
      <Setting
        label="Space kept free"
        note="A recording stops cleanly while this much of the disk is still free."
      >
        <DraftInput
          label="Space kept free"
          width={140}
          value={formatExact(settings.reserveBytes, 'B')}
          check={(text) => readBytes(text).problem}
          onCommit={(text) => {
            const { bytes } = readBytes(text);
            if (bytes !== undefined) changeSettings({ reserveBytes: bytes });
          }}
        />
      </Setting>
      <Setting label="Author" note="Written into every recording; may stay empty.">
        <DraftInput
          label="Author"
          value={settings.author}
          check={(text) => complaint(Settings.shape.author.safeParse(text))}
          onCommit={(author) => changeSettings({ author })}
        />
      </Setting>
    </fieldset>
  );
}

function readBytes(text: string): { bytes?: number; problem?: string } {
  try {
    return { bytes: Math.round(parseQuantity(text, 'B', { name: 'The space', min: 0, max: 1e15 })) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problem: `${error.message} ${error.hint ?? ''}` };
  }
}

function Folder(): React.ReactNode {
  const app = useHealth((state) => state.app);
  const browsing = useFrame((state) => state.dialog === 'recording-folder');
  const take = async (folder: Grant): Promise<void> => {
    openDialog(undefined);
    const next = await engine().settings.setRecordingFolder({ grant: folder.grant });
    setApp(next);
    say(`Recordings go to ${next.recordingFolder} from now on.`);
  };
  const choose = async (): Promise<void> => {
    if (app?.host !== 'electron') {
      openDialog('recording-folder');
      return;
    }
    const folder = await engine().app.pick({ what: 'recording-folder' });
    if (folder !== null) await take(folder);
  };
  return (
    <Setting label="Folder">
      <Group gap="xs" wrap="nowrap">
        <TextInput aria-label="Recording folder" readOnly flex={1} value={app?.recordingFolder ?? ''} />
        <Button variant="default" onClick={() => attempt(choose)}>
          Choose…
        </Button>
      </Group>
      <FileBrowser
        opened={browsing}
        title="Recording folder"
        what="folder"
        onClose={() => openDialog(undefined)}
        onChoose={(folder) => attempt(() => take(folder))}
      />
    </Setting>
  );
}

/** Grids of the usual services: CW and SSB, NFM, airband, broadcast. */
const stepsHz = [
  10,
  100,
  500,
  1e3,
  2.5e3,
  5e3,
  6.25e3,
  25e3 / 3,
  9e3,
  10e3,
  12.5e3,
  25e3,
  50e3,
  100e3,
  200e3,
  1e6,
];

const stepWords = (hz: number): string =>
  hz >= 1000 ? `${Number((hz / 1000).toFixed(2)).toString()} kHz` : `${String(hz)} Hz`;

export function StepSelect(): React.ReactNode {
  const snapHz = useSettings((state) => state.settings.view.snapHz);
  const steps = stepsHz.includes(snapHz) ? stepsHz : [...stepsHz, snapHz].sort((a, b) => a - b);
  return (
    <Select
      aria-label="Tuning step"
      w={104}
      data={steps.map((hz) => ({ value: String(hz), label: stepWords(hz) }))}
      value={String(snapHz)}
      maxDropdownHeight={360}
      onChange={(hz) => changeView({ snapHz: Number(hz) })}
    />
  );
}
