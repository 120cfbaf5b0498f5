import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, makeTestFolder } from '../../testing/files.ts';
import { convert, expand, openSamples, survey } from './index.ts';

interface SharedRecording {
  file: string;
  domain: 'iq' | 'audio';
  format: string;
  bytes: number;
  sample_rate: number | null;
  center_frequency: number | null;
}

const folderOfShared = resolve(process.env['WAVEKEEP_SHARED'] ?? '../shared', 'recordings');

function sharedRecordings(): SharedRecording[] {
  try {
    const index = JSON.parse(readFileSync(join(folderOfShared, 'index.json'), 'utf8')) as {
      files: SharedRecording[];
    };
    return index.files;
  } catch {
    return [];
  }
}

const shared = sharedRecordings();
const pathOf = ({ file }: SharedRecording): string => join(folderOfShared, file);

/** As the index names them; FLAC is told by its header. */
const datatypes: Readonly<Record<string, string>> = {
  cu8: 'cu8',
  cs8: 'ci8',
  cs16: 'ci16_le',
  cf32: 'cf32_le',
};

const folder = makeTestFolder();
afterAll(() => {
  folder.remove();
});

/** The same bytes under another name. */
function renamed(one: SharedRecording, name: string): string {
  const path = join(folder.path, name);
  rmSync(path, { force: true });
  try {
    linkSync(pathOf(one), path);
  } catch {
    // Another file system.
    symlinkSync(pathOf(one), path);
  }
  return path;
}

describe.skipIf(shared.length === 0)('the shared recordings (WAVEKEEP_SHARED; skipped where absent)', () => {
  it('all say their rate within 0.1 %, or are asked about exactly what nobody knows', async () => {
    expect(shared).toHaveLength(90);
    for (const one of shared) {
      const found = await survey(pathOf(one));
      expect([one.file, found.rejected]).toEqual([one.file, undefined]);
      expect([one.file, found.missing.includes('datatype')]).toEqual([one.file, false]);
      expect([one.file, found.datatype]).toEqual([
        one.file,
        one.domain === 'iq' ? datatypes[one.format] : 'ri16_le',
      ]);
      if (one.sample_rate === null) {
        // FLAC knows what the index doesn't; a raw file whose rate nobody knows is asked about, never guessed.
        const asked = found.format !== 'flac';
        expect([one.file, found.missing]).toEqual([one.file, asked ? ['sampleRateHz'] : []]);
        expect([one.file, found.questions.length]).toEqual([one.file, asked ? 1 : 0]);
      } else {
        expect([one.file, found.missing, found.questions]).toEqual([one.file, [], []]);
        expect(Math.abs((found.sampleRateHz ?? 0) / one.sample_rate - 1)).toBeLessThan(1e-3);
      }
      if (one.center_frequency !== null)
        expect([one.file, found.centreHz]).toEqual([one.file, one.center_frequency]);
      if (one.domain === 'audio') expect([one.file, found.centreHz]).toEqual([one.file, undefined]);
    }
  });

  it('are all found in their folder, and nothing else is', async () => {
    const found = await collect(expand([folderOfShared], new AbortController().signal));
    expect(found.map((path) => path.slice(folderOfShared.length + 1))).toEqual(
      shared.map(({ file }) => file).sort((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('open as samples of full scale', async () => {
    const into = new Float32Array(2 * 4096);
    for (const one of shared.filter(({ file }) => !file.endsWith('.flac'))) {
      const file = await openSamples(pathOf(one), one.sample_rate === null ? { sampleRateHz: 1e6 } : {});
      // Some begin with silence.
      const middle = Math.floor(file.facts.sampleCount / 2);
      const count = await file.read(middle, 4096, into);
      await file.close();
      expect(count).toBe(Math.min(4096, file.facts.sampleCount - middle));
      // Floats may exceed it: the receiver that wrote them scaled as it liked.
      const peak = into.subarray(0, 2 * count).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect([one.file, peak > 0 && peak <= (one.format === 'cf32' ? 1e6 : 1)]).toEqual([one.file, true]);
    }
  });

  it('in FLAC decode to what their encoder hashed', async () => {
    for (const one of shared.filter(({ file }) => file.endsWith('.flac'))) {
      const outBase = join(folder.path, one.file);
      const { dataPath } = await convert(pathOf(one), undefined, outBase, {
        signal: new AbortController().signal,
        onBytes: () => undefined,
      });
      // STREAMINFO, behind 8 bytes of marks, ends with the MD5 of the samples.
      const hash = readFileSync(pathOf(one))
        .subarray(8 + 18, 8 + 34)
        .toString('hex');
      expect([one.file, createHash('md5').update(readFileSync(dataPath)).digest('hex')]).toEqual([
        one.file,
        hash,
      ]);
    }
  });

  it('are asked about once their names no longer say anything', async () => {
    for (const one of shared.filter(({ format }) => format in datatypes || format === 's16')) {
      const bare = await survey(renamed(one, `capture.${one.format}`));
      const sound = one.format === 's16';
      expect([one.file, bare.missing, bare.sampleRateHz]).toEqual([
        one.file,
        sound ? ['datatype', 'sampleRateHz'] : ['sampleRateHz'],
        undefined,
      ]);
      for (const extension of ['bin', 'iq', 'raw']) {
        const nameless = await survey(renamed(one, `capture.${extension}`));
        expect([one.file, nameless.missing]).toEqual([one.file, ['datatype', 'sampleRateHz']]);
        expect(nameless.questions.length).toBeGreaterThan(0);
      }
    }
  });

  it('under names that lie about the format are asked about, with the right proposal', async () => {
    let asked = 0;
    let proposed = 0;
    let tried = 0;
    for (const one of shared.filter(({ format }) => format in datatypes))
      for (const lie of ['cu8', 'cs8', 'cs16', 'cf32'].filter((format) => format !== one.format)) {
        const found = await survey(renamed(one, `capture_433.92M_250k.${lie}`));
        tried++;
        if (!found.missing.includes('datatype')) continue;
        asked++;
        if (found.likely?.datatype === one.format) proposed++;
      }
    expect(asked).toBe(tried);
    expect(proposed).toBe(tried);
  });
});
