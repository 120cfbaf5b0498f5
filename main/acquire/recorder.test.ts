import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { makeRandom } from '../../testing/random.ts';
import { makeScriptedStream, scriptedRateHz, type ScriptedStream } from '../../testing/writes-stream.ts';
import { makeWriteLog, type WriteLog } from '../../testing/writes.ts';
import { nodeFiles, openRecording, readMeta, validate, type Files } from '../sigmf/index.ts';
import { makeRecorder, type Recorder, type RecorderEnd, type RecorderOptions } from './recorder.ts';
import { thisOwner } from './recorder-owner.ts';
import { repairFolder } from './recorder-repair.ts';
import { emptyBlock } from './ring.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-recorder-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const settings: ReceiverSettings = {
  centreHz: 100e6,
  sampleRateHz: scriptedRateHz,
  gainMode: 'manual',
  gainsDb: { LNA: 16, VGA: 20 },
  controls: { 'bias tee': false, ppm: 0.5 },
};

/** cs8: a component at either end of the scale. */
function countClipped(samples: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < samples.byteLength; i += 2) {
    const [i8, q8] = [samples[i]!, samples[i + 1]!];
    if (i8 === 0x7f || i8 === 0x80 || q8 === 0x7f || q8 === 0x80) count++;
  }
  return count;
}

interface Drive {
  recorder: Recorder;
  stream: ScriptedStream;
  /** Feeds blocks at the stream's own pace on a clock of its own. */
  feed: (blocks: number) => Promise<void>;
}

async function drive(
  files: Files,
  name: string,
  more: Partial<RecorderOptions> = {},
  stream = makeScriptedStream(7),
  onBlock: () => void = () => undefined,
): Promise<Drive> {
  const dataPath = join(folder, `${name}.sigmf-data`);
  let nowMs = 0;
  const recorder = await makeRecorder({
    files,
    file: await files.create(dataPath),
    dataPath,
    metaPath: join(folder, `${name}.sigmf-meta`),
    subject: {
      datatype: 'cs8',
      sampleRateHz: scriptedRateHz,
      radio: 'sim:test',
      hardware: 'scripted stream',
      recorder: 'Wavekeep test',
      author: 'A. Tester',
      description: '',
    },
    settings,
    owner: thisOwner(),
    blockBytes: 8192,
    reserveBytes: 0,
    countClipped,
    nowMs: () => nowMs,
    ...more,
  });
  const block = emptyBlock();
  return {
    recorder,
    stream,
    async feed(blocks) {
      const over = (): boolean => recorder.ended;
      for (let i = 0; i < blocks && !over(); i++) {
        let space = recorder.space();
        while (!space) {
          await recorder.room();
          if (over()) return;
          space = recorder.space();
        }
        space.set(stream.next(block));
        recorder.take(block);
        onBlock();
        nowMs += (block.sampleCount / scriptedRateHz) * 1000;
        recorder.tick();
        // A block lasts 40 ms; an operation of the disk takes one turn here, so about 10 ms.
        for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function expectValid(path: string): Promise<void> {
  const [result] = await validate([path]);
  expect(result?.problems).toEqual([]);
  expect(result?.ok).toBe(true);
}

/** Segments of a recording must be those of the truth, up to the samples it holds. */
async function expectSegments(base: string, stream: ScriptedStream): Promise<void> {
  const { segments, sampleCount } = await openRecording(base);
  const truth = stream.segments.filter((s) => s.startSample < sampleCount);
  expect(
    segments.map(({ startSample, streamIndex, centreHz }) => ({ startSample, streamIndex, centreHz })),
  ).toEqual(truth.map(({ startSample, streamIndex, centreHz }) => ({ startSample, streamIndex, centreHz })));
}

describe('a recording', () => {
  it('holds exactly the samples, their hash, every gap, retune and change of gain', async () => {
    const { recorder, stream, feed } = await drive(nodeFiles, 'whole');
    const louder = { ...settings, gainsDb: { LNA: 40, VGA: 20 } };
    recorder.settings(1, louder);
    await feed(200);
    const end = await recorder.stop();
    const data = readFileSync(join(folder, 'whole.sigmf-data'));
    expect(data.equals(stream.bytes(0, stream.samples))).toBe(true);
    expect(end).toEqual({
      samples: stream.samples,
      sha512: createHash('sha512').update(data).digest('hex'),
      endedBecause: undefined,
      problem: undefined,
    } satisfies RecorderEnd);
    await expectValid(join(folder, 'whole.sigmf-meta'));
    await expectSegments(join(folder, 'whole'), stream);

    const { meta } = await readMeta(join(folder, 'whole.sigmf-meta'));
    // The script must have had something to record.
    expect(stream.segments.length).toBeGreaterThan(10);
    expect(stream.lostSamples).toBeGreaterThan(0);
    expect(meta.global).toMatchObject({
      'core:sha512': end.sha512,
      'wavekeep:state': 'complete',
      'wavekeep:lost_samples': stream.lostSamples,
      'wavekeep:gaps': stream.segments.filter((s) => s.lostBefore > 0).length,
      'wavekeep:clipped_samples': 200,
    });
    expect(meta.global).not.toHaveProperty('wavekeep:writer');
    for (const [i, capture] of meta.captures.entries()) {
      const truth = stream.segments[i];
      expect(capture['wavekeep:lost_before']).toBe(truth?.lostBefore === 0 ? undefined : truth?.lostBefore);
      expect(capture['wavekeep:settings']).toMatchObject({
        gains_db: truth?.settingsEpoch === 0 ? settings.gainsDb : louder.gainsDb,
      });
      // 12:00:00 plus the samples of the stream, lost ones too.
      const seconds = (truth?.streamIndex ?? 0) / scriptedRateHz;
      expect(capture['core:datetime']).toBe(
        new Date(Date.UTC(2026, 2, 1, 12) + seconds * 1000).toISOString().replace(/\.\d+Z$/, '') +
          `.${(seconds % 1).toFixed(6).slice(2)}Z`,
      );
    }
  });

  it('ends after exactly the samples asked for and counts clipping in just these', async () => {
    const { recorder, stream, feed } = await drive(nodeFiles, 'limit', { sampleLimit: 9001 });
    await feed(10);
    const end = await recorder.finished;
    expect(end).toMatchObject({ samples: 9001, endedBecause: undefined });
    expect(readFileSync(join(folder, 'limit.sigmf-data')).equals(stream.bytes(0, 9001))).toBe(true);
    expect(recorder.counts.clippedSamples).toBe(3);
    await expectValid(join(folder, 'limit.sigmf-meta'));
  });

  it('ends at a change of rate, which SigMF has only one of', async () => {
    const { recorder, feed } = await drive(nodeFiles, 'rate');
    await feed(3);
    recorder.space();
    recorder.take({ ...emptyBlock(), sampleCount: 10, byteLength: 20, sampleRateHz: 5 });
    expect(await recorder.finished).toMatchObject({
      samples: 12_000,
      endedBecause: 'The sample rate changed from 100000 to 5 S/s; a recording has one.',
    });
    await expectValid(join(folder, 'rate.sigmf-meta'));
  });

  it('that got no sample is valid too', async () => {
    const { recorder } = await drive(nodeFiles, 'empty');
    expect(await recorder.stop()).toMatchObject({ samples: 0 });
    await expectValid(join(folder, 'empty.sigmf-meta'));
  });

  it('describes itself while it runs: what it calls synced is on the disk, with that hash', async () => {
    const log = makeWriteLog();
    const { recorder, stream, feed } = await drive(log.files, 'live');
    for (let round = 0; round < 5; round++) {
      await feed(25);
      const place = join(folder, `live-${round}`);
      log.image(log.length, round, place);
      const { meta } = await readMeta(join(place, 'live.sigmf-meta'));
      expect(meta.global['wavekeep:state']).toBe('recording');
      const { samples, sha512 } = meta.global['wavekeep:synced'] as { samples: number; sha512: string };
      // A sync every half second and what it takes: a second of samples is the promise.
      expect(samples).toBeGreaterThanOrEqual(stream.samples - scriptedRateHz);
      const data = readFileSync(join(place, 'live.sigmf-data')).subarray(0, 2 * samples);
      expect(createHash('sha512').update(data).digest('hex')).toBe(sha512);
    }
    await recorder.stop();
  });
});

describe('a full or broken disk', () => {
  async function failing(
    name: string,
    fail: (log: WriteLog) => void,
  ): Promise<[RecorderEnd, string, ScriptedStream]> {
    const log = makeWriteLog();
    const { recorder, stream, feed } = await drive(log.files, name);
    await feed(60);
    fail(log);
    await feed(60);
    const end = await recorder.finished;
    const place = join(folder, `${name}-image`);
    log.image(log.length, 1, place);
    return [end, join(place, name), stream];
  }

  it('ends cleanly while the reserve is still free', async () => {
    const [end, base, stream] = await failing('reserve', (log) => (log.freeBytes = 100));
    expect(end.endedBecause).toMatch(/reserve/);
    expect(end.problem).toBeUndefined();
    await expectValid(`${base}.sigmf-meta`);
    await expectSegments(base, stream);
  });

  it('that takes only a part of a write keeps whole samples and their hash', async () => {
    const log = makeWriteLog();
    let budget = 250_001;
    const files: Files = {
      ...log.files,
      async create(path) {
        const file = await log.files.create(path);
        return {
          ...file,
          write(bytes, position) {
            // An odd number of bytes fits, then none: half a sample must not stay.
            const part = bytes.subarray(0, Math.min(bytes.byteLength, budget));
            budget -= part.byteLength;
            return file.write(part, position);
          },
        };
      },
    };
    const { recorder, stream, feed } = await drive(files, 'part');
    await feed(100);
    const end = await recorder.finished;
    expect(end).toMatchObject({ samples: 125_000, endedBecause: 'The disk is full.', problem: undefined });
    const place = join(folder, 'part-image');
    log.image(log.length, 1, place);
    await expectValid(join(place, 'part.sigmf-meta'));
    const kept = readFileSync(join(place, 'part.sigmf-data'));
    expect(kept.equals(stream.bytes(0, 125_000))).toBe(true);
  });

  it('whose sync fails keeps what was synced before, and the repair completes it', async () => {
    const [end, base] = await failing('broken', (log) => log.failWith('EIO'));
    expect(end.endedBecause).toMatch(/EIO/);
    expect(end.problem).toBeDefined();
    const reports = await repairFolder(join(base, '..'), {
      active: [],
      countClipped: (_, samples) => countClipped(samples),
      powerLoss: true,
    });
    expect(reports).toMatchObject([{ outcome: 'repaired' }]);
    await expectValid(`${base}.sigmf-meta`);
  });
});

describe('kill -9', () => {
  it('at any moment loses what stood in memory and nothing else: every sample on disk is described', async () => {
    const log = makeWriteLog();
    // Gaps and retunes ten times a second: each has to be described before its samples.
    const stream = makeScriptedStream(13, 0.15);
    const { recorder, feed } = await drive(log.files, 'kill', {}, stream, () => log.mark(stream.samples));
    const started = log.length;
    await feed(150);
    await recorder.stop();
    const random = makeRandom(6);
    let longestLoss = 0;
    for (let round = 0; round < 40; round++) {
      const cut = started + random.integer(log.length - started + 1);
      const place = join(folder, `kill-${round}`);
      log.killed(cut, place);
      // This process wrote it and has no such recording at work: it counts as dead, on a machine that ran on.
      await repairFolder(place, { active: [], countClipped: (_, samples) => countClipped(samples) });
      await expectValid(join(place, 'kill.sigmf-meta'));
      await expectSegments(join(place, 'kill'), stream);
      const { sampleCount } = await openRecording(join(place, 'kill'));
      const data = readFileSync(join(place, 'kill.sigmf-data'));
      expect(data.equals(stream.bytes(0, sampleCount)), `round ${round}`).toBe(true);
      longestLoss = Math.max(longestLoss, (log.markAt(cut) ?? 0) - sampleCount);
      rmSync(place, { recursive: true });
    }
    // 100 ms until a chunk is flushed, and a refresh of the metadata before a new segment on this slow disk.
    expect(longestLoss).toBeLessThanOrEqual(0.4 * scriptedRateHz);
  });
});

describe('a power loss', () => {
  it('at any moment leaves a recording that repairs to a valid one, short by a second at most', async () => {
    const log = makeWriteLog();
    const stream = makeScriptedStream(11);
    const { recorder, feed } = await drive(log.files, 'power', {}, stream, () => log.mark(stream.samples));
    const started = log.length;
    await feed(250);
    await recorder.stop();
    const random = makeRandom(5);
    let shortest = Infinity;
    let longestLoss = 0;
    for (let seed = 0; seed < 100; seed++) {
      const cut = started + random.integer(log.length - started + 1);
      const place = join(folder, `power-${seed}`);
      log.image(cut, seed, place);
      const reports = await repairFolder(place, {
        active: [],
        countClipped: (_, samples) => countClipped(samples),
        powerLoss: true,
      });
      expect(
        reports.every((r) => r.outcome === 'repaired'),
        `seed ${seed}: ${JSON.stringify(reports)}`,
      ).toBe(true);
      await expectValid(join(place, 'power.sigmf-meta'));
      await expectSegments(join(place, 'power'), stream);
      const { sampleCount, meta } = await openRecording(join(place, 'power'));
      const data = readFileSync(join(place, 'power.sigmf-data'));
      expect(data.equals(stream.bytes(0, sampleCount)), `seed ${seed}`).toBe(true);
      expect(meta.global['wavekeep:clipped_samples']).toBe(countClipped(data));
      const loss = (log.markAt(cut) ?? 0) - sampleCount;
      longestLoss = Math.max(longestLoss, loss);
      shortest = Math.min(shortest, sampleCount);
      rmSync(place, { recursive: true });
    }
    // The promise of the recorder: at most one second of samples.
    expect(longestLoss).toBeLessThanOrEqual(scriptedRateHz);
    // The cuts must have reached the beginning, or the worst cases were not seen.
    expect(shortest).toBeLessThan(scriptedRateHz);
  });

  it('before anything was synced leaves nothing that a start trips over', async () => {
    const log = makeWriteLog();
    await drive(log.files, 'young');
    for (let cut = 0; cut <= log.length; cut++)
      for (let seed = 0; seed < 10; seed++) {
        const place = join(folder, `young-${cut}-${seed}`);
        log.image(cut, seed, place);
        const reports = await repairFolder(place, { active: [], countClipped: () => 0, powerLoss: true });
        for (const report of reports)
          if (report.outcome === 'repaired') await expectValid(join(place, 'young.sigmf-meta'));
        rmSync(place, { recursive: true });
      }
  });
});
