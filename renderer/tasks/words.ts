/** What the columns of a task say. */
import type { Attempt, Product, ProductKind, TaskInfo, TaskPhase, TaskState } from '../../contract/task.ts';
import type { z } from 'zod';
import { formatRounded } from '../../contract/quantity.ts';
import { lengthText } from './clock.ts';

interface StateWord {
  word: string;
  tone: string;
}

export const stateWords: Readonly<Record<TaskState, StateWord>> = {
  queued: { word: 'Queued', tone: 'wk-plain' },
  running: { word: 'Running', tone: 'wk-run' },
  succeeded: { word: 'Succeeded', tone: 'wk-good' },
  failed: { word: 'Failed', tone: 'wk-bad' },
  dead: { word: 'Gave up', tone: 'wk-bad' },
  cancelled: { word: 'Cancelled', tone: 'wk-dim' },
  skipped: { word: 'Skipped', tone: 'wk-warn' },
};

const phaseWords: Readonly<Record<TaskPhase, string>> = {
  starting: 'Starting',
  armed: 'Waiting for its trigger',
  recording: 'Recording',
  finishing: 'Finishing',
};

export const outcomeWords: Readonly<Record<z.infer<typeof Attempt>['outcome'], string>> = {
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  suspended: 'Gave way',
  lost: 'Worker lost',
};

export const outcomeTones: typeof outcomeWords = {
  running: 'wk-run',
  succeeded: 'wk-good',
  failed: 'wk-bad',
  cancelled: 'wk-dim',
  suspended: 'wk-warn',
  lost: 'wk-bad',
};

export const productWords: Readonly<Record<ProductKind, string>> = {
  iq: 'IQ recording',
  spectrogram: 'Spectrogram',
  power: 'Power log',
  metrics: 'Signal metrics',
  detections: 'Detections',
};

export const productStates: Readonly<Record<z.infer<typeof Product>['state'], StateWord>> = {
  writing: { word: 'Being written', tone: 'wk-run' },
  complete: { word: 'Complete', tone: 'wk-good' },
  partial: { word: 'Partial', tone: 'wk-warn' },
  superseded: { word: 'Superseded', tone: 'wk-dim' },
};

/** Its name, or what tells it from others where it has none. */
export const titleOf = (task: { name: string; centreHz: number }): string =>
  task.name === '' ? formatRounded(task.centreHz, 'Hz', 9) : task.name;

/** Tries as `1 of 3`; a task that can't be tried again and was not has none. */
export const triesText = (task: Pick<TaskInfo, 'attempt' | 'retries'>): string =>
  task.attempt === 0 && task.retries === 0 ? '' : `${String(task.attempt)} of ${String(task.retries + 1)}`;

/** What a running task does, with what its lane adds. */
export function doingText(
  task: Pick<TaskInfo, 'cancelling'>,
  phase: TaskPhase | undefined,
  note: string | undefined,
): string {
  if (task.cancelling) return 'Stopping';
  return [phase === undefined ? '' : phaseWords[phase], note ?? ''].filter((part) => part !== '').join(': ');
}

/** What the last column says of a task that is not being recorded. */
export function reasonText(task: TaskInfo): string {
  if (task.cancelling) return 'Stopping';
  switch (task.state) {
    case 'queued':
      return task.waitingFor ?? '';
    case 'running':
      return task.phase === undefined ? '' : phaseWords[task.phase];
    case 'succeeded':
      return task.partial ? 'Something it kept is incomplete' : '';
    case 'failed':
    case 'dead':
    case 'cancelled':
    case 'skipped':
      return task.fault?.message ?? (task.partial ? 'What it had is kept, marked partial' : '');
  }
}

/** How long it took, or will. */
export function durationText(task: Pick<TaskInfo, 'seconds'>): string {
  return lengthText(task.seconds);
}

/** A count with its word: `1 task`, `12 tasks`. */
export const counted = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? word : `${word}s`}`;

/** A selector of radios in words; `labels` by radio id. */
export function radioText(selector: string, labels: Readonly<Record<string, string>>): string {
  if (selector === 'any') return 'Any radio';
  if (selector.startsWith('group:')) return `Group ${selector.slice('group:'.length)}`;
  return labels[selector] ?? (selector.includes(':') ? selector : `Any ${selector}`);
}
