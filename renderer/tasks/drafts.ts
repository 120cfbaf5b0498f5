/** From the form to the tasks it stands for, and what is wrong with each field. Pure. */
import { Fault } from '../../contract/fault.ts';
import { parseQuantity, type QuantityLimits, type Unit } from '../../contract/quantity.ts';
import { TaskDraft, type TaskWhen } from '../../contract/task.ts';
import { lengthText, readStamp, type Zone } from './clock.ts';
import { cronOf } from './cron.ts';
import type { Field, Problems, TaskForm } from './form.ts';
import { readHz, readList, readRange, type Named } from './frequencies.ts';

export interface Reading {
  /** Empty while a field has a problem. */
  drafts: TaskDraft[];
  problems: Problems;
}

const daySeconds = 86_400;

/** Collects what fields say; the first problem of a field stands. */
class Reader {
  readonly problems: Problems = {};

  /** What `run` gives; where it throws a fault, the field has a problem and the answer is undefined. */
  take<T>(field: Field, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.problems[field] ??= `${error.message} ${error.hint ?? ''}`.trim();
      return undefined;
    }
  }

  number(field: Field, text: string, unit: Unit, limits: QuantityLimits): number | undefined {
    return this.take(field, () => parseQuantity(text, unit, limits));
  }

  /** A length of time; its limits are said as people say them. */
  seconds(field: Field, text: string, name: string, min: number, max: number): number | undefined {
    return this.take(field, () => {
      const value = parseQuantity(text, 's', { name });
      if (value < min) throw new Fault('invalid', `${name} must be at least ${lengthText(min)}.`);
      if (value > max) throw new Fault('invalid', `${name} must be at most ${lengthText(max)}.`);
      return value;
    });
  }

  /** As `seconds`; an empty field is undefined and no problem. */
  optionalSeconds(field: Field, text: string, name: string, min: number, max: number): number | undefined {
    return text.trim() === '' ? undefined : this.seconds(field, text, name, min, max);
  }

  /** As `number`; an empty field is undefined and no problem. */
  optional(field: Field, text: string, unit: Unit, limits: QuantityLimits): number | undefined {
    return text.trim() === '' ? undefined : this.number(field, text, unit, limits);
  }
}

/** Takes out what is undefined: the contract knows no such values. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function frequencies(form: TaskForm, read: Reader): Named[] | undefined {
  switch (form.many) {
    case 'one':
      return read.take('frequency', () => [{ hz: readHz(form.frequency, 'M', 'The frequency'), name: '' }]);
    case 'list':
      return read.take('list', () => readList(form.list));
    case 'range': {
      for (const [field, unit] of [
        ['from', 'M'],
        ['to', 'M'],
        ['step', 'k'],
      ] as const)
        read.take(field, () => readHz(form[field], unit, 'The frequency'));
      if (read.problems.from ?? read.problems.to ?? read.problems.step) return undefined;
      return read.take('to', () => readRange(form.from, form.to, form.step));
    }
  }
}

function moment(read: Reader, field: 'at' | 'until', text: string, zone: Zone): number | undefined {
  return read.take(field, () => {
    const timeMs = readStamp(text, zone);
    if (timeMs === undefined)
      throw new Fault('invalid', 'Choose a day and a time.', { hint: 'For example 2026-11-23 22:00.' });
    return timeMs;
  });
}

/** When the first of the tasks runs. */
function whenOf(form: TaskForm, zone: Zone, read: Reader): TaskWhen | undefined {
  if (form.when === 'now') return { kind: 'now' };
  const windowSeconds = read.optionalSeconds('window', form.window, 'The window', 0, daySeconds * 31);
  if (form.when === 'at') {
    const timeMs = moment(read, 'at', form.at, zone);
    return timeMs === undefined ? undefined : { kind: 'at', ...present({ timeMs, windowSeconds }) };
  }
  const cron = read.take('cron', () => {
    const text = cronOf(form.cron);
    if (text === undefined || text === '')
      throw new Fault(
        'invalid',
        form.cron.kind === 'custom' ? 'The expression is empty.' : 'Write a time, 22:00.',
      );
    return text;
  });
  const untilMs = form.until.trim() === '' ? undefined : moment(read, 'until', form.until, zone);
  return cron === undefined
    ? undefined
    : { kind: 'repeat', cron, timeZone: form.timeZone, ...present({ untilMs, windowSeconds }) };
}

function triggerOf(form: TaskForm, read: Reader): TaskDraft['trigger'] {
  if (!form.triggered) return undefined;
  const level = { name: 'The level', min: -200, max: 20 };
  return {
    aboveDbfs: read.number('above', form.above, 'dB', level) ?? 0,
    hysteresisDb:
      read.number('hysteresis', form.hysteresis, 'dB', { name: 'The hysteresis', min: 0, max: 60 }) ?? 0,
    preRollSeconds: read.seconds('preRoll', form.preRoll, 'What is kept before', 0, 60) ?? 0,
    holdSeconds: read.seconds('hold', form.hold, 'What is kept after', 0, 3600) ?? 0,
    captures: whole(read, 'captures', form.captures, 'The number of captures', 1, 10_000),
    ...present({
      listenSeconds: read.optionalSeconds('listen', form.listen, 'Listening', 0.1, daySeconds * 366),
    }),
  };
}

function whole(read: Reader, field: Field, text: string, name: string, min: number, max: number): number {
  const value = read.number(field, text, '', { name, min, max }) ?? min;
  if (!Number.isInteger(value)) read.problems[field] ??= `${name} must be a whole number.`;
  return value;
}

function stopOf(form: TaskForm, read: Reader): TaskDraft['stop'] {
  const bytes = read.optional('stopBytes', form.stopBytes, 'B', { min: 1, max: 1e15 });
  const belowDbfs = form.stopSilent
    ? read.number('silenceBelow', form.silenceBelow, 'dB', { name: 'The level', min: -200, max: 20 })
    : undefined;
  const length = form.stopSilent
    ? read.seconds('silenceLength', form.silenceLength, 'The silence', 0.001, daySeconds)
    : undefined;
  const silence =
    belowDbfs === undefined || length === undefined ? undefined : { belowDbfs, seconds: length };
  return bytes === undefined && silence === undefined
    ? undefined
    : present({ bytes: bytes === undefined ? undefined : Math.round(bytes), silence });
}

function gainOf(form: TaskForm, read: Reader): TaskDraft['gain'] {
  if (form.gain !== 'manual') return form.gain === 'auto' ? 'auto' : undefined;
  const stages = Object.entries(form.gains).filter(([, text]) => text.trim() !== '');
  if (stages.length === 0) read.problems.gains = 'Write the gain of at least one stage, in decibels.';
  return Object.fromEntries(
    stages.map(([stage, text]) => [
      stage,
      read.number('gains', text, 'dB', { name: `The gain of ${stage}`, min: -100, max: 200 }) ?? 0,
    ]),
  );
}

/** Later starts for the tasks after the first. */
function laterBy(when: TaskWhen, byMs: number): TaskWhen {
  return when.kind === 'at' ? { ...when, timeMs: when.timeMs + byMs } : when;
}

/** The tasks of a form. `zone` is the one its times are written in. */
export function readForm(form: TaskForm, zone: Zone): Reading {
  const read = new Reader();
  const named = frequencies(form, read);
  const bandwidthHz = read.take('bandwidth', () => {
    const hz = readHz(form.bandwidth, 'k', 'The bandwidth');
    if (hz <= 0 || hz > 1e9) throw new Fault('invalid', 'The bandwidth must be above 0 and at most 1 GHz.');
    return hz;
  });
  const seconds = read.seconds('length', form.length, 'The length', 0.01, daySeconds * 31);
  const when = whenOf(form, zone, read);
  const spacing = form.when === 'at' && form.many !== 'one' ? form.spacing : '';
  const spacingSeconds = read.optionalSeconds('spacing', spacing, 'The spacing', 0, daySeconds * 31) ?? 0;
  if (form.products.length === 0) read.problems.products = 'Choose at least one product.';
  const shared = {
    kind: 'acquire' as const,
    notes: form.notes,
    radio: form.radio,
    missed: form.missed,
    absent: form.absent,
    products: [...form.products],
    priority: whole(read, 'priority', form.priority, 'The priority', -100, 100),
    retries: whole(read, 'retries', form.retries, 'The number of retries', 0, 20),
    interruptible: form.interruptible,
    ...present({
      trigger: triggerOf(form, read),
      stop: stopOf(form, read),
      gain: gainOf(form, read),
      sourceId: form.sourceId,
    }),
  };
  if (named === undefined || bandwidthHz === undefined || seconds === undefined || when === undefined)
    return { drafts: [], problems: read.problems };
  const drafts = named.map(({ hz, name }, i) => ({
    ...shared,
    name: name === '' ? form.name.trim() : name,
    centreHz: hz,
    bandwidthHz,
    seconds,
    when: laterBy(when, i * spacingSeconds * 1000),
  }));
  return checked(drafts, read.problems);
}

/** The contract has the last word on what a task may be. */
function checked(drafts: TaskDraft[], problems: Problems): Reading {
  const result = drafts[0] && TaskDraft.safeParse(drafts[0]);
  if (result?.success === false)
    for (const { path, message } of result.error.issues) problems[fieldOf(path[0])] ??= message;
  return Object.keys(problems).length === 0 ? { drafts, problems } : { drafts: [], problems };
}

/** The field of the form that stands for a member of the draft. */
function fieldOf(member: PropertyKey | undefined): Field {
  switch (member) {
    case 'name':
    case 'notes':
    case 'radio':
    case 'products':
    case 'priority':
    case 'retries':
      return member;
    case 'bandwidthHz':
      return 'bandwidth';
    case 'seconds':
      return 'length';
    case 'when':
      return 'at';
    case 'trigger':
      return 'above';
    case 'stop':
      return 'stopBytes';
    case 'gain':
      return 'gains';
    default:
      return 'frequency';
  }
}
