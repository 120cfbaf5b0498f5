/** What a task was asked to be, as lines of a name and a value. Pure. */
import { formatRounded } from '../../contract/quantity.ts';
import type { SignalMetrics, TaskDraft, TaskInfo } from '../../contract/task.ts';
import { lengthText, stampText, type Zone } from './clock.ts';
import { cronText } from './cron.ts';
import { productWords, radioText, triesText } from './words.ts';

export type Fact = readonly [name: string, value: string];

function whenText(draft: TaskDraft, zone: Zone): string {
  const { when } = draft;
  const clock = zone === 'utc' ? 'UTC' : 'local time';
  switch (when.kind) {
    case 'now':
      return 'As soon as a radio is free';
    case 'at':
      return `At ${stampText(when.timeMs, zone)} ${clock}${windowText(when.windowSeconds)}`;
    case 'repeat': {
      const until = when.untilMs === undefined ? '' : `, until ${stampText(when.untilMs, zone)} ${clock}`;
      return `${cronText(when.cron)} (${when.timeZone})${until}${windowText(when.windowSeconds)}`;
    }
  }
}

const windowText = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `, at most ${lengthText(seconds)} late`;

function triggerText(trigger: NonNullable<TaskDraft['trigger']>): string {
  const captures = trigger.captures === 1 ? 'one capture' : `${String(trigger.captures)} captures`;
  const listen =
    trigger.listenSeconds === undefined ? '' : `, listens ${lengthText(trigger.listenSeconds)} at most`;
  return `Above ${String(trigger.aboveDbfs)} dBFS, hysteresis ${String(trigger.hysteresisDb)} dB, ${lengthText(trigger.preRollSeconds)} before, ${lengthText(trigger.holdSeconds)} after, ${captures}${listen}`;
}

function stopText(stop: NonNullable<TaskDraft['stop']>): string {
  const parts = [
    stop.bytes === undefined ? '' : `at ${formatRounded(stop.bytes, 'B')}`,
    stop.silence === undefined
      ? ''
      : `after ${lengthText(stop.silence.seconds)} below ${String(stop.silence.belowDbfs)} dBFS`,
  ];
  return parts.filter((part) => part !== '').join(', or ');
}

function gainText(gain: TaskDraft['gain']): string {
  if (gain === undefined) return 'As the radio stands';
  if (gain === 'auto') return 'Automatic';
  return Object.entries(gain)
    .map(([stage, db]) => `${stage} ${String(db)} dB`)
    .join(', ');
}

/** Everything that was asked for; what is left at its usual is left out. */
export function draftFacts(
  task: TaskInfo & { draft: TaskDraft },
  zone: Zone,
  labels: Readonly<Record<string, string>>,
): Fact[] {
  const { draft } = task;
  const facts: (Fact | undefined)[] = [
    ['Frequency', formatRounded(draft.centreHz, 'Hz', 12)],
    ['Bandwidth', formatRounded(draft.bandwidthHz, 'Hz', 9)],
    ['Length', lengthText(draft.seconds)],
    ['When', whenText(draft, zone)],
    ['Asks for', radioText(draft.radio, labels)],
    task.radioId === undefined ? undefined : ['Radio', radioText(task.radioId, labels)],
    draft.trigger && ['Trigger', triggerText(draft.trigger)],
    draft.stop && ['Ends early', stopText(draft.stop)],
    ['Gain', gainText(draft.gain)],
    ['Products', draft.products.map((kind) => productWords[kind]).join(', ')],
    ['Priority', `${String(task.priority)}${draft.interruptible ? ', gives way to higher ones' : ''}`],
    ['Tries', triesText(task) || 'One'],
    ['If missed', draft.missed === 'late' ? 'Runs late' : 'Is skipped'],
    draft.absent === 'fail' ? ['No radio', 'Ends with an error'] : undefined,
    task.deadlineMs === undefined ? undefined : ['Latest start', stampText(task.deadlineMs, zone)],
    ['Added', stampText(task.createdMs, zone)],
    ['Due', stampText(task.dueMs, zone)],
    task.startedMs === undefined ? undefined : ['Started', stampText(task.startedMs, zone)],
    task.endedMs === undefined ? undefined : ['Ended', stampText(task.endedMs, zone)],
    draft.notes === '' ? undefined : ['Notes', draft.notes],
  ];
  return facts.filter((fact) => fact !== undefined);
}

const decibels = (value: number, unit: string): string => `${value.toFixed(1).replace('-', '−')} ${unit}`;

/** A signed frequency, to the hertz (bins are wider): `+1.2 kHz`, `−340 Hz`, `0 Hz`. */
export function signedHz(hz: number): string {
  const whole = Math.round(Math.abs(hz));
  if (whole === 0) return '0 Hz';
  return `${hz < 0 ? '−' : '+'}${formatRounded(whole, 'Hz')}`;
}

/** A measured signal with units. Where none stands out, it says so. */
export function metricFacts(metrics: SignalMetrics): Fact[] {
  const { snrDb, occupiedSnrDb, offsetHz, occupiedBandwidthHz, peakOffsetHz } = metrics;
  const facts: (Fact | undefined)[] = [
    ['Signal to noise', snrDb === undefined ? 'No signal stands out' : decibels(snrDb, 'dB')],
    occupiedSnrDb === undefined ? undefined : ['Within its own band', decibels(occupiedSnrDb, 'dB')],
    ['Power', decibels(metrics.powerDbfs, 'dBFS')],
    ['Noise density', decibels(metrics.noiseDbfsPerHz, 'dBFS/Hz')],
    offsetHz === undefined ? undefined : ['Frequency offset', signedHz(offsetHz)],
    occupiedBandwidthHz === undefined
      ? undefined
      : ['Occupied bandwidth', `${formatRounded(occupiedBandwidthHz, 'Hz')} (99 %)`],
    peakOffsetHz === undefined ? undefined : ['Strongest bin', signedHz(peakOffsetHz)],
    ['Exact to', formatRounded(metrics.resolutionHz, 'Hz')],
    ['Measured over', lengthText(metrics.seconds)],
  ];
  return facts.filter((fact) => fact !== undefined);
}
