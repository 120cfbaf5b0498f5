import { describe, expect, it } from 'vitest';
import type { Session, SessionResult } from '../../contract/session.ts';
import {
  bestReceiver,
  countsOf,
  listed,
  mayDo,
  metricRows,
  progressOf,
  receiverText,
  resultText,
} from './facts.ts';
import { signedHz } from '../tasks/facts.ts';
import { emptySessionForm, formOfSession, otherReceiver, readSessionForm, toggledGroup } from './form.ts';

const session = (id: number, rest: Partial<Session> = {}): Session => ({
  id,
  name: `Session ${id}`,
  notes: '',
  centreHz: 145_625_000,
  bandwidthHz: 12_500,
  seconds: 10,
  receivers: ['sim:band'],
  state: 'draft',
  createdMs: id,
  results: [],
  ...rest,
});
const metrics = (snrDb?: number): NonNullable<SessionResult['metrics']> => ({
  powerDbfs: -50.04,
  noiseDbfsPerHz: -120,
  ...(snrDb === undefined ? {} : { snrDb, offsetHz: -1234.4, occupiedBandwidthHz: 11_800 }),
  resolutionHz: 10,
  seconds: 10,
});
const result = (receiver: string, rest: Partial<SessionResult> = {}): SessionResult => ({
  receiver,
  progress: 0,
  recordingIds: [],
  ...rest,
});

describe('the list', () => {
  it('shows first what goes on and what waits for a person, then the newest', () => {
    const all = [
      session(1, { state: 'approved' }),
      session(2),
      session(3, { state: 'review', notes: 'weak' }),
      session(4),
      session(5, { state: 'recording' }),
    ];
    expect(listed(all, '', undefined).map(({ id }) => id)).toEqual([5, 3, 4, 2, 1]);
    expect(listed(all, 'weak 145.625', undefined).map(({ id }) => id)).toEqual([3]);
    expect(listed(all, '', 'draft').map(({ id }) => id)).toEqual([4, 2]);
    expect(countsOf(all)).toEqual({ draft: 2, recording: 1, review: 1, approved: 1, rejected: 0 });
  });
});

describe('results', () => {
  const results = [
    result('a:1', { state: 'succeeded', progress: 1, metrics: metrics(12) }),
    result('b:1', { state: 'failed', progress: 0.2 }),
    result('c:1', { state: 'running', progress: 0.5, metrics: metrics(15) }),
    result('d:1', { state: 'queued' }),
  ];
  it('counts an ended receiver whole', () => {
    expect(progressOf({ results })).toBeCloseTo(2.5 / 4, 12);
    expect(progressOf({ results: [] })).toBe(0);
    expect(resultText(session(1, { state: 'review', results, receivers: ['a', 'b', 'c', 'd'] }))).toBe(
      '1 of 4 receivers',
    );
    expect(results.map((one) => receiverText(one).word)).toEqual(['Recorded', 'Failed', '50 %', 'Waiting']);
  });
  it('names the best of several', () => {
    expect(bestReceiver(results)).toBe('c:1');
    expect(bestReceiver(results.slice(0, 1))).toBeUndefined();
    const alike = [12, 12.9].map((snrDb, i) => ({
      ...results[0]!,
      receiver: `r:${i}`,
      metrics: metrics(snrDb),
    }));
    expect(bestReceiver(alike)).toBeUndefined();
  });
  it('writes metrics with sign and unit, and nothing for what was not measured', () => {
    expect(metricRows.map(({ text }) => text(metrics(12.34)))).toEqual([
      '12.3 dB',
      '−1.234 kHz',
      '11.8 kHz',
      '−50.0 dBFS',
      '−120.0 dBFS/Hz',
    ]);
    expect(metricRows.map(({ text }) => text(metrics()))).toEqual([
      undefined,
      undefined,
      undefined,
      '−50.0 dBFS',
      '−120.0 dBFS/Hz',
    ]);
    expect([0.3, 250.4, -1e6].map(signedHz)).toEqual(['0 Hz', '+250 Hz', '−1 MHz']);
  });
});

it('offers in each state what is legal there', () => {
  const offered = (['draft', 'recording', 'review', 'approved', 'rejected'] as const).map((state) =>
    (['record', 'approve', 'reject', 'reopen', 'edit', 'remove'] as const).filter((step) =>
      mayDo({ state }, step),
    ),
  );
  expect(offered).toEqual([
    ['record', 'edit', 'remove'],
    [],
    ['record', 'approve', 'reject', 'edit'],
    ['reopen'],
    ['reopen', 'remove'],
  ]);
});

describe('the form', () => {
  it('begins with the source and reads what is typed', () => {
    const form = emptySessionForm({ name: 'R4', sourceId: 3, centreHz: 145_625_000 }, ['sim:band']);
    expect(readSessionForm({ ...form, bandwidth: '12.5k', length: '2min', gain: 'auto' })).toEqual({
      problems: {},
      draft: {
        name: 'R4',
        notes: '',
        sourceId: 3,
        centreHz: 145_625_000,
        bandwidthHz: 12_500,
        seconds: 120,
        receivers: ['sim:band'],
        gain: 'auto',
      },
    });
  });
  it('says what is wrong', () => {
    const { draft, problems } = readSessionForm({ ...emptySessionForm({}, []), length: '2h' });
    expect(draft).toBeUndefined();
    expect(Object.keys(problems).sort()).toEqual(['frequency', 'length', 'name', 'receivers']);
  });
  it('gives back what it was filled with', () => {
    for (const gain of [undefined, 'auto' as const, { lna: 20 }]) {
      const original = session(1, { notes: 'n', sourceId: 2, ...(gain === undefined ? {} : { gain }) });
      const { draft } = readSessionForm(formOfSession(original));
      expect({ ...draft, id: 1, state: 'draft', createdMs: 1, results: [] }).toEqual(original);
    }
  });
  it('adds a group whole, and takes it out whole', () => {
    expect(toggledGroup(['a:1'], ['a:1', 'b:1'])).toEqual(['a:1', 'b:1']);
    expect(toggledGroup(['c:1', 'a:1', 'b:1'], ['a:1', 'b:1'])).toEqual(['c:1']);
  });
  it('takes a receiver that is not in the list by its id, once', () => {
    expect(otherReceiver(' sim:band?seed=2 ', [])).toEqual({ id: 'sim:band?seed=2' });
    expect(otherReceiver('rtlsdr:1', ['rtlsdr:1']).problem).toContain('already');
    for (const text of ['any', 'rtlsdr', 'group:roof', 'rtlsdr:', ''])
      expect(otherReceiver(text, []).id).toBeUndefined();
  });
});
