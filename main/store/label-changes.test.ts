import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Label } from '../../contract/label.ts';
import { labelOf, rowOf } from '../../testing/catalogue.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, by, makeTestStore, startMs, type TestStore } from '../../testing/store.ts';
import type { ChangePlace } from './library-types.ts';
import type { Store } from './types.ts';

const nowMs = startMs;
const recordingId = 'a';

describe.each(bindings)('changes of labels with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
    await store.putRecordings({ rows: [rowOf(recordingId)], nowMs });
  });
  afterAll(() => test.close());

  const whole = (): ReturnType<Store['labels']> => store.labels({ recordingId, limit: 1000 });

  /** Brings labels of a revision up to date, three at a time. */
  async function follow(known: Map<string, Label>, since: number): Promise<number> {
    let after: ChangePlace | undefined;
    for (;;) {
      const some = await store.labelChanges({ recordingId, since, after, limit: 3, mostRemoved: 100 });
      expect(some.lost).toBe(false);
      for (const label of some.labels) known.set(label.uuid, label);
      after = some.next;
      if (after !== undefined) continue;
      for (const uuid of some.removed) known.delete(uuid);
      expect(some.total).toBe(known.size);
      return some.revision;
    }
  }

  const inOrder = (labels: Iterable<Label>): Label[] =>
    [...labels].sort((a, b) => (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0));

  async function step(random: ReturnType<typeof makeRandom>): Promise<void> {
    const some = (): Label =>
      labelOf(random.integer(30), {
        startSample: random.integer(1e6),
        name: random.pick(['OOK', 'FSK', '']),
      });
    switch (random.pick(['edit', 'edit', 'edit', 'undo', 'redo', 'read', 'rename', 'written'])) {
      case 'edit': {
        const { revision } = await whole();
        const puts = Array.from({ length: random.integer(9) }, some);
        const removes = Array.from({ length: random.integer(3) }, () => some().uuid);
        await store.editLabels({
          recordingId,
          what: 'x',
          puts: puts.filter(({ uuid }) => !removes.includes(uuid)),
          removes,
          baseRevision: revision,
          by,
          nowMs,
        });
        return;
      }
      case 'undo':
        await store.undoLabels({ recordingId, nowMs });
        return;
      case 'redo':
        await store.redoLabels({ recordingId, nowMs });
        return;
      case 'read':
        await store.readLabels({ recordingId, labels: [some(), some()], nowMs });
        return;
      case 'written':
        await store.labelsWritten({ recordingId, revision: (await whole()).revision });
        return;
      default: {
        const from = random.pick(['OOK', 'FSK']);
        const to = random.pick(['OOK', 'FSK', 'AM']);
        const named = (await whole()).labels.some(({ name }) => name === from);
        const edits = [{ kind: 'rename', from, to } as const];
        if (named) await store.changeTaxonomy({ edits, by, nowMs });
      }
    }
  }

  it('lead from the labels of any revision to those of now, whatever was done between', async () => {
    const random = makeRandom(17);
    const known = new Map<string, Label>();
    let revision = 0;
    for (let round = 0; round < 60; round++) {
      for (let n = random.integer(4); n >= 0; n--) await step(random);
      revision = await follow(known, revision);
      const now = await whole();
      expect([revision, inOrder(known.values())]).toEqual([now.revision, inOrder(now.labels)]);
    }
    // From nothing as well.
    const anew = new Map<string, Label>();
    await follow(anew, 0);
    expect(inOrder(anew.values())).toEqual(inOrder(known.values()));
  });

  it('are not known to who has seen more than there is, or where too many went', async () => {
    const { revision, labels } = await whole();
    const ask = { recordingId, limit: 10, mostRemoved: 1 };
    expect(await store.labelChanges({ ...ask, since: revision + 1 })).toMatchObject({ lost: true });
    const removes = labels.slice(0, 2).map(({ uuid }) => uuid);
    await store.editLabels({ recordingId, what: 'x', puts: [], removes, baseRevision: revision, by, nowMs });
    expect(await store.labelChanges({ ...ask, since: revision })).toMatchObject({ lost: true });
    const two = await store.labelChanges({ ...ask, mostRemoved: 2, since: revision });
    expect([two.lost, two.removed.sort()]).toEqual([false, removes.sort()]);
  });

  it('a whole comes in pages by time, each label once, also where many begin together', async () => {
    const { revision } = await whole();
    const puts = Array.from({ length: 25 }, (_, n) => labelOf(n, { startSample: n < 12 ? 7 : 7 + (n % 3) }));
    await store.editLabels({ recordingId, what: 'x', puts, removes: [], baseRevision: revision, by, nowMs });
    const seen: Label[] = [];
    for (;;) {
      const { labels } = await store.labelPage({ recordingId, after: seen.at(-1), limit: 4 });
      seen.push(...labels);
      if (labels.length < 4) break;
    }
    const { labels } = await whole();
    expect(seen.map(({ uuid }) => uuid).sort()).toEqual(labels.map(({ uuid }) => uuid).sort());
    const starts = seen.map(({ startSample }) => startSample);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });
});
