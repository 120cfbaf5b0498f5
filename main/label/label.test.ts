import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabelSet, type Label } from '../../contract/label.ts';
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
import { rowOf } from '../../testing/catalogue.ts';
import { startMs } from '../../testing/store.ts';
import { readMeta, validate, writeMeta } from '../sigmf/index.ts';

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
    expect(LabelSet.parse(set)).toMatchObject({ revision, undo: 'Draw a label', left: 0 });
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

describe('metadata', () => {
  it('changed by others is merged, not overwritten', async () => {
    const path = await test.recording('a');
    const { uuids } = await test.edit(
      'a',
      { kind: 'add', label: { ...box, name: 'one' } },
      { kind: 'add', label: { ...box, name: 'two' } },
      { kind: 'add', label: { ...box, name: 'gone' } },
    );
    const meta = await test.written('a');
    // Another program: its own annotation, one of ours renamed, one with a field of its own.
    const theirs = { 'core:sample_start': 5, 'core:sample_count': 6, 'core:label': 'theirs' };
    await writeMeta(path, {
      ...meta,
      global: {
        ...meta.global,
        'core:extensions': [
          ...(meta.global['core:extensions'] ?? []),
          { name: 'other', version: '1.0.0', optional: true },
        ],
      },
      annotations: [
        theirs,
        ...meta.annotations.map((one) =>
          one['core:uuid'] === uuids[0] ? { ...one, 'core:label': 'renamed', 'other:field': 7 } : one,
        ),
      ],
    });
    await utimes(path, new Date(), new Date(Date.now() + 1000));
    await test.edit(
      'a',
      { kind: 'remove', uuid: uuids[2]! },
      { kind: 'change', uuid: uuids[1]!, change: { name: 'mine' } },
    );
    await seen(test.labels, 'a', ({ written, labels }) => written && labels.length === 3);
    const after = (await readMeta(path)).meta.annotations;
    expect(after.map((one) => one['core:label'])).toEqual(['theirs', 'renamed', 'mine']);
    expect(after[1]?.['other:field']).toBe(7);
    expect((await test.of('a')).map(({ name }) => name)).toEqual(['theirs', 'renamed', 'mine']);
    expect(await problems(path)).toEqual([]);
  });

  it('is written at the next start where it could not be before', async () => {
    const path = await test.recording('a');
    const meta = await readFile(path, 'utf8');
    await test.edit('a', { kind: 'add', label: box });
    await test.written('a');
    await writeFile(path, '{');
    await test.edit('a', { kind: 'add', label: { ...box, startSample: 7 } });
    const set = await seen(test.labels, 'a', ({ problem }) => problem !== undefined);
    expect(set).toMatchObject({ written: false });
    expect(set.problem).toContain('not JSON');
    expect(set.labels).toHaveLength(2);
    await open.pop()?.close();
    await writeFile(path, meta);
    test = await opened();
    expect((await test.written('a')).annotations).toHaveLength(2);
  });

  it('of what is being recorded waits for its end', async () => {
    const path = await test.recording(
      'a',
      metaOf([], {
        'wavekeep:state': 'recording',
        'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
      }),
    );
    await test.edit('a', { kind: 'add', label: box });
    const set = await seen(test.labels, 'a', ({ problem }) => problem !== undefined);
    expect(set.problem).toContain('still being recorded');
    expect((await readMeta(path)).meta.annotations).toEqual([]);
  });

  it('keeps the collection that lists it right', async () => {
    const path = await test.recording('a');
    const other = 'b'.repeat(128);
    const collection = {
      collection: {
        'core:version': '1.2.5',
        'core:streams': [
          { name: 'a', hash: 'c'.repeat(128), note: 1 },
          { name: 'z', hash: other },
        ],
      },
    };
    const file = join(folder.path, 'set.sigmf-collection');
    await writeFile(file, JSON.stringify(collection));
    await writeFile(join(folder.path, 'not.sigmf-collection'), 'no JSON');
    await test.edit('a', { kind: 'add', label: box });
    await test.written('a');
    const hash = createHash('sha512')
      .update(await readFile(path))
      .digest('hex');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      collection: {
        'core:version': '1.2.5',
        'core:streams': [
          { name: 'a', hash, note: 1 },
          { name: 'z', hash: other },
        ],
      },
    });
    expect(await readFile(join(folder.path, 'not.sigmf-collection'), 'utf8')).toBe('no JSON');
  });

  it('of a file without any stands beside the library, whole enough for other readers', async () => {
    await writeFile(join(folder.path, 'tone_433.92M_250k.cu8'), new Uint8Array(2 * sampleCount).fill(127));
    const id = 'tone_433.92M_250k.cu8';
    await test.store.putRecordings({
      rows: [rowOf(id, { format: 'raw', samples: sampleCount })],
      nowMs: startMs,
    });
    await test.edit(id, { kind: 'add', label: box });
    const meta = await test.written(id);
    expect(meta.global).toMatchObject({
      'core:datatype': 'cu8',
      'core:sample_rate': 250_000,
      'core:dataset': id,
      'wavekeep:path': join(folder.path, id),
    });
    expect(meta.captures).toMatchObject([{ 'core:sample_start': 0, 'core:frequency': 433.92e6 }]);
    expect(meta.annotations).toHaveLength(1);
    // Laid beside its data it is SigMF.
    const beside = join(folder.path, 'tone.sigmf-meta');
    await writeFile(beside, await readFile(join(folder.path, 'library', `${id}.sigmf-meta`)));
    expect(await problems(beside)).toEqual([]);
  });

  it('that may not be written is left alone: the labels stand beside it, and that is said', async () => {
    const locked = await opened({ notOwn: ['a'] });
    const path = await locked.recording(
      'a',
      metaOf([{ 'core:sample_start': 3, 'core:sample_count': 4, 'core:label': 'x' }]),
    );
    const before = await readFile(path, 'utf8');
    await locked.edit('a', { kind: 'add', label: box });
    const meta = await locked.written('a');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(meta.annotations).toHaveLength(2);
    expect(meta.captures).toHaveLength(2);
    expect(meta.global).toMatchObject({ 'core:dataset': 'a.sigmf-data', 'wavekeep:path': path });
    const { problem } = await seen(locked.labels, 'a', () => true);
    expect(problem).toContain("can't be written");
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
