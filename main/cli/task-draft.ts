/** The options of `task add` as a draft. */
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { ProductKind, type TaskDraftInput, type TaskTrigger, type TaskWhen } from '../../contract/task.ts';
import { parseGain, whole } from './values.ts';

export interface TaskAddOptions {
  radio: string;
  freq: string;
  bandwidth: string;
  seconds: string;
  name?: string;
  at?: string;
  every?: string;
  zone?: string;
  window?: string;
  missed?: string;
  when?: string;
  hysteresis?: string;
  preRoll?: string;
  hold?: string;
  captures?: string;
  listen?: string;
  gain?: string;
  priority?: string;
  products?: string;
  retries?: string;
}

export function draftOf(options: TaskAddOptions): TaskDraftInput {
  const optional = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
    text === undefined ? undefined : read(text);
  const trigger = optional(options.when, (text) => triggerOf(text, options));
  const gain = optional(options.gain, (text) => {
    const parsed = parseGain(text);
    return parsed.gainMode === 'auto' ? ('auto' as const) : (parsed.gainsDb ?? {});
  });
  return {
    kind: 'acquire',
    radio: options.radio,
    centreHz: parseQuantity(options.freq, 'Hz'),
    bandwidthHz: parseQuantity(options.bandwidth, 'Hz', { name: 'The bandwidth', min: 1 }),
    seconds: parseQuantity(options.seconds, 's', { min: 0.01 }),
    when: whenOf(options),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.missed === undefined ? {} : { missed: missedOf(options.missed) }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(gain === undefined ? {} : { gain }),
    ...(options.products === undefined ? {} : { products: productsOf(options.products) }),
    ...(options.priority === undefined
      ? {}
      : { priority: whole(options.priority, 'The priority', -100, 100) }),
    ...(options.retries === undefined
      ? {}
      : { retries: whole(options.retries, 'The number of retries', 0, 20) }),
  };
}

function whenOf(options: TaskAddOptions): TaskWhen {
  const windowSeconds =
    options.window === undefined ? {} : { windowSeconds: parseQuantity(options.window, 's', { min: 0 }) };
  if (options.at !== undefined && options.every !== undefined)
    throw new Fault('invalid', 'A task runs at a time or repeats, not both.', {
      hint: 'Leave out --at or --every.',
    });
  if (options.every !== undefined)
    return {
      kind: 'repeat',
      cron: options.every,
      timeZone: options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...windowSeconds,
    };
  if (options.at === undefined) return { kind: 'now' };
  const timeMs = Date.parse(options.at);
  if (Number.isNaN(timeMs))
    throw new Fault('invalid', `'${options.at}' is no time.`, {
      hint: 'Write it as 2026-12-24T18:30 (local) or 2026-12-24T17:30Z.',
    });
  return { kind: 'at', timeMs, ...windowSeconds };
}

/** `--when above=-60`. */
function triggerOf(text: string, options: TaskAddOptions): TaskTrigger {
  const level = /^above=(.+)$/.exec(text)?.[1];
  if (level === undefined)
    throw new Fault('invalid', `'${text}' is no trigger.`, { hint: 'Write --when above=-60 (dBFS).' });
  const read = (value: string | undefined, fallback: number, unit: 's' | 'dB'): number =>
    value === undefined ? fallback : parseQuantity(value, unit, { min: 0 });
  return {
    aboveDbfs: parseQuantity(level, 'dB'),
    hysteresisDb: read(options.hysteresis, 3, 'dB'),
    preRollSeconds: read(options.preRoll, 0.5, 's'),
    holdSeconds: read(options.hold, 1, 's'),
    captures: options.captures === undefined ? 1 : whole(options.captures, 'The captures', 1, 10_000),
    ...(options.listen === undefined ? {} : { listenSeconds: parseQuantity(options.listen, 's') }),
  };
}

function missedOf(text: string): 'late' | 'skip' {
  if (text === 'late' || text === 'skip') return text;
  throw new Fault('invalid', `'${text}' is no policy for missed runs.`, { hint: 'Use late or skip.' });
}

function productsOf(text: string): ProductKind[] {
  return text.split(',').map((name) => {
    const parsed = ProductKind.safeParse(name.trim());
    if (parsed.success) return parsed.data;
    throw new Fault('invalid', `There is no product '${name.trim()}'.`, {
      hint: `Use ${ProductKind.options.join(', ')}.`,
    });
  });
}
