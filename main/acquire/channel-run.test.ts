/** A channel on a disk that is killed or fills up, at many points of the log of its writes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { expectValid } from '../../testing/writes-drive.ts';
import { makeWriteLog, type WriteLog } from '../../testing/writes.ts';
import { loadKernels } from '../dsp/index.ts';
import { openRecording } from '../sigmf/index.ts';
import { makeChannelRun, type ChannelRun } from './channel-run.ts';
import type { ChannelSpec } from './channel-types.ts';
import { repairFolder } from './recorder-repair.ts';
import { emptyBlock } from './ring.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-channel-run-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rateHz = 240_000;
const blockSamples = 4800;
const { kernels } = loadKernels();

/** Feeds noise of -20 dBFS, with a gap now and then, until the channel is over; `onBlock` comes before each block. */
async function drive(
  log: WriteLog,
  more: Partial<ChannelSpec>,
  onBlock: (block: number) => void = () => undefined,
): Promise<ChannelRun> {
  const random = makeRandom(11);
  let nowMs = 0;
  const run = makeChannelRun({
    kernels,
    spec: {
      centreHz: 100.02e6,
      bandwidthHz: 12_500,
      seconds: 1,
      base: join(folder, 'cut'),
      reserveBytes: 0,
      author: '',
      description: '',
      radio: 'sim:test',
      version: '0.1.0',
      ...more,
    },
    wideCentreHz: 100e6,
    wideRateHz: rateHz,
    mostInputs: blockSamples,
    hardware: 'scripted noise',
    epochs: [
      {
        epoch: 0,
        settings: { centreHz: 100e6, sampleRateHz: rateHz, gainMode: 'manual', gainsDb: {}, controls: {} },
      },
    ],
    mayCapture: () => Promise.resolve(true),
    disk: { files: log.files, nowMs: () => nowMs },
  });
  await run.opened;
  const wide = new Float32Array(2 * blockSamples);
  let firstSample = 0;
  for (let number = 0; !run.over; number++) {
    onBlock(number);
    for (let n = 0; n < wide.length; n++) wide[n] = 0.1 * random.normal();
    // A new segment has to be described before its samples.
    if (random.next() < 0.05) firstSample += 1 + random.integer(10_000);
    await run.blocked();
    run.feed(wide, {
      ...emptyBlock(),
      sampleCount: blockSamples,
      firstSample,
      timeMs: Date.UTC(2026, 2, 1, 12) + (firstSample / rateHz) * 1000,
      centreHz: 100e6,
      sampleRateHz: rateHz,
    });
    firstSample += blockSamples;
    nowMs += (blockSamples / rateHz) * 1000;
    run.tick();
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  return run;
}

it('killed at any moment leaves captures that are described, each the beginning of what it would have been', async () => {
  const log = makeWriteLog();
  // The noise is always above the level: one capture follows the other.
  const trigger = { openDbfs: -80, closeDbfs: -90, preRollSeconds: 0.1, holdSeconds: 1, captures: 4 };
  const end = await (await drive(log, { trigger })).finished;
  expect(end).toMatchObject({ reason: 'done' });
  log.killed(log.length, join(folder, 'whole'));
  const whole = new Map(
    end.captures.map(({ dataPath }) => {
      const name = basename(dataPath);
      return [name, readFileSync(join(folder, 'whole', name))] as const;
    }),
  );
  expect([...whole.values()].map((data) => data.byteLength)).toEqual([1, 2, 3, 4].map(() => 8 * 20_000));

  const random = makeRandom(12);
  let partial = 0;
  for (let round = 0; round < 40; round++) {
    const place = join(folder, `kill-${round}`);
    log.killed(random.integer(log.length + 1), place);
    if (!existsSync(place)) continue;
    // This process has no such recording at work: its writer counts as dead.
    const reports = await repairFolder(place, {
      active: [],
      countClipped: (datatype, samples) => kernels.countClipped(datatype, samples),
    });
    for (const report of reports)
      // The data file is made first: a kill in between leaves an empty one, which the repair names.
      if (report.outcome !== 'repaired') expect(report.problem).toBe('Samples without their metadata file.');
    for (const name of readdirSync(place).filter((file) => file.endsWith('.sigmf-meta'))) {
      await expectValid(join(place, name));
      const { sampleCount } = await openRecording(join(place, name));
      const file = name.replace('-meta', '-data');
      const data = readFileSync(join(place, file));
      expect(data.byteLength).toBe(8 * sampleCount);
      expect(data.equals(whole.get(file)!.subarray(0, data.byteLength)), `${round} ${name}`).toBe(true);
      if (sampleCount > 0 && sampleCount < 20_000) partial++;
    }
    rmSync(place, { recursive: true });
  }
  // Cuts must have hit captures on their way, or little was shown.
  expect(partial).toBeGreaterThan(20);
});

it('ends valid and says so when the disk comes down to its reserve, or breaks', async () => {
  for (const [name, trouble, reason, detail] of [
    ['full', (log: WriteLog) => (log.freeBytes = 100), 'disk-full', /reserve stays free/],
    ['broken', (log: WriteLog) => log.failWith('EIO'), 'failed', /EIO/],
  ] as const) {
    const log = makeWriteLog();
    const run = await drive(log, { seconds: 100, base: join(folder, name) }, (block) => {
      if (block === 100) trouble(log);
    });
    const end = await run.finished;
    expect(end.reason).toBe(reason);
    expect(end.detail).toMatch(detail);
    const [capture] = end.captures;
    // Two seconds were taken; of these a half may stand in memory or be given back.
    expect(capture!.samples).toBeGreaterThan(20_000);
    expect(capture!.complete).toBe(reason === 'disk-full');
    const place = join(folder, `${name}-image`);
    log.image(log.length, 1, place);
    if (!capture!.complete) await repairFolder(place, { active: [], countClipped: () => 0, powerLoss: true });
    await expectValid(join(place, `${name}.sigmf-meta`));
  }
});

it('a power log is whole on the medium once its end is told', async () => {
  const log = makeWriteLog();
  const powerLog = join(folder, 'told.csv');
  const end = await (await drive(log, { base: undefined, powerLog })).finished;
  expect(end.reason).toBe('done');
  // What was not synced is there or not by chance: several images.
  for (let seed = 1; seed <= 8; seed++) {
    const place = join(folder, `told-${seed}`);
    log.image(log.length, seed, place);
    const sha512 = createHash('sha512')
      .update(readFileSync(join(place, 'told.csv')))
      .digest('hex');
    expect(sha512).toBe(end.power!.sha512);
  }
});

it('a power log whose last rows find the disk full does not end as done', async () => {
  for (const [code, reason] of [
    ['ENOSPC', 'disk-full'],
    ['EIO', 'failed'],
  ] as const) {
    const log = makeWriteLog();
    const powerLog = join(folder, `${code}.csv`);
    const run = await drive(log, { base: undefined, powerLog, seconds: 0.05 }, () => log.failWith(code));
    expect(await run.finished).toMatchObject({ reason, power: { rows: 0 } });
  }
});

it('a power log ends with the recording, in the middle of a block', async () => {
  const log = makeWriteLog();
  const powerLog = join(folder, 'ends.csv');
  // 19,850 samples of 20 kS/s: blocks hold 400.
  await (
    await drive(log, { base: undefined, powerLog, seconds: 0.9925 })
  ).finished;
  const place = join(folder, 'ends');
  log.image(log.length, 1, place);
  const rows = readFileSync(join(place, 'ends.csv'), 'utf8').trim().split('\n').slice(1);
  const samples = rows.reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0);
  expect(samples).toBe(19_850);
});
