import { describe, expect, it } from 'vitest';
import { Label } from '../../contract/label.ts';
import { makeTestFolder } from '../../testing/files.ts';
import { centreHz, openLabels, sampleCount, sampleRateHz, seen } from '../../testing/labels.ts';
import { makeRandom } from '../../testing/random.ts';
import type { Annotation } from '../sigmf/index.ts';
import { contentOf, toAnnotation, toLabel } from './annotation.ts';
import type { Facts } from './facts.ts';

const run = { lostBefore: 0, timeMs: undefined };
const facts: Facts = {
  sampleCount,
  sampleRateHz,
  centreHz: undefined,
  runs: [
    { ...run, startSample: 0, sampleCount: 60_000, centreHz },
    { ...run, startSample: 60_000, sampleCount: 40_000, centreHz: centreHz + 1e6 },
  ],
};
const reading = (offset = 0): Parameters<typeof toLabel>[1] => ({ facts, offset, nowMs: 5, seen: new Map() });
const read = (annotation: Annotation): Label | undefined => {
  const label = toLabel(annotation, reading());
  return label && Label.parse(label);
};
const writing = { offset: 0, version: '1.0', classes: new Map() };

describe('annotations of others', () => {
  it('without a length reach to the end of their capture, without edges over its band', () => {
    expect(read({ 'core:sample_start': 100 })).toMatchObject({
      startSample: 100,
      sampleCount: 59_900,
      lowerHz: centreHz - sampleRateHz / 2,
      upperHz: centreHz + sampleRateHz / 2,
      name: '',
      author: '',
      byMachine: false,
      review: 'unreviewed',
    });
    const second = read({ 'core:sample_start': 70_000, 'core:sample_count': 1e9, 'core:freq_lower_edge': 1 });
    expect(second).toMatchObject({ sampleCount: 30_000, lowerHz: centreHz + 1e6 - sampleRateHz / 2 });
    expect(read({ 'core:sample_start': 5, 'core:sample_count': 0 })?.sampleCount).toBe(1);
    expect(read({ 'core:sample_start': sampleCount })).toBeUndefined();
    expect(toLabel({ 'core:sample_start': 1000 }, reading(1000))?.startSample).toBe(0);
    expect(toLabel({ 'core:sample_start': 999 }, reading(1000))).toBeUndefined();
  });

  it('say by their generator whether a machine speaks', () => {
    const by = (generator: string): boolean | undefined =>
      read({ 'core:sample_start': 0, 'core:generator': generator })?.byMachine;
    expect(by('scanner 2.0 / burstnet@0123abcd')).toBe(true);
    expect(by('Ann Miller')).toBe(false);
    expect(read({ 'core:sample_start': 0, 'core:generator': 'wavekeep 1.0 / det 2@abc' })?.author).toBe(
      'det 2@abc',
    );
  });

  it('without a uuid get one of their content: the same each time, and two alike stay two', () => {
    const annotation = { 'core:sample_start': 1, 'core:label': 'x' };
    const one = reading();
    const uuids = [annotation, annotation, { ...annotation, 'core:label': 'y' }].map(
      (item) => toLabel(item, one)!.uuid,
    );
    expect(new Set(uuids).size).toBe(3);
    const again = reading();
    expect([annotation, annotation].map((item) => toLabel(item, again)!.uuid)).toEqual(uuids.slice(0, 2));
    const twin = { 'core:sample_start': 1, 'core:uuid': '11111111-1111-4111-8111-11111111111A' };
    const both = reading();
    const [first, other] = [toLabel(twin, both)!.uuid, toLabel(twin, both)!.uuid];
    expect(first).toBe('11111111-1111-4111-8111-11111111111a');
    expect(other).not.toBe(first);
    // No UUID of RFC 9562: the contract would refuse it.
    expect(
      read({ 'core:sample_start': 1, 'core:uuid': 'ffffffff-0000-0000-0000-000000000000' }),
    ).toBeDefined();
  });

  it('of any content are read as labels of the contract', () => {
    const random = makeRandom(9);
    const values = [
      '',
      'x'.repeat(5000),
      -1,
      1e300,
      NaN,
      null,
      true,
      [],
      [{}],
      {},
      [{ by: 1 }],
      '2026-01-01T00:00:00Z',
    ];
    const keys = ['comment', 'label', 'generator'].map((key) => `core:${key}`);
    const ours = [
      'name',
      'author',
      'by_machine',
      'confidence',
      'snr_db',
      'power_dbfs',
      'review',
      'reviews',
      'created',
      'updated',
    ];
    for (let i = 0; i < 2000; i++) {
      const annotation: Annotation = { 'core:sample_start': random.integer(2 * sampleCount) };
      for (const key of keys)
        if (random.next() < 0.5) annotation[key] = random.pick(['', 'a', 'x'.repeat(5000)]);
      for (const key of [...ours.map((one) => `wavekeep:${one}`), 'capture_details:SNRdB'])
        if (random.next() < 0.3) annotation[key] = values[random.integer(values.length)];
      const label = read(annotation);
      if (!label) expect(annotation['core:sample_start']).toBeGreaterThanOrEqual(sampleCount);
      else {
        // Written and read again it says the same.
        const back = read(toAnnotation(label, writing, annotation));
        expect(contentOf(back!)).toBe(contentOf(label));
      }
    }
  });
});

describe('annotations of ours', () => {
  const label: Label = {
    uuid: '11111111-1111-4111-8111-111111111111',
    startSample: 10,
    sampleCount: 20,
    lowerHz: centreHz,
    upperHz: centreHz + 1000,
    name: 'A name that is longer than twenty characters',
    comment: 'why',
    author: 'model 3@0123456789ab',
    byMachine: true,
    confidence: 0.75,
    snrDb: 12.3,
    powerDbfs: -40,
    review: 'disputed',
    reviews: [
      { by: 'ann', verdict: 'accepted', timeMs: 1_700_000_000_123 },
      { by: 'bob', verdict: 'rejected', timeMs: 1_700_000_000_456 },
    ],
    createdMs: 1_700_000_000_001,
    updatedMs: 1_700_000_000_002,
  };

  it('come back as they were, the whole name too', () => {
    const annotation = toAnnotation(label, { ...writing, offset: 1000 });
    expect(annotation['core:sample_start']).toBe(1010);
    expect(annotation['core:label']).toBe('A name that is longe');
    expect(annotation['core:generator']).toBe('wavekeep 1.0 / model 3@0123456789ab');
    expect(toLabel(annotation, reading(1000))).toEqual(label);
  });

  it('keep what others wrote beside them, and their words where nothing changed', () => {
    const theirs = {
      'core:sample_start': 7,
      'core:label': 'x',
      'other:field': [1],
      'core:generator': 'them',
    };
    const before = read(theirs)!;
    const same = toAnnotation(before, writing, theirs, before);
    expect(same).toEqual({ ...theirs, 'core:uuid': before.uuid });
    const after = toAnnotation({ ...before, comment: 'new' }, writing, theirs, before);
    expect(after).toMatchObject({ ...theirs, 'core:comment': 'new', 'wavekeep:author': 'them' });
  });

  it('lose a class of another name', () => {
    const one = {
      name: 'FSK',
      colour: '#000000',
      notes: '',
      signal: { type: 'digital', modClass: 'fsk' },
    } as const;
    const classes = new Map([['FSK', one]]);
    const fsk = { ...label, name: 'FSK' };
    const first = toAnnotation(fsk, { ...writing, classes });
    expect(first['signal:detail']).toEqual({ type: 'digital', mod_class: 'fsk' });
    const renamed = toAnnotation({ ...fsk, name: 'other' }, { ...writing, classes }, first, fsk);
    expect(renamed['signal:detail']).toBeUndefined();
  });
});

describe('metadata of other programs', () => {
  const document = (more: object, annotations: object[]): string =>
    JSON.stringify({
      global: { 'core:datatype': 'cu8', 'core:version': '0.0.1', 'core:sample_rate': sampleRateHz, ...more },
      captures: [{ 'core:sample_start': 0, 'core:frequency': centreHz }],
      annotations,
    });

  it('is read once, in old forms too, and left as it is until somebody edits', async () => {
    const folder = makeTestFolder();
    const test = await openLabels(folder.path);
    try {
      const text = document({}, [
        { 'core:sample_start': 1, 'core:sample_count': 2, 'core:description': 'old form', 'odd:field': 1 },
        {
          'core:sample_start': 5,
          'core:sample_count': 2,
          'core:freq_lower_edge': 9,
          'core:freq_upper_edge': 3,
        },
        { 'core:sample_start': sampleCount + 5, 'core:sample_count': 1, 'core:label': 'beyond' },
      ]);
      await test.recording('a', text);
      const set = await seen(test.labels, 'a', ({ labels }) => labels.length > 0);
      expect(set).toMatchObject({ written: true });
      expect(set.labels).toMatchObject([{ name: 'old form' }, { lowerHz: 3, upperHz: 9 }]);
      // Looked at again: nothing is doubled.
      await seen(test.labels, 'a', () => true);
      await test.edit('a', {
        kind: 'add',
        label: { startSample: 3, sampleCount: 4, lowerHz: centreHz, upperHz: centreHz + 1 },
      });
      const { annotations, global } = await test.written('a');
      expect(annotations).toHaveLength(4);
      expect(annotations[0]).toMatchObject({ 'core:label': 'old form', 'odd:field': 1 });
      expect(annotations[3]).toMatchObject({ 'core:label': 'beyond' });
      expect(global['core:extensions']?.map(({ name }) => name).sort()).toEqual(['odd', 'wavekeep']);
    } finally {
      await test.close();
      folder.remove();
    }
  });
});
