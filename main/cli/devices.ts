import type { RadioInfo } from '../../contract/radio.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { firstValue } from './values.ts';

/** `devices`: the radios found, and for one that can't be used why and what to do. */
export async function devices({ api }: Context): Promise<Output> {
  await api.radio.refresh({});
  const radios = await firstValue<RadioInfo[]>((consumer) => api.radio.list({}, consumer));
  // Kinds of radios that could not even be looked for: health knows why.
  const { components } = await api.health.check({});
  const problems = components
    .filter(({ name, status }) => name === 'radio list' && status !== 'ok')
    .map(({ detail }) => detail);
  return {
    json: { devices: radios, ...(problems.length === 0 ? {} : { problems }) },
    text: [...(radios.length === 0 ? ['No radio found.'] : radios.map(line)), ...problems].join('\n'),
  };
}

function line(radio: RadioInfo): string {
  const range = `${formatRounded(radio.tuningHz.min, 'Hz')} to ${formatRounded(radio.tuningHz.max, 'Hz')}`;
  const notes = [radio.available ? undefined : (radio.problem ?? 'It can not be used.'), radio.hint];
  const trouble = notes.map((note) => (note === undefined ? '' : `\n  ${note}`)).join('');
  return `${radio.id}  ${radio.label}${radio.simulated ? ' (simulated)' : ''}  ${range}${trouble}`;
}
