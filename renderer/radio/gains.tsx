/** Gain: automatic or by hand, each stage on the device's own table. */
import { SegmentedControl, Slider } from '@mantine/core';
import type { GainInfo, ReceiverChange, ReceiverInfo, ReceiverSettings } from '../../contract/radio.ts';
import { Row } from '../frame/parts.tsx';

interface GainsProps {
  gains: readonly GainInfo[];
  modes: ReceiverInfo['gainModes'];
  settings: ReceiverSettings;
  onChange: (change: ReceiverChange) => void;
}

export function Gains({ gains, modes, settings, onChange }: GainsProps): React.ReactNode {
  const manual = settings.gainMode === 'manual';
  return (
    <>
      {modes.length > 1 && (
        <Row label="Gain">
          <SegmentedControl
            fullWidth
            aria-label="Gain mode"
            data={[
              { value: 'auto', label: 'Automatic' },
              { value: 'manual', label: 'Manual' },
            ]}
            value={settings.gainMode}
            onChange={(mode) => onChange({ gainMode: mode === 'manual' ? 'manual' : 'auto' })}
          />
        </Row>
      )}
      {gains.map((gain) => (
        <Stage
          key={gain.name}
          gain={gain}
          gainDb={settings.gainsDb[gain.name] ?? gain.minDb}
          disabled={!manual && modes.includes('auto')}
          onGain={(gainDb) => onChange({ gainsDb: { [gain.name]: gainDb } })}
        />
      ))}
    </>
  );
}

interface StageProps {
  gain: GainInfo;
  gainDb: number;
  disabled: boolean;
  onGain: (gainDb: number) => void;
}

/** The entry of a stage's table nearest to a gain. */
function nearestStep(steps: readonly number[], gainDb: number): number {
  let best = 0;
  for (let i = 1; i < steps.length; i++)
    if (Math.abs(steps[i]! - gainDb) < Math.abs(steps[best]! - gainDb)) best = i;
  return best;
}

function Stage({ gain, gainDb, disabled, onGain }: StageProps): React.ReactNode {
  const steps = gain.stepsDb;
  const words = (db: number): string => `${db.toFixed(1)} dB`;
  const common = {
    label: null,
    disabled,
    thumbLabel: `Gain ${gain.name}`,
  };
  return (
    <Row label={gain.name} value={words(gainDb)}>
      {steps === undefined ? (
        <Slider
          {...common}
          min={gain.minDb}
          max={gain.maxDb}
          step={0.5}
          value={gainDb}
          thumbValueText={words}
          onChange={onGain}
        />
      ) : (
        // The slider counts table entries, so that each step is one the device has.
        <Slider
          {...common}
          min={0}
          max={steps.length - 1}
          step={1}
          value={nearestStep(steps, gainDb)}
          thumbValueText={(index) => words(steps[index] ?? 0)}
          onChange={(index) => {
            const db = steps[index];
            if (db !== undefined && db !== gainDb) onGain(db);
          }}
        />
      )}
    </Row>
  );
}
