import { describe, expect, it } from 'vitest';
import type { Label } from '../../contract/label.ts';
import { applyEdits, inOrder, reviewOf } from './edit.ts';

const context = { who: 'ann', nowMs: 2000, reviewers: 2 };
const makeLabel = (uuid: string, rest: Partial<Label> = {}): Label => ({
  uuid,
  startSample: 100,
  sampleCount: 50,
  lowerHz: 10,
  upperHz: 30,
  name: 'carrier',
  comment: '',
  author: 'wavekeep 1@abc',
  byMachine: true,
  review: 'unreviewed',
  reviews: [],
  createdMs: 1,
  updatedMs: 1,
  ...rest,
});
const a = makeLabel('a');
const b = makeLabel('b', { startSample: 400, lowerHz: 0, upperHz: 20, name: 'burst' });

describe('edits as the page shows them before they are acknowledged', () => {
  it('leaves what is not touched as the same object, and the order', () => {
    const next = applyEdits([a, b], [{ kind: 'change', uuid: 'a', change: { name: 'noise' } }], context);
    expect(next[0]).toMatchObject({ name: 'noise', startSample: 100, updatedMs: 2000 });
    expect(next[1]).toBe(b);
    expect(applyEdits([a, b], [], context)).toEqual([a, b]);
  });

  it('a split leaves no sample and no hertz out', () => {
    const [first, second] = applyEdits([a], [{ kind: 'split', uuid: 'a', atSample: 120 }], context);
    expect(first).toMatchObject({ uuid: 'a', startSample: 100, sampleCount: 20 });
    expect(second).toMatchObject({ startSample: 120, sampleCount: 30, name: 'carrier' });
    const [low, high] = applyEdits([a], [{ kind: 'split', uuid: 'a', atHz: 15 }], context);
    expect(low).toMatchObject({ lowerHz: 10, upperHz: 15 });
    expect(high).toMatchObject({ lowerHz: 15, upperHz: 30 });
  });

  it('a cut outside does nothing: so a split the engine has done already is not done twice', () => {
    const once = applyEdits([a], [{ kind: 'split', uuid: 'a', atSample: 120 }], context);
    const engines = [once[0]!, { ...once[1]!, uuid: 'the engine gave it' }];
    expect(applyEdits(engines, [{ kind: 'split', uuid: 'a', atSample: 120 }], context)).toEqual(engines);
  });

  it('a merge goes around all and keeps the first name; done already it does nothing', () => {
    const edits = [{ kind: 'merge' as const, uuids: ['a', 'b'] }];
    const merged = applyEdits([a, b], edits, context);
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({
      uuid: 'a',
      name: 'carrier',
      startSample: 100,
      sampleCount: 350,
      lowerHz: 0,
      upperHz: 30,
    });
    expect(applyEdits(merged, edits, context)).toEqual(merged);
  });

  it('one verdict a person: a later one replaces it, null takes it back', () => {
    const accept = { kind: 'review' as const, uuid: 'a', verdict: 'accepted' as const };
    const reject = { kind: 'review' as const, uuid: 'a', verdict: 'rejected' as const };
    expect(applyEdits([a], [accept], context)[0]).toMatchObject({ review: 'accepted' });
    expect(applyEdits([a], [accept, reject], context)[0]).toMatchObject({
      review: 'rejected',
      reviews: [{ by: 'ann', verdict: 'rejected', timeMs: 2000 }],
    });
    const back = applyEdits([a], [accept, { kind: 'review', uuid: 'a', verdict: null }], context);
    expect(back[0]).toMatchObject({ review: 'unreviewed', reviews: [] });
    const second = applyEdits(applyEdits([a], [accept], context), [accept], { ...context, who: 'bob' });
    expect(second[0]).toMatchObject({ review: 'confirmed' });
    const against = applyEdits(applyEdits([a], [accept], context), [reject], { ...context, who: 'bob' });
    expect(against[0]).toMatchObject({ review: 'disputed' });
  });

  it('where one reviewer is enough an acceptance confirms', () => {
    expect(reviewOf([{ by: 'ann', verdict: 'accepted', timeMs: 1 }], 1)).toBe('confirmed');
    expect(reviewOf([], 1)).toBe('unreviewed');
  });

  it('adding, and adding again when the engine has it, is one label', () => {
    const add = {
      kind: 'add' as const,
      uuid: 'c',
      label: { startSample: 5, sampleCount: 6, lowerHz: 7, upperHz: 8 },
    };
    const next = applyEdits(applyEdits([a], [add], context), [add], context);
    expect(next.map(({ uuid }) => uuid)).toEqual(['a', 'c']);
    expect(next[1]).toMatchObject({ author: 'ann', byMachine: false, name: '' });
    expect(applyEdits(next, [{ kind: 'remove', uuid: 'c' }], context)).toEqual([a]);
  });

  it('stands in the order of time and then of frequency', () => {
    const low = makeLabel('low', { lowerHz: 1 });
    expect(inOrder([b, a, low]).map(({ uuid }) => uuid)).toEqual(['low', 'a', 'b']);
    const sorted = [a, b];
    expect(inOrder(sorted)).toBe(sorted);
  });
});
