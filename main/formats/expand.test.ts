import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, faultOf, makeTestFolder } from '../../testing/files.ts';
import { sigmfMeta } from '../../testing/mutate-seeds.ts';
import { expand } from './index.ts';

const folder = makeTestFolder();
afterAll(() => {
  folder.remove();
});

function put(path: string, bytes: Uint8Array | string = 'x'): void {
  mkdirSync(dirname(join(folder.path, path)), { recursive: true });
  writeFileSync(join(folder.path, path), bytes);
}

const signal = new AbortController().signal;
async function found(...paths: string[]): Promise<string[]> {
  const all = await collect(
    expand(
      paths.map((path) => join(folder.path, path)),
      signal,
    ),
  );
  return all.map((path) => path.slice(folder.path.length + 1));
}

describe('a folder', () => {
  it('gives every recording once, sorted, and nothing hidden or thrown away', async () => {
    put('a/b.cu8');
    put('a/a.sigmf-meta', sigmfMeta({ 'core:datatype': 'cu8' }));
    put('a/a.sigmf-data');
    put('a/lost.sigmf-data');
    put('a/deep/er/z.wav');
    put('a/deep/er/c.FLAC');
    put('a/pack.sigmf.gz');
    put('a/notes.txt');
    put('a/busy.sigmf-data.part');
    put('a/.hidden.cu8');
    put('a/.git/x.cu8');
    put('a/$RECYCLE.BIN/x.cu8');
    put('a/Trash/x.cu8');
    symlinkSync(join(folder.path, 'a'), join(folder.path, 'a/loop'));
    symlinkSync(join(folder.path, 'a/b.cu8'), join(folder.path, 'a/link.cu8'));
    expect(await found('a')).toEqual([
      'a/a.sigmf-meta',
      'a/b.cu8',
      'a/deep/er/c.FLAC',
      'a/deep/er/z.wav',
      'a/link.cu8',
      'a/lost.sigmf-data',
      'a/pack.sigmf.gz',
    ]);
  });

  it('gives a foreign data set by its metadata alone', async () => {
    put('n/x.sigmf-meta', sigmfMeta({ 'core:datatype': 'cu8', 'core:dataset': 'x.wav' }));
    put('n/x.wav');
    put('n/y.wav');
    expect(await found('n')).toEqual(['n/x.sigmf-meta', 'n/y.wav']);
  });
});

describe('a file named by itself', () => {
  it('is given whatever it is, data by its metadata, and each only once', async () => {
    expect(await found('a/notes.txt', 'a/a.sigmf-data', 'a/a.sigmf-meta', 'a/lost.sigmf-data')).toEqual([
      'a/notes.txt',
      'a/a.sigmf-meta',
      'a/lost.sigmf-data',
    ]);
  });

  it('that is a collection gives its recordings, in the old form too', async () => {
    const streams = [{ name: 'a', hash: 'a'.repeat(128) }, ['other', 'b'.repeat(128)]];
    put(
      'a/all.sigmf-collection',
      JSON.stringify({ collection: { 'core:version': '1.0.0', 'core:streams': streams } }),
    );
    expect(await found('a/all.sigmf-collection')).toEqual(['a/a.sigmf-meta', 'a/other.sigmf-meta']);
    put('a/none.sigmf-collection', '{"collection": {"core:streams": "a"}}');
    const fault = await faultOf(found('a/none.sigmf-collection'));
    expect(fault).toMatchObject({ code: 'corrupt' });
    expect(fault.message).toContain('collection.core:');
  });

  it('that is not there is told of, and a cancelled search ends', async () => {
    expect((await faultOf(found('absent'))).code).toBe('not-found');
    const abort = new AbortController();
    const search = expand([join(folder.path, 'a')], abort.signal)[Symbol.asyncIterator]();
    await search.next();
    abort.abort();
    expect((await faultOf(search.next())).code).toBe('cancelled');
  });
});
