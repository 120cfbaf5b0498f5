import { describe, expect, it } from 'vitest';
import { TaskDraft } from '../../contract/task.ts';
import { readForm } from './drafts.ts';
import { emptyForm, formFromDraft, type TaskForm } from './form.ts';

const form = (change: Partial<TaskForm>): TaskForm => ({
  ...emptyForm('UTC'),
  frequency: '100.1M',
  ...change,
});
const problemsOf = (change: Partial<TaskForm>): string[] =>
  Object.keys(readForm(form(change), 'utc').problems);

describe('a form', () => {
  it('is a task the contract takes', () => {
    const { drafts, problems } = readForm(
      form({ name: ' Tower ', bandwidth: '12.5k', length: '5min' }),
      'utc',
    );
    expect(problems).toEqual({});
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({ name: 'Tower', centreHz: 100.1e6, bandwidthHz: 12_500, seconds: 300 });
    expect(TaskDraft.parse(drafts[0])).toEqual(drafts[0]);
  });

  it('takes a bare frequency as megahertz and a bare bandwidth as kilohertz', () => {
    const [draft] = readForm(form({ frequency: '433.92', bandwidth: '25' }), 'utc').drafts;
    expect(draft).toMatchObject({ centreHz: 433_920_000, bandwidthHz: 25_000 });
  });

  it('says at the field what is wrong and adds nothing', () => {
    expect(problemsOf({ frequency: '' })).toEqual(['frequency']);
    expect(problemsOf({ bandwidth: '0' })).toEqual(['bandwidth']);
    expect(problemsOf({ length: '40d' })).toEqual(['length']);
    expect(problemsOf({ when: 'at', at: '2026-02-31 10:00' })).toEqual(['at']);
    expect(problemsOf({ products: [] })).toEqual(['products']);
    expect(problemsOf({ priority: '1.5', retries: '21' })).toEqual(['priority', 'retries']);
    expect(problemsOf({ triggered: true, above: 'loud', captures: '0' })).toEqual(['above', 'captures']);
    expect(problemsOf({ gain: 'manual', gains: { LNA: 'x' } })).toEqual(['gains']);
    expect(problemsOf({ stopBytes: '5x' })).toEqual(['stopBytes']);
    expect(problemsOf({ many: 'range', from: '108M', to: '88M' })).toEqual(['to']);
    expect(readForm(form({ length: '' }), 'utc').drafts).toEqual([]);
    expect(readForm(form({ length: '40d' }), 'utc').problems.length).toContain('at most 31 d');
  });

  it('leaves out what belongs to another choice', () => {
    const odd = { at: 'no time', until: 'never', window: 'x', above: '?', silenceBelow: '?' };
    expect(problemsOf({ ...odd, when: 'now' })).toEqual([]);
  });

  it('of a list is many tasks with their names, one after the other', () => {
    const { drafts } = readForm(
      form({
        many: 'list',
        list: '100.1M Radio One\n\n433.92 MHz\n 101.3M, 102M;103M',
        name: 'Tonight',
        when: 'at',
        at: '2026-11-24 02:00',
        spacing: '5min',
      }),
      'utc',
    );
    expect(drafts.map(({ name, centreHz }) => [name, centreHz])).toEqual([
      ['Radio One', 100.1e6],
      ['Tonight', 433.92e6],
      ['Tonight', 101.3e6],
      ['Tonight', 102e6],
      ['Tonight', 103e6],
    ]);
    const first = Date.UTC(2026, 10, 24, 2);
    expect(drafts.map(({ when }) => when.kind === 'at' && when.timeMs - first)).toEqual([
      0, 300_000, 600_000, 900_000, 1_200_000,
    ]);
  });

  it('of a range has both ends and no rounding on the way', () => {
    const { drafts } = readForm(form({ many: 'range', from: '430M', to: '440M', step: '12.5k' }), 'utc');
    expect(drafts).toHaveLength(801);
    expect(drafts[800]?.centreHz).toBe(440e6);
    expect(drafts[3]?.centreHz).toBe(430_037_500);
    expect(problemsOf({ many: 'range', from: '1M', to: '1G', step: '1k' })).toEqual(['to']);
  });

  it('names the line of a list that can not be read', () => {
    const { problems } = readForm(form({ many: 'list', list: '100.1M\nRadio One' }), 'utc');
    expect(problems.list).toContain('line 2');
  });
});

const full = TaskDraft.parse({
  kind: 'acquire',
  name: 'Sonde',
  notes: 'on the roof',
  radio: 'group:Roof',
  centreHz: 403_512_345,
  bandwidthHz: 20_833.5,
  seconds: 90.25,
  when: {
    kind: 'repeat',
    cron: '0 23 * * 1-5',
    timeZone: 'Europe/Paris',
    untilMs: Date.UTC(2027, 0, 1),
    windowSeconds: 600,
  },
  missed: 'skip',
  absent: 'fail',
  trigger: {
    aboveDbfs: -62.5,
    hysteresisDb: 4,
    preRollSeconds: 2,
    holdSeconds: 3.5,
    captures: 5,
    listenSeconds: 7200,
  },
  stop: { bytes: 500_000_000, silence: { belowDbfs: -90, seconds: 20 } },
  gain: { LNA: 16, VGA: 20.5 },
  products: ['iq', 'power'],
  priority: -10,
  retries: 0,
  interruptible: true,
  sourceId: 12,
});

describe('duplicating', () => {
  it.each([
    ['everything set', full],
    [
      'nothing but the needed',
      TaskDraft.parse({ kind: 'acquire', radio: 'any', centreHz: 1e8, bandwidthHz: 2e5, seconds: 10 }),
    ],
    ['at a time', { ...full, when: { kind: 'at', timeMs: Date.UTC(2026, 10, 24, 3, 4, 5) } } as const],
  ])('gives the same task back: %s', (_name, draft) => {
    for (const zone of ['utc', 'local'] as const)
      expect(readForm(formFromDraft(draft, zone, 'UTC'), zone)).toEqual({ drafts: [draft], problems: {} });
  });
});
