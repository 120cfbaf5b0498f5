/** What is left when the program is killed or the power fails, at many points of the log of its writes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { countClipped, drive, expectSegments, expectValid } from '../../testing/writes-drive.ts';
import { makeScriptedStream, scriptedRateHz } from '../../testing/writes-stream.ts';
import { makeWriteLog } from '../../testing/writes.ts';
import { openRecording } from '../sigmf/index.ts';
import { repairFolder } from './recorder-repair.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-crash-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('kill -9', () => {
  it('at any moment loses what stood in memory and nothing else: every sample on disk is described', async () => {
    const log = makeWriteLog();
    // Gaps and retunes ten times a second: each has to be described before its samples.
    const stream = makeScriptedStream(13, 0.15);
    const { recorder, feed } = await drive(folder, log.files, 'kill', {}, stream, () =>
      log.mark(stream.samples),
    );
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
    const { recorder, feed } = await drive(folder, log.files, 'power', {}, stream, () =>
      log.mark(stream.samples),
    );
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
    await drive(folder, log.files, 'young');
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
