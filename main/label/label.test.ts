import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Label } from '../../contract/label.ts';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import {
  centreHz,
  metaOf,
  openLabels,
  picture,
  sampleCount,
  sampleRateHz,
  seen,
  someEdit,
  type TestLabels,
} from '../../testing/labels.ts';
import { makeRandom } from '../../testing/random.ts';
import { startMs } from '../../testing/store.ts';
import { validate } from '../sigmf/index.ts';

let folder: TestFolder;
let test: TestLabels;
const open: TestLabels[] = [];
const opened = async (
  ...more: Parameters<typeof openLabels> extends [string, ...infer R] ? R : never
): Promise<TestLabels> => {
  const one = await openLabels(folder.path, ...more);
  open.push(one);
  return one;
};
beforeEach(async () => {
  folder = makeTestFolder();
  test = await opened();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  folder.remove();
});

const context = { signal: new AbortController().signal };
const box = { startSample: 1000, sampleCount: 500, lowerHz: centreHz - 5000, upperHz: centreHz + 5000 };
const problems = async (path: string): Promise<string[]> =>
  (await validate([path])).flatMap((one) => one.problems.map(({ where, message }) => `${where}: ${message}`));

describe('an edit', () => {
  it('is answered, shown and written within a second, and its file is SigMF', async () => {
    const path = await test.recording('a');
    const started = performance.now();
    const { revision, uuids } = await test.edit('a', { kind: 'add', label: { ...box, name: 'OOK' } });
    const set = await seen(test.labels, 'a', ({ labels }) => labels.length === 1);
    expect(set).toMatchObject({ revision, undo: 'Draw a label', left: 0 });
    expect(set.labels[0]).toMatchObject({ ...box, uuid: uuids[0], author: 'ann@roof', byMachine: false });
    const meta = await test.written('a');
    // Two cores shared with other tests: the promise is a second, the machine is given three.
    expect(performance.now() - started).toBeLessThan(3000);
    expect(meta.annotations).toEqual([
      {
        'core:sample_start': 1000,
        'core:sample_count': 500,
        'core:freq_lower_edge': box.lowerHz,
        'core:freq_upper_edge': box.upperHz,
        'core:label': 'OOK',
        'core:uuid': uuids[0],
        'core:generator': 'ann@roof',
        'signal:detail': { type: 'digital', mod_class: 'ook' },
        'wavekeep:author': 'ann@roof',
        'wavekeep:by_machine': false,
        'wavekeep:review': 'unreviewed',
        'wavekeep:created': expect.stringMatching(/Z$/) as string,
        'wavekeep:updated': expect.stringMatching(/Z$/) as string,
      },
    ]);
    expect(meta.global['core:extensions']).toEqual(
      [
        { name: 'wavekeep', version: '1.0.0', optional: true },
        { name: 'signal', version: '1.0.0', optional: true },
      ].sort((a, b) => (a.name > b.name ? 1 : -1)),
    );
    expect(await problems(path)).toEqual([]);
  });

  it('is refused for a box that is not on the recording, with what and where', async () => {
    await test.recording('a');
    const add = (more: Partial<Label>): Promise<unknown> =>
      test.edit('a', { kind: 'add', label: { ...box, ...more } });
    const long = await faultOf(add({ startSample: sampleCount - 10, sampleCount: 11 }));
    expect([long.code, long.message]).toEqual([
      'invalid',
      `The label ends at sample ${sampleCount + 1}; the recording has ${sampleCount} samples.`,
    ]);
    expect((await faultOf(add({ lowerHz: box.upperHz }))).message).toContain('lower edge');
    expect((await faultOf(add({ lowerHz: centreHz - 2 * sampleRateHz }))).message).toContain('holds');
    // The second capture is a megahertz higher.
    expect((await faultOf(add({ startSample: 70_000 }))).message).toContain('at sample 70000');
    await add({ startSample: 70_000, lowerHz: centreHz + 1e6, upperHz: centreHz + 1.01e6 });
    expect((await faultOf(test.edit('nobody', { kind: 'add', label: box }))).code).toBe('not-found');
    const uuid = '00000000-0000-4000-8000-000000000000';
    expect((await faultOf(test.edit('a', { kind: 'remove', uuid }))).code).toBe('not-found');
    // All or nothing.
    const both = test.edit('a', { kind: 'add', label: box }, { kind: 'remove', uuid });
    expect((await faultOf(both)).code).toBe('not-found');
    expect(await test.of('a')).toHaveLength(1);
  });

  it('splits and merges: nothing is lost and nothing covered twice', async () => {
    await test.recording('a');
    const { uuids } = await test.edit('a', { kind: 'add', label: { ...box, name: 'FSK' } });
    const uuid = uuids[0]!;
    await test.edit('a', { kind: 'split', uuid, atSample: 1200 });
    await test.edit('a', { kind: 'split', uuid, atHz: centreHz });
    const parts = (await test.of('a')).map((one) => [
      one.startSample,
      one.sampleCount,
      one.lowerHz,
      one.upperHz,
      one.name,
    ]);
    expect(parts.sort()).toEqual([
      [1000, 200, box.lowerHz, centreHz, 'FSK'],
      [1000, 200, centreHz, box.upperHz, 'FSK'],
      [1200, 300, box.lowerHz, box.upperHz, 'FSK'],
    ]);
    for (const at of [
      { atSample: 1000 },
      { atSample: 1200 },
      { atHz: centreHz },
      {},
      { atSample: 1100, atHz: 1 },
    ])
      expect((await faultOf(test.edit('a', { kind: 'split', uuid, ...at }))).code).toBe('invalid');
    const all = (await test.of('a')).map((one) => one.uuid);
    await test.edit('a', { kind: 'merge', uuids: [uuid, ...all.filter((one) => one !== uuid)] });
    expect(await test.of('a')).toMatchObject([{ ...box, uuid, name: 'FSK' }]);
    expect((await seen(test.labels, 'a', () => true)).undo).toBe('Merge 3 labels');
  });

  it('takes over what a machine said, and takes reviews back', async () => {
    await test.recording('a');
    const uuid = '11111111-1111-4111-8111-111111111111';
    const found = { uuid, ...box, name: '', comment: '', author: 'model 1@abcdef', byMachine: true } as const;
    const measured = { confidence: 0.5, snrDb: 10, powerDbfs: -30, review: 'accepted' } as const;
    const reviews: Label['reviews'] = [{ by: 'bob', verdict: 'accepted', timeMs: 5 }];
    const label = { ...found, ...measured, reviews, createdMs: 1, updatedMs: 1 };
    await test.store.readLabels({ recordingId: 'a', labels: [label], nowMs: startMs });
    await test.edit('a', { kind: 'change', uuid, change: { comment: 'odd' } });
    expect((await test.of('a'))[0]).toMatchObject({ ...measured, comment: 'odd', author: 'model 1@abcdef' });
    await test.edit('a', { kind: 'change', uuid, change: { name: 'AM' } });
    const named = (await test.of('a'))[0];
    expect(named).toMatchObject({
      author: 'ann@roof',
      byMachine: false,
      review: 'unreviewed',
      reviews: [],
      snrDb: 10,
    });
    expect(named?.confidence).toBeUndefined();
    await test.edit('a', { kind: 'change', uuid, change: { sampleCount: 7 } });
    expect((await test.of('a'))[0]?.snrDb).toBeUndefined();
    expect((await seen(test.labels, 'a', () => true)).undo).toBe('Resize a label');
  });

  it('survives another process that edits the same labels at the same time', async () => {
    const other = await opened({ who: 'bob@cellar (command line)' });
    await test.recording('a');
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? test : other).edit('a', { kind: 'add', label: { ...box, startSample: i } }),
      ),
    );
    expect(await test.of('a')).toHaveLength(20);
    const set = await seen(other.labels, 'a', ({ labels }) => labels.length === 20);
    expect(new Set(set.labels.map(({ author }) => author))).toEqual(new Set(['ann@roof', 'bob@cellar']));
    expect((await test.written('a')).annotations).toHaveLength(20);
  });
});

describe('reviews', () => {
  it('of two people confirm, disagree and are taken back', async () => {
    await test.recording('a');
    const bob = await opened({ who: 'bob@roof (window)' });
    const { uuids } = await test.edit('a', { kind: 'add', label: box });
    const uuid = uuids[0]!;
    const state = async (who: TestLabels, verdict: 'accepted' | 'rejected' | null): Promise<string> => {
      await who.edit('a', { kind: 'review', uuid, verdict });
      return (await test.of('a'))[0]!.review;
    };
    expect(await state(test, 'accepted')).toBe('accepted');
    expect(await state(test, 'accepted')).toBe('accepted');
    expect(await state(bob, 'rejected')).toBe('disputed');
    expect(await state(bob, 'accepted')).toBe('confirmed');
    expect(await state(test, null)).toBe('accepted');
    expect(await state(bob, 'rejected')).toBe('rejected');
    test.settings.current = { ...test.settings.current, reviewers: 1 };
    await state(bob, null);
    expect(await state(test, 'accepted')).toBe('confirmed');
    const meta = await test.written('a');
    expect(meta.annotations[0]).toMatchObject({
      'wavekeep:review': 'confirmed',
      'wavekeep:reviews': [{ by: 'ann@roof', verdict: 'accepted' }],
    });
    const second = { second: true, limit: 5 };
    await test.edit('a', { kind: 'change', uuid, change: { startSample: 3 } });
    expect((await test.of('a'))[0]).toMatchObject({ review: 'unreviewed', reviews: [] });
    test.settings.current = { ...test.settings.current, reviewers: 2 };
    await state(test, 'accepted');
    expect((await bob.labels.server.queue(second, context)).total).toBe(1);
    expect((await test.labels.server.queue(second, context)).total).toBe(0);
  });
});

describe('undo', () => {
  it('restores every step of random editing exactly, and redo brings it again', async () => {
    const random = makeRandom(11);
    await test.recording(
      'a',
      metaOf([{ 'core:sample_start': 10, 'core:sample_count': 20, 'core:label': 'old' }]),
    );
    await seen(test.labels, 'a', ({ labels }) => labels.length === 1);
    const states: { picture: string[]; what: string }[] = [
      { picture: picture(await test.of('a')), what: '' },
    ];
    for (let step = 0; step < 80; step++) {
      const labels = await test.of('a');
      const edits = Array.from({ length: random.next() < 0.8 ? 1 : 2 }, () => someEdit(random, labels));
      try {
        await test.edit('a', ...edits);
      } catch {
        // The second of two edits may speak of what the first removed: refused as a whole.
      }
      const now = picture(await test.of('a'));
      if (now.join() === states.at(-1)!.picture.join()) continue;
      states.push({ picture: now, what: (await seen(test.labels, 'a', () => true)).undo! });
    }
    expect(states.length).toBeGreaterThan(50);
    for (let i = states.length - 1; i > 0; i--) {
      const { what } = await test.labels.server.undo({ recordingId: 'a' }, context);
      expect([what, picture(await test.of('a'))]).toEqual([states[i]!.what, states[i - 1]!.picture]);
    }
    expect(await test.labels.server.undo({ recordingId: 'a' }, context)).toEqual({});
    for (let i = 1; i < states.length; i++) {
      await test.labels.server.redo({ recordingId: 'a' }, context);
      expect(picture(await test.of('a'))).toEqual(states[i]!.picture);
    }
    expect(await test.labels.server.redo({ recordingId: 'a' }, context)).toEqual({});
    await test.written('a');
    expect(await problems(join(folder.path, 'a.sigmf-meta'))).toEqual([]);
  });
});

describe('the taxonomy', () => {
  it('is shown, changed, and renaming reaches labels and metadata', async () => {
    await test.recording('a');
    const shown: string[][] = [];
    const stop = test.labels.server.taxonomy(
      {},
      {
        send: ({ classes }) => void shown.push(classes.map(({ name }) => name)),
        end: () => undefined,
      },
    );
    await test.edit('a', { kind: 'add', label: { ...box, name: 'OOK' } });
    await test.written('a');
    const edits = [{ kind: 'rename', from: 'OOK', to: 'Keyed' } as const];
    expect(await test.labels.server.changeTaxonomy({ edits }, context)).toEqual({ renamed: 1 });
    expect((await test.written('a')).annotations[0]).toMatchObject({
      'core:label': 'Keyed',
      'signal:detail': { mod_class: 'ook' },
    });
    expect((await test.labels.server.statistics({}, context)).classes).toMatchObject([
      { name: 'Keyed', count: 1 },
    ]);
    await seen(test.labels, 'a', ({ labels }) => labels[0]?.name === 'Keyed');
    stop();
    expect(shown[0]).toContain('OOK');
  });
});
