/** Sessions in words and numbers. Pure. */
import { formatRounded } from '../../contract/quantity.ts';
import {
  sessionStates,
  type Session,
  type SessionResult,
  type SessionState,
} from '../../contract/session.ts';
import type { SignalMetrics } from '../../contract/task.ts';
import { signedHz } from '../tasks/facts.ts';

export const stateWords: Readonly<Record<SessionState, { word: string; tone: string }>> = {
  draft: { word: 'Draft', tone: '' },
  recording: { word: 'Recording', tone: 'wk-bad' },
  review: { word: 'In review', tone: 'wk-warn' },
  approved: { word: 'Approved', tone: 'wk-good' },
  rejected: { word: 'Rejected', tone: 'wk-bad' },
};

/** What asks for a person first. */
const order: readonly SessionState[] = ['recording', 'review', 'draft', 'approved', 'rejected'];

/** Sessions with the search in name or notes, by state and then the newest first. */
export function listed(
  sessions: readonly Session[],
  search: string,
  state: SessionState | undefined,
): Session[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return sessions
    .filter((session) => state === undefined || session.state === state)
    .filter(({ name, notes, centreHz }) => {
      const text = `${name}\n${notes}\n${centreHz / 1e6} MHz`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(
      (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.createdMs - a.createdMs || b.id - a.id,
    );
}

export function countsOf(sessions: readonly Session[]): Record<SessionState, number> {
  const counts = { draft: 0, recording: 0, review: 0, approved: 0, rejected: 0 };
  for (const { state } of sessions) counts[state]++;
  return counts;
}

/** Of all its receivers, 0 to 1. One that ended counts whole, however it ended. */
export function progressOf({ results }: Pick<Session, 'results'>): number {
  if (results.length === 0) return 0;
  const done = results.map((result) => (isEnded(result) ? 1 : result.progress));
  return done.reduce((sum, one) => sum + one, 0) / results.length;
}

const isEnded = ({ state }: SessionResult): boolean =>
  state !== undefined && state !== 'queued' && state !== 'running';

/** `6 of 7 receivers` once it was recorded. */
export function resultText({ results, receivers, state }: Session): string {
  const many = receivers.length === 1 ? 'receiver' : 'receivers';
  if (state === 'draft') return `${receivers.length} ${many}`;
  const good = results.filter((result) => result.state === 'succeeded').length;
  return `${good} of ${receivers.length} ${many}`;
}

/** A task's state in this place. */
export function receiverText(result: SessionResult): { word: string; tone: string } {
  switch (result.state) {
    case undefined:
      return { word: 'Not asked', tone: 'wk-dim' };
    case 'queued':
      return { word: 'Waiting', tone: 'wk-dim' };
    case 'running':
      return { word: `${Math.round(result.progress * 100)} %`, tone: '' };
    case 'succeeded':
      return { word: 'Recorded', tone: 'wk-good' };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'wk-warn' };
    case 'skipped':
      return { word: 'Skipped', tone: 'wk-warn' };
    case 'failed':
    case 'dead':
      return { word: 'Failed', tone: 'wk-bad' };
  }
}

export interface MetricRow {
  title: string;
  hint: string;
  text: (metrics: SignalMetrics) => string | undefined;
}

const decibels = (value: number | undefined, unit: string): string | undefined =>
  value === undefined ? undefined : `${value.toFixed(1).replace('-', '−')} ${unit}`;

/** What receivers are compared by. */
export const metricRows: readonly MetricRow[] = [
  {
    title: 'SNR',
    hint: "Signal over noise in the session's bandwidth",
    text: ({ snrDb }) => decibels(snrDb, 'dB'),
  },
  {
    title: 'Offset',
    hint: 'Middle of the band that holds 99 % of the power, from the frequency of the session',
    text: ({ offsetHz }) => (offsetHz === undefined ? undefined : signedHz(offsetHz)),
  },
  {
    title: 'Occupied',
    hint: 'Width of the band that holds 99 % of the power',
    text: ({ occupiedBandwidthHz }) =>
      occupiedBandwidthHz === undefined ? undefined : formatRounded(occupiedBandwidthHz, 'Hz', 4),
  },
  {
    title: 'Power',
    hint: "In the session's bandwidth",
    text: ({ powerDbfs }) => decibels(powerDbfs, 'dBFS'),
  },
  {
    title: 'Noise',
    hint: 'Noise density',
    text: ({ noiseDbfsPerHz }) => decibels(noiseDbfsPerHz, 'dBFS/Hz'),
  },
];

/** SNRs are measured to within a decibel: closer ones have no best. */
const clearlyDb = 1;

/** The receiver with the highest SNR; undefined with fewer than two to compare, or two alike. */
export function bestReceiver(results: readonly SessionResult[]): string | undefined {
  const heard = results.flatMap(({ receiver, metrics }) =>
    metrics?.snrDb === undefined ? [] : [{ receiver, snrDb: metrics.snrDb }],
  );
  const [best, second] = heard.sort((a, b) => b.snrDb - a.snrDb);
  if (best === undefined || second === undefined || best.snrDb - second.snrDb < clearlyDb) return undefined;
  return best.receiver;
}

export type Step = 'record' | 'approve' | 'reject' | 'reopen' | 'edit' | 'remove';

/** What may be done in each state: the engine refuses everything else. */
const steps: Readonly<Record<SessionState, readonly Step[]>> = {
  draft: ['record', 'edit', 'remove'],
  recording: [],
  review: ['approve', 'reject', 'record', 'edit'],
  approved: ['reopen'],
  rejected: ['reopen', 'remove'],
};
export const mayDo = ({ state }: Pick<Session, 'state'>, step: Step): boolean => steps[state].includes(step);

export const isState = (text: string): text is SessionState => sessionStates.some((state) => state === text);
