/** How the picture is coloured. The palette is the one of the Receive page; the range belongs to the recording. */
import { Button, RangeSlider, Select } from '@mantine/core';
import { palettes } from '../../contract/palettes.ts';
import { paletteNames } from '../../contract/settings.ts';
import { Row, Section } from '../frame/parts.tsx';
import { attempt } from '../frame/toasts.tsx';
import { changeView, useSettings } from '../settings/store.ts';
import { autoLevels, useViewing } from './viewing.ts';

const leastRangeDb = 5;

export function DisplaySection(): React.ReactNode {
  const view = useSettings((state) => state.settings.view);
  const [minDb, maxDb] = useViewing((state) => state.range) ?? [view.minDb, view.maxDb];
  return (
    <Section name="analysis-display" title="Display">
      <Row label="Palette">
        <Select
          aria-label="Palette"
          data={paletteNames.map((value) => ({
            value,
            label: `${palettes[value].label}${palettes[value].colourBlindSafe ? ' (colour-blind safe)' : ''}`,
          }))}
          value={view.palette}
          maxDropdownHeight={340}
          onChange={(value) => {
            const palette = paletteNames.find((name) => name === value);
            if (palette !== undefined) changeView({ palette });
          }}
        />
      </Row>
      <Row
        label="Levels"
        value={
          <Button
            size="compact-xs"
            variant="default"
            title="From what is on screen (Shift+Z)"
            onClick={() => attempt(autoLevels)}
          >
            Auto
          </Button>
        }
        note={`${minDb.toFixed(0)} to ${maxDb.toFixed(0)} dBFS`}
      >
        <RangeSlider
          label={null}
          min={-160}
          max={10}
          minRange={leastRangeDb}
          value={[minDb, maxDb]}
          thumbFromLabel="Lowest level"
          thumbToLabel="Highest level"
          onChange={(range) => useViewing.setState({ range })}
        />
      </Row>
    </Section>
  );
}
