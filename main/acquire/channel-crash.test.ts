/** What is left of a channel's recordings when the program is killed, at many points of the log of their writes. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { expectValid } from '../../testing/writes-drive.ts';
import { makeWriteLog } from '../../testing/writes.ts';
import { loadKernels } from '../dsp/index.ts';
import { openRecording } from '../sigmf/index.ts';
import { makeChannelRun } from './channel-run.ts';
import { repairFolder } from './recorder-repair.ts';
import { emptyBlock } from './ring.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-channel-crash-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rateHz = 240_000;
const blockSamples = 4800;
const { kernels } = loadKernels();
const settings = {
  centreHz: 100e6,
  sampleRateHz: rateHz,
  gainMode: 'manual' as const,
  gainsDb: {},
  controls: {},
};

it('every capture on disk is described, and holds what was taken up to a moment before the kill', async () => {
  const log = makeWriteLog();
  const random = makeRandom(11);
  let nowMs = 0;
  let allowed = 0;
  const run = makeChannelRun({
    kernels,
    spec: {
      centreHz: 100.02e6,
      bandwidthHz: 12_500,
      seconds: 1,
      base: join(folder, 'cut'),
      // Noise at -20 dBFS is always above it: one capture follows the other.
      trigger: { openDbfs: -80, closeDbfs: -90, preRollSeconds: 0.1, holdSeconds: 1, captures: 4 },
      reserveBytes: 0,
      author: '',
      description: '',
      radio: 'sim:test',
      version: '0.1.0',
    },
    wideCentreHz: 100e6,
    wideRateHz: rateHz,
    mostInputs: blockSamples,
    hardware: 'scripted noise',
    epochs: [{ epoch: 0, settings }],
    mayCapture: () => Promise.resolve(++allowed > 0),
    disk: { files: log.files, nowMs: () => nowMs },
  });
  const wide = new Float32Array(2 * blockSamples);
  let firstSample = 0;
  while (!run.over) {
    for (let n = 0; n < wide.length; n++) wide[n] = 0.1 * random.normal();
    // A gap now and then: a new segment has to be described before its samples.
    if (random.next() < 0.05) firstSample += 1 + random.integer(10_000);
    const blocked = run.blocked();
    if (blocked) await blocked;
    const timeMs = Date.UTC(2026, 2, 1, 12) + (firstSample / rateHz) * 1000;
    run.feed(wide, {
      ...emptyBlock(),
      sampleCount: blockSamples,
      firstSample,
      timeMs,
      centreHz: 100e6,
      sampleRateHz: rateHz,
    });
    firstSample += blockSamples;
    nowMs += (blockSamples / rateHz) * 1000;
    run.tick();
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  const end = await run.finished;
  expect(end).toMatchObject({ reason: 'done' });
  expect(allowed).toBe(4);
  log.killed(log.length, join(folder, 'whole'));
  const whole = new Map(
    end.captures.map(({ dataPath }) => {
      const name = dataPath.replace(/^.*\//, '');
      return [name, readFileSync(join(folder, 'whole', name))] as const;
    }),
  );
  expect([...whole.values()].map((data) => data.byteLength)).toEqual([1, 2, 3, 4].map(() => 8 * 20_000));

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
