import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countClipped,
  drive,
  driveSettings,
  expectSegments,
  expectValid,
} from '../../testing/writes-drive.ts';
import { scriptedRateHz, type ScriptedStream } from '../../testing/writes-stream.ts';
import { makeWriteLog, type WriteLog } from '../../testing/writes.ts';
import { nodeFiles, readMeta, type Files } from '../sigmf/index.ts';
import type { RecorderEnd } from './recorder.ts';
import { repairFolder } from './recorder-repair.ts';
import { emptyBlock } from './ring.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-recorder-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a recording', () => {
  it('holds exactly the samples, their hash, every gap, retune and change of gain', async () => {
    const { recorder, stream, feed } = await drive(folder, nodeFiles, 'whole');
    const louder = { ...driveSettings, gainsDb: { LNA: 40, VGA: 20 } };
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
        gains_db: truth?.settingsEpoch === 0 ? driveSettings.gainsDb : louder.gainsDb,
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
    const { recorder, stream, feed } = await drive(folder, nodeFiles, 'limit', { sampleLimit: 9001 });
    await feed(10);
    const end = await recorder.finished;
    expect(end).toMatchObject({ samples: 9001, endedBecause: undefined });
    expect(readFileSync(join(folder, 'limit.sigmf-data')).equals(stream.bytes(0, 9001))).toBe(true);
    expect(recorder.counts.clippedSamples).toBe(3);
    await expectValid(join(folder, 'limit.sigmf-meta'));
  });

  it('ends at a change of rate, which SigMF has only one of', async () => {
    const { recorder, feed } = await drive(folder, nodeFiles, 'rate');
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
    const { recorder } = await drive(folder, nodeFiles, 'empty');
    expect(await recorder.stop()).toMatchObject({ samples: 0 });
    await expectValid(join(folder, 'empty.sigmf-meta'));
  });

  it('describes itself while it runs: what it calls synced is on the disk, with that hash', async () => {
    const log = makeWriteLog();
    const { recorder, stream, feed } = await drive(folder, log.files, 'live');
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
    const { recorder, stream, feed } = await drive(folder, log.files, name);
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
    const { recorder, stream, feed } = await drive(folder, files, 'part');
    await feed(100);
    const end = await recorder.finished;
    expect(end).toMatchObject({ samples: 125_000, endedBecause: 'The disk is full.', problem: undefined });
    const place = join(folder, 'part-image');
    log.image(log.length, 1, place);
    await expectValid(join(place, 'part.sigmf-meta'));
    const kept = readFileSync(join(place, 'part.sigmf-data'));
    expect(kept.equals(stream.bytes(0, 125_000))).toBe(true);
  });

  it('without room for the last metadata gives back the end of the data for it', async () => {
    const log = makeWriteLog();
    let full = false;
    const files: Files = {
      ...log.files,
      async create(path) {
        const file = await log.files.create(path);
        return { ...file, truncate: (byteLength) => ((full = false), file.truncate(byteLength)) };
      },
      async replace(path) {
        const file = await log.files.replace(path);
        return { ...file, write: (bytes, at) => (full ? Promise.resolve(0) : file.write(bytes, at)) };
      },
    };
    const { recorder, stream, feed } = await drive(folder, files, 'room');
    await feed(100);
    full = true;
    const end = await recorder.stop();
    expect(end.problem).toBeUndefined();
    expect(end.samples).toBeLessThan(stream.samples);
    expect(stream.samples - end.samples).toBeLessThanOrEqual(scriptedRateHz);
    const place = join(folder, 'room-image');
    log.image(log.length, 1, place);
    await expectValid(join(place, 'room.sigmf-meta'));
    await expectSegments(join(place, 'room'), stream);
    expect(readFileSync(join(place, 'room.sigmf-data')).equals(stream.bytes(0, end.samples))).toBe(true);
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
