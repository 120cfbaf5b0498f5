/** Sources on the real store. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import { Source, SourceDraft } from '../../contract/source.ts';
import { openStore, type Store } from '../store/index.ts';
import { makeSources } from './index.ts';
import { readTile } from './tile.ts';

const signal = { signal: new AbortController().signal };

let folder: string;
let store: Store;
let sources: EngineServer['source'];
let tiles: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavekeep-source-'));
  store = await openStore({ profileDir: folder });
  tiles = undefined;
  sources = makeSources({
    store,
    resolveGrant: (grant) => join(folder, grant),
    tileFolder: () => tiles,
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const drafts = (...names: string[]): SourceDraft[] =>
  names.map((name) => SourceDraft.parse({ name, frequencyHz: 1e6 }));

describe('the list', () => {
  it('is sent at once and after each change, and ends when nobody looks', async () => {
    const seen: string[][] = [];
    let wake = (): void => undefined;
    const stop = sources.list(
      {},
      {
        send: (list) => {
          seen.push(list.map(({ name }) => name));
          wake();
        },
        end: () => undefined,
      },
    );
    const shows = async (...names: string[]): Promise<void> => {
      while (seen.at(-1)?.join() !== names.join())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    await shows();
    const [a, b] = Source.array().parse(await sources.add({ drafts: drafts('A', 'B') }, signal));
    await shows('A', 'B');
    await sources.update({ id: a!.id, draft: drafts('C')[0]! }, signal);
    await shows('C', 'B');
    await sources.remove({ id: b!.id }, signal);
    await shows('C');
    await sources.restore({ id: b!.id }, signal);
    await shows('C', 'B');
    // Another process on the same profile, or another room: told by the store.
    await store.addSources({ drafts: drafts('D'), nowMs: 5 });
    await shows('C', 'B', 'D');
    stop();
    const count = seen.length;
    await sources.add({ drafts: drafts('E') }, signal);
    expect(seen).toHaveLength(count);
  });

  it('begins with what was just changed, never with what was read before', async () => {
    const first = (): Promise<readonly string[]> =>
      new Promise((resolve) => {
        const stop = sources.list(
          {},
          {
            send: (list) => {
              queueMicrotask(() => stop());
              resolve(list.map(({ name }) => name));
            },
            end: () => undefined,
          },
        );
      });
    await first();
    await sources.add({ drafts: drafts('New') }, signal);
    expect(await first()).toContain('New');
    expect(await first()).toContain('New');
  });

  it('says what is not there', async () => {
    for (const work of [
      sources.update({ id: 9, draft: drafts('A')[0]! }, signal),
      sources.remove({ id: 9 }, signal),
      sources.restore({ id: 9 }, signal),
    ])
      await expect(work).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes no more than a page can show', async () => {
    const there = (await store.sources({})).length;
    await sources.add(
      { drafts: drafts(...Array.from({ length: 19_999 - there }, (_, i) => `S${i}`)) },
      signal,
    );
    await expect(sources.add({ drafts: drafts('A', 'B') }, signal)).rejects.toBeInstanceOf(Fault);
    await sources.add({ drafts: drafts('A') }, signal);
  });
});

describe('import and export', () => {
  it('keeps nothing until it is added, and then knows it', async () => {
    await writeFile(join(folder, 'list'), 'name,MHz,lat,lon\nA,145.5,45,7\nB,430,,\n');
    const first = await sources.inspect({ grant: 'list' }, signal);
    expect(first.rows.map(({ known }) => known)).toEqual([false, false]);
    expect(await store.sources({})).toEqual([]);
    await sources.add({ drafts: [SourceDraft.parse(first.rows[0]!.draft)] }, signal);
    const second = await sources.inspect({ grant: 'list' }, signal);
    expect(second.rows.map(({ known }) => known)).toEqual([true, false]);
  });

  it('writes a list that reads back the same, every row known', async () => {
    const all = [
      SourceDraft.parse({
        name: 'A "b", c',
        notes: 'one\ntwo',
        frequencyHz: 145_625_000.5,
        latitudeDeg: -0.1,
        longitudeDeg: 7,
      }),
      SourceDraft.parse({ name: 'B', errorRadiusM: 12.5, bandwidthHz: 8333.333 }),
    ];
    await sources.add({ drafts: all }, signal);
    const { text } = await sources.csv({}, signal);
    await writeFile(join(folder, 'back'), text);
    const back = await sources.inspect({ grant: 'back' }, signal);
    expect(back.rejected).toEqual([]);
    expect(back.rows.map(({ draft }) => draft)).toEqual(all);
    expect(back.rows.every(({ known }) => known)).toBe(true);
  });
});

describe('tiles', () => {
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    Buffer.alloc(20),
  ]);

  it('come from the folder the user chose, by what they are', async () => {
    expect(await sources.tile({ z: 3, x: 4, y: 2 }, signal)).toBeNull();
    tiles = join(folder, 'tiles');
    await mkdir(join(tiles, '3', '4'), { recursive: true });
    await writeFile(join(tiles, '3', '4', '2.png'), png);
    await writeFile(join(tiles, '3', '4', '3.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
    await writeFile(join(tiles, '3', '4', '4.webp'), 'RIFFxxxxWEBPVP8 ');
    expect(await sources.tile({ z: 3, x: 4, y: 2 }, signal)).toEqual({
      type: 'image/png',
      base64: png.toString('base64'),
    });
    expect((await sources.tile({ z: 3, x: 4, y: 3 }, signal))?.type).toBe('image/jpeg');
    expect((await sources.tile({ z: 3, x: 4, y: 4 }, signal))?.type).toBe('image/webp');
    expect(await sources.tile({ z: 3, x: 4, y: 5 }, signal)).toBeNull();
  });

  it('are nothing else: no other file, no way out of the folder, nothing too large', async () => {
    const root = join(folder, 'tiles');
    await mkdir(join(root, '2', '1'), { recursive: true });
    await writeFile(join(folder, 'secret.png'), png);
    await symlink(join(folder, 'secret.png'), join(root, '2', '1', '0.png'));
    await writeFile(join(root, '2', '1', '1.png'), 'a text');
    await writeFile(join(root, '2', '1', '2.png'), Buffer.concat([png, Buffer.alloc(1_400_001)]));
    await mkdir(join(root, '2', '1', '3.png'));
    for (const y of [0, 1, 2, 3]) expect(await readTile(root, 2, 1, y)).toBeNull();
    // No such tile in the scheme, whatever lies there.
    await writeFile(join(root, '2', '1', '4.png'), png);
    expect(await readTile(root, 2, 1, 4)).toBeNull();
    expect(await readTile(root, 2, -1, 0)).toBeNull();
    expect(await readTile(root, 2, 0.5, 0)).toBeNull();
    expect(await readTile(join(folder, 'none'), 0, 0, 0)).toBeNull();
  });
});
