import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RetentionRule } from '../../contract/library.ts';
import { faultOf } from '../../testing/files.ts';
import { makeTestLibrary, writeRecording, type TestLibrary } from '../../testing/library.ts';
import { readMeta, validate } from '../sigmf/index.ts';
import type { Finding } from './findings.ts';

const context = { signal: new AbortController().signal };
let t: TestLibrary;
beforeEach(async () => {
  t = await makeTestLibrary();
});
afterEach(() => t.close());

/** What is in the catalogue once the folder was looked at. */
const known = async (): Promise<string[]> => {
  await t.options.store.libraryRevision({});
  await t.library.settled();
  return await t.store.libraryIds({ search: {}, limit: 1000 });
};
const settle = (wanted: string[]): Promise<void> => expect.poll(known, { timeout: 5000 }).toEqual(wanted);
const findings = (): Finding[] => {
  let list: Finding[] = [];
  t.library.server.findings({}, { send: (value) => (list = value), end: () => undefined })();
  return list;
};
const check = async (hashes: boolean): Promise<Finding[]> => {
  const job = await t.ended(Promise.resolve(t.library.server.check({ hashes }, context)));
  expect(job).toMatchObject({ state: 'done', unit: 'bytes', done: job.total });
  return findings();
};
const repair = (...kinds: Finding['kind'][]): ReturnType<TestLibrary['ended']> =>
  t.ended(Promise.resolve(t.library.server.repair({ kinds }, context)));

describe('removal', () => {
  it('moves both files to the trash and back, with what people said of it', async () => {
    const one = writeRecording(t.recordings(), 'one');
    writeRecording(t.recordings(), 'two');
    await settle(['one', 'two']);
    await t.library.server.change({ id: 'one', stars: 5, notes: 'keep' }, context);
    expect(await t.library.server.remove({ ids: ['one', 'nothing'] }, context)).toEqual({ reached: 1 });
    await settle(['two']);
    expect(existsSync(one.data) || existsSync(one.meta)).toBe(false);
    expect(await t.library.server.restore({ ids: ['one'] }, context)).toEqual({ reached: 1 });
    await settle(['one', 'two']);
    expect((await t.store.entry({ id: 'one' }))?.entry).toMatchObject({
      stars: 5,
      notes: 'keep',
      condition: 'complete',
    });
    expect((await validate([one.meta]))[0]?.ok).toBe(true);
  });

  it('brings back the right one of two with the same name', async () => {
    writeRecording(t.recordings(), 'one', { seed: 1 });
    await settle(['one']);
    await t.library.server.remove({ ids: ['one'] }, context);
    await settle([]);
    const second = writeRecording(t.recordings(), 'one', { seed: 2 });
    await settle(['one']);
    await t.library.server.remove({ ids: ['one'] }, context);
    await settle([]);
    await t.library.server.restore({ ids: ['one'] }, context);
    expect((await readMeta(second.meta)).meta.global['core:sha512']).toBe(second.sha512);
  });

  it('knows a recording that was thrown away past the catalogue, and empties the trash for good', async () => {
    const one = writeRecording(t.recordings(), 'one', { samples: 1000 });
    await settle(['one']);
    await t.library.server.remove({ ids: ['one'] }, context);
    await settle([]);
    const { freedBytes } = await t.library.server.emptyTrash({}, context);
    // Data and metadata.
    expect(freedBytes).toBeGreaterThan(one.bytes);
    expect(readdirSync(join(t.recordings(), 'trash'))).toEqual([]);
    expect(await t.store.removedRecordings({ limit: 10 })).toEqual([]);
    expect(await t.library.server.restore({ ids: ['one'] }, context)).toEqual({ reached: 0 });
  });
});

describe('check and repair', () => {
  it('finds one changed byte, and takes the present content where it is told to', async () => {
    const one = writeRecording(t.recordings(), 'one');
    await settle(['one']);
    expect(await check(true)).toEqual([]);
    const bytes = readFileSync(one.data);
    bytes[77]! ^= 1;
    writeFileSync(one.data, bytes);
    expect(await check(false)).toEqual([]);
    expect(await check(true)).toMatchObject([{ kind: 'hash', id: 'one', repair: 'rehash' }]);
    expect((await t.store.entry({ id: 'one' }))?.entry.condition).toBe('changed');
    expect(await repair('hash')).toMatchObject({ state: 'done', rejectedCount: 0, ids: ['one'] });
    expect(findings()).toEqual([]);
    expect(await check(true)).toEqual([]);
    // The metadata vouches for the new content.
    expect((await validate([one.meta]))[0]?.ok).toBe(true);
  });

  it('finds what is on one side only, and mends both sides', async () => {
    const gone = writeRecording(t.recordings(), 'gone');
    const half = writeRecording(t.recordings(), 'half', { samples: 500, sampleRateHz: 250e3 });
    const short = writeRecording(t.recordings(), 'short');
    await settle(['gone', 'half', 'short']);
    rmSync(gone.data);
    rmSync(gone.meta);
    rmSync(half.meta);
    writeFileSync(short.data, readFileSync(short.data).subarray(0, 100));
    const kinds = (await check(false)).map(({ kind, name }) => `${name} ${kind}`).sort();
    expect(kinds).toEqual(['gone missing', 'half half', 'short size']);
    await repair('missing', 'half', 'size');
    expect(await check(true)).toEqual([]);
    await settle(['half', 'short']);
    expect((await t.store.entry({ id: 'half' }))?.entry).toMatchObject({ samples: 500, sampleRateHz: 250e3 });
    expect((await t.store.entry({ id: 'short' }))?.entry).toMatchObject({
      samples: 50,
      condition: 'complete',
    });
    expect((await validate([half.meta, short.meta])).map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('refuses to make metadata nobody can know', async () => {
    const stray = writeRecording(t.recordings(), 'stray');
    rmSync(stray.meta);
    expect(await check(false)).toMatchObject([{ kind: 'half', name: 'stray', repair: 'remake' }]);
    const job = await repair('half');
    expect(job.rejected[0]?.message).toMatch(/encoded/);
    expect(existsSync(stray.meta)).toBe(false);
  });
});

describe('retention', () => {
  const day = 86_400_000;
  beforeEach(async () => {
    for (let i = 0; i < 5; i++)
      writeRecording(t.recordings(), `r${i}`, { startedMs: Date.now() - (10 - i) * day, samples: 1000 });
    await settle(['r0', 'r1', 'r2', 'r3', 'r4']);
    await t.library.server.change({ id: 'r0', stars: 3 }, context);
  });
  const plan = async (rule: object): Promise<string[]> =>
    (await t.library.server.retention(RetentionRule.parse(rule), context)).rows.map(({ id }) => id);

  it('says what would go, and only that goes', async () => {
    expect(await plan({ olderThanDays: 8.5 })).toEqual(['r1']);
    expect(await plan({ olderThanDays: 8.5, starsBelow: 6 })).toEqual(['r0', 'r1']);
    // 10,000 bytes in all: the oldest without stars until 7,000 or less are left.
    expect(await plan({ keepBytes: 7000 })).toEqual(['r1', 'r2']);
    expect(await plan({ keepBytes: 7000, olderThanDays: 8.5 })).toEqual(['r1']);
    const rule = RetentionRule.parse({ keepBytes: 7000 });
    expect(await t.library.server.retention(rule, context)).toMatchObject({
      freesBytes: 4000,
      keptBytes: 6000,
    });
    expect(await t.library.server.applyRetention(rule, context)).toEqual({ reached: 2 });
    await settle(['r0', 'r3', 'r4']);
    expect(await plan({ keepBytes: 7000 })).toEqual([]);
  });

  it('refuses a rule that would let everything go', async () => {
    expect(await faultOf(plan({}))).toMatchObject({ code: 'invalid' });
  });
});

describe('move', () => {
  it('takes everything along, and the library goes on at the new place', async () => {
    const one = writeRecording(t.recordings(), 'one');
    writeRecording(t.recordings(), 'two');
    await settle(['one', 'two']);
    await t.library.server.remove({ ids: ['two'] }, context);
    await settle(['one']);
    const old = t.recordings();
    const next = join(t.folder, 'new disk');
    mkdirSync(next);
    const revision = await t.store.libraryRevision({});
    const job = await t.ended(Promise.resolve(t.library.server.move({ grant: t.grant(next) }, context)));
    expect(job).toMatchObject({ state: 'done', done: job.total });
    expect(t.recordings()).toBe(next);
    expect(existsSync(one.data)).toBe(false);
    expect(readdirSync(old)).toEqual([]);
    await settle(['one']);
    // Nothing was read anew and nothing went missing on the way.
    expect(await t.store.libraryRevision({})).toBe(revision);
    expect(await check(true)).toEqual([]);
    await t.library.server.restore({ ids: ['two'] }, context);
    await settle(['one', 'two']);
  });

  it('deletes nothing where a file of the same name lies at the target, and stays', async () => {
    const one = writeRecording(t.recordings(), 'one');
    await settle(['one']);
    const next = join(t.folder, 'next');
    writeRecording(next, 'one', { seed: 9 });
    const job = await t.ended(Promise.resolve(t.library.server.move({ grant: t.grant(next) }, context)));
    expect(job.fault?.message).toMatch(/holds another file/);
    expect(existsSync(one.data)).toBe(true);
    expect(t.recordings()).not.toBe(next);
  });

  it('goes on deleting after a crash behind the switch', async () => {
    const one = writeRecording(t.recordings(), 'one');
    await settle(['one']);
    const old = t.recordings();
    const next = join(t.folder, 'next');
    mkdirSync(next);
    cpSync(old, next, { recursive: true, preserveTimestamps: true });
    const files = ['one.sigmf-data', 'one.sigmf-meta'].map((path) => {
      const { size, mtimeMs } = statSync(join(old, path));
      return { path, bytes: size, modifiedMs: Math.round(mtimeMs) };
    });
    writeFileSync(join(t.options.libraryFolder, 'move.json'), JSON.stringify({ from: old, to: next, files }));
    t.options.settings.change({ recordingFolder: next });
    // Somebody wrote into the old one since: it is not what was copied.
    renameSync(one.meta, `${one.meta}.kept`);
    writeFileSync(one.meta, 'something else');
    await t.restart();
    expect(existsSync(one.data)).toBe(false);
    expect(readFileSync(one.meta, 'utf8')).toBe('something else');
    await settle(['one']);
  });
});
