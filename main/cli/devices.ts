import type { RadioInfo } from '../../contract/radio.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { firstValue } from './values.ts';

/** `devices`: the radios found, and for one that can't be used why and what to do. */
export async function devices({ api }: Context): Promise<Output> {
  await api.radio.refresh({});
  const radios = await firstValue<RadioInfo[]>((consumer) => api.radio.list({}, consumer));
  return {
    json: { devices: radios },
    text: radios.length === 0 ? 'No radio found.' : radios.map(line).join('\n'),
  };
}

function line(radio: RadioInfo): string {
  const range = `${formatRounded(radio.tuningHz.min, 'Hz')} to ${formatRounded(radio.tuningHz.max, 'Hz')}`;
  const trouble = radio.available ? '' : `\n  ${radio.problem ?? 'not available'} ${radio.hint ?? ''}`;
  return `${radio.id}  ${radio.label}${radio.simulated ? ' (simulated)' : ''}  ${range}${trouble}`;
}
