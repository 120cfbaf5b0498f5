import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session, SessionDraft } from '../../contract/session.ts';
import { faultOf } from '../../testing/files.ts';
import { bindings, by, makeTestStore, newTask, startMs, type TestStore } from '../../testing/store.ts';
import type { Store } from './types.ts';

const nowMs = startMs;
const draft: SessionDraft = {
  name: 'Beacon',
  notes: '',
  centreHz: 100e6,
  bandwidthHz: 12_500,
  seconds: 2,
  receivers: ['sim:band', 'sim:wide'],
};

describe.each(bindings)('sources and sessions with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
  });
  afterAll(() => test.close());

  const session = async (id: number): Promise<Session | undefined> =>
    (await store.sessions({})).find((one) => one.id === id);
  const tasks = ['sim:wide', 'sim:band'].map((radio) => newTask({ radio }));

  it('keeps, changes, removes and restores sources', async () => {
    const drafts = [
      { name: 'DCF77', frequencyHz: 77_500, notes: '' },
      { name: 'Unknown', notes: 'heard once' },
    ];
    const [first, second] = await store.addSources({ drafts, nowMs });
    expect(await store.sources({})).toEqual([first, second]);
    const changed = { name: 'DCF77', frequencyHz: 77_500, latitudeDeg: 50.01, longitudeDeg: 9.01, notes: '' };
    const updated = await store.updateSource({ id: first!.id, draft: changed, nowMs: nowMs + 5 });
    expect(updated).toEqual({ ...changed, id: first!.id, createdMs: nowMs, updatedMs: nowMs + 5 });
    await store.removeSource({ id: first!.id, nowMs });
    expect(await store.sources({})).toEqual([second]);
    expect((await faultOf(store.removeSource({ id: first!.id, nowMs }))).code).toBe('not-found');
    expect((await faultOf(store.updateSource({ id: first!.id, draft: changed, nowMs }))).code).toBe(
      'not-found',
    );
    await store.restoreSource({ id: first!.id, nowMs });
    expect((await store.sources({})).map(({ name }) => name)).toEqual(['DCF77', 'Unknown']);
  });

  it('goes from draft to decision and back, with one result for each receiver', async () => {
    const id = await store.createSession({ draft, nowMs });
    expect(await session(id)).toMatchObject({
      state: 'draft',
      results: [
        { receiver: 'sim:band', progress: 0 },
        { receiver: 'sim:wide', progress: 0 },
      ],
    });
    const [wide, band] = await store.startSession({ id, tasks, by, nowMs });
    expect(await session(id)).toMatchObject({
      state: 'recording',
      startedMs: nowMs,
      results: [
        { receiver: 'sim:band', taskId: band },
        { receiver: 'sim:wide', taskId: wide },
      ],
    });
    const metrics = { powerDbfs: -20, noiseDbfsPerHz: -100, resolutionHz: 10, seconds: 2 };
    await test.claim(band!);
    const end = { taskId: band!, attempt: 1, worker: 'w1', outcome: 'succeeded', nowMs } as const;
    const product = { kind: 'metrics', name: 'm', state: 'complete', bytes: 10, metrics } as const;
    await store.finish({ ...end, products: [product] });
    await store.moveSession({ id, to: 'review', by, nowMs });
    expect((await session(id))?.results[0]).toMatchObject({ state: 'succeeded', metrics });
    await store.moveSession({ id, to: 'approved', by, notes: 'clean', nowMs: nowMs + 9 });
    expect(await session(id)).toMatchObject({ reviewer: by, reviewNotes: 'clean', reviewedMs: nowMs + 9 });
    await store.moveSession({ id, to: 'review', by, nowMs });
    expect((await session(id))?.reviewer).toBeUndefined();
    const again = await store.startSession({ id, tasks, by, nowMs });
    expect((await session(id))?.results.map(({ taskId }) => taskId)).toEqual([again[1], again[0]]);
    const filter = { sessionId: id };
    const page = await store.page({ filter, sort: 'created', descending: false, offset: 0, limit: 10 });
    expect(page.total).toBe(4);
  });

  it('refuses every other way', async () => {
    const id = await store.createSession({ draft, nowMs });
    const invalid = async (promise: Promise<unknown>): Promise<void> =>
      expect((await faultOf(promise)).code).toBe('invalid');
    await invalid(store.moveSession({ id, to: 'approved', by, nowMs }));
    await invalid(store.moveSession({ id, to: 'recording', by, nowMs }));
    await invalid(store.startSession({ id, tasks: tasks.slice(1), by, nowMs }));
    const before = (await store.facts({})).counts.queued;
    await invalid(store.startSession({ id, tasks: [...tasks, newTask({ radio: 'other' })], by, nowMs }));
    expect((await store.facts({})).counts.queued).toBe(before);
    expect((await session(id))?.state).toBe('draft');
    await store.startSession({ id, tasks, by, nowMs });
    await invalid(store.updateSession({ id, draft, nowMs }));
    await invalid(store.removeSession({ id, nowMs }));
    await invalid(store.startSession({ id, tasks, by, nowMs }));
    await store.moveSession({ id, to: 'review', by, nowMs });
    await store.updateSession({ id, draft: { ...draft, name: 'Other' }, nowMs });
    await store.moveSession({ id, to: 'rejected', by, nowMs });
    await store.removeSession({ id, nowMs });
    expect(await session(id)).toBeUndefined();
    expect((await faultOf(store.removeSession({ id, nowMs }))).code).toBe('not-found');
  });
});
