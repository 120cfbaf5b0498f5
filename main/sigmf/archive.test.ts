import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { makeRandom } from '../../testing/random.ts';
import { openRecording } from './recording.ts';
import { validate } from './validate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-archive-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const data = Buffer.from(Array.from({ length: 3000 }, (_, i) => i & 255));
const meta = JSON.stringify({
  global: {
    'core:datatype': 'ci8',
    'core:version': '1.2.5',
    'core:sha512': createHash('sha512').update(data).digest('hex'),
  },
  captures: [{ 'core:sample_start': 0 }],
  annotations: [],
});
const metaHash = createHash('sha512').update(meta).digest('hex');
const collection = JSON.stringify({
  collection: { 'core:version': '1.2.5', 'core:streams': [{ name: 'a', hash: metaHash }] },
});

/** A tar with the given files, data before metadata as sigmf-python writes it. */
async function tar(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function said(bytes: Uint8Array, name = 'x.sigmf'): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const [result] = await validate([path]);
  return (result?.problems ?? []).map((p) => `${p.code} ${p.where}`);
}

describe('archives', () => {
  it('are right with recordings in folders and a collection on top', async () => {
    const bytes = await tar({
      'a/a.sigmf-data': data,
      'a/a.sigmf-meta': meta,
      'all.sigmf-collection': collection,
      'notes.txt': 'extra files are allowed',
    });
    expect(await said(bytes)).toEqual([]);
  });

  it.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ['no metadata', { 'a.sigmf-data': data }, ['meta-missing a.sigmf-data', 'archive archive']],
    ['no data', { 'a.sigmf-meta': meta }, ['data-missing a.sigmf-meta: data']],
    [
      'data in another folder',
      { 'a/a.sigmf-meta': meta, 'b/a.sigmf-data': data },
      ['data-missing a/a.sigmf-meta: data', 'meta-missing b/a.sigmf-data'],
    ],
    [
      'damaged data',
      { 'a.sigmf-data': Buffer.alloc(3000), 'a.sigmf-meta': meta },
      ['hash-mismatch a.sigmf-meta: global.core:sha512'],
    ],
    [
      'broken metadata',
      { 'a.sigmf-data': data, 'a.sigmf-meta': '{' },
      ['json a.sigmf-meta: line 1, column 2', 'meta-missing a.sigmf-data'],
    ],
    [
      'a name that leads out',
      { '../a.sigmf-data': data, 'a.sigmf-meta': meta },
      ['archive ../a.sigmf-data', 'data-missing a.sigmf-meta: data'],
    ],
    [
      'two collections',
      {
        'a.sigmf-data': data,
        'a.sigmf-meta': meta,
        'x.sigmf-collection': collection,
        'y.sigmf-collection': collection,
      },
      ['archive archive'],
    ],
    [
      'a collection in the depth',
      { 'a.sigmf-data': data, 'a.sigmf-meta': meta, 'p/q/x.sigmf-collection': collection },
      ['archive p/q/x.sigmf-collection'],
    ],
    ['nothing', {}, ['archive archive']],
  ])('with %s', async (_, files, expected) => {
    expect(await said(await tar(files))).toEqual(expected);
  });

  it('that are no tar, compressed, cut or wrongly named', async () => {
    const whole = await tar({ 'a.sigmf-data': data, 'a.sigmf-meta': meta });
    expect(await said(Buffer.from('not a tar archive at all'.repeat(100)))).toEqual(['archive archive']);
    expect(await said(whole, 'x.sigmf.gz')).toEqual(['archive file']);
    expect(await said(whole, 'x.tar')).toEqual(['extension file']);
    expect(await said(whole.subarray(0, 1200))).toEqual(['archive archive']);
  });

  it('survive any single damaged byte', async () => {
    const whole = await tar({ 'a.sigmf-data': data, 'a.sigmf-meta': meta });
    const random = makeRandom(3);
    for (let i = 0; i < 60; i++) {
      const bytes = Buffer.from(whole);
      bytes[random.integer(bytes.byteLength)] = random.integer(256);
      expect(Array.isArray(await said(bytes))).toBe(true);
    }
  });
});

describe('a recording in an archive', () => {
  async function put(files: Record<string, string | Uint8Array>): Promise<string> {
    const path = join(folder, 'open.sigmf');
    writeFileSync(path, await tar(files));
    return path;
  }

  it.each([
    ['a short name', 'a'],
    ['a folder and a name only pax headers can hold', `${'deep/'.repeat(30)}${'long-'.repeat(30)}ü`],
  ])('is opened in place, under %s', async (_, name) => {
    const path = await put({
      'notes.txt': 'x'.repeat(700),
      [`${name}.sigmf-data`]: data,
      [`${name}.sigmf-meta`]: meta,
    });
    const recording = await openRecording(path);
    expect(recording).toMatchObject({ dataPath: path, dataBytes: 3000, sampleCount: 1500, format: 'cs8' });
    const { byteOffset } = recording.segments[0]!;
    expect(
      readFileSync(path)
        .subarray(byteOffset, byteOffset + 3000)
        .equals(data),
    ).toBe(true);
    expect(recording.name).toBe(name.split('/').at(-1));
  });

  it('must be the only one, whole and a tar', async () => {
    const two = await put({
      'a.sigmf-data': data,
      'a.sigmf-meta': meta,
      'b.sigmf-data': data,
      'b.sigmf-meta': meta,
    });
    await expect(openRecording(two)).rejects.toMatchObject({ code: 'invalid' });
    await expect(openRecording(await put({ 'a.sigmf-meta': meta }))).rejects.toMatchObject({
      code: 'not-found',
    });
    const whole = readFileSync(await put({ 'a.sigmf-meta': meta, 'a.sigmf-data': data }));
    const cut = join(folder, 'cut.sigmf');
    writeFileSync(cut, whole.subarray(0, 3000));
    await expect(openRecording(cut)).rejects.toMatchObject({ code: 'corrupt' });
    writeFileSync(cut, 'x'.repeat(5000));
    await expect(openRecording(cut)).rejects.toMatchObject({ code: 'corrupt' });
    await expect(openRecording(join(folder, 'none.sigmf'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('with any damaged byte opens or is refused with a fault', async () => {
    const whole = readFileSync(await put({ 'a.sigmf-data': data, 'a.sigmf-meta': meta }));
    const random = makeRandom(4);
    const path = join(folder, 'damaged.sigmf');
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.from(whole);
      bytes[random.integer(bytes.byteLength)] = random.integer(256);
      writeFileSync(path, bytes);
      await openRecording(path).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.code === 'internal') throw error;
      });
    }
  });
});
