import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Detection } from '../../contract/detection.ts';
import { mostLabels, type Label } from '../../contract/label.ts';
import { Fault } from '../../contract/fault.ts';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { centreHz, openLabels, sampleCount, type TestLabels } from '../../testing/labels.ts';
import type { Job } from '../../contract/job.ts';
import { labelOf } from '../../testing/catalogue.ts';
import { detectorName, planDetected } from './detected.ts';

const found = (startSample: number, more: Partial<Detection> = {}): Detection => ({
  startSample,
  sampleCount: 100,
  lowerHz: centreHz,
  upperHz: centreHz + 1000,
  snrDb: 10,
  powerDbfs: -40,
  duty: 1,
  ...more,
});
const settings = {
  falseAlarmsPerHour: 1,
  shortestBurstSeconds: 0.001,
  widestGapSeconds: 0.02,
  leastSnrDb: 0,
};

describe('detections as labels', () => {
  let folder: TestFolder;
  let test: TestLabels;
  let detections: Detection[] = [];
  let left = 0;
  let fails: Fault | undefined;
  beforeEach(async () => {
    fails = undefined;
    left = 0;
    folder = makeTestFolder();
    test = await openLabels(folder.path, {
      detect: (files, wanted, _signal, progress) => {
        expect([files.id, wanted.leastSnrDb]).toEqual(['a', 0]);
        progress(0.5);
        if (fails) return Promise.reject(fails);
        return Promise.resolve({ detections, left });
      },
    });
    await test.recording('a');
  });
  afterEach(async () => {
    await test.close();
    folder.remove();
  });
  const context = { signal: new AbortController().signal };
  const detect = async (replace = true): Promise<Job> => {
    const { jobId } = await test.labels.server.detect({ recordingId: 'a', replace }, context);
    return test.jobs.ended(jobId);
  };

  it('are one step of undo; those nobody reviewed are replaced, the others are not doubled', async () => {
    detections = [found(0), found(1000), found(2000)];
    expect(await detect()).toMatchObject({
      state: 'done',
      summary: '3 signals found and added as labels.',
      ids: ['a'],
    });
    const [first, second] = await test.of('a');
    expect(first).toMatchObject({
      byMachine: true,
      snrDb: 10,
      review: 'unreviewed',
      author: detectorName('9.9.9', settings),
    });
    await test.edit(
      'a',
      { kind: 'review', uuid: first!.uuid, verdict: 'rejected' },
      { kind: 'change', uuid: second!.uuid, change: { name: 'OOK' } },
    );
    detections = [found(3), found(1005), found(5000)];
    left = 4;
    expect((await detect()).summary).toBe(
      '1 signal found and added as labels; 2 were labelled already; 4 more than labels are kept were left out.',
    );
    expect((await test.of('a')).map(({ startSample }) => startSample)).toEqual([0, 1000, 5000]);
    expect(await test.labels.server.undo({ recordingId: 'a' }, context)).toEqual({ what: 'Find a signal' });
    expect((await test.of('a')).map(({ startSample }) => startSample)).toEqual([0, 1000, 2000]);
    expect((await test.written('a')).annotations[2]).toMatchObject({
      'core:generator': `wavekeep 9.9.9 / ${detectorName('9.9.9', settings)}`,
      'wavekeep:snr_db': 10,
    });
  });

  it('are cut at the ends of the recording', async () => {
    detections = [found(-5), found(sampleCount - 1)];
    await detect();
    expect((await test.of('a')).map((one) => [one.startSample, one.sampleCount])).toEqual([
      [0, 95],
      [sampleCount - 1, 1],
    ]);
  });

  it('of a search that fails leave the labels as they were', async () => {
    detections = [found(0)];
    await detect();
    const before = await test.of('a');
    fails = new Fault('corrupt', 'The file ends early.');
    expect(await detect()).toMatchObject({ state: 'failed', fault: { code: 'corrupt' } });
    expect(await test.of('a')).toEqual(before);
    const nobody = test.labels.server.detect({ recordingId: 'nobody', replace: true }, context);
    expect((await faultOf(Promise.resolve(nobody))).code).toBe('not-found');
  });
});

describe('what is kept of many', () => {
  let count = 0;
  const context = {
    author: detectorName('1', settings),
    facts: { sampleCount, sampleRateHz: 1, centreHz: undefined, runs: [] },
    replace: true,
    nowMs: 1,
    newUuid: () => labelOf(count++).uuid,
  };

  it('are the strongest', () => {
    const labels: Label[] = [labelOf(1), labelOf(2)];
    const detections = Array.from({ length: mostLabels + 3 }, (_, i) =>
      found(i * 3, { snrDb: i, sampleCount: 1 }),
    );
    const plan = planDetected(detections, labels, context);
    expect([plan.puts.length, plan.beyond]).toEqual([mostLabels - 2, 5]);
    expect(Math.min(...plan.puts.map(({ snrDb = 0 }) => snrDb))).toBe(5);
  });

  it('are the same signal where half of two boxes is common', () => {
    const known = (more: Partial<Detection>): number =>
      planDetected(
        [found(0, more)],
        [labelOf(0, { ...found(0), uuid: labelOf(0).uuid, author: 'ann' })],
        context,
      ).known;
    expect(known({})).toBe(1);
    // 67 of 133 samples are common, then 66 of 134.
    expect(known({ startSample: 33 })).toBe(1);
    expect(known({ startSample: 34 })).toBe(0);
    expect(known({ upperHz: centreHz + 501 })).toBe(1);
    expect(known({ upperHz: centreHz + 499 })).toBe(0);
    expect(known({ lowerHz: centreHz + 1000, upperHz: centreHz + 2000 })).toBe(0);
  });

  it('name the program and its settings', () => {
    expect(detectorName('1', settings)).toMatch(/^wavekeep-detector 1@[0-9a-f]{12}$/);
    expect(detectorName('1', { ...settings, leastSnrDb: 1 })).not.toBe(detectorName('1', settings));
  });
});
