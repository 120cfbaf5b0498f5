/** The grid of tuning by keys, wheel and click. */
import { Select } from '@mantine/core';
import { changeView, useSettings } from './store.ts';

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

/** Takes the next finer (-1) or coarser (+1) grid; at the ends nothing changes. */
export function changeStep(by: 1 | -1): void {
  const { snapHz } = useSettings.getState().settings.view;
  const next = by > 0 ? stepsHz.find((hz) => hz > snapHz) : stepsHz.findLast((hz) => hz < snapHz);
  if (next !== undefined) changeView({ snapHz: next });
}

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
