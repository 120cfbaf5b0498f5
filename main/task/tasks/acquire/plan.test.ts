import { describe, expect, it } from 'vitest';
import { busyWith, plan, radio, reasonOf, started, task, use } from '../../../../testing/plan-kit.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import { bandOf, fits } from './bands.ts';
import type { PlanInput, PlanRadio, PlanTask, RunningTask } from './plan-types.ts';
import { previewTask } from './preview.ts';

describe('one tuning for many', () => {
  it('serves twenty narrow tasks inside 1.8 MHz from one tuning; a 21st outside waits with the reason', () => {
    const ready = Array.from({ length: 20 }, (_, k) => task(k + 1, 99.1e6 + k * 94_000));
    const result = plan([radio('rtlsdr:1')], [...ready, task(21, 102e6)]);
    expect(started(result)).toHaveLength(20);
    expect(new Set(result.starts.map(({ tuning }) => tuning)).size).toBe(1);
    const { tuning } = result.starts[0]!;
    expect(tuning.sampleRateHz).toBe(2.4e6);
    for (const { draft } of ready) expect(fits(tuning, bandOf(draft))).toBe(true);
    expect(reasonOf(result, 21)).toBe(
      `rtlsdr:1 serves other tasks at ${String(tuning.centreHz / 1e6)} MHz first; this one lies outside that tuning.`,
    );
  });

  it('a task joins the running tuning at once', () => {
    const radios = [radio('rtlsdr:1', { use: use('tasks', 100e6, [busyWith(1, 3000)]) })];
    const result = plan(radios, [task(2, 100.5e6)]);
    expect(result.starts).toMatchObject([{ taskId: 2, tuning: { centreHz: 100e6 } }]);
  });

  it('tasks that ask for different gains take turns', () => {
    const result = plan(
      [radio('rtlsdr:1')],
      [
        task(1, 100e6, { gain: { tuner: 20 } }),
        task(2, 100.1e6, { gain: { tuner: 40 } }),
        task(3, 100.2e6),
        task(4, 100.3e6, { gain: { tuner: 20 } }),
      ],
    );
    expect(started(result)).toEqual([1, 3, 4]);
    expect(result.starts[0]!.tuning.gain).toEqual({ tuner: 20 });
    expect(reasonOf(result, 2)).toContain('another gain');
  });

  it('a tuning nobody set a gain for is given that of those who want one', () => {
    const gain = { tuner: 30 };
    const result = plan([radio('rtlsdr:1')], [task(1, 100e6), task(2, 100.1e6, { gain })]);
    expect(started(result)).toEqual([1, 2]);
    expect(result.starts[0]!.tuning.gain).toEqual(gain);
  });

  it('keeps to the limit of a radio', () => {
    const ready = Array.from({ length: 5 }, (_, k) => task(k + 1, 100e6 + k * 20_000));
    const result = plan([radio('rtlsdr:1')], ready, { perRadio: 3 });
    expect(started(result)).toEqual([1, 2, 3]);
    expect(reasonOf(result, 4)).toBe('rtlsdr:1 runs 3 tasks at once, which is its limit.');
  });

  it('spreads tasks over the radios of a group, and to the radio that fewer others could use', () => {
    const groups = { roof: ['rtlsdr:1', 'hackrf:2'] };
    const hackrf = radio('hackrf:2', { tuningHz: { min: 1e6, max: 6e9 }, sampleRatesHz: [2e6, 10e6] });
    const ready = [
      task(1, 100e6, { radio: 'group:roof' }),
      task(2, 5.8e9, { radio: 'group:roof' }),
      task(3, 433e6, { radio: 'group:roof' }),
    ];
    const result = plan([hackrf, radio('rtlsdr:1')], ready, { groups });
    expect(result.starts.map(({ taskId, radioId }) => [taskId, radioId])).toEqual([
      [1, 'rtlsdr:1'],
      [2, 'hackrf:2'],
    ]);
  });
});

describe('why a task waits', () => {
  it('names the receiver that is missing, or ends the task that asked for that', () => {
    const ready = [task(1, 100e6), task(2, 100e6, { absent: 'fail' })];
    const result = plan([], ready);
    expect(reasonOf(result, 1)).toBe('The receiver rtlsdr:1 is not connected.');
    expect(result.refused).toMatchObject([
      { taskId: 2, fault: { code: 'not-found', data: { radio: 'rtlsdr:1' } } },
    ]);
  });

  it('a name that is none waits with the reason and keeps nobody else', () => {
    const result = plan([radio('rtlsdr:1')], [task(1, 100e6, { radio: '?!' }), task(2, 100e6)]);
    expect(started(result)).toEqual([2]);
    expect(reasonOf(result, 1)).toContain("'?!' names no radio");
  });

  it('knows groups by the settings', () => {
    const ready = [task(1, 100e6, { radio: 'group:roof' }), task(2, 100e6, { radio: 'group:cellar' })];
    const result = plan([radio('rtlsdr:1')], ready, { groups: { cellar: ['rtlsdr:7'] } });
    expect(reasonOf(result, 1)).toBe('The settings have no group of radios named roof.');
    expect(reasonOf(result, 2)).toBe('No receiver of the group cellar is connected.');
  });

  it('does not take simulated radios or files for any', () => {
    const ready = [task(1, 100e6, { radio: 'any' }), task(2, 100e6, { radio: 'sim' })];
    const result = plan([radio('sim:band'), radio('file:x')], ready);
    expect(started(result)).toEqual([2]);
    expect(reasonOf(result, 1)).toContain('simulated ones (sim:band) serve only tasks that name them');
  });

  it('says what radios reach when none covers the frequency or the bandwidth', () => {
    const far = plan([radio('rtlsdr:1')], [task(1, 5.8e9, { radio: 'any' })]);
    expect(reasonOf(far, 1)).toBe('No radio attached covers 5.8 GHz: rtlsdr:1 tunes 24 MHz to 1.766 GHz.');
    const wide = plan([radio('rtlsdr:1')], [task(1, 100e6, { radio: 'any', bandwidthHz: 5e6 })]);
    expect(reasonOf(wide, 1)).toBe(
      'No radio attached is wide enough for 5 MHz: the widest band is 2.56 MHz.',
    );
  });

  it('shares the stream of the Receive page and never retunes it', () => {
    const radios = [radio('rtlsdr:1', { use: use('person', 100.1e6) })];
    const result = plan(radios, [task(1, 145e6, { priority: 100 }), task(2, 100.5e6)]);
    expect(result.starts).toMatchObject([{ taskId: 2, tuning: { centreHz: 100.1e6 } }]);
    expect(reasonOf(result, 1)).toBe('The radio is in use at 100.1 MHz by the Receive page.');
    const atCentre = plan(radios, [task(3, 100.1e6)]);
    expect(atCentre.starts).toEqual([]);
    expect(reasonOf(atCentre, 3)).toContain('the spike at the centre lies in this task');
  });

  it('does not change the gain under the person', () => {
    const radios = [radio('rtlsdr:1', { use: use('person', 100e6, [], { suits: () => false }) })];
    expect(started(plan(radios, [task(1, 100.2e6, { gain: 'auto' }), task(2, 100.3e6)]))).toEqual([2]);
  });

  it('waits for space, without keeping smaller ones from it', () => {
    const result = plan([radio('rtlsdr:1')], [task(1, 100e6, { seconds: 100 }), task(2, 145e6)], {
      spareBytes: 5e7,
      needsBytes: (draft) => draft.seconds * 1e6,
    });
    expect(started(result)).toEqual([2]);
    expect(reasonOf(result, 1)).toContain('It needs 100 MB of disk and 50 MB are free');
  });

  it('counts what this plan promises to others', () => {
    const ready = [task(1, 100e6), task(2, 100.1e6), task(3, 100.2e6)];
    expect(started(plan([radio('rtlsdr:1')], ready, { spareBytes: 2.5e6 }))).toEqual([1, 2]);
  });
});

describe('taking turns', () => {
  const tuned = (tasks: RunningTask[]): PlanRadio[] => [
    radio('rtlsdr:1', { use: use('tasks', 100e6, tasks) }),
  ];

  it('who waits for another tuning is not kept waiting by those behind it', () => {
    const result = plan(tuned([busyWith(1, 10_000)]), [
      task(2, 145e6),
      task(3, 100.1e6, { seconds: 5 }),
      task(4, 100.1e6, { seconds: 20 }),
    ]);
    expect(started(result)).toEqual([3]);
    expect(reasonOf(result, 4)).toContain('task 2 waits for that radio and goes first');
  });

  it('a higher priority takes over at the end of the captures now running', () => {
    const result = plan(tuned([busyWith(1, 10_000)]), [
      task(9, 145e6, { priority: 5 }),
      task(2, 100.1e6, { seconds: 11 }),
    ]);
    expect(result.starts).toEqual([]);
    expect(result.yields).toEqual([]);
  });

  it('what only waits for its trigger, or may be cut short, gives way at once', () => {
    const result = plan(
      tuned([
        busyWith(1, Infinity, { yields: true }),
        busyWith(2, 4000, { yields: true }),
        busyWith(3, 4000),
        busyWith(4, Infinity, { yields: true, priority: 5 }),
      ]),
      [task(9, 145e6, { priority: 5 })],
    );
    // Task 4, of the same priority, listens for ever: cutting the others short would help nobody.
    expect(result.yields).toEqual([]);
    expect(reasonOf(result, 9)).toContain('listens for task 4');
    const freed = plan(
      tuned([
        busyWith(1, Infinity, { yields: true }),
        busyWith(2, 4000, { yields: true }),
        busyWith(3, 4000),
      ]),
      [task(9, 145e6, { priority: 5 }), task(10, 100.1e6, { seconds: 3 }), task(11, 100.1e6, { seconds: 5 })],
    );
    expect(freed.yields).toEqual([
      { taskId: 1, to: 9 },
      { taskId: 2, to: 9 },
    ]);
    expect(started(freed)).toEqual([10]);
  });

  it('for a place in the very tuning only one gives way', () => {
    const running = [1, 2, 3].map((id) => busyWith(id, Infinity, { yields: true, priority: id }));
    const result = plan(tuned(running), [task(9, 100.1e6, { priority: 9 })], { perRadio: 3 });
    expect(result.yields).toEqual([{ taskId: 1, to: 9 }]);
  });
});

describe('the preview', () => {
  const input = (radios: PlanRadio[], ready: PlanTask[] = []): PlanInput => ({
    radios,
    ready,
    nowMs: 0,
    groups: {},
    perRadio: 64,
    spareBytes: 1e12,
    needsBytes: () => 1e6,
  });
  const summary = (draft: TaskDraft, from: PlanInput): string => previewTask(draft, from, 2e12).summary;

  it('says who serves it and when', () => {
    const { draft } = task(1, 100.5e6);
    const tasks = [1, 2, 3].map((id) => busyWith(id, 11_500));
    const shared = input([radio('rtlsdr:1', { use: use('tasks', 100.8e6, tasks) })]);
    expect(summary(draft, shared)).toBe('rtlsdr:1 serves it now, sharing 100.8 MHz with 3 tasks.');
    expect(previewTask(draft, shared, 2)).toMatchObject({
      sharesWith: 3,
      possible: true,
    });
    const elsewhere = input([radio('rtlsdr:1', { use: use('tasks', 145e6, tasks) })]);
    expect(summary(draft, elsewhere)).toBe('rtlsdr:1 serves it after the tuning that ends in 12 s.');
    expect(summary(draft, input([]))).toBe('The receiver rtlsdr:1 is not connected.');
    const alone = input([radio('rtlsdr:1')], [task(7, 145e6, { priority: -1 })]);
    expect(summary(draft, alone)).toMatch(/^rtlsdr:1 serves it now, at 100\.\d+ MHz\.$/);
  });
});
