/** One test for each error that is common in metadata; every case breaks one thing of a recording that is right. */
import { describe, expect, it } from 'vitest';
import {
  broken,
  check,
  good,
  inFolder,
  said,
  sha512,
  useValidation,
  type Document,
  type Json,
} from '../../testing/sigmf-document.ts';

useValidation();

describe('a right recording', () => {
  it('has no problem, by either file, its bare name or its folder', async () => {
    expect(await check(good())).toEqual([]);
    for (const name of ['a.sigmf-data', 'a', '']) expect(await said(inFolder(name))).toEqual([]);
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
