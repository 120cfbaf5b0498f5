import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
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
