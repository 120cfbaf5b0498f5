/** What every radio's own settings have in common. */
import { Fault } from '../../contract/fault.ts';
import type { ControlInfo, ControlValue } from '../../contract/radio.ts';

/** Parses a value for a control. Throws Fault 'invalid'. */
export function acceptControl(
  controls: readonly ControlInfo[],
  name: string,
  value: ControlValue,
): ControlValue {
  const control = controls.find((one) => one.name === name);
  if (!control)
    throw new Fault('invalid', `This radio has no setting '${name.slice(0, 40)}'.`, {
      hint: `It has ${controls.map((one) => one.name).join(', ')}.`,
    });
  if (control.kind === 'switch' && typeof value === 'boolean') return value;
  if (control.kind === 'choice' && control.options.some((option) => option.value === value)) return value;
  if (control.kind === 'range' && typeof value === 'number' && value >= control.min && value <= control.max)
    // Twelve digits: 0.1 steps must not come out as 0.30000000000000004.
    return Number((Math.round(value / control.step) * control.step).toPrecision(12));
  throw new Fault('invalid', `'${String(value).slice(0, 40)}' is no value of ${control.label}.`, {
    hint:
      control.kind === 'range'
        ? `It goes from ${String(control.min)} to ${String(control.max)}.`
        : 'Choose one that is offered.',
  });
}
