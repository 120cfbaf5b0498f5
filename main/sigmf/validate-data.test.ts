/** One test for each error that is common between metadata and data, and in collections. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  broken,
  check,
  data,
  good,
  inFolder,
  put,
  said,
  sha512,
  useValidation,
  type Json,
} from '../../testing/sigmf-document.ts';
import { validate } from './validate.ts';

useValidation();

describe('what is wrong between metadata and data', () => {
  it('half a sample too much', async () => {
    const document = broken((d) => delete d.global['core:sha512']);
    expect(await check(document, Buffer.concat([data, Buffer.from([0])]))).toEqual(['data-size data']);
  });

  it('a size that is no multiple of sample and channels', async () => {
    const document = broken((d) => {
      delete d.global['core:sha512'];
      d.global['core:num_channels'] = 3;
      d.captures = [];
      d.annotations = [];
    });
    // 2000 bytes in frames of 6.
    expect(await check(document)).toEqual(['data-size data']);
  });

  it('data that ends before the last annotation', async () => {
    const document = broken((d) => delete d.global['core:sha512']);
    expect(await check(document, data.subarray(0, 400))).toEqual([
      'capture-past-end captures[1].core:sample_start',
      'annotation-past-end annotations[0].core:sample_count',
    ]);
  });

  it('data that is not there, unless that is said', async () => {
    expect(await check(good(), new Uint8Array(0))).toContain('hash-mismatch global.core:sha512');
    rmSync(inFolder('a.sigmf-data'));
    expect(await said(inFolder('a.sigmf-meta'))).toEqual(['data-missing data']);
    put('a.sigmf-meta', JSON.stringify(broken((d) => (d.global['core:metadata_only'] = true))));
    expect(await said(inFolder('a.sigmf-meta'))).toEqual([]);
  });

  it('data without metadata, and nothing at all', async () => {
    expect(await said(put('b.sigmf-data', data))).toEqual(['meta-missing file']);
    expect(await said(inFolder(''))).toEqual(['meta-missing file']);
    expect(await said(inFolder('c.sigmf-meta'))).toEqual(['not-found file']);
    expect(await said(inFolder('c'))).toEqual(['not-found file']);
    expect(await said(put('d.iq', data))).toEqual(['extension file']);
  });

  it('a non-conforming dataset counts headers and trailing bytes', async () => {
    const document = broken((d) => {
      delete d.global['core:sha512'];
      d.global['core:dataset'] = 'a.wav';
      d.global['core:trailing_bytes'] = 6;
      d.captures[0]!['core:header_bytes'] = 44;
    });
    put('a.wav', Buffer.concat([Buffer.alloc(44), data, Buffer.alloc(6)]));
    const path = put('a.sigmf-meta', JSON.stringify(document));
    expect(await said(path)).toEqual([]);
    put('a.wav', data.subarray(0, 20));
    expect(await said(path)).toContain('data-size data');
  });
});

describe('collections', () => {
  const put2 = (streams: unknown, more: Json = {}): string =>
    put(
      'all.sigmf-collection',
      JSON.stringify({ collection: { 'core:version': '1.2.5', 'core:streams': streams, ...more } }),
    );
  const metaText = JSON.stringify(good());
  const hash = createHash('sha512').update(metaText).digest('hex');
  beforeEach(() => {
    put('a.sigmf-meta', metaText);
    put('a.sigmf-data', data);
  });

  it('are right with the hash of the metadata', async () => {
    expect(await said(put2([{ name: 'a', hash }]))).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ['the hash of the data', [{ name: 'a', hash: sha512 }], ['stream-hash collection.core:streams[0]']],
    ['another hash', [{ name: 'a', hash: 'b'.repeat(128) }], ['stream-hash collection.core:streams[0]']],
    ['a recording that is not there', [{ name: 'z', hash }], ['stream-missing collection.core:streams[0]']],
    ['a path for a name', [{ name: '../a', hash }], ['value collection.core:streams.0.name']],
    ['no hash', [{ name: 'a' }], ['missing collection.core:streams.0.hash']],
    ['the old pairs', [['a', hash]], ['old-form? collection.core:streams[0]']],
  ])('with %s', async (_, streams, expected) => {
    expect(await said(put2(streams))).toEqual(expected);
  });

  it('say in the message that the hash is that of the data', async () => {
    const [result] = await validate([put2([{ name: 'a', hash: sha512 }])]);
    expect(result?.problems[0]?.message).toContain('hash of the data');
  });

  it('with an extra key, without a version', async () => {
    expect(await said(put('x.sigmf-collection', '{"collection":{},"global":{}}'))).toEqual([
      'top-level-key global',
      'missing collection.core:version',
    ]);
  });
});
