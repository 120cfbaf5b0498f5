import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleParts } from '../../contract/library.ts';
import type { Label } from '../../contract/label.ts';
import { faultOf, makeTestFolder } from '../../testing/files.ts';
import { makeTestLibrary, noise, writeRecording, type TestLibrary } from '../../testing/library.ts';
import { makeRandom } from '../../testing/random.ts';
import { validate } from '../sigmf/index.ts';
import { makeBundles } from './index.ts';

const context = { signal: new AbortController().signal };
type Conflicts = 'keep-mine' | 'take-theirs' | 'keep-both';
const place = makeTestFolder;
let ours: TestLibrary;
let theirs: TestLibrary;
let shared: ReturnType<typeof place>;
let file: string;
beforeEach(async () => {
  shared = place();
  file = join(shared.path, 'all.wavekeep');
  [ours, theirs] = [await makeTestLibrary(), await makeTestLibrary()];
});
afterEach(async () => {
  await ours.close();
  await theirs.close();
  shared.remove();
});

const bundles = (t: TestLibrary): ReturnType<typeof makeBundles> =>
  makeBundles({ ...t.options, library: t.library });
const settle = (t: TestLibrary, count: number): Promise<void> =>
  expect
    .poll(async () => {
      await t.library.settled();
      return (await t.store.libraryIds({ search: {}, limit: 100 })).length;
    })
    .toBe(count);
const label = (name: string, seed: number): Label => ({
  uuid: `00000000-0000-4000-8000-${String(seed).padStart(12, '0')}`,
  startSample: 10,
  sampleCount: 100,
  lowerHz: 100e6,
  upperHz: 100.1e6,
  name,
  comment: '',
  author: 'ada',
  byMachine: false,
  review: 'unreviewed',
  reviews: [],
  createdMs: 1,
  updatedMs: 2,
});
const addLabel = async (t: TestLibrary, recordingId: string, one: Label): Promise<void> => {
  const { revision } = await t.store.labels({ recordingId, limit: 1 });
  const edit = { what: 'add', puts: [one], removes: [], baseRevision: revision, by: 'ada', nowMs: 1 };
  await t.store.editLabels({ recordingId, ...edit });
};
const exportAll = async (t: TestLibrary): ReturnType<TestLibrary['ended']> =>
  t.ended(
    Promise.resolve(
      bundles(t).exportBundle({ out: t.grant(file), parts: [...bundleParts], search: undefined }, context),
    ),
  );
const importAll = async (
  t: TestLibrary,
  conflicts: Conflicts,
  path = file,
): ReturnType<TestLibrary['ended']> =>
  t.ended(
    Promise.resolve(
      bundles(t).importBundle({ grant: t.grant(path), parts: [...bundleParts], conflicts }, context),
    ),
  );
const contents = async (t: TestLibrary): Promise<Record<string, string>> => {
  const { parts } = await bundles(t).inspectBundle({ grant: t.grant(file) }, context);
  return Object.fromEntries(
    parts.map(({ part, count, conflicts, same }) => [part, `${count}, ${conflicts} conflicts, ${same} same`]),
  );
};

/** A recording here, a raw file elsewhere, a label, a source that is named in the recording, a session. */
const fill = async (t: TestLibrary): Promise<void> => {
  writeRecording(t.recordings(), 'one', { unhashed: true });
  await settle(t, 1);
  const from = join(t.folder, 'elsewhere');
  mkdirSync(from);
  writeFileSync(join(from, 'two_100M_2000k.cu8'), noise(4096, 3));
  const grant = t.grant(join(from, 'two_100M_2000k.cu8'));
  const request = { items: [{ grant }], copy: false, incomplete: false, notes: 'by reference' };
  await t.ended(Promise.resolve(t.library.server.import(request, context)));
  await addLabel(t, 'one', label('Beacon', 1));
  const drafts = [{ name: 'Mast', frequencyHz: 100e6, notes: '' }];
  const [source] = await t.store.addSources({ drafts, nowMs: 1 });
  await t.store.changeRecordings({ ids: ['one'], change: { stars: 4, notes: 'good', sourceId: source?.id } });
  const draft = {
    name: 'Evening',
    notes: '',
    centreHz: 100e6,
    bandwidthHz: 1e5,
    seconds: 1,
    receivers: ['sim:band'],
  };
  await t.store.createSession({ draft: { ...draft, sourceId: source?.id }, nowMs: 1 });
  t.options.settings.change({ author: 'Ada' });
};

describe('a bundle', () => {
  it('carries everything to another machine, and once more changes nothing', async () => {
    await fill(theirs);
    expect(await exportAll(theirs)).toMatchObject({ state: 'done', rejectedCount: 0 });
    expect(readdirSync(shared.path)).toEqual(['all.wavekeep']);
    expect(await contents(ours)).toMatchObject({
      settings: '1, 1 conflicts, 0 same',
      sources: '1, 0 conflicts, 0 same',
      sessions: '1, 0 conflicts, 0 same',
      recordings: '2, 0 conflicts, 0 same',
      labels: '1, 0 conflicts, 0 same',
      models: '0, 0 conflicts, 0 same',
    });
    // Numbers of sources differ here.
    await ours.store.addSources({ drafts: [{ name: 'Other', notes: '' }], nowMs: 1 });
    expect(await importAll(ours, 'take-theirs')).toMatchObject({ state: 'done', rejectedCount: 0 });
    await settle(ours, 2);
    const one = (await ours.store.entry({ id: 'one' }))?.entry;
    expect(one).toMatchObject({ stars: 4, notes: 'good', labels: [{ name: 'Beacon', count: 1 }] });
    const mast = (await ours.store.sources({})).find(({ name }) => name === 'Mast');
    expect(one?.sourceId).toBe(mast?.id);
    expect((await ours.store.sessions({}))[0]).toMatchObject({
      name: 'Evening',
      state: 'draft',
      sourceId: mast?.id,
    });
    expect(ours.options.settings.current.author).toBe('Ada');
    // What was a raw file is a recording of its own now.
    const two = (await ours.store.entry({ id: 'two_100M_2000k' }))?.entry;
    expect(two).toMatchObject({ place: 'folder', samples: 2048, notes: 'by reference', sampleRateHz: 2e6 });
    expect((await validate([ours.recordings()])).map(({ problems }) => problems)).toEqual([[], []]);
    expect(Object.values(await contents(ours)).join()).not.toMatch(/[1-9] conflicts/);
    expect(await importAll(ours, 'keep-both')).toMatchObject({ ids: [], summary: 'Nothing new taken over.' });
    await settle(ours, 2);
  });

  it.each<[Conflicts, string[], string[]]>([
    ['keep-mine', ['one'], ['Mine']],
    ['take-theirs', ['one'], ['Beacon']],
    ['keep-both', ['one', 'one-2'], ['Mine']],
  ])('meets another recording of the same name: %s', async (conflicts, ids, names) => {
    writeRecording(theirs.recordings(), 'one', { seed: 1 });
    writeRecording(ours.recordings(), 'one', { seed: 2 });
    await settle(theirs, 1);
    await settle(ours, 1);
    await addLabel(theirs, 'one', label('Beacon', 1));
    await addLabel(ours, 'one', label('Mine', 1));
    await exportAll(theirs);
    expect(await contents(ours)).toMatchObject({ recordings: '1, 1 conflicts, 0 same' });
    await importAll(ours, conflicts);
    await settle(ours, ids.length);
    expect(await ours.store.libraryIds({ search: {}, limit: 10 })).toEqual(ids);
    const here = await ours.store.labels({ recordingId: 'one', limit: 10 });
    expect(here.labels.map(({ name }) => name)).toEqual(names);
    if (conflicts !== 'keep-both') return;
    const second = await ours.store.labels({ recordingId: 'one-2', limit: 10 });
    expect(second.labels.map(({ name }) => name)).toEqual(['Beacon']);
  });

  it('meets what it had to convert on the way: nothing comes in twice', async () => {
    const samples = noise(4096, 3);
    const wav = Buffer.alloc(44 + samples.length);
    wav.write('RIFF', 0);
    wav.writeUInt32LE(36 + samples.length, 4);
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    // PCM, one channel, 48 kHz, 16 bits.
    for (const [at, value] of [
      [20, 1],
      [22, 1],
      [32, 2],
      [34, 16],
    ] as const)
      wav.writeUInt16LE(value, at);
    wav.writeUInt32LE(48_000, 24);
    wav.writeUInt32LE(96_000, 28);
    wav.write('data', 36);
    wav.writeUInt32LE(samples.length, 40);
    wav.set(samples, 44);
    const path = join(ours.folder, 'tone.wav');
    writeFileSync(path, wav);
    const request = { items: [{ grant: ours.grant(path) }], copy: false, incomplete: false, notes: '' };
    await ours.ended(Promise.resolve(ours.library.server.import(request, context)));
    await settle(ours, 1);
    const [id = ''] = await ours.store.libraryIds({ search: {}, limit: 1 });
    await expect.poll(async () => (await ours.store.entry({ id }))?.entry.sha512).toBeDefined();
    await exportAll(ours);
    expect((await importAll(ours, 'keep-both')).rejectedCount).toBe(0);
    await settle(ours, 1);
  });

  it('meets other labels of the same recording', async () => {
    for (const t of [ours, theirs]) {
      writeRecording(t.recordings(), 'one');
      await settle(t, 1);
    }
    await addLabel(theirs, 'one', label('Beacon', 1));
    await addLabel(theirs, 'one', label('Only theirs', 2));
    await addLabel(ours, 'one', label('Mine', 1));
    await exportAll(theirs);
    expect(await contents(ours)).toMatchObject({ labels: '2, 1 conflicts, 0 same' });
    const names = async (): Promise<string[]> =>
      (await ours.store.labels({ recordingId: 'one', limit: 10 })).labels.map(({ name }) => name).sort();
    await importAll(ours, 'keep-mine');
    expect(await names()).toEqual(['Mine', 'Only theirs']);
    await importAll(ours, 'keep-both');
    expect(await names()).toEqual(['Beacon', 'Mine', 'Only theirs']);
    // One step of undo, as any other.
    await ours.store.undoLabels({ recordingId: 'one', nowMs: 3 });
    expect(await names()).toEqual(['Mine', 'Only theirs']);
    await importAll(ours, 'take-theirs');
    expect(await names()).toEqual(['Beacon', 'Only theirs']);
  });

  it('that is damaged anywhere is refused, and nothing of it stays', async () => {
    await fill(theirs);
    await exportAll(theirs);
    const whole = readFileSync(file);
    const random = makeRandom(20);
    const damaged = join(shared.path, 'damaged.wavekeep');
    const sound = async (): Promise<void> => {
      expect(await ours.store.libraryIds({ search: {}, limit: 10 })).toEqual([]);
      expect(await ours.store.sources({})).toEqual([]);
      expect(readdirSync(ours.recordings())).toEqual([]);
    };
    for (let round = 0; round < 12; round++) {
      const bytes = Buffer.from(whole);
      // In the samples of the first recording: named by its file.
      const at =
        round === 0
          ? whole.indexOf(readFileSync(join(theirs.recordings(), 'one.sigmf-data'))) + 5
          : random.integer(whole.length - 2048);
      if (bytes[at] === 0) continue;
      bytes[at]! ^= 0x20;
      writeFileSync(damaged, bytes);
      const job = await importAll(ours, 'take-theirs', damaged);
      expect(job.fault?.code, `byte ${at}`).toBe('corrupt');
      if (round === 0)
        expect(job.fault?.message).toContain('recordings/one.sigmf-data is not what its hash says');
      await sound();
    }
    for (const length of [0, 700, whole.length >> 1, whole.length - 4000]) {
      writeFileSync(damaged, whole.subarray(0, length));
      expect((await importAll(ours, 'take-theirs', damaged)).fault?.code, `${length} bytes`).toBe('corrupt');
      await sound();
    }
    writeFileSync(damaged, 'no bundle at all');
    expect(
      await faultOf(Promise.resolve(bundles(ours).inspectBundle({ grant: ours.grant(damaged) }, context))),
    ).toMatchObject({ code: 'corrupt' });
  });
});
