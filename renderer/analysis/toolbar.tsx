/** The head of the page: which recording. Then its tools: what a drag does, and how it is shown. */
import { ActionIcon, Button, SegmentedControl, Select } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconContrast2,
  IconPlayerPlay,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { attempt } from '../frame/toasts.tsx';
import { play, setTool, showWhole, zoomTimeBy } from './commands.ts';
import { largestFft } from './level.ts';
import { useAnalysis } from './store.ts';
import { bandScales, timeScales } from './ticks.ts';
import { autoLevels, useViewing } from './viewing.ts';
import { durationText } from './words.ts';

const tools = [
  { value: 'select', label: 'Select' },
  { value: 'pan', label: 'Move' },
  { value: 'label', label: 'Label' },
] as const;

/** Offered transforms; shorter ones are chosen by themselves where one comes that close. */
const sizes = Array.from({ length: Math.log2(largestFft) - 6 }, (_, i) => String(128 << i));

const timeWords = { offset: 'Time: seconds', utc: 'Time: UTC', samples: 'Time: samples' } as const;
const bandWords = { absolute: 'Frequency: absolute', offset: 'Frequency: from centre' } as const;

/** What is open, or is being opened. */
export function RecordingName({ info }: { info: AnalysisInfo | undefined }): React.ReactNode {
  const listed = useViewing((state) => state.entry?.name);
  const name = info?.name ?? listed ?? 'Analysis';
  return (
    <div className="wk-an-name">
      <h1 title={name}>{name}</h1>
      {info === undefined ? (
        <span role="status">Opening the recording…</span>
      ) : (
        <span>
          {info.centreKnown ? formatRounded(info.centreHz, 'Hz', 7) : 'Centre unknown'} ·{' '}
          {formatRounded(info.sampleRateHz, 'S/s')} · {durationText(info.samples / info.sampleRateHz)}
        </span>
      )}
    </div>
  );
}

/** @param info absent while the recording is being opened */
export function Tools({ info }: { info: AnalysisInfo | undefined }): React.ReactNode {
  const tool = useAnalysis((state) => state.tool);
  const fftSize = useViewing((state) => state.fftSize);
  const timeScale = useViewing((state) => state.timeScale);
  const bandScale = useViewing((state) => state.bandScale);
  const inFolder = useViewing((state) => state.entry?.place === 'folder');
  return (
    <>
      <SegmentedControl
        aria-label="What a drag does"
        data={[...tools]}
        value={tool}
        onChange={(value) => {
          const found = tools.find((one) => one.value === value);
          if (found !== undefined) setTool(found.value);
        }}
      />
      <ActionIcon aria-label="Zoom out in time" title="Zoom out in time (−)" onClick={() => zoomTimeBy(2)}>
        <IconZoomOut size={17} />
      </ActionIcon>
      <ActionIcon aria-label="Zoom in in time" title="Zoom in in time (+)" onClick={() => zoomTimeBy(0.5)}>
        <IconZoomIn size={17} />
      </ActionIcon>
      <ActionIcon aria-label="Show all of it" title="Show all of it (0)" onClick={showWhole}>
        <IconArrowsMaximize size={17} />
      </ActionIcon>
      <ActionIcon
        aria-label="Set the levels automatically"
        title="Set the levels automatically (Shift+Z)"
        onClick={() => attempt(autoLevels)}
      >
        <IconContrast2 size={17} />
      </ActionIcon>
      <Select
        aria-label="FFT size"
        w={104}
        data={[
          { value: 'auto', label: 'FFT auto' },
          ...sizes.map((size) => ({ value: size, label: `FFT ${size}` })),
        ]}
        value={fftSize === undefined ? 'auto' : String(fftSize)}
        maxDropdownHeight={340}
        onChange={(value) => useViewing.setState({ fftSize: value === 'auto' ? undefined : Number(value) })}
      />
      <Select
        aria-label="Time axis"
        w={124}
        data={timeScales.map((value) => ({
          value,
          label: timeWords[value],
          disabled: value === 'utc' && info?.startedMs === undefined,
        }))}
        value={timeScale}
        onChange={(value) => {
          const found = timeScales.find((one) => one === value);
          if (found !== undefined) useViewing.setState({ timeScale: found });
        }}
      />
      <Select
        aria-label="Frequency axis"
        w={172}
        disabled={info?.centreKnown === false}
        data={bandScales.map((value) => ({ value, label: bandWords[value] }))}
        value={info?.centreKnown === false ? 'offset' : bandScale}
        onChange={(value) => {
          const found = bandScales.find((one) => one === value);
          if (found !== undefined) useViewing.setState({ bandScale: found });
        }}
      />
      <Button
        variant="default"
        disabled={!inFolder}
        title={
          inFolder
            ? 'Play it on the Receive page (P)'
            : 'Only recordings of the recording folder can be played.'
        }
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        onClick={() => attempt(play)}
      >
        Play
      </Button>
    </>
  );
}
