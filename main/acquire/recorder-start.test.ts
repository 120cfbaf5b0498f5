/** The recorder as the engine uses it: real threads, a real ring, real files, a real kill. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordingInfo } from '../../contract/recording.ts';
import { makeRandom } from '../../testing/random.ts';
import { makeScriptedStream, scriptedRateHz } from '../../testing/writes-stream.ts';
import { openRecording, readMeta, validate } from '../sigmf/index.ts';
import { startRecording, startRepair, type RecordingOptions } from './recorder-start.ts';
import { emptyBlock, makeRing, ringWriter, type RingMemory } from './ring.ts';
import { describeRecording } from './shelf-info.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-start-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function options(ring: RingMemory, more: Partial<RecordingOptions> = {}): RecordingOptions {
  return {
    ring,
    radio: 'sim:test',
    hardware: 'scripted stream',
    datatype: 'cs8',
    settings: { centreHz: 100e6, sampleRateHz: scriptedRateHz, gainMode: 'auto', gainsDb: {}, controls: {} },
    folder,
    nameTemplate: 'rec-{freq}',
    reserveBytes: 0,
    author: 'A. Tester',
    description: 'a test',
    version: '0.1.0',
    onProgress: () => undefined,
    ...more,
  };
}

async function expectValid(path: string): Promise<void> {
  expect(await validate([path])).toEqual([{ path, ok: true, problems: [] }]);
}

/** Writes blocks of the stream as fast as the recorder takes them. */
async function pour(
  ring: RingMemory,
  stream: ReturnType<typeof makeScriptedStream>,
  blocks: number,
): Promise<void> {
  const writer = ringWriter(ring);
  const block = emptyBlock();
  for (let i = 0; i < blocks; i++) {
    writer.write(stream.next(block), block);
    await writer.room();
  }
}

describe('a recording in its thread', () => {
  it('holds every byte of the ring from the call on, and what the progress said', async () => {
    const ring = makeRing(16, 8192);
    const stream = makeScriptedStream(21);
    const told: RecordingInfo[] = [];
    const recording = await startRecording(options(ring, { onProgress: (info) => told.push(info) }));
    expect(recording.info).toMatchObject({ id: 'rec-100MHz', condition: 'recording', samples: 0 });
    await pour(ring, stream, 300);
    // A second of progress at four a second.
    await sleep(1100);
    const done = await recording.stop();
    expect(readFileSync(recording.dataPath).equals(stream.bytes(0, stream.samples))).toBe(true);
    expect(done).toMatchObject({
      condition: 'complete',
      samples: stream.samples,
      bytes: 2 * stream.samples,
      seconds: stream.samples / scriptedRateHz,
      lostSamples: stream.lostSamples,
      clippedSamples: 300,
      startedAt: '2026-03-01T12:00:00.000000Z',
      sha512: createHash('sha512').update(readFileSync(recording.dataPath)).digest('hex'),
    });
    expect(RecordingInfo.safeParse(done).success).toBe(true);
    await expectValid(recording.metaPath);
    expect((await describeRecording(recording.metaPath)).samples).toBe(done.samples);
    await sleep(50);
    expect(told.filter((info) => info.condition === 'recording').length).toBeGreaterThanOrEqual(2);
    expect(told.at(-1)).toEqual(done);
  });

  it('that is too slow for a source that can not wait says exactly what it missed', async () => {
    // Eight slots of 40 ms, filled without a pause: the writer laps the recorder again and again.
    const ring = makeRing(8, 8192);
    const stream = makeScriptedStream(24, 0);
    const recording = await startRecording(options(ring, { nameTemplate: 'lapped' }));
    const writer = ringWriter(ring);
    const block = emptyBlock();
    writer.write(stream.next(block), block);
    // What is missed before the first sample is no part of a recording.
    while (recording.info.samples === 0) await sleep(20);
    for (let i = 0; i < 400; i++) writer.write(stream.next(block), block);
    writer.end();
    const done = await recording.finished;
    expect(done.lostSamples).toBeGreaterThan(0);
    expect(done.samples + done.lostSamples).toBe(stream.samples);
    await expectValid(recording.metaPath);
    const { segments, meta } = await openRecording(recording.metaPath);
    const data = readFileSync(recording.dataPath);
    for (const [i, one] of segments.entries()) {
      const bytes = data.subarray(2 * one.startSample, 2 * (one.startSample + one.sampleCount));
      // The stream has no other gap: its index is the place in what was given.
      expect(bytes.equals(stream.bytes(one.streamIndex, one.streamIndex + one.sampleCount))).toBe(true);
      expect(meta.captures[i]?.['wavekeep:missed_before'] ?? 0).toBe(one.lostBefore);
    }
  });

  it('never overwrites: the next name is free, a name of choice must be', async () => {
    const taken = join(folder, 'mine.sigmf-meta');
    writeFileSync(taken, 'somebody else');
    await expect(startRecording(options(makeRing(8, 8192), { out: taken }))).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(readFileSync(taken, 'utf8')).toBe('somebody else');
    expect(existsSync(join(folder, 'mine.sigmf-data'))).toBe(false);
    const two = await Promise.all([
      startRecording(options(makeRing(8, 8192), { nameTemplate: 'twin' })),
      startRecording(options(makeRing(8, 8192), { nameTemplate: 'twin' })),
    ]);
    expect(two.map((r) => r.id).sort()).toEqual(['twin', 'twin-2']);
    for (const one of two) await one.stop();
  });

  it('ends by itself after its seconds, to the sample', async () => {
    const ring = makeRing(16, 8192);
    const stream = makeScriptedStream(22, 0);
    const recording = await startRecording(options(ring, { nameTemplate: 'seconds', seconds: 0.12345 }));
    await pour(ring, stream, 10);
    const done = await recording.finished;
    expect(done).toMatchObject({ condition: 'complete', samples: 12_345 });
    expect(done.endedBecause).toBeUndefined();
    await expectValid(recording.metaPath);
  });

  it('ends when the stream does, with everything in it', async () => {
    const ring = makeRing(16, 8192);
    const recording = await startRecording(options(ring, { nameTemplate: 'stream' }));
    await pour(ring, makeScriptedStream(23, 0), 5);
    ringWriter(ring).end();
    const done = await recording.finished;
    expect(done.samples).toBe(20_000);
    expect(done.endedBecause).toMatch(/radio was stopped/);
    expect((await readMeta(recording.metaPath)).meta.global['wavekeep:ended_because']).toBe(
      done.endedBecause,
    );
  });

  it('refuses to start where the reserve would be touched', async () => {
    await expect(
      startRecording(options(makeRing(8, 8192), { nameTemplate: 'full', reserveBytes: 1e15 })),
    ).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder).filter((name) => name.startsWith('full'))).toEqual([]);
  });

  it('is not repaired while it runs', async () => {
    const recording = await startRecording(options(makeRing(8, 8192), { nameTemplate: 'alive' }));
    const reports = await startRepair(folder).done;
    expect(reports.find((r) => r.name === 'alive')).toEqual({ name: 'alive', outcome: 'live' });
    await recording.stop();
  });
});

describe('kill -9 of the program', () => {
  const program = fileURLToPath(new URL('../../testing/writes-program.ts', import.meta.url));

  async function killed(seed: number): Promise<void> {
    const place = join(folder, `kill-${seed}`);
    const child = spawn(process.execPath, [program, place, String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let given = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      given = Number(text.trim().split('\n').at(-1));
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    while (given === 0 && child.exitCode === null) await sleep(20);
    // Before, during and after a sync.
    await sleep(100 + makeRandom(seed).integer(2000));
    child.kill('SIGKILL');
    await gone;
    expect(await startRepair(place).done).toMatchObject([{ name: 'killed', outcome: 'repaired' }]);
    const base = join(place, 'killed');
    await expectValid(`${base}.sigmf-meta`);
    const stream = makeScriptedStream(seed, 0.05);
    const block = emptyBlock();
    while (stream.samples < given + 8000) stream.next(block);
    const { sampleCount, meta } = await openRecording(base);
    expect(readFileSync(`${base}.sigmf-data`).equals(stream.bytes(0, sampleCount))).toBe(true);
    expect(meta.global['wavekeep:state']).toBe('cut-short');
    expect(given - sampleCount).toBeLessThanOrEqual(scriptedRateHz);
    expect(await describeRecording(base)).toMatchObject({ condition: 'cut-short', samples: sampleCount });
    // A second start finds nothing to do.
    expect(await startRepair(place).done).toEqual([]);
  }

  const rounds = process.env['WAVEKEEP_LONG'] === '1' ? 20 : 3;
  it(
    'leaves a recording that repairs to a valid one, short by a second at most',
    { timeout: 300_000 },
    async () => {
      for (let seed = 0; seed < rounds; seed++) await killed(seed);
    },
  );
});
