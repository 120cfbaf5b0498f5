import { describe, expect, it } from 'vitest';
import { labelOf } from '../testing/catalogue.ts';
import { makeRandom } from '../testing/random.ts';
import type { Consumer } from './bridge.ts';
import { Fault } from './fault.ts';
import { followLabelSet, makeLabelView } from './label-view.ts';
import type { LabelPart, LabelSet } from './label.ts';

const part = (revision: number, more: Partial<LabelPart> = {}): LabelPart => ({
  revision,
  part: 0,
  more: false,
  labels: [],
  removed: [],
  total: 0,
  written: true,
  ...more,
});
const [one, two, three] = [1, 2, 3].map((n) => labelOf(n, { startSample: n }));

describe('labels put together from what is sent', () => {
  it('change only with the last part, and never what was answered before', () => {
    const view = makeLabelView();
    expect(view.take(part(4, { labels: [two!], more: true, total: 2 }))).toBeUndefined();
    const first = view.take(part(5, { part: 1, labels: [one!], total: 3 }));
    expect(first).toEqual({ revision: 5, labels: [one, two], left: 1, written: true });
    const second = view.take(part(6, { since: 5, labels: [three!], removed: [one!.uuid], total: 2 }));
    expect(second).toMatchObject({ revision: 6, labels: [two, three], left: 0 });
    expect(first).toMatchObject({ labels: [one, two] });
    const empty = view.take(part(6, { since: 6, total: 2, written: false }));
    expect(empty).toMatchObject({ labels: [two, three], written: false });
  });

  it('are lost with any part that is missing or stands elsewhere', () => {
    const random = makeRandom(5);
    const message = [
      part(1, { labels: [one!], more: true }),
      part(1, { part: 1, labels: [two!], more: true }),
      part(1, { part: 2, labels: [three!], total: 3 }),
      part(2, { since: 1, removed: [one!.uuid], total: 2 }),
      part(3, { since: 2, removed: [two!.uuid], total: 1 }),
    ];
    for (let round = 0; round < 50; round++) {
      const missing = random.integer(message.length - 1);
      const view = makeLabelView();
      const left = message.filter((_, n) => n !== missing);
      expect(left.map((some) => view.take(some))).toContain('lost');
    }
    const [first, ...others] = message;
    const view = makeLabelView();
    view.take(first!);
    expect(view.take(others[1]!)).toBe('lost');
  });

  it('are asked for anew when a message was lost or the page was too slow', () => {
    const opened: { consumer: Consumer<LabelPart>; closed: boolean }[] = [];
    const sets: LabelSet[] = [];
    const ends: unknown[] = [];
    const subscription = followLabelSet(
      (consumer) => {
        const own = { consumer, closed: false };
        opened.push(own);
        return { close: () => void (own.closed = true) };
      },
      { next: (set) => sets.push(set), end: (fault) => ends.push(fault) },
    );
    opened[0]!.consumer.next(part(1, { labels: [one!], total: 1 }));
    opened[0]!.consumer.next(part(3, { since: 2, labels: [two!], total: 2 }));
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    // What still comes on the old one says nothing.
    opened[0]!.consumer.next(part(9, { labels: [three!], total: 1 }));
    opened[1]!.consumer.next(part(3, { labels: [one!, two!], total: 2 }));
    opened[1]!.consumer.end?.(new Fault('overflow', 'Too slow.'));
    opened[2]!.consumer.next(part(4, { labels: [two!], total: 1 }));
    expect(sets.map(({ revision, labels }) => [revision, labels])).toEqual([
      [1, [one]],
      [3, [one, two]],
      [4, [two]],
    ]);
    const gone = new Fault('not-found', 'Gone.');
    opened[2]!.consumer.end?.(gone);
    expect(ends).toEqual([gone]);
    subscription.close();
    expect(opened.at(-1)?.closed).toBe(true);
  });
});
