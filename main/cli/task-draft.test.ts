import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { TaskDraft } from '../../contract/task.ts';
import { draftOf, type TaskAddOptions } from './task-draft.ts';

const plain = { radio: 'sim:band', freq: '446M', bandwidth: '12.5k', seconds: '1' };
const read = (more: Partial<TaskAddOptions>): TaskDraft => TaskDraft.parse(draftOf({ ...plain, ...more }));

function refusal(more: Partial<TaskAddOptions>): string {
  try {
    draftOf({ ...plain, ...more });
  } catch (error) {
    if (error instanceof Fault) return error.message;
  }
  return 'no refusal';
}

describe('the options of a task', () => {
  it('reach every part of a draft', () => {
    expect(
      read({
        every: '0 6 * * *',
        zone: 'Europe/Rome',
        until: '2027-01-01T00:00Z',
        window: '10min',
        missed: 'skip',
        when: 'above=-60',
        preRoll: '2s',
        captures: '3',
        stopBytes: '10M',
        stopSilence: 'below=-80',
        silenceFor: '5s',
        priority: '-3',
        interruptible: true,
        absent: 'fail',
        source: '7',
        notes: 'by the river',
        products: 'iq,power,iq',
      }),
    ).toMatchObject({
      when: {
        kind: 'repeat',
        cron: '0 6 * * *',
        timeZone: 'Europe/Rome',
        untilMs: Date.UTC(2027, 0, 1),
        windowSeconds: 600,
      },
      missed: 'skip',
      trigger: { aboveDbfs: -60, hysteresisDb: 3, preRollSeconds: 2, captures: 3 },
      stop: { bytes: 10e6, silence: { belowDbfs: -80, seconds: 5 } },
      priority: -3,
      interruptible: true,
      absent: 'fail',
      sourceId: 7,
      notes: 'by the river',
      products: ['iq', 'power'],
    });
  });

  it('that say nothing without another are refused, not passed over', () => {
    expect(refusal({ zone: 'UTC' })).toBe('--zone means nothing without --every.');
    expect(refusal({ at: '2027-01-01', until: '2027-01-02' })).toBe('--until means nothing without --every.');
    expect(refusal({ window: '5min' })).toBe('--window means nothing without --at or --every.');
    expect(refusal({ missed: 'late' })).toBe('--missed means nothing without --at or --every.');
    expect(refusal({ hold: '5s' })).toBe('--hold means nothing without --when.');
    expect(refusal({ silenceFor: '5s' })).toBe('--silence-for means nothing without --stop-silence.');
  });

  it('are refused in words with the limit in them', () => {
    expect(refusal({ freq: '-5' })).toMatch(/^The frequency -5Hz .* at least 0Hz/);
    expect(refusal({ seconds: '99999999' })).toMatch(/^The time .* at most 2678400s/);
    expect(refusal({ when: 'above=-60', preRoll: '100' })).toMatch(/^The pre-roll 100s .* at most 60s/);
    expect(refusal({ radio: '' })).toBe("'' names no radio.");
    expect(refusal({ radio: 'file:x.cf32' })).toMatch(/^A file can only be replayed/);
    expect(refusal({ absent: 'maybe' })).toBe("'maybe' is no policy for an absent radio.");
    expect(refusal({ stopSilence: 'quiet' })).toBe("'quiet' is no silence.");
  });
});

describe('a time', () => {
  it('is local unless it says otherwise, a date alone its midnight', () => {
    const at = (text: string): unknown => read({ at: text }).when;
    const when = (timeMs: number): unknown => ({ kind: 'at', timeMs });
    expect(at('2027-02-20T10:00Z')).toEqual(when(Date.UTC(2027, 1, 20, 10)));
    expect(at('2027-02-20 10:00:30+01:00')).toEqual(when(Date.UTC(2027, 1, 20, 9, 0, 30)));
    expect(at('2027-02-20T10:00')).toEqual(when(new Date(2027, 1, 20, 10).getTime()));
    expect(at('2027-02-20')).toEqual(when(new Date(2027, 1, 20).getTime()));
  });

  it('that does not exist, or that only some runtimes understand, is refused', () => {
    for (const text of ['5', '18:30', '2027-02-30T10:00', '2027-13-01', '2027-01-01T25:00', 'Dec 24 2027'])
      expect(refusal({ at: text })).toBe(`'${text}' is no time.`);
  });
});
