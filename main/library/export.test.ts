import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportRequest, type WatchedFolder } from '../../contract/library.ts';
import { makeTestLibrary, noise, writeRecording, type TestLibrary } from '../../testing/library.ts';
import { openRecording, validate } from '../sigmf/index.ts';

const context = { signal: new AbortController().signal };
let t: TestLibrary;
beforeEach(async () => {
  t = await makeTestLibrary();
});
afterEach(() => t.close());

const settle = (count: number): Promise<void> =>
  expect
    .poll(
      async () => {
        await t.library.settled();
        return (await t.store.libraryIds({ search: {}, limit: 100 })).length;
      },
      { timeout: 10_000 },
    )
    .toBe(count);
const ids = (): Promise<string[]> => t.store.libraryIds({ search: {}, limit: 100 });
const refer = async (path: string): Promise<void> => {
  const request = { items: [{ grant: t.grant(path) }], copy: false, incomplete: false, notes: '' };
  await t.ended(Promise.resolve(t.library.server.import(request, context)));
};

describe('archive', () => {
  it('of one recording opens in place', async () => {
    const one = writeRecording(t.recordings(), 'one', { unhashed: true });
    await settle(1);
    const out = join(t.folder, 'one.sigmf');
    const started = t.library.server.exportArchive({ ids: ['one'], out: t.grant(out) }, context);
    expect(await t.ended(Promise.resolve(started))).toMatchObject({ state: 'done', done: one.bytes });
    expect(await validate([out])).toMatchObject([{ ok: true, problems: [] }]);
    const opened = await openRecording(out);
    expect(opened).toMatchObject({ sampleCount: 4096, sampleRateHz: 1e6 });
    expect(opened.meta.global['core:sha512']).toBe(one.sha512);
  });

  it('of several, raw files among them, is valid with its collection', async () => {
    const from = join(t.folder, 'elsewhere');
    mkdirSync(from);
    writeFileSync(join(from, 'two_100M_2000k.cu8'), noise(4096, 3));
    writeRecording(from, 'one', { seed: 2 });
    await refer(join(from, 'two_100M_2000k.cu8'));
    await refer(join(from, 'one.sigmf-meta'));
    writeRecording(t.recordings(), 'one');
    await settle(3);
    const out = join(t.folder, 'all.sigmf');
    const started = t.library.server.exportArchive({ ids: await ids(), out: t.grant(out) }, context);
    expect(await t.ended(Promise.resolve(started))).toMatchObject({ state: 'done' });
    expect(await validate([out])).toMatchObject([{ ok: true, problems: [] }]);
    // Nothing half-made stays beside it.
    expect(readdirSync(t.folder).filter((name) => name.startsWith('.') || name.endsWith('.part'))).toEqual(
      [],
    );
  });

  it('is refused where data is not what its hash says, and leaves nothing', async () => {
    const one = writeRecording(t.recordings(), 'one');
    await settle(1);
    writeFileSync(one.data, noise(one.bytes, 99));
    const out = join(t.folder, 'one.sigmf');
    const job = await t.ended(
      Promise.resolve(t.library.server.exportArchive({ ids: ['one'], out: t.grant(out) }, context)),
    );
    expect(job).toMatchObject({ state: 'failed', fault: { code: 'corrupt' } });
    expect(readdirSync(t.folder).filter((name) => name.includes('sigmf'))).toEqual([]);
  });
});

describe('thumbnails', () => {
  it('show the signal where it is', async () => {
    // A tone a quarter of the rate above the centre: three quarters of the way to the right.
    const samples = 200_000;
    const bytes = noise(2 * samples, 5);
    for (let i = 0; i < samples; i++) {
      bytes[2 * i]! += Math.round(80 * Math.cos((Math.PI / 2) * i));
      bytes[2 * i + 1]! += Math.round(80 * Math.sin((Math.PI / 2) * i));
    }
    const path = join(t.folder, 'tone_100M_1000k.cu8');
    writeFileSync(path, bytes);
    await refer(path);
    const [id = ''] = await ids();
    const picture = await t.library.server.thumbnail({ id }, context);
    const { width, height, data } = decode(Buffer.from(picture?.base64 ?? '', 'base64'));
    expect([width, height]).toEqual([320, 120]);
    const light = Array.from({ length: 320 }, (_, x) => {
      const at = 3 * (60 * 320 + x);
      return data[at]! + data[at + 1]! + data[at + 2]!;
    });
    // The colours of the palette differ most from the background where the tone is; its ends look alike in sum.
    const usual = [...light].sort((a, b) => a - b)[160]!;
    const strongest = light.reduce(
      (best, value, x) => (Math.abs(value - usual) > Math.abs(light[best]! - usual) ? x : best),
      0,
    );
    // Window and picture spread a line over a few columns.
    expect(Math.abs(strongest - 240)).toBeLessThanOrEqual(4);
    // Kept: the second time it is read, not drawn.
    const kept = readdirSync(join(t.options.libraryFolder, 'thumbnails'));
    expect(kept).toHaveLength(1);
    expect(await t.library.server.thumbnail({ id }, context)).toEqual(picture);
  });

  it('of a file of 100 GB takes no longer than of a small one; of nothing there is none', async () => {
    const path = join(t.folder, 'huge_100M_20000k.cu8');
    writeFileSync(path, noise(1000, 1));
    // Sparse: takes no room.
    truncateSync(path, 100e9);
    await refer(path);
    const [id = ''] = await ids();
    const begun = performance.now();
    expect(await t.library.server.thumbnail({ id }, context)).not.toBeNull();
    // The start of the thread takes most of it; reading 100 GB would take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
    const tiny = join(t.folder, 'tiny_100M_20000k.cu8');
    writeFileSync(tiny, noise(20, 1));
    await refer(tiny);
    const other = (await ids()).find((one) => one !== id) ?? '';
    expect(await t.library.server.thumbnail({ id: other }, context)).toBeNull();
  });
});

describe('watched folders', () => {
  it('take in what arrives and has settled, and tell what has to be asked', async () => {
    const from = join(t.folder, 'inbox');
    mkdirSync(from);
    writeFileSync(join(from, 'first_100M_2000k.cu8'), noise(4096, 3));
    let value: WatchedFolder[] = [];
    const stop = t.library.server.watched({}, { send: (list) => (value = list), end: () => undefined });
    await t.library.server.watch({ grant: t.grant(from), copy: false }, context);
    await settle(1);
    writeFileSync(join(from, 'second_100M_2000k.cu8'), noise(4096, 4));
    writeFileSync(join(from, 'mystery.iq'), noise(4096, 5));
    await settle(2);
    await expect.poll(() => value[0]?.waiting.map(({ name }) => name)).toEqual(['mystery.iq']);
    // Answered by a person: it waits no more. As a copy, which the catalogue knows by another path.
    const stated = { datatype: 'cu8', sampleRateHz: 1e6 } as const;
    await t.library.server.import(
      ImportRequest.parse({ items: [{ grant: value[0]?.waiting[0]?.grant, stated }], copy: true }),
      context,
    );
    await expect.poll(() => value[0]?.waiting).toEqual([]);
    stop();
    await t.library.server.unwatch({ id: value[0]?.id ?? 0 }, context);
    expect(await t.store.watchedFolders({})).toEqual([]);
  });
});
