/** Settings of radios that are applied again when they are opened. */
import { Button, Group } from '@mantine/core';
import { formatRounded } from '../../contract/quantity.ts';
import type { ReceiverChange } from '../../contract/radio.ts';
import type { Settings } from '../../contract/settings.ts';
import { Setting } from './setting.tsx';
import { changeSettings } from './store.ts';

export function Remembered({ radios }: { radios: Settings['radios'] }): React.ReactNode {
  const entries = Object.entries(radios);
  if (entries.length === 0) return null;
  return (
    <fieldset>
      <legend>Radios</legend>
      {entries.map(([id, saved]) => (
        <Setting key={id} label={id}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <span>{rememberedText(saved)}</span>
            <Button
              variant="default"
              aria-label={`Forget the settings of ${id}`}
              onClick={() =>
                changeSettings({ radios: Object.fromEntries(entries.filter(([other]) => other !== id)) })
              }
            >
              Forget
            </Button>
          </Group>
        </Setting>
      ))}
    </fieldset>
  );
}

function rememberedText({ centreHz, sampleRateHz, gainMode, gainsDb }: ReceiverChange): string {
  const gains = Object.entries(gainsDb ?? {}).map(([name, db]) => `${name} ${String(db)} dB`);
  return [
    centreHz === undefined ? '' : formatRounded(centreHz, 'Hz', 9),
    sampleRateHz === undefined ? '' : formatRounded(sampleRateHz, 'S/s', 7),
    gainMode === 'auto' ? 'automatic gain' : gains.join(', '),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
