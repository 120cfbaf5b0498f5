import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LibraryQuery, type ImportCandidate, type LibraryEntry } from '../../contract/library.ts';
import { openStore } from '../store/index.ts';
import { makeTestFolder } from '../../testing/files.ts';
import { makeTestLibrary, noise, writeRecording, type TestLibrary } from '../../testing/library.ts';

const context = { signal: new AbortController().signal };
const long = process.env['WAVEKEEP_LONG'] === '1';
let t: TestLibrary;
let from: string;
beforeEach(async () => {
  t = await makeTestLibrary();
  from = join(t.folder, 'elsewhere');
  mkdirSync(from);
});
// Thousands of files to delete.
afterEach(() => t.close(), long ? 120_000 : 20_000);

const rows = async (library = t.library): ReturnType<typeof page> => page(library);
const page = async (library: TestLibrary['library']): Promise<LibraryEntry[]> => {
  const all: LibraryEntry[] = [];
  for (let offset = 0; ; offset += 500) {
    const query = LibraryQuery.parse({ order: 'name', descending: false, offset, limit: 500 });
    const found = await library.server.page(query, context);
    all.push(...found.rows);
    if (found.rows.length < 500) return all;
  }
};

/** Raw files whose names say it all, and recordings in SigMF; returns the names an import gives them. */
function writeMany(folder: string, count: number): string[] {
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    const number = String(i).padStart(5, '0');
    if (i % 3 === 0) {
      writeRecording(folder, `sigmf-${number}`, { samples: 256, seed: i });
      names.push(`sigmf-${number}`);
    } else {
      const name = `raw${number}_433.92M_1000k.cu8`;
      writeFileSync(join(folder, name), noise(512, i));
      names.push(name);
    }
  }
  return names.sort();
}

const importAll = async (copy: boolean): ReturnType<TestLibrary['ended']> => {
  const found = await t.library.server.inspect({ grants: [t.grant(from)] }, context);
  const items = found.candidates.map(({ grant }) => ({ grant }));
  const request = { items, copy, incomplete: false, notes: 'from the field' };
  return await t.ended(Promise.resolve(t.library.server.import(request, context)));
};

const candidate = (
  list: readonly Partial<ImportCandidate>[],
  name: string,
): Partial<ImportCandidate> | undefined => list.find((one) => one.name?.startsWith(name));

describe('inspection', () => {
  it('says what each file is, what it lacks, and which are known already', async () => {
    writeRecording(from, 'known');
    writeFileSync(join(from, 'silent.cu8'), noise(512, 7));
    writeFileSync(join(from, 'notes.txt'), 'shopping list');
    writeFileSync(join(from, 'broken.wav'), 'RIFF');
    const first = await t.library.server.inspect({ grants: [t.grant(from)] }, context);
    expect(first.left).toBe(0);
    expect(first.candidates.map(({ name }) => name).join()).not.toContain('notes');
    expect(candidate(first.candidates, 'known')).toMatchObject({
      format: 'sigmf',
      datatype: 'cu8',
      missing: [],
    });
    expect(candidate(first.candidates, 'silent')).toMatchObject({ missing: ['sampleRateHz'] });
    expect(candidate(first.candidates, 'broken')?.rejected?.message).toBeTruthy();
    await importAll(false);
    const second = await t.library.server.inspect({ grants: [t.grant(from)] }, context);
    const [known] = await rows();
    expect(candidate(second.candidates, 'known')?.knownAs).toBe(known?.id);
    expect(candidate(second.candidates, 'silent')?.knownAs).toBeUndefined();
  });
});

describe('import', () => {
  it('by reference: files stay where they are, hashed afterwards; every refusal with its reason', async () => {
    const one = writeRecording(from, 'one');
    writeFileSync(join(from, 'two_100M_2000k.cu8'), noise(4096, 3));
    writeFileSync(join(from, 'silent.cu8'), noise(512, 7));
    writeFileSync(join(from, 'broken.wav'), 'RIFF');
    const job = await importAll(false);
    expect(job).toMatchObject({ state: 'done', done: 4, total: 4, rejectedCount: 2 });
    expect(job.rejected.find(({ name }) => name === 'silent.cu8')?.message).toContain('sample rate');
    expect(job.rejected.find(({ name }) => name === 'broken.wav')?.message).toMatch(/byte/);
    const found = await rows();
    expect(found.map(({ name }) => name)).toEqual(['one', 'two_100M_2000k.cu8']);
    expect(found[0]).toMatchObject({
      place: 'reference',
      origin: 'imported',
      sha512: one.sha512,
      notes: 'from the field',
    });
    expect(found[1]).toMatchObject({ sampleRateHz: 2e6, centreHz: 100e6, samples: 2048 });
    expect(readdirSync(t.recordings())).toEqual([]);
    await expect.poll(async () => (await rows())[1]?.sha512).toMatch(/^[0-9a-f]{128}$/);
    const files = await t.library.resolve(found[1]?.id ?? '');
    expect(files).toMatchObject({ path: join(from, 'two_100M_2000k.cu8'), own: false });
    expect((await t.library.resolve(found[0]?.id ?? '')).metaPath).toBe(one.meta);
    // The same files once more are the same recordings.
    await importAll(false);
    expect(await rows()).toHaveLength(2);
  });

  it('takes files nobody knows enough of when it is asked to, and reads them again when somebody does', async () => {
    const path = join(from, 'mystery.iq');
    writeFileSync(path, noise(4000, 7));
    const request = { items: [{ grant: t.grant(path) }], copy: false, incomplete: true, notes: '' };
    expect(await t.ended(Promise.resolve(t.library.server.import(request, context)))).toMatchObject({
      rejectedCount: 0,
    });
    const [found] = await rows();
    expect(found).toMatchObject({ datatype: 'unknown', samples: 0, bytes: 4000 });
    const stated = { datatype: 'cs16' as const, sampleRateHz: 1e6 };
    const entry = await t.library.server.change({ id: found?.id ?? '', stated }, context);
    expect(entry).toMatchObject({ datatype: 'ci16_le', samples: 1000, seconds: 0.001 });
  });

  it('as copies: conforming recordings in the recording folder under names of their own', async () => {
    writeFileSync(join(from, 'two_100M_2000k.cu8'), noise(4096, 3));
    mkdirSync(join(from, 'more'));
    writeFileSync(join(from, 'more', 'two_100M_2000k.cu8'), noise(4096, 4));
    expect(await importAll(true)).toMatchObject({ rejectedCount: 0, done: 2 });
    const found = await rows();
    expect(found.map(({ name }) => name)).toEqual(['two_100M_2000k', 'two_100M_2000k-2']);
    expect(readFileSync(join(t.recordings(), 'two_100M_2000k.sigmf-data')).byteLength).toBe(4096);
    await t.library.settled();
    expect(await rows()).toHaveLength(2);
  });

  it('300 files: a person who cancels keeps what was taken', async () => {
    writeMany(from, 300);
    const found = await t.library.server.inspect({ grants: [t.grant(from)] }, context);
    const items = found.candidates.map(({ grant }) => ({ grant }));
    const request = { items, copy: false, incomplete: false, notes: '' };
    const { jobId } = await t.library.server.import(request, context);
    t.jobs.cancel(jobId);
    expect((await t.jobs.ended(jobId)).state).toBe('cancelled');
    expect(await t.store.openImports({})).toEqual([]);
  });
});

describe.each(['refer', 'copy'])('killed in the middle (%s)', (how) => {
  it(
    'goes on at the next start to the exact set, none twice',
    async () => {
      const count = long ? 10_000 : 300;
      const place = makeTestFolder();
      const names = writeMany(from, count);
      const program = fileURLToPath(new URL('../../testing/import-program.ts', import.meta.url));
      // Twice killed: with a bunch done that is not written down yet, and with one written down and more to come.
      for (const args of [['before', from, how], ['after']]) {
        const child = spawn(process.execPath, [program, place.path, ...args], { stdio: 'inherit' });
        const [, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
        expect(killedBy).toBe('SIGKILL');
      }
      const begun = performance.now();
      const store = await openStore({ profileDir: join(place.path, 'profile') });
      expect(await store.openImports({})).toMatchObject([{ total: count, done: 200 }]);
      await store.close();
      const again = await makeTestLibrary(place.path);
      try {
        await expect.poll(() => again.store.openImports({}), { timeout: 500_000 }).toEqual([]);
        await again.library.settled();
        const wanted = how === 'copy' ? names.map((name) => name.replace(/\.cu8$/, '')).sort() : names;
        expect((await page(again.library)).map(({ name }) => name).sort()).toEqual(wanted);
        if (long)
          process.stdout.write(`${count} files, ${how}: ${Math.round(performance.now() - begun)} ms\n`);
      } finally {
        await again.close();
        rmSync(place.path, { recursive: true, force: true });
      }
    },
    long ? 600_000 : 60_000,
  );
});
