/** One test for each error that is common in the wild; every case breaks one thing of a recording that is right. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validate } from './validate.ts';

type Json = Record<string, unknown>;
interface Document {
  global: Json;
  captures: Json[];
  annotations: Json[];
  [more: string]: unknown;
}

const data = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 37) & 255));
const sha512 = createHash('sha512').update(data).digest('hex');

/** 1000 samples of cu8, right in every field. */
function good(): Document {
  return {
    global: {
      'core:datatype': 'cu8',
      'core:version': '1.2.5',
      'core:sample_rate': 250_000,
      'core:license': 'https://creativecommons.org/licenses/by/4.0/',
      'core:sha512': sha512,
      'core:geolocation': { type: 'Point', coordinates: [13.4, 52.5, 34] },
      'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
      'wavekeep:state': 'complete',
    },
    captures: [
      {
        'core:sample_start': 0,
        'core:frequency': 433.92e6,
        'core:datetime': '2026-03-01T12:00:00.25Z',
        'core:global_index': 0,
      },
      { 'core:sample_start': 500, 'core:frequency': 433.92e6, 'core:global_index': 1000 },
    ],
    annotations: [
      {
        'core:sample_start': 100,
        'core:sample_count': 200,
        'core:freq_lower_edge': 433.9e6,
        'core:freq_upper_edge': 434.9e6,
        'core:label': 'door bell',
        'core:uuid': '7f3a1c9e-52d8-4b61-9e0a-3c4d5e6f7081',
      },
    ],
  };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-validate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Writes the recording and returns what `validate` says of it, `code place` each, warnings with a `?`. */
async function check(meta: Document | string | Uint8Array, samples: Uint8Array = data): Promise<string[]> {
  const content =
    typeof meta === 'string' || meta instanceof Uint8Array ? meta : JSON.stringify(meta, undefined, 1);
  const path = put('a.sigmf-meta', content);
  put('a.sigmf-data', samples);
  return said(path);
}

async function said(path: string): Promise<string[]> {
  const [result] = await validate([path]);
  expect(result?.ok).toBe(!result?.problems.some((p) => p.severity === 'error'));
  for (const problem of result?.problems ?? []) expect(problem.message).toMatch(/^[^\n]+\.$/);
  return (result?.problems ?? []).map((p) => `${p.code}${p.severity === 'warning' ? '?' : ''} ${p.where}`);
}

function broken(change: (document: Document) => void): Document {
  const document = good();
  change(document);
  return document;
}

describe('a right recording', () => {
  it('has no problem, by either file, its bare name or its folder', async () => {
    expect(await check(good())).toEqual([]);
    for (const name of ['a.sigmf-data', 'a', '']) expect(await said(join(folder, name))).toEqual([]);
  });

  it('may have edges beyond the band, equal starts, no captures, an upper-case hash', async () => {
    const document = broken((d) => {
      d.captures = [];
      d.global['core:sha512'] = sha512.toUpperCase();
      d.annotations = [
        { 'core:sample_start': 5, 'core:freq_lower_edge': 1e9, 'core:freq_upper_edge': 2e9 },
        { 'core:sample_start': 5 },
      ];
    });
    expect(await check(document)).toEqual([]);
  });
});

const cases: [string, (d: Document) => void, string[]][] = [
  ['no version', (d) => delete d.global['core:version'], ['missing global.core:version']],
  ['no datatype', (d) => delete d.global['core:datatype'], ['missing global.core:datatype']],
  ['no captures', (d) => delete (d as Json)['captures'], ['missing captures']],
  ['no annotations', (d) => delete (d as Json)['annotations'], ['missing annotations']],
  ['an extra key at the top', (d) => (d['wavekeep:extra'] = 1), ['top-level-key wavekeep:extra']],
  ['a licence that is a number', (d) => (d.global['core:license'] = 7), ['type global.core:license']],
  ['a licence that is no URL', (d) => (d.global['core:license'] = 'CC BY'), ['value? global.core:license']],
  [
    'a datatype without byte order',
    (d) => (d.global['core:datatype'] = 'ci16'),
    // Read as ci16_le the data has half as many samples.
    ['datatype global.core:datatype', 'capture-past-end? captures[1].core:sample_start'],
  ],
  [
    'a datatype with a needless byte order',
    (d) => (d.global['core:datatype'] = 'cu8_le'),
    ['datatype global.core:datatype'],
  ],
  ['a version with a v', (d) => (d.global['core:version'] = 'v1.2.0'), ['version global.core:version']],
  ['a version of the future', (d) => (d.global['core:version'] = '2.0.0'), ['version global.core:version']],
  ['a negative rate', (d) => (d.global['core:sample_rate'] = -1), ['value global.core:sample_rate']],
  ['a hash that is too short', (d) => (d.global['core:sha512'] = 'abc'), ['value global.core:sha512']],
  ['no channel', (d) => (d.global['core:num_channels'] = 0), ['value global.core:num_channels']],
  [
    'a fraction of a sample',
    (d) => (d.captures[1]!['core:sample_start'] = 0.5),
    ['value captures[1].core:sample_start'],
  ],
  [
    'captures out of order',
    (d) => (d.captures = [...d.captures].reverse()),
    ['order captures[1].core:sample_start'],
  ],
  [
    'annotations out of order',
    (d) => d.annotations.push({ 'core:sample_start': 1 }),
    ['order annotations[1].core:sample_start'],
  ],
  ['another hash', (d) => (d.global['core:sha512'] = 'a'.repeat(128)), ['hash-mismatch global.core:sha512']],
  [
    'an undeclared namespace',
    (d) => (d.captures[0]!['antenna:gain'] = 3),
    ['undeclared-extension? captures[0].antenna:gain'],
  ],
  ['a key without a namespace', (d) => (d.annotations[0]!['note'] = ''), ['namespace? annotations[0].note']],
  [
    'an extension that must be known',
    (d) => (d.global['core:extensions'] = [{ name: 'strange', version: '1.0.0', optional: false }]),
    ['undeclared-extension? global.wavekeep:state', 'unsupported-extension global.core:extensions.0'],
  ],
  [
    'extensions in the old form',
    (d) => (d.global['core:extensions'] = { wavekeep: '1.0.0' }),
    ['old-form global.core:extensions'],
  ],
  [
    'an extension with an extra member',
    (d) => (d.global['core:extensions'] = [{ name: 'wavekeep', version: '1.0.0', optional: true, url: '' }]),
    ['value global.core:extensions.0'],
  ],
  [
    'an extension without a version',
    (d) => (d.global['core:extensions'] = [{ name: 'wavekeep', optional: true }]),
    ['missing global.core:extensions.0.version'],
  ],
  [
    'a lower edge alone',
    (d) => delete d.annotations[0]!['core:freq_upper_edge'],
    ['one-edge annotations[0].core:freq_lower_edge'],
  ],
  [
    'an upper edge alone',
    (d) => delete d.annotations[0]!['core:freq_lower_edge'],
    ['one-edge annotations[0].core:freq_upper_edge'],
  ],
  [
    'swapped edges',
    (d) => (d.annotations[0]!['core:freq_upper_edge'] = 1),
    ['frequency-edges annotations[0].core:freq_lower_edge'],
  ],
  [
    'a time with an offset',
    (d) => (d.captures[0]!['core:datetime'] = '2026-03-01T12:00:00+01:00'),
    ['datetime captures[0].core:datetime'],
  ],
  [
    'a time without Z',
    (d) => (d.captures[0]!['core:datetime'] = '2026-03-01T12:00:00'),
    ['datetime captures[0].core:datetime'],
  ],
  [
    'the 30th of February',
    (d) => (d.captures[0]!['core:datetime'] = '2026-02-30T12:00:00Z'),
    ['datetime captures[0].core:datetime'],
  ],
  [
    'a count across the end',
    (d) => (d.annotations[0]!['core:sample_count'] = 901),
    ['annotation-past-end annotations[0].core:sample_count'],
  ],
  [
    'an annotation behind the end',
    (d) => (d.annotations[0]!['core:sample_start'] = 1000),
    ['annotation-past-end annotations[0].core:sample_start'],
  ],
  [
    'a capture behind the end',
    (d) => (d.captures[1]!['core:sample_start'] = 1001),
    ['global-index captures[1].core:global_index', 'capture-past-end captures[1].core:sample_start'],
  ],
  [
    'a capture without samples',
    (d) => (d.captures[1]!['core:sample_start'] = 1000),
    ['capture-past-end? captures[1].core:sample_start'],
  ],
  [
    'a hardware count that runs back',
    (d) => (d.captures[1]!['core:global_index'] = 499),
    ['global-index captures[1].core:global_index'],
  ],
  [
    'an annotation before the offset',
    (d) => (d.global['core:offset'] = 150),
    ['before-offset? captures[0].core:sample_start', 'before-offset annotations[0].core:sample_start'],
  ],
  [
    'a long label',
    (d) => (d.annotations[0]!['core:label'] = 'x'.repeat(21)),
    ['label-length? annotations[0].core:label'],
  ],
  ['a UUID that is none', (d) => (d.annotations[0]!['core:uuid'] = 'x'), ['value annotations[0].core:uuid']],
  [
    'core:length, which was removed',
    (d) => (d.captures[0]!['core:length'] = 500),
    ['old-form? captures[0].core:length'],
  ],
  [
    'a core field nobody defined',
    (d) => (d.global['core:colour'] = 'red'),
    ['unknown-field? global.core:colour'],
  ],
  [
    'a point in lower case',
    (d) => (d.global['core:geolocation'] = { type: 'point', coordinates: [1, 2] }),
    ['value global.core:geolocation.type'],
  ],
  [
    'latitude before longitude',
    (d) => (d.global['core:geolocation'] = { type: 'Point', coordinates: [52, 113] }),
    ['value global.core:geolocation.coordinates'],
  ],
  [
    'a point with properties',
    (d) => (d.global['core:geolocation'] = { type: 'Point', coordinates: [1, 2], properties: {} }),
    ['value global.core:geolocation'],
  ],
  [
    'header bytes in a conforming file',
    (d) => {
      d.captures[0]!['core:header_bytes'] = 2;
      d.captures[1]!['core:sample_start'] = 499;
      d.captures[1]!['core:global_index'] = 999;
    },
    ['not-only-samples captures[0].core:header_bytes'],
  ],
  [
    'trailing bytes in a conforming file',
    (d) => (d.global['core:trailing_bytes'] = 2),
    ['not-only-samples global.core:trailing_bytes'],
  ],
  [
    'a dataset with a path',
    (d) => (d.global['core:dataset'] = '../a.sigmf-data'),
    ['dataset global.core:dataset'],
  ],
  [
    'metadata alone that names its data',
    (d) => {
      d.global['core:metadata_only'] = true;
      d.global['core:dataset'] = 'a.sigmf-data';
    },
    ['dataset? global.core:metadata_only'],
  ],
  ['a capture that is no object', (d) => (d.captures[0] = [] as unknown as Json), ['type captures[0]']],
];

describe('what is wrong in metadata', () => {
  it.each(cases)('%s', async (_, change, expected) => {
    expect(await check(broken(change))).toEqual(expected);
  });

  it('no global', async () => {
    expect((await check(broken((d) => delete (d as Json)['global'])))[0]).toBe('missing global');
  });

  it('something else than an object', async () => {
    expect(await check('[]')).toEqual(['type file']);
    expect(await check('')).toEqual(['json line 1, column 1']);
  });

  it('a byte order mark, UTF-16, trailing commas: said, and read on', async () => {
    const text = JSON.stringify(good(), undefined, 1);
    expect(await check(`\uFEFF${text}`)).toEqual(['encoding line 1, column 1']);
    expect(await check(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(['encoding line 1, column 1']);
    const comma = text.replace(/\n\s*\}\n\s*\],\n\s*"annotations"/, ',\n}\n],\n"annotations"');
    expect(await check(comma)).toEqual(['trailing-comma line 35, column 29']);
  });

  it('so much that the list is cut', async () => {
    const document = broken((d) => {
      d.annotations = Array.from({ length: 5000 }, () => ({ 'core:sample_start': -1 }));
    });
    const problems = await check(document);
    expect(problems).toHaveLength(201);
    expect(problems.at(-1)).toMatch(/^more /);
  });
});

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
    rmSync(join(folder, 'a.sigmf-data'));
    expect(await said(join(folder, 'a.sigmf-meta'))).toEqual(['data-missing data']);
    put('a.sigmf-meta', JSON.stringify(broken((d) => (d.global['core:metadata_only'] = true))));
    expect(await said(join(folder, 'a.sigmf-meta'))).toEqual([]);
  });

  it('data without metadata, and nothing at all', async () => {
    expect(await said(put('b.sigmf-data', data))).toEqual(['meta-missing file']);
    expect(await said(folder)).toEqual(['meta-missing file']);
    expect(await said(join(folder, 'c.sigmf-meta'))).toEqual(['not-found file']);
    expect(await said(join(folder, 'c'))).toEqual(['not-found file']);
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
