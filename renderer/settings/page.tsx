/** Everything that can be set so far. Each change is written at once. */
import { NumberInput, SegmentedControl, Switch, Title } from '@mantine/core';
import { DetectionSettingsPart } from './detection.tsx';
import { RecordingSettings } from './recordings.tsx';
import { Remembered } from './remembered.tsx';
import { Setting } from './setting.tsx';
import { StepSelect } from './step.tsx';
import { TaskSettings } from './tasks.tsx';
import { changeSettings, changeSpectrum, changeView, useSettings } from './store.ts';

export function SettingsPage(): React.ReactNode {
  const { settings, loaded } = useSettings();
  if (!loaded) return <p className="wk-empty">Reading the settings…</p>;
  const { view } = settings;
  return (
    <div className="wk-settings">
      <Title order={1}>Settings</Title>
      <RecordingSettings settings={settings} />
      <DetectionSettingsPart settings={settings} />
      <TaskSettings settings={settings} />
      <Remembered radios={settings.radios} />
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
