/** Settings of a stick beyond frequency, rate and gain. Names are the same as for rtl_tcp. */
import type { ControlInfo, ControlValue } from '../../../contract/radio.ts';
import type { Tuner } from './tuner.ts';

/** What a stick with this tuner can be told. */
export function controlsOf(tuner: Tuner | undefined): ControlInfo[] {
  const controls: ControlInfo[] = [
    {
      kind: 'range',
      name: 'ppm',
      label: 'Frequency correction',
      unit: 'ppm',
      min: -250,
      max: 250,
      step: 0.1,
    },
    { kind: 'switch', name: 'agc', label: 'Digital gain control (RTL AGC)' },
    {
      kind: 'choice',
      name: 'directSampling',
      label: 'Direct sampling (HF without tuner)',
      options: [
        ...(tuner ? [{ value: 'off', label: 'Off' }] : []),
        { value: 'i', label: 'I branch' },
        { value: 'q', label: 'Q branch' },
      ],
    },
    {
      kind: 'switch',
      name: 'biasTee',
      label: 'Antenna power (bias tee)',
      confirm: 'This puts about 4.5 V on the antenna socket. Make sure that what is connected expects it.',
    },
    { kind: 'switch', name: 'testMode', label: 'Test mode: a counter instead of samples' },
  ];
  if (tuner?.lowIf === true || tuner?.kind === 'E4000')
    controls.push({
      kind: 'range',
      name: 'bandwidth',
      label: 'Tuner filter (0 follows the rate)',
      unit: 'Hz',
      min: 0,
      max: 8_000_000,
      step: 1000,
    });
  // Only zero-IF tuners have a spike in the middle to tune away from.
  if (tuner && !tuner.lowIf) controls.push({ kind: 'switch', name: 'offsetTuning', label: 'Offset tuning' });
  return controls;
}

/** Values of a stick nobody has touched. */
export function untouched(tuner: Tuner | undefined): Record<string, ControlValue> {
  const values: Record<string, ControlValue> = {};
  for (const control of controlsOf(tuner))
    values[control.name] =
      control.kind === 'switch' ? false : control.kind === 'range' ? 0 : (control.options[0]?.value ?? '');
  return values;
}
