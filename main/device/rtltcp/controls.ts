/** The settings of an rtl_tcp server beyond frequency, rate and gain, and the commands behind them. */
import type { ControlInfo, ControlValue } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import type { CommandName, Header, Tuner } from './protocol.ts';

const crystal = { kind: 'range', unit: 'Hz', min: 28_000_000, max: 29_600_000, step: 1 } as const;

export function controlsOf(tuner: Tuner, header: Header): ControlInfo[] {
  const controls: ControlInfo[] = [
    { kind: 'range', name: 'ppm', label: 'Frequency correction', unit: 'ppm', min: -250, max: 250, step: 1 },
    { kind: 'switch', name: 'agc', label: 'Digital gain control (RTL AGC)' },
    {
      kind: 'choice',
      name: 'directSampling',
      label: 'Direct sampling (HF without tuner)',
      options: [
        { value: 'off', label: 'Off' },
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
    { ...crystal, name: 'rtlCrystal', label: 'Crystal of the demodulator' },
    { ...crystal, name: 'tunerCrystal', label: 'Crystal of the tuner' },
  ];
  // Only zero-IF tuners have a spike in the middle to tune away from.
  if (tuner.name !== 'R820T' && tuner.name !== 'R828D')
    controls.push({ kind: 'switch', name: 'offsetTuning', label: 'Offset tuning' });
  if (tuner.gains.length === 0 && header.gainCount > 0)
    controls.push({
      kind: 'range',
      name: 'gainIndex',
      label: 'Gain (place in the tuner’s own table)',
      unit: 'step',
      min: 0,
      max: header.gainCount - 1,
      step: 1,
    });
  return controls;
}

/** Values of a stick nobody has touched. */
export function untouched(controls: readonly ControlInfo[]): Record<string, ControlValue> {
  const values: Record<string, ControlValue> = {};
  for (const control of controls) {
    if (control.kind === 'switch') values[control.name] = false;
    else if (control.kind === 'choice') values[control.name] = control.options[0]?.value ?? '';
    else values[control.name] = control.name.endsWith('Crystal') ? 28_800_000 : 0;
  }
  return values;
}

/** The command and number a control's value stands for. */
export function controlCommand(name: string, value: ControlValue): [CommandName, number] {
  const number = typeof value === 'number' ? value : value === true ? 1 : 0;
  switch (name) {
    case 'ppm':
    case 'agc':
    case 'biasTee':
    case 'testMode':
    case 'rtlCrystal':
    case 'tunerCrystal':
    case 'offsetTuning':
    case 'gainIndex':
      return [name, number];
    case 'directSampling':
      return [name, value === 'i' ? 1 : value === 'q' ? 2 : 0];
    default:
      throw new Fault('internal', `No command is known for the setting '${name}'.`);
  }
}
