import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLabelView, inLabelOrder } from '../../contract/label-view.ts';
import { labelsInPart, LabelPart, type Label, type LabelSet } from '../../contract/label.ts';
import { labelOf } from '../../testing/catalogue.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { metaOf, openLabels, someEdit, type TestLabels } from '../../testing/labels.ts';
import { makeRandom } from '../../testing/random.ts';
import { startMs } from '../../testing/store.ts';
import { readMeta, writeMeta } from '../sigmf/index.ts';

const context = { signal: new AbortController().signal };

let folder: TestFolder;
let test: TestLabels;
beforeEach(async () => {
  folder = makeTestFolder();
  test = await openLabels(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
});

/** A page that looks at a recording; it keeps what it was sent. */
interface Page {
  readonly parts: LabelPart[];
  /** Settles with the labels of this revision or a later one. */
  at(revision: number): Promise<LabelSet>;
  stop(): void;
}

function look(recordingId: string): Page {
  const view = makeLabelView();
  const parts: LabelPart[] = [];
  let shown: LabelSet | undefined;
  let wake = (): void => undefined;
  const stop = test.labels.server.of(
    { recordingId },
    {
      send(value) {
        // As the bridge carries it.
        const part = LabelPart.parse(structuredClone(value));
        parts.push(part);
        const set = view.take(part);
        expect(set).not.toBe('lost');
        if (set === undefined || set === 'lost') return;
        shown = set;
        wake();
      },
      end: (fault) => expect.unreachable(fault?.message),
    },
  );
  return {
    parts,
    stop,
    async at(revision) {
      while (shown === undefined || shown.revision < revision)
        await new Promise<void>((resolve) => void (wake = resolve));
      return shown;
    },
  };
}

const all = (): ReturnType<TestLabels['store']['labels']> =>
  test.store.labels({ recordingId: 'a', limit: 1e6 });

async function expectSame(page: Page): Promise<void> {
  const { revision, labels, undo, redo } = await all();
  const set = await page.at(revision);
  expect([set.revision, set.labels, set.undo, set.redo, set.left]).toEqual([
    revision,
    labels.toSorted(inLabelOrder),
    undo,
    redo,
    0,
  ]);
}

describe('who looks at labels', () => {
  it('has them all at every step of random editing, from changes alone', async () => {
    const random = makeRandom(23);
    const path = await test.recording('a', metaOf([{ 'core:sample_start': 9, 'core:label': 'theirs' }]));
    const page = look('a');
    await page.at(1);
    for (let step = 0; step < 60; step++) {
      const { labels } = await all();
      switch (random.pick(['edit', 'edit', 'edit', 'edit', 'undo', 'redo', 'rename', 'others'])) {
        case 'edit':
          await test.edit('a', someEdit(random, labels));
          break;
        case 'undo':
          await test.labels.server.undo({ recordingId: 'a' }, context);
          break;
        case 'redo':
          await test.labels.server.redo({ recordingId: 'a' }, context);
          break;
        case 'rename': {
          const from = random.pick(['OOK', 'FSK', 'AM']);
          const edits = [{ kind: 'rename', from, to: random.pick(['OOK', 'AM']) } as const];
          try {
            await test.labels.server.changeTaxonomy({ edits }, context);
          } catch (error) {
            // There may be none of that name.
            expect(error).toMatchObject({ code: 'not-found' });
          }
          break;
        }
        default: {
          // Another program writes the file; whoever looks next has it read in.
          const { meta } = await readMeta(path);
          const more = { 'core:sample_start': 100 + step, 'core:sample_count': 5, 'core:label': 'FSK' };
          await writeMeta(path, { ...meta, annotations: [...meta.annotations, more] });
          const { revision } = await all();
          const next = look('a');
          await next.at(revision);
          next.stop();
        }
      }
      await expectSame(page);
    }
    // Nothing was sent whole but the first time.
    expect(page.parts.filter(({ since }) => since === undefined).every(({ revision }) => revision <= 1)).toBe(
      true,
    );
    page.stop();
  }, 60_000);

  it('gets thousands in bounded parts, and an edit of one of them as one label', async () => {
    await test.recording('a');
    const labels = Array.from({ length: 2 * labelsInPart + 7 }, (_, n): Label =>
      labelOf(n, { startSample: n }),
    );
    await test.store.readLabels({ recordingId: 'a', labels, nowMs: startMs });
    const page = look('a');
    await page.at(1);
    expect(page.parts.map((part) => part.labels.length)).toEqual([labelsInPart, labelsInPart, 7, 0]);
    const before = await page.at(1);
    const { revision } = await test.edit('a', {
      kind: 'change',
      uuid: labels[3]!.uuid,
      change: { comment: 'odd' },
    });
    const after = await page.at(revision);
    const deltas = page.parts.filter(({ since }) => since === 1);
    expect(deltas.flatMap((part) => part.labels.map(({ comment }) => comment))).toEqual(['odd']);
    // What did not change is the same object: nothing of it is drawn anew.
    expect(after.labels.filter((label, n) => label !== before.labels[n])).toHaveLength(1);
    await expectSame(page);
    page.stop();
  });
});
