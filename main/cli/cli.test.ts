/** The command line as its users run it: real processes, real files. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson, startCli } from '../../testing/cli.ts';
import { startRtltcpServer } from '../../testing/rtltcp-server.ts';
import { loadKernels, makeWindow } from '../dsp/index.ts';

let dir: string;
let data: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-cli-'));
  data = join(dir, 'profile');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Recorded {
  recording: {
    meta: string;
    data: string;
    datatype: 'cu8' | 'cs8';
    sampleRateHz: number;
    centreHz: number;
    samples: number;
    lostSamples: number;
    clippedSamples: number;
    sha512: string;
  };
}
interface Truth {
  emitters: { kind: string; centreHz: number; powerDbfs: number }[];
}

/** Mean power spectrum of a whole recording, dBFS per bin for tones, lowest frequency first. */
function spectrumOf(recorded: Recorded['recording'], size: number): Float32Array {
  const { kernels } = loadKernels();
  const bytes = readFileSync(recorded.data);
  const spectrum = kernels.makeSpectrum({
    size,
    format: recorded.datatype,
    window: makeWindow('flat-top', size),
    detector: 'average',
    floorDb: -160,
    stepDb: 0.5,
  });
  const row = new Float32Array(size);
  spectrum.rowDb(bytes, Math.floor(recorded.samples / size), size, row);
  return row;
}

async function checkTones(recorded: Recorded['recording'], gainDb = 0): Promise<void> {
  const truth = await cliJson<Truth>('scene', 'sim:band', '--data', data);
  const size = 32_768;
  const row = spectrumOf(recorded, size);
  const binHz = recorded.sampleRateHz / size;
  const carriers = truth.emitters.filter(
    (e) => e.kind === 'carrier' && Math.abs(e.centreHz - recorded.centreHz) < recorded.sampleRateHz * 0.45,
  );
  expect(carriers.length).toBeGreaterThanOrEqual(4);
  for (const carrier of carriers) {
    const bin = Math.round((carrier.centreHz - recorded.centreHz) / binHz) + size / 2;
    // The flat-top window is flat over its five bins, so the maximum is looked for a little wider.
    const near = row.subarray(bin - 6, bin + 7);
    const peak = near.indexOf(Math.max(...near)) - 6;
    const centroid =
      near.reduce((sum, db, i) => sum + 10 ** (db / 10) * (i - 6), 0) /
      near.reduce((sum, db) => sum + 10 ** (db / 10), 0);
    expect(
      Math.abs(centroid),
      `${carrier.centreHz} Hz stands in its bin (peak at ${peak})`,
    ).toBeLessThanOrEqual(1);
    expect(
      Math.abs(Math.max(...near) - carrier.powerDbfs - gainDb),
      `${carrier.centreHz} Hz has its power`,
    ).toBeLessThanOrEqual(1);
  }
}

function checkHash(recorded: Recorded['recording']): void {
  expect(createHash('sha512').update(readFileSync(recorded.data)).digest('hex')).toBe(recorded.sha512);
}

describe('record', () => {
  it('makes a valid recording of the simulated band with every tone in its bin at its power', async () => {
    const { recording } = await cliJson<Recorded>(
      'record',
      'sim:band',
      '--freq',
      '100M',
      '--rate',
      '2.4M',
      '--seconds',
      '3',
      '--data',
      data,
    );
    expect(recording).toMatchObject({
      samples: 7_200_000,
      lostSamples: 0,
      sampleRateHz: 2.4e6,
      centreHz: 100e6,
    });
    expect(statSync(recording.data).size).toBe(14_400_000);
    checkHash(recording);
    const validated = await cli('validate', recording.meta, '--json', '--data', data);
    expect(validated.code).toBe(0);
    expect(JSON.parse(validated.stdout)).toMatchObject({ files: [{ ok: true, problems: [] }] });
    await checkTones(recording);
  });

  it('the same through an rtl_tcp server on loopback', async () => {
    const server = await startRtltcpServer({ scene: 'sim:band' });
    try {
      const { recording } = await cliJson<Recorded>(
        'record',
        `rtltcp:127.0.0.1:${String(server.port)}`,
        '--freq',
        '100M',
        '--rate',
        '2.4M',
        '--seconds',
        '3',
        '--data',
        data,
      );
      expect(recording).toMatchObject({ samples: 7_200_000, lostSamples: 0, datatype: 'cu8' });
      checkHash(recording);
      expect((await cli('validate', recording.meta, '--data', data)).code).toBe(0);
      await checkTones(recording);
    } finally {
      await server.close();
    }
  });

  it('counts injected losses exactly', async () => {
    const { recording } = await cliJson<Recorded>(
      'record',
      'sim:band?lose=1:5000',
      '--freq',
      '100M',
      '--rate',
      '1M',
      '--seconds',
      '2',
      '--data',
      data,
    );
    expect(recording.lostSamples).toBe(5000);
    const meta = JSON.parse(readFileSync(recording.meta, 'utf8')) as { captures: Record<string, number>[] };
    expect(meta.captures.length).toBe(2);
    const [, second] = meta.captures;
    expect((second?.['core:global_index'] ?? 0) - (second?.['core:sample_start'] ?? 0)).toBe(5000);
  });

  it('Ctrl-C ends it cleanly: status 130, a valid recording of what was there', async () => {
    const out = join(dir, 'interrupted');
    const { child, result } = startCli([
      'record',
      'sim:quiet',
      '--freq',
      '100M',
      '--rate',
      '1M',
      '--out',
      out,
      '--data',
      data,
    ]);
    // Until samples are on disk; the recorder writes ten times a second.
    await expect
      .poll(() => statSync(`${out}.sigmf-data`, { throwIfNoEntry: false })?.size ?? 0, { timeout: 15_000 })
      .toBeGreaterThan(100_000);
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    expect((await cli('validate', `${out}.sigmf-meta`, '--data', data)).code).toBe(0);
  });

  it('records a file as fast as it can from its first sample', async () => {
    const file = join(dir, 'ramp.cu8');
    const bytes = new Uint8Array(2_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);
    writeFileSync(file, bytes);
    const { recording } = await cliJson<Recorded>(
      'record',
      `file:${file}?speed=max&loop=0`,
      '--rate',
      '1M',
      '--freq',
      '100M',
      '--datatype',
      'cu8',
      '--data',
      data,
    );
    expect(recording).toMatchObject({ samples: 1_000_000, lostSamples: 0 });
    expect(Buffer.compare(readFileSync(recording.data), bytes)).toBe(0);
  });
});

describe('every command', () => {
  it('prints exactly one JSON document with --json', async () => {
    for (const args of [['devices'], ['scene', 'sim:fm'], ['health']]) {
      const { stdout, code } = await cli(...args, '--json', '--data', data);
      expect(code).toBe(0);
      expect(stdout.trim().split('\n').length).toBe(1);
      expect(JSON.parse(stdout)).toBeTypeOf('object');
    }
  });

  it('says what is wrong and what to do, with status 1 or 2 and never a stack', async () => {
    const cases: [string[], number, string][] = [
      [['no-such-command'], 2, 'invalid'],
      [['record'], 2, 'invalid'],
      [['record', 'sim:no-such-scene', '--seconds', '1'], 1, 'not-found'],
      [['record', 'sim:band', '--freq', 'banana', '--seconds', '1'], 1, 'invalid'],
      [['record', 'rtltcp:127.0.0.1:1', '--seconds', '1'], 1, ''],
      [['spectrogram', join(dir, 'absent.cu8'), '--out', join(dir, 'x.png')], 1, ''],
    ];
    for (const [args, status, code] of cases) {
      const { stdout, stderr, code: exit } = await cli(...args, '--json', '--data', data);
      expect([args[0], exit]).toEqual([args[0], status]);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
      if (code !== '') expect(error.code).toBe(code);
      expect(error.message.length).toBeGreaterThan(10);
      expect(error.hint.length).toBeGreaterThan(10);
      expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at /);
    }
  });

  it('asks for what a raw file does not say', async () => {
    const file = join(dir, 'nameless.bin');
    writeFileSync(file, new Uint8Array(100_000).fill(128));
    const bare = await cli('spectrogram', file, '--out', join(dir, 'x.png'), '--json', '--data', data);
    expect(bare.code).toBe(1);
    expect(bare.stdout).toMatch(/rate|datatype/);
    const told = await cli(
      'spectrogram',
      file,
      '--datatype',
      'cu8',
      '--rate',
      '250k',
      '--freq',
      '433.92M',
      '--out',
      join(dir, 'x.png'),
      '--data',
      data,
    );
    expect(told.code).toBe(0);
    expect(readFileSync(join(dir, 'x.png')).subarray(1, 4).toString()).toBe('PNG');
  });
});
