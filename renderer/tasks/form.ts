/** The new-task form: what is typed, and the tasks it stands for. Pure. */
import { formatExact } from '../../contract/quantity.ts';
import type { ProductKind, TaskDraft } from '../../contract/task.ts';
import { stampText, type Zone } from './clock.ts';
import { firstCron, formOf, type CronForm } from './cron.ts';

export interface TaskForm {
  name: string;
  notes: string;
  radio: string;
  many: 'one' | 'list' | 'range';
  frequency: string;
  list: string;
  from: string;
  to: string;
  step: string;
  bandwidth: string;
  /** Length of the recording. */
  length: string;
  when: 'now' | 'at' | 'repeat';
  /** `2026-11-23 22:00:00` in the zone of the page. */
  at: string;
  /** Of several at a time: each begins this long after the one before; empty: together. */
  spacing: string;
  cron: CronForm;
  timeZone: string;
  /** Last moment of a repetition, as `at`; empty: none. */
  until: string;
  /** How late it may begin; empty: any time. */
  window: string;
  missed: 'late' | 'skip';
  absent: 'wait' | 'fail';
  triggered: boolean;
  above: string;
  hysteresis: string;
  preRoll: string;
  hold: string;
  captures: string;
  /** Empty: until cancelled. */
  listen: string;
  /** Empty: no limit. */
  stopBytes: string;
  stopSilent: boolean;
  silenceBelow: string;
  silenceLength: string;
  gain: 'asis' | 'auto' | 'manual';
  /** Decibels by stage. */
  gains: Readonly<Record<string, string>>;
  products: readonly ProductKind[];
  priority: string;
  retries: string;
  interruptible: boolean;
  sourceId: number | undefined;
}

/** Names of fields that may have a problem. */
export type Field = keyof TaskForm;
export type Problems = Partial<Record<Field, string>>;

export function emptyForm(timeZone: string): TaskForm {
  return {
    name: '',
    notes: '',
    radio: 'any',
    many: 'one',
    frequency: '',
    list: '',
    from: '',
    to: '',
    step: '200k',
    bandwidth: '200k',
    length: '10s',
    when: 'now',
    at: '',
    spacing: '',
    cron: firstCron,
    timeZone,
    until: '',
    window: '',
    missed: 'late',
    absent: 'wait',
    triggered: false,
    above: '-60',
    hysteresis: '3',
    preRoll: '0.5s',
    hold: '1s',
    captures: '1',
    listen: '',
    stopBytes: '',
    stopSilent: false,
    silenceBelow: '-80',
    silenceLength: '10s',
    gain: 'asis',
    gains: {},
    products: ['iq', 'metrics'],
    priority: '0',
    retries: '2',
    interruptible: false,
    sourceId: undefined,
  };
}

const seconds = (value: number): string => formatExact(value, 's');
const optionalSeconds = (value: number | undefined): string => (value === undefined ? '' : seconds(value));

/** The form of a task that is there already: `Duplicate`. A time that has passed is taken as it was. */
export function formFromDraft(draft: TaskDraft, zone: Zone, timeZone: string): TaskForm {
  const blank = emptyForm(timeZone);
  const { when, trigger, stop, gain } = draft;
  return {
    ...blank,
    name: draft.name,
    notes: draft.notes,
    radio: draft.radio,
    frequency: formatExact(draft.centreHz, 'Hz'),
    bandwidth: formatExact(draft.bandwidthHz, 'Hz'),
    length: seconds(draft.seconds),
    when: when.kind,
    ...(when.kind === 'at' ? { at: stampText(when.timeMs, zone) } : {}),
    ...(when.kind === 'repeat'
      ? {
          cron: formOf(when.cron),
          timeZone: when.timeZone,
          until: when.untilMs === undefined ? '' : stampText(when.untilMs, zone),
        }
      : {}),
    window: when.kind === 'now' ? '' : optionalSeconds(when.windowSeconds),
    missed: draft.missed,
    absent: draft.absent,
    ...(trigger === undefined
      ? {}
      : {
          triggered: true,
          above: String(trigger.aboveDbfs),
          hysteresis: String(trigger.hysteresisDb),
          preRoll: seconds(trigger.preRollSeconds),
          hold: seconds(trigger.holdSeconds),
          captures: String(trigger.captures),
          listen: optionalSeconds(trigger.listenSeconds),
        }),
    stopBytes: stop?.bytes === undefined ? '' : formatExact(stop.bytes, 'B'),
    ...(stop?.silence === undefined
      ? {}
      : {
          stopSilent: true,
          silenceBelow: String(stop.silence.belowDbfs),
          silenceLength: seconds(stop.silence.seconds),
        }),
    gain: gain === undefined ? 'asis' : gain === 'auto' ? 'auto' : 'manual',
    gains:
      gain === undefined || gain === 'auto'
        ? {}
        : Object.fromEntries(Object.entries(gain).map(([stage, db]) => [stage, String(db)])),
    products: draft.products,
    priority: String(draft.priority),
    retries: String(draft.retries),
    interruptible: draft.interruptible,
    sourceId: draft.sourceId,
  };
}
