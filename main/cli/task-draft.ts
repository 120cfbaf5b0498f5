/** The options of `task add` as a draft. */
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { parseSelector } from '../../contract/selector.ts';
import { ProductKind, type TaskDraftInput, type TaskTrigger } from '../../contract/task.ts';
import { whenOf, type TaskWhenOptions } from './task-when.ts';
import { needs, parseGain, whole } from './values.ts';

export interface TaskAddOptions extends TaskWhenOptions {
  radio: string;
  freq: string;
  bandwidth: string;
  seconds: string;
  name?: string;
  notes?: string;
  source?: string;
  when?: string;
  hysteresis?: string;
  preRoll?: string;
  hold?: string;
  captures?: string;
  listen?: string;
  stopBytes?: string;
  stopSilence?: string;
  silenceFor?: string;
  gain?: string;
  priority?: string;
  interruptible?: boolean;
  absent?: string;
  products?: string;
  retries?: string;
}

const daySeconds = 86_400;

export function draftOf(options: TaskAddOptions): TaskDraftInput {
  const optional = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
    text === undefined ? undefined : read(text);
  const trigger = triggerOf(options);
  const stop = stopOf(options);
  const gain = optional(options.gain, (text) => {
    const parsed = parseGain(text);
    return parsed.gainMode === 'auto' ? ('auto' as const) : (parsed.gainsDb ?? {});
  });
  return {
    kind: 'acquire',
    radio: radioOf(options.radio),
    centreHz: parseQuantity(options.freq, 'Hz', { min: 0, max: 1e12 }),
    bandwidthHz: parseQuantity(options.bandwidth, 'Hz', { name: 'The bandwidth', min: 1, max: 1e9 }),
    seconds: parseQuantity(options.seconds, 's', { min: 0.01, max: 31 * daySeconds }),
    when: whenOf(options),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...(options.source === undefined
      ? {}
      : { sourceId: whole(options.source, 'The number of the source', 1, Number.MAX_SAFE_INTEGER) }),
    ...(options.missed === undefined
      ? {}
      : { missed: oneOf(options.missed, ['late', 'skip'], 'policy for missed runs') }),
    ...(options.absent === undefined
      ? {}
      : { absent: oneOf(options.absent, ['wait', 'fail'], 'policy for an absent radio') }),
    ...(options.interruptible === true ? { interruptible: true } : {}),
    ...(trigger === undefined ? {} : { trigger }),
    ...(stop === undefined ? {} : { stop }),
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

function radioOf(text: string): string {
  parseSelector(text);
  if (text.startsWith('file:'))
    throw new Fault('unsupported', 'A file can only be replayed by the program that opened it.', {
      hint: 'Use `wavekeep record file:PATH`, or open the file in the application and add the task there.',
    });
  return text;
}

/** `--when above=-60`. */
function triggerOf(options: TaskAddOptions): TaskTrigger | undefined {
  const { when, hysteresis, preRoll, hold, captures, listen } = options;
  needs(when, '--when', {
    '--hysteresis': hysteresis,
    '--pre-roll': preRoll,
    '--hold': hold,
    '--captures': captures,
    '--listen': listen,
  });
  if (when === undefined) return undefined;
  const level = /^above=(.+)$/.exec(when)?.[1];
  if (level === undefined)
    throw new Fault('invalid', `'${when}' is no trigger.`, { hint: 'Write --when above=-60 (dBFS).' });
  const read = (
    text: string | undefined,
    fallback: number,
    unit: 's' | 'dB',
    name: string,
    max: number,
  ): number => (text === undefined ? fallback : parseQuantity(text, unit, { name, min: 0, max }));
  return {
    aboveDbfs: parseQuantity(level, 'dB', { min: -200, max: 20 }),
    hysteresisDb: read(hysteresis, 3, 'dB', 'The hysteresis', 60),
    preRollSeconds: read(preRoll, 0.5, 's', 'The pre-roll', 60),
    holdSeconds: read(hold, 1, 's', 'The hold time', 3600),
    captures: captures === undefined ? 1 : whole(captures, 'The number of captures', 1, 10_000),
    ...(listen === undefined
      ? {}
      : {
          listenSeconds: parseQuantity(listen, 's', {
            name: 'The listening time',
            min: 0.01,
            max: 366 * daySeconds,
          }),
        }),
  };
}

const defaultSilenceSeconds = 10;

/** `--stop-bytes 10M`, `--stop-silence below=-80 --silence-for 10s`. */
function stopOf({ stopBytes, stopSilence, silenceFor }: TaskAddOptions): TaskDraftInput['stop'] {
  needs(stopSilence, '--stop-silence', { '--silence-for': silenceFor });
  if (stopBytes === undefined && stopSilence === undefined) return undefined;
  const bytes =
    stopBytes === undefined
      ? {}
      : { bytes: Math.round(parseQuantity(stopBytes, 'B', { min: 1, max: 1e15 })) };
  if (stopSilence === undefined) return bytes;
  const level = /^below=(.+)$/.exec(stopSilence)?.[1];
  if (level === undefined)
    throw new Fault('invalid', `'${stopSilence}' is no silence.`, {
      hint: 'Write --stop-silence below=-80 (dBFS).',
    });
  const seconds =
    silenceFor === undefined
      ? defaultSilenceSeconds
      : parseQuantity(silenceFor, 's', { name: 'The silence', min: 0.01, max: daySeconds });
  return {
    ...bytes,
    silence: { belowDbfs: parseQuantity(level, 'dB', { min: -200, max: 20 }), seconds },
  };
}

function oneOf<const T extends string>(text: string, known: readonly T[], what: string): T {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  throw new Fault('invalid', `'${text}' is no ${what}.`, { hint: `Use ${known.join(' or ')}.` });
}

function productsOf(text: string): ProductKind[] {
  const named = text.split(',').map((name) => {
    const parsed = ProductKind.safeParse(name.trim());
    if (parsed.success) return parsed.data;
    throw new Fault('invalid', `There is no product '${name.trim()}'.`, {
      hint: `Use ${ProductKind.options.join(', ')}.`,
    });
  });
  return [...new Set(named)];
}
