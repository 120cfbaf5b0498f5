import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewStates, type Label } from '../../contract/label.ts';
import { label, labelOf, rowOf } from '../../testing/catalogue.ts';
import { faultOf } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, by, makeTestStore, startMs, type TestStore } from '../../testing/store.ts';
import type { Store } from './types.ts';

const nowMs = startMs;

describe.each(bindings)('labels with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
  });
  afterAll(() => test.close());

  let fresh = 0;
  async function recording(): Promise<string> {
    const id = `recording ${fresh++}`;
    await store.putRecordings({ rows: [rowOf(id)], nowMs });
    return id;
  }
  const of = (recordingId: string): ReturnType<Store['labels']> =>
    store.labels({ recordingId, limit: 20_000 });
  async function edit(
    recordingId: string,
    what: string,
    puts: Label[],
    removes: string[] = [],
  ): Promise<number> {
    const { revision } = await of(recordingId);
    return store.editLabels({ recordingId, what, puts, removes, baseRevision: revision, by, nowMs });
  }

  it('keep what an edit gave them, and refuse one that was made on older labels', async () => {
    const recordingId = await recording();
    const full = labelOf(1, {
      comment: 'äöü',
      byMachine: true,
      confidence: 0.25,
      snrDb: 12.5,
      powerDbfs: -40,
      review: 'disputed',
      reviews: [{ by: 'a', verdict: 'accepted', timeMs: 1 }],
    });
    const revision = await edit(recordingId, 'Draw', [labelOf(2), full]);
    const state = await of(recordingId);
    expect(state).toEqual({
      labels: [full, labelOf(2)],
      left: 0,
      revision,
      writtenRevision: 0,
      undo: 'Draw',
    });
    expect(await store.labels({ recordingId, limit: 1 })).toMatchObject({ labels: [full], left: 1 });
    expect(await store.labelsById({ recordingId, uuids: [full.uuid, labelOf(9).uuid] })).toEqual([full]);
    const old = { recordingId, what: 'x', puts: [labelOf(3)], removes: [], by, nowMs };
    expect((await faultOf(store.editLabels({ ...old, baseRevision: revision - 1 }))).code).toBe('busy');
    expect(await of(recordingId)).toEqual(state);
    const nobody = { ...old, recordingId: 'nobody', baseRevision: 0 };
    expect((await faultOf(store.editLabels(nobody))).code).toBe('not-found');
  });

  it('are taken back step by step and brought again, exactly', async () => {
    const random = makeRandom(3);
    const recordingId = await recording();
    const states: { what: string; labels: Label[] }[] = [{ what: '', labels: [] }];
    for (let step = 0; step < 60; step++) {
      const { labels } = await of(recordingId);
      const puts = Array.from({ length: random.integer(4) }, () =>
        labelOf(random.integer(20), {
          name: random.pick(['OOK', 'FSK', '']),
          startSample: random.integer(1e6),
          review: random.pick(reviewStates),
          ...(random.next() < 0.5 ? { snrDb: random.integer(50) } : {}),
        }),
      );
      const removes = labels.filter(() => random.next() < 0.2).map(({ uuid }) => uuid);
      const before = (await of(recordingId)).revision;
      const after = await edit(recordingId, `Step ${step}`, puts, removes);
      // An edit that changes nothing is no step.
      if (after !== before) states.push({ what: `Step ${step}`, labels: (await of(recordingId)).labels });
    }
    expect(states.length).toBeGreaterThan(40);
    const sorted = (labels: readonly Label[]): Label[] =>
      labels.toSorted((a, b) => a.startSample - b.startSample || (a.uuid < b.uuid ? -1 : 1));
    for (let i = states.length - 1; i > 0; i--) {
      expect((await store.undoLabels({ recordingId, nowMs }))?.what).toBe(states[i]!.what);
      const { labels, redo } = await of(recordingId);
      expect(sorted(labels)).toEqual(sorted(states[i - 1]!.labels));
      expect(redo).toBe(states[i]!.what);
    }
    expect(await store.undoLabels({ recordingId, nowMs })).toBeUndefined();
    for (const { labels } of states.slice(1)) {
      await store.redoLabels({ recordingId, nowMs });
      expect(sorted((await of(recordingId)).labels)).toEqual(sorted(labels));
    }
    expect(await store.redoLabels({ recordingId, nowMs })).toBeUndefined();
    // What the row says is what counting says.
    const { labels } = await of(recordingId);
    const held = labels.filter(({ review }) => review !== 'rejected');
    const entry = (await store.entry({ id: recordingId }))?.entry;
    expect(entry?.labelCount).toBe(held.length);
    expect(entry?.unreviewed).toBe(held.filter(({ review }) => review === 'unreviewed').length);
    expect(entry?.strongestSnrDb).toBe(Math.max(...held.flatMap(({ snrDb }) => snrDb ?? [])));
    const named = new Map(entry?.labels.map(({ name, count }) => [name, count]));
    for (const name of ['OOK', 'FSK'])
      expect(named.get(name) ?? 0).toBe(held.filter((one) => one.name === name).length);
  });

  it('can not be done again once something else was done', async () => {
    const recordingId = await recording();
    await edit(recordingId, 'First', [labelOf(1)]);
    await edit(recordingId, 'Second', [labelOf(2)]);
    await store.undoLabels({ recordingId, nowMs });
    await edit(recordingId, 'Third', [labelOf(3)]);
    expect(await of(recordingId)).toMatchObject({ undo: 'Third' });
    expect((await of(recordingId)).redo).toBeUndefined();
    await store.undoLabels({ recordingId, nowMs });
    expect((await of(recordingId)).undo).toBe('First');
  });

  it('keep the last thousand steps', async () => {
    const recordingId = await recording();
    let baseRevision = 0;
    for (let i = 0; i < 1010; i++)
      baseRevision = await store.editLabels({
        recordingId,
        what: `${i}`,
        puts: [labelOf(1, { startSample: i })],
        removes: [],
        baseRevision,
        by,
        nowMs,
      });
    let taken = 0;
    while (await store.undoLabels({ recordingId, nowMs })) taken++;
    expect(taken).toBe(1000);
    expect((await of(recordingId)).labels[0]?.startSample).toBe(9);
  }, 60_000);

  it('read from metadata are no step, and bring back nothing that was removed', async () => {
    const recordingId = await recording();
    expect(
      await store.readLabels({ recordingId, labels: [labelOf(1), labelOf(2)], stamp: 's1', nowMs }),
    ).toBe(1);
    expect(await of(recordingId)).toMatchObject({
      revision: 1,
      writtenRevision: 0,
      stamp: 's1',
    });
    expect((await of(recordingId)).undo).toBeUndefined();
    expect(await store.unwritten({ limit: 100 })).toContain(recordingId);
    await store.labelsWritten({ recordingId, revision: 1, stamp: 's2' });
    expect(await store.unwritten({ limit: 100 })).not.toContain(recordingId);
    await edit(recordingId, 'Remove', [], [labelOf(1).uuid]);
    expect(await store.readLabels({ recordingId, labels: [labelOf(1)], nowMs })).toBe(2);
    expect((await of(recordingId)).labels).toEqual([labelOf(2)]);
    await store.undoLabels({ recordingId, nowMs });
    expect((await of(recordingId)).labels).toEqual([labelOf(1), labelOf(2)]);
  });

  it('move to the new name of their class, in every recording and in what undo brings back', async () => {
    const [one, two] = [await recording(), await recording()];
    await label(store, one, [labelOf(1, { name: 'Old "name"' }), labelOf(2)]);
    await label(store, two, [labelOf(1, { name: 'Old "name"', comment: '"name":"Old"' })]);
    await edit(one, 'Remove', [], [labelOf(1).uuid]);
    for (const recordingId of [one, two])
      await store.labelsWritten({ recordingId, revision: (await of(recordingId)).revision });
    const kind = {
      kind: 'put',
      class: { name: 'Old "name"', colour: '#010203', key: 1, notes: '' },
    } as const;
    await store.changeTaxonomy({ edits: [kind], by, nowMs });
    const edits = [{ kind: 'rename', from: 'Old "name"', to: 'New' } as const];
    expect(await store.changeTaxonomy({ edits, by, nowMs })).toEqual({ renamed: 1 });
    expect((await of(two)).labels[0]).toMatchObject({ name: 'New', comment: '"name":"Old"' });
    expect(await store.unwritten({ limit: 100 })).toContain(two);
    expect(await store.unwritten({ limit: 100 })).not.toContain(one);
    expect((await store.entry({ id: two }))?.entry.labels).toEqual([{ name: 'New', count: 1 }]);
    await store.undoLabels({ recordingId: one, nowMs });
    expect((await of(one)).labels.map(({ name }) => name)).toEqual(['New', 'OOK']);
    expect((await faultOf(store.changeTaxonomy({ edits, by, nowMs }))).code).toBe('not-found');
  });

  it('have classes in an order, each key once', async () => {
    const { classes } = await store.taxonomy({});
    expect(classes.flatMap(({ key }) => key ?? []).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 1].sort());
    const taken = classes.find(({ key }) => key === 2)!.name;
    await store.changeTaxonomy({
      edits: [
        { kind: 'put', class: { name: 'Mine', colour: '#ffffff', key: 2, notes: '' } },
        { kind: 'order', names: ['Mine', 'FSK'] },
        { kind: 'rename', from: 'AM', to: 'OOK' },
        { kind: 'remove', name: 'Chirp' },
      ],
      by,
      nowMs,
    });
    const after = (await store.taxonomy({})).classes;
    expect(after.slice(0, 2).map(({ name }) => name)).toEqual(['Mine', 'FSK']);
    expect(after.filter(({ key }) => key === 2).map(({ name }) => name)).toEqual(['Mine']);
    expect(after.find(({ name }) => name === taken)).toBeDefined();
    const names = after.map(({ name }) => name);
    expect(names.filter((name) => name === 'OOK')).toHaveLength(1);
    expect(names).not.toContain('AM');
    expect(names).not.toContain('Chirp');
    // All or nothing.
    const broken = [{ kind: 'remove', name: 'Mine' } as const, { kind: 'remove', name: 'Chirp' } as const];
    expect((await faultOf(store.changeTaxonomy({ edits: broken, by, nowMs }))).code).toBe('not-found');
    expect((await store.taxonomy({})).classes).toEqual(after);
  });
});

describe.each(bindings)('labels to be reviewed with %s', (binding) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    const { store } = test;
    await store.putRecordings({ rows: [rowOf('a'), rowOf('b', { centreHz: 900e6 })], nowMs });
    const machine = { byMachine: true } as const;
    await label(store, 'a', [
      labelOf(1, { ...machine, confidence: 0.9, snrDb: 10 }),
      labelOf(2, { ...machine, confidence: 0.1, snrDb: 30, sampleCount: 250_000 }),
      labelOf(3),
      labelOf(4, {
        review: 'accepted',
        reviews: [{ by: 'ann', verdict: 'accepted', timeMs: 1 }],
        name: 'FSK',
      }),
    ]);
    await label(store, 'b', [
      labelOf(5, { ...machine, confidence: 0.5, snrDb: 20 }),
      labelOf(6, { review: 'rejected', snrDb: 90 }),
    ]);
  });
  afterAll(() => test.close());

  const queue = async (
    more: Partial<Parameters<Store['reviewQueue']>[0]> = {},
  ): Promise<[number, number[]]> => {
    const { total, rows } = await test.store.reviewQueue({ second: false, limit: 50, by: 'bob', ...more });
    return [total, rows.map(({ label: { uuid } }) => Number(uuid.slice(-2)))];
  };

  it('come least certain first, machines before people', async () => {
    expect(await queue()).toEqual([4, [2, 5, 1, 3]]);
    expect(await queue({ limit: 2 })).toEqual([4, [2, 5]]);
    expect(await queue({ search: { highHz: 500e6 } })).toEqual([3, [2, 1, 3]]);
    expect(await queue({ name: 'FSK' })).toEqual([0, []]);
    expect(await queue({ second: true })).toEqual([1, [4]]);
    expect(await queue({ second: true, by: 'ann' })).toEqual([0, []]);
    expect((await test.store.reviewQueue({ second: true, limit: 1, by: 'bob' })).rows[0]?.recordingId).toBe(
      'a',
    );
  });

  it('are counted by class', async () => {
    const none = { unreviewed: 0, accepted: 0, confirmed: 0, rejected: 0, disputed: 0 };
    expect(await test.store.labelStatistics({})).toEqual({
      recordings: 2,
      labelledRecordings: 2,
      classes: [
        {
          name: 'OOK',
          count: 5,
          recordings: 2,
          byMachine: 3,
          // Four of 500 samples and one of 250,000 at 250 kS/s.
          seconds: 1.008,
          reviews: { ...none, unreviewed: 4, rejected: 1 },
          // Of 10, 20, 30 and 90.
          snrDb: 25,
        },
        {
          name: 'FSK',
          count: 1,
          recordings: 1,
          byMachine: 0,
          seconds: 0.002,
          reviews: { ...none, accepted: 1 },
        },
      ],
    });
    expect((await test.store.labelStatistics({ search: { lowHz: 800e6 } })).classes).toMatchObject([
      { name: 'OOK', count: 2, snrDb: 55 },
    ]);
  });
});
