/** The library as its users run it: import, search, look, label, check, bundle, each against what is known to be true. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IntegrityFinding, LibraryEntry } from '../../contract/library.ts';
import type { Label } from '../../contract/label.ts';
import { cli, cliJson } from '../../testing/cli.ts';
import { makeRandom } from '../../testing/random.ts';

// Up to ten commands a test, each a process with the whole engine in it.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let dir: string;
let data: string[];
const rateHz = 250_000;
const toneHz = 30_000;

/** cu8: a tone of -12 dBFS, 30 kHz above the centre, from 0.2 to 0.6 of one second, in noise of -40 dBFS. */
function toneFile(path: string): Buffer {
  const random = makeRandom(5);
  const bytes = Buffer.alloc(2 * rateHz);
  for (let n = 0; n < rateHz; n++) {
    const on = n >= 0.2 * rateHz && n < 0.6 * rateHz ? 0.25 : 0;
    const phase = (2 * Math.PI * toneHz * n) / rateHz;
    const noise = 0.01 / Math.SQRT2;
    bytes[2 * n] = Math.round(127.5 + 127.5 * (on * Math.cos(phase) + noise * random.normal()));
    bytes[2 * n + 1] = Math.round(127.5 + 127.5 * (on * Math.sin(phase) + noise * random.normal()));
  }
  writeFileSync(path, bytes);
  return bytes;
}

interface Imported {
  imported: {
    id: string;
    datatype: string;
    sampleRateHz: number;
    centreHz: number;
    samples: number;
    sha512: string;
  }[];
  rejected: { path: string; code: string; message: string }[];
}

let bytes: Buffer;
let id: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-library-'));
  data = ['--data', join(dir, 'profile')];
  const files = join(dir, 'files');
  mkdirSync(files);
  bytes = toneFile(join(files, 'remote_433.92M_250k.cu8'));
  writeFileSync(join(files, 'nobody-knows.raw'), bytes);
  writeFileSync(join(files, 'broken.sigmf-meta'), '{');
  const { code, stdout } = await cli('import', files, '--copy', ...data, '--json');
  // Two of the three are rejected.
  expect(code).toBe(1);
  const { imported, rejected } = JSON.parse(stdout) as Imported;
  expect(imported.length).toBe(1);
  expect(rejected.map(({ path }) => path).sort()).toEqual(['broken.sigmf-meta', 'nobody-knows.raw']);
  expect(imported[0]).toMatchObject({
    datatype: 'cu8',
    sampleRateHz: rateHz,
    centreHz: 433.92e6,
    samples: rateHz,
    sha512: createHash('sha512').update(bytes).digest('hex'),
  });
  id = imported[0]!.id;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the library on the command line', () => {
  it('has what was recorded a moment ago, for every command', async () => {
    const own = ['--data', join(dir, 'recorded')];
    const { recording } = await cliJson<{ recording: { id: string } }>(
      'record',
      'sim:band',
      '--freq',
      '100M',
      '--seconds',
      '0.2',
      ...own,
    );
    const { labels } = await cliJson<{ labels: Label[] }>('label', 'list', recording.id, ...own);
    expect(labels).toEqual([]);
    const { recordings } = await cliJson<{ recordings: LibraryEntry[] }>('library', ...own);
    expect(recordings.map(({ id: one }) => one)).toEqual([recording.id]);
  });

  it('imports what is asked about once it is told, by reference, and the same file once', async () => {
    const path = join(dir, 'files', 'nobody-knows.raw');
    const dry = await cliJson<{ candidates: { missing: string[] }[] }>('import', path, '--dry-run', ...data);
    expect(dry.candidates[0]?.missing).toEqual(['datatype', 'sampleRateHz']);
    const told = ['--datatype', 'cu8', '--rate', '250k', '--freq', '868.3M'];
    const first = await cliJson<Imported>('import', path, ...told, ...data);
    expect(first.imported[0]).toMatchObject({ datatype: 'cu8', sampleRateHz: rateHz, centreHz: 868.3e6 });
    const again = await cliJson<Imported>('import', path, ...told, ...data);
    expect(again.imported[0]?.id).toBe(first.imported[0]?.id);
    expect(readFileSync(path)).toEqual(bytes);
    const found = await cliJson<{ total: number; recordings: LibraryEntry[] }>(
      'library',
      '--near',
      '868M',
      ...data,
    );
    expect(found.recordings.map((one) => [one.id, one.place])).toEqual([
      [first.imported[0]?.id, 'reference'],
    ]);
    expect((await cliJson<{ total: number }>('library', '--near', '100M', ...data)).total).toBe(0);
  });

  it('measures what is there, and crops it', async () => {
    const box = ['--from', '0.25', '--to', '0.55', '--low', '433.945M', '--high', '433.955M'];
    const measured = await cliJson<{ powerDbfs: number; peakHz: number; resolutionHz: number }>(
      'library',
      'measure',
      id,
      ...box,
      ...data,
    );
    expect(Math.abs(measured.peakHz - 433.95e6)).toBeLessThanOrEqual(measured.resolutionHz);
    // 20 log 0.25; the noise adds less than 0.01 dB.
    expect(Math.abs(measured.powerDbfs + 12.04)).toBeLessThan(0.1);
    const { recording } = await cliJson<{ recording: LibraryEntry }>(
      'library',
      'crop',
      id,
      ...box,
      '--name',
      'piece',
      ...data,
    );
    expect(recording).toMatchObject({ name: 'piece', origin: 'cropped' });
    // The filter's own run-in may be left out at either end.
    expect(Math.abs(recording.seconds - 0.3)).toBeLessThan(0.005);
    expect(recording.sampleRateHz).toBeLessThan(rateHz / 4);
    expect(Math.abs(recording.centreHz! - 433.95e6)).toBeLessThan(1);
    const peak = await cliJson<{ powerDbfs: number }>('library', 'measure', recording.id, ...data);
    expect(Math.abs(peak.powerDbfs + 12.04)).toBeLessThan(0.1);
  });

  it('labels, reviews, undoes, renames; and the metadata says so', async () => {
    const detected = await cliJson<{ labels: Label[] }>(
      'label',
      'detect',
      id,
      '--threshold-db',
      '10',
      ...data,
    );
    expect(detected.labels.length).toBe(1);
    const [label] = detected.labels;
    expect(Math.abs((label!.lowerHz + label!.upperHz) / 2 - 433.95e6)).toBeLessThan(1000);
    // Two rows of 256 samples, half overlapping.
    expect(Math.abs(label!.startSample - 0.2 * rateHz)).toBeLessThan(512);
    await cliJson('label', 'name', id, 'Tone', label!.uuid, ...data);
    const accepted = await cliJson<{ labels: Label[] }>('label', 'accept', id, 'all', ...data);
    expect(accepted.labels[0]?.review).toBe('accepted');
    expect((await cliJson<{ what: string }>('label', 'undo', id, ...data)).what.length).toBeGreaterThan(3);
    expect((await cliJson<{ labels: Label[] }>('label', 'list', id, ...data)).labels[0]).toMatchObject({
      name: 'Tone',
      review: 'unreviewed',
    });
    await cliJson('label', 'redo', id, ...data);
    expect(await cliJson('label', 'rename', 'Tone', 'Carrier', ...data)).toEqual({ renamed: 1 });
    const { recordings } = await cliJson<{ recordings: LibraryEntry[] }>(
      'library',
      '--label',
      'Carrier',
      ...data,
    );
    expect(recordings.map((one) => one.id)).toEqual([id]);
    const meta = JSON.parse(readFileSync(join(dir, 'profile', 'recordings', `${id}.sigmf-meta`), 'utf8')) as {
      annotations: Record<string, unknown>[];
    };
    expect(meta.annotations[0]).toMatchObject({ 'core:label': 'Carrier', 'core:uuid': label!.uuid });
    const valid = await cli('validate', join(dir, 'profile', 'recordings', `${id}.sigmf-meta`), ...data);
    expect(valid.code).toBe(0);
    // Another profile that imports the files finds the labels at once.
    const elsewhere = ['--data', join(dir, 'elsewhere')];
    await cliJson('import', join(dir, 'profile', 'recordings', `${id}.sigmf-meta`), ...elsewhere);
    expect((await cliJson<{ total: number }>('library', '--label', 'Carrier', ...elsewhere)).total).toBe(1);
  });

  it('finds what was changed behind its back, and mends it', async () => {
    const file = join(dir, 'profile', 'recordings', 'piece.sigmf-data');
    const kept = readFileSync(file);
    const damaged = Buffer.from(kept);
    damaged[100] = damaged[100]! ^ 1;
    writeFileSync(file, damaged);
    const check = await cli('library', 'check', '--hashes', ...data, '--json');
    expect(check.code).toBe(1);
    const { findings } = JSON.parse(check.stdout) as { findings: IntegrityFinding[] };
    expect(findings.filter(({ kind }) => kind === 'hash').map(({ name }) => name)).toEqual(['piece']);
    writeFileSync(file, kept);
    const after = await cliJson<{ findings: IntegrityFinding[] }>('library', 'check', '--hashes', ...data);
    expect(after.findings).toEqual([]);
  });

  it('goes to another machine in one file, and a damaged one is refused', async () => {
    const bundle = join(dir, 'all.wavekeep');
    await cliJson('bundle', 'export', bundle, ...data);
    const other = ['--data', join(dir, 'other')];
    const shown = await cliJson<{ parts: { part: string; count: number }[] }>(
      'bundle',
      'show',
      bundle,
      ...other,
    );
    // The one by reference goes with it.
    expect(shown.parts.find(({ part }) => part === 'recordings')?.count).toBe(3);
    await cliJson('bundle', 'import', bundle, ...other);
    const { recordings } = await cliJson<{ recordings: LibraryEntry[] }>(
      'library',
      '--label',
      'Carrier',
      ...other,
    );
    expect(recordings[0]?.sha512).toBe(createHash('sha512').update(bytes).digest('hex'));
    const check = await cliJson<{ findings: IntegrityFinding[] }>('library', 'check', '--hashes', ...other);
    expect(check.findings).toEqual([]);
    const damaged = readFileSync(bundle);
    const middle = Math.floor(damaged.length / 2);
    damaged[middle] = damaged[middle]! ^ 0xff;
    const broken = join(dir, 'broken.wavekeep');
    writeFileSync(broken, damaged);
    const refused = await cli('bundle', 'import', broken, '--data', join(dir, 'third'), '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'corrupt' } });
    expect((await cliJson<{ total: number }>('library', '--data', join(dir, 'third'))).total).toBe(0);
  });

  it('says plainly what is wrong', async () => {
    const missing = await cli('library', 'show', 'nothing', ...data, '--json');
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'not-found' } });
    copyFileSync(join(dir, 'files', 'broken.sigmf-meta'), join(dir, 'broken.sigmf-meta'));
    const broken = await cli('import', join(dir, 'broken.sigmf-meta'), ...data, '--json');
    expect(broken.code).toBe(1);
    expect((JSON.parse(broken.stdout) as Imported).rejected[0]?.message.length).toBeGreaterThan(10);
    const rule = await cli('library', 'retention', ...data, '--json');
    expect(JSON.parse(rule.stdout)).toMatchObject({ error: { code: 'invalid' } });
  });
});
