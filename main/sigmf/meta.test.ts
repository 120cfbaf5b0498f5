import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { makeRandom } from '../../testing/random.ts';
import { nodeFiles, type Files } from './files.ts';
import { parseMeta, readMeta, serialiseMeta, writeMeta } from './meta.ts';
import type { Meta } from './schema.ts';
import { validate } from './validate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-meta-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const read = (document: unknown): ReturnType<typeof parseMeta> =>
  parseMeta(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)));

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'none';
}

const sample: Meta = {
  global: {
    'core:datatype': 'ci16_le',
    'core:version': '1.2.5',
    'core:sample_rate': 2.4e6,
    'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
    'wavekeep:state': 'complete',
  },
  captures: [
    { 'core:sample_start': 0, 'core:frequency': 100e6 },
    { 'core:sample_start': 700, 'core:frequency': 101e6, 'core:global_index': 900 },
  ],
  annotations: [{ 'core:sample_start': 10, 'core:sample_count': 5, 'core:label': 'Grüße 😀' }],
};

describe('writing metadata', () => {
  it('gives back what was written, unknown keys of declared namespaces included', async () => {
    const path = join(folder, 'a.sigmf-meta');
    await writeMeta(path, sample);
    const { meta, notes } = await readMeta(path);
    expect(meta).toEqual(sample);
    expect(notes).toEqual([]);
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it('sorts captures and annotations and states the version it follows', () => {
    const text = serialiseMeta({
      global: { ...sample.global, 'core:version': '1.0.0' },
      captures: [...sample.captures].reverse(),
      annotations: [{ 'core:sample_start': 9 }, { 'core:sample_start': 3 }],
    });
    const { meta } = read(text);
    expect(meta.captures).toEqual(sample.captures);
    expect(meta.annotations.map((a) => a['core:sample_start'])).toEqual([3, 9]);
    expect(meta.global['core:version']).toBe('1.2.5');
  });

  it.each<[string, (meta: Meta) => void]>([
    ['a lax datatype', (m) => (m.global['core:datatype'] = 'cf32')],
    ['a time with an offset', (m) => (m.captures[0]!['core:datetime'] = '2026-01-01T00:00:00+00:00')],
    ['an undeclared namespace', (m) => (m.global['antenna:model'] = 'whip')],
    ['one edge', (m) => (m.annotations[0]!['core:freq_lower_edge'] = 1)],
    ['no number', (m) => (m.captures[0]!['core:frequency'] = Number.NaN)],
  ])('refuses %s', (_, change) => {
    const meta = structuredClone(sample);
    change(meta);
    expect(faultOf(() => serialiseMeta(meta))).toBe('invalid');
  });

  it('syncs the new file before its rename and the folder after: no crash can leave half a file', async () => {
    const steps: string[] = [];
    const logged: Files = {
      ...nodeFiles,
      async replace(path) {
        const file = await nodeFiles.replace(path);
        return {
          ...file,
          write: (bytes, position) => (steps.push('write'), file.write(bytes, position)),
          datasync: () => (steps.push('sync'), file.datasync()),
        };
      },
      rename: (from, to) => (steps.push('rename'), nodeFiles.rename(from, to)),
      syncFolder: (path) => (steps.push('sync folder'), nodeFiles.syncFolder(path)),
    };
    await writeMeta(join(folder, 'b.sigmf-meta'), sample, logged);
    expect(steps).toEqual(['write', 'sync', 'rename', 'sync folder']);
  });

  it('leaves the old file as it was when the disk is full', async () => {
    const path = join(folder, 'c.sigmf-meta');
    await writeMeta(path, sample);
    const before = readFileSync(path, 'utf8');
    const full: Files = {
      ...nodeFiles,
      async replace(name) {
        const file = await nodeFiles.replace(name);
        // A disk with 100 bytes left takes a part and then nothing.
        return { ...file, write: (bytes, at) => file.write(bytes.subarray(0, at === 0 ? 100 : 0), at) };
      },
    };
    await expect(writeMeta(path, { ...sample, captures: [] }, full)).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });
});

describe('reading what others wrote', () => {
  it('understands the old forms and says each', () => {
    const { meta, notes } = read({
      global: {
        'core:datatype': 'CF32',
        'core:version': 'v0.0.2',
        'core:sample_rate': '1e6',
        'core:license': 5,
        'core:extensions': { antenna: '0.9.0' },
        'core:geolocation': { type: 'point', coordinates: [1, 2] },
      },
      captures: [
        { 'core:sample_start': 50, 'core:length': 10 },
        { 'core:sample_start': 0, 'core:time': '2018-01-01T00:00:00+02:00', 'core:frequency': 'high' },
        { 'core:frequency': 5 },
      ],
      annotations: [
        {
          'core:sample_start': 3,
          'core:description': 'FM',
          'core:freq_lower_edge': 9,
          'core:freq_upper_edge': 4,
        },
      ],
    });
    expect(meta).toEqual({
      global: {
        'core:datatype': 'cf32_le',
        'core:version': '0.0.2',
        'core:sample_rate': 1e6,
        'core:extensions': [{ name: 'antenna', version: '0.9.0', optional: true }],
        'core:geolocation': { type: 'Point', coordinates: [1, 2] },
      },
      captures: [
        {
          'core:sample_start': 0,
          'core:time': '2018-01-01T00:00:00+02:00',
          'core:datetime': '2017-12-31T22:00:00.000Z',
        },
        { 'core:sample_start': 50, 'core:length': 10 },
      ],
      annotations: [
        {
          'core:sample_start': 3,
          'core:description': 'FM',
          'core:label': 'FM',
          'core:freq_lower_edge': 4,
          'core:freq_upper_edge': 9,
        },
      ],
    });
    expect(notes.map((n) => n.where)).toEqual([
      'global.core:datatype',
      'global.core:version',
      'global.core:sample_rate',
      'global.core:license',
      'global.core:geolocation',
      'captures[1].core:datetime',
      'captures[1].core:frequency',
      'captures[2]',
      'annotations[0].core:freq_lower_edge',
    ]);
  });

  it('takes a document of the minimum', () => {
    expect(read('{"global":{"core:datatype":"ru8"}}').meta).toEqual({
      global: { 'core:datatype': 'ru8', 'core:version': '0.0.1' },
      captures: [],
      annotations: [],
    });
  });

  it('refuses with a code what it must not guess', () => {
    expect(faultOf(() => read('{'))).toBe('corrupt');
    expect(faultOf(() => read({ global: {} }))).toBe('corrupt');
    expect(faultOf(() => read({ global: { 'core:datatype': 'ci24_le' } }))).toBe('corrupt');
    expect(faultOf(() => read({ global: { 'core:datatype': 'cu8', 'core:version': '2.0.0' } }))).toBe(
      'version',
    );
    const extensions = [{ name: 'crypt', version: '1.0.0', optional: false }];
    expect(faultOf(() => read({ global: { 'core:datatype': 'cu8', 'core:extensions': extensions } }))).toBe(
      'unsupported',
    );
  });

  it('says when a file is not there', async () => {
    await expect(readMeta(join(folder, 'none.sigmf-meta'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('malformed metadata', () => {
  const text = serialiseMeta(sample);
  const odd = [
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    ':',
    '-',
    '1e999',
    'null',
    '\\',
    '\u0000',
    '\uFEFF',
    '1e400',
    '{}',
    '99999999999999999999',
    '"core:datatype"',
  ];

  function mutate(seed: number): string {
    const random = makeRandom(seed);
    let mutant = text;
    for (let i = 0; i <= random.integer(4); i++) {
      const at = random.integer(mutant.length);
      const length = random.integer(random.pick([1, 2, 40]) + 1);
      const from = random.integer(mutant.length);
      const insert = random.pick(['', random.pick(odd), mutant.slice(from, from + random.integer(60))]);
      mutant = mutant.slice(0, at) + insert + mutant.slice(at + length);
    }
    return mutant;
  }

  it('never ends in anything but a fault or problems, and what is read is always usable', async () => {
    const rounds = process.env['WAVEKEEP_LONG'] === '1' ? 20_000 : 500;
    let understood = 0;
    const path = join(folder, 'fuzz.sigmf-meta');
    writeFileSync(join(folder, 'fuzz.sigmf-data'), new Uint8Array(4000));
    for (let seed = 0; seed < rounds; seed++) {
      const mutant = mutate(seed);
      writeFileSync(path, mutant);
      const [result] = await validate([path]);
      expect(Array.isArray(result?.problems), `seed ${seed}`).toBe(true);
      try {
        const { meta } = parseMeta(Buffer.from(mutant));
        // What the lenient reader returns must be writable again by the strict writer, but for what it can't
        // decide: foreign keys in namespaces nobody declared, and edges without their twin.
        expect(
          faultOf(() => serialiseMeta(meta)),
          `seed ${seed}`,
        ).toMatch(/none|invalid/);
        understood++;
      } catch (error) {
        if (!(error instanceof Fault)) throw new Error(`seed ${seed}`, { cause: error });
      }
    }
    // The mutations are mild: if nearly none were understood, the reader would not be lenient.
    expect(understood).toBeGreaterThan(rounds / 10);
  });
});
