/**
 * The nine end-to-end flows of the system before this one, each asserting what its name says: seven receivers give
 * seven results with the right SNR and hashes that hold, a missing one gives six and one named error.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session, SessionState } from '../contract/session.ts';
import type { TaskDraftInput, TaskInfo } from '../contract/task.ts';
import { cli } from '../testing/cli.ts';
import { openEngine, type OpenedEngine } from '../testing/engine.ts';
import { firstValue } from './cli/values.ts';

let dir: string;
let opened: OpenedEngine;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-flows-'));
  opened = await openEngine(dir, { tasks: 'run' });
});
afterEach(async () => {
  await opened.close();
  rmSync(dir, { recursive: true, force: true });
  expect(opened.internal).toEqual([]);
});

/** A carrier of `sim:band`: −34 dBFS, apart from every other signal. */
const carrierHz = 446_000_000;
const bandwidthHz = 12_500;
const receivers = Array.from({ length: 7 }, (_, i) => `sim:band?seed=${String(i + 1)}`);

const draft = (more: Partial<TaskDraftInput> = {}): TaskDraftInput => ({
  kind: 'acquire',
  radio: 'sim:band',
  centreHz: carrierHz,
  bandwidthHz,
  seconds: 0.3,
  ...more,
});

const ended = async (ids: number[]): Promise<TaskInfo[]> =>
  firstValue<TaskInfo[]>(
    (consumer) => opened.api.task.watch({ ids }, consumer),
    (tasks) =>
      tasks.length === ids.length && tasks.every((task) => !['queued', 'running'].includes(task.state)),
  );

const session = async (id: number, state: SessionState): Promise<Session> => {
  const all = await firstValue<Session[]>(
    (consumer) => opened.api.session.list({}, consumer),
    (sessions) => sessions.some((one) => one.id === id && one.state === state),
  );
  return all.find((one) => one.id === id)!;
};

/**
 * SNR of the carrier in the task's band as the scene says it: its mean power against −100 dBFS/Hz of noise and the
 * rounding to 8 bits, 2/12 of a step squared on 2.4 MHz.
 */
async function trueSnrDb(): Promise<number> {
  const { emitters } = await opened.api.tool.scene({ id: 'sim:band' });
  const carrier = emitters.find((one) => one.centreHz === carrierHz);
  const rounding = 2 / 12 / 128 ** 2 / 2.4e6;
  const noiseDbfs = 10 * Math.log10((10 ** (-100 / 10) + rounding) * bandwidthHz);
  return (carrier?.powerDbfs ?? Number.NaN) - noiseDbfs;
}

const fileHash = (path: string): string => createHash('sha512').update(readFileSync(path)).digest('hex');

describe('the nine flows', () => {
  it(
    'complete workflow: source, session, seven receivers, review, approval',
    { timeout: 60_000 },
    async () => {
      const { api } = opened;
      const [source] = await api.source.add({
        drafts: [{ name: 'Carrier', frequencyHz: carrierHz, latitudeDeg: 45.07, longitudeDeg: 7.69 }],
      });
      const created = await api.session.create({
        name: 'Seven at once',
        sourceId: source!.id,
        centreHz: carrierHz,
        bandwidthHz,
        seconds: 0.3,
        receivers,
      });
      expect(created.state).toBe('draft');
      await api.session.start({ id: created.id });
      const recorded = await session(created.id, 'review');
      expect(recorded.results.map((one) => one.receiver)).toEqual(receivers);
      expect(recorded.results.map((one) => one.state)).toEqual(receivers.map(() => 'succeeded'));
      const truth = await trueSnrDb();
      for (const one of recorded.results) {
        // Time × bandwidth is 3,750 here: within 1 dB, as promised from 1,000 on.
        expect(Math.abs((one.metrics?.snrDb ?? Number.NaN) - truth), one.receiver).toBeLessThan(1);
        expect(Math.abs(one.metrics?.peakOffsetHz ?? Number.NaN)).toBeLessThanOrEqual(
          one.metrics!.resolutionHz,
        );
        expect(one.recordingIds.length).toBe(1);
        const task = await api.task.get({ id: one.taskId! });
        const iq = task.productList.find((product) => product.kind === 'iq');
        expect(fileHash(opened.engine.recordingPaths(one.recordingIds[0]!).data)).toBe(iq?.sha512);
      }
      expect((await api.session.approve({ id: created.id, notes: 'clean' })).state).toBe('approved');
      await expect(api.session.start({ id: created.id })).rejects.toMatchObject({ code: 'invalid' });
    },
  );

  it('partial failure: six results and one named error', { timeout: 60_000 }, async () => {
    const { api } = opened;
    const missing = 'rtlsdr:99999999';
    const created = await api.session.create({
      name: 'One is missing',
      centreHz: carrierHz,
      bandwidthHz,
      seconds: 0.3,
      receivers: [...receivers.slice(0, 6), missing],
    });
    await api.session.start({ id: created.id });
    const { results } = await session(created.id, 'review');
    expect(results.filter((one) => one.state === 'succeeded' && one.recordingIds.length === 1).length).toBe(
      6,
    );
    const failed = results.filter((one) => one.fault !== undefined);
    expect(failed.map((one) => one.receiver)).toEqual([missing]);
    expect(failed[0]?.fault?.message).toContain(missing);
    expect(failed[0]?.fault?.code).toBe('not-found');
  });

  it('status polling: every state in its order, progress never falls, an unknown task is not found', async () => {
    const { api } = opened;
    const { id } = await api.task.add(draft({ seconds: 1 }));
    const states: string[] = [];
    const shares: number[] = [];
    await firstValue<TaskInfo[]>(
      (consumer) => api.task.watch({ ids: [id] }, consumer),
      ([task]) => {
        if (task && states.at(-1) !== task.state) states.push(task.state);
        if (task) shares.push(task.progress);
        return task?.state === 'succeeded';
      },
    );
    expect(states).toEqual(['queued', 'running', 'succeeded']);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    await expect(api.task.get({ id: id + 1000 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('error handling: bad input is refused with a reason and nothing is queued', async () => {
    const { api } = opened;
    const bad: TaskDraftInput[] = [
      draft({ centreHz: -1 }),
      draft({ seconds: 0 }),
      draft({ radio: '??' }),
      draft({ when: { kind: 'repeat', cron: 'every tuesday', timeZone: 'Europe/Rome' } }),
      draft({ when: { kind: 'repeat', cron: '0 6 * * *', timeZone: 'Mars/Olympus' } }),
    ];
    for (const one of bad)
      await expect(api.task.add(one), JSON.stringify(one)).rejects.toMatchObject({ code: 'invalid' });
    // All or none: one bad draft among good ones.
    await expect(api.task.addMany({ drafts: [draft(), bad[3]!] })).rejects.toMatchObject({ code: 'invalid' });
    expect((await api.task.page({})).total).toBe(0);
  });

  it('retrieval: every product is there and says what was measured', { timeout: 60_000 }, async () => {
    const { api } = opened;
    const { id } = await api.task.add(
      draft({ seconds: 1, products: ['iq', 'spectrogram', 'power', 'metrics'] }),
    );
    expect((await ended([id]))[0]?.state).toBe('succeeded');
    const { productList } = await api.task.get({ id });
    const of = (kind: string) => productList.find((one) => one.kind === kind && one.state === 'complete')!;
    const folder = join(dir, 'recordings');
    expect(fileHash(join(folder, `${of('iq').name}.sigmf-data`))).toBe(of('iq').sha512);
    expect(of('iq').lostSamples).toBe(0);
    const picture = decode(readFileSync(join(folder, of('spectrogram').name)));
    expect(picture.width).toBeGreaterThan(200);
    expect(fileHash(join(folder, of('spectrogram').name))).toBe(of('spectrogram').sha512);
    const rows = readFileSync(join(folder, of('power').name), 'utf8')
      .trim()
      .split('\n');
    const column = rows[0]!.split(',').indexOf('power_dbfs');
    const powers = rows.slice(1).map((row) => Number(row.split(',')[column]));
    // Ten rows a second; the carrier stands 25 dB above the noise, so its power is the band's within 0.2 dB.
    expect(powers.length).toBe(10);
    for (const power of powers) expect(Math.abs(power + 34)).toBeLessThan(0.2);
    expect(Math.abs((of('metrics').metrics?.snrDb ?? Number.NaN) - (await trueSnrDb()))).toBeLessThan(1);
  });

  it('health: the queue and the store are tried, and named', async () => {
    const report = await opened.api.health.check({});
    const names = report.components.map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(['store', 'task queue']));
    expect(report.components.filter((one) => one.status === 'failed')).toEqual([]);
  });

  it('documentation: every command of the program stands in docs/cli.md', async () => {
    const { stdout } = await cli('--help');
    const commands = [...stdout.matchAll(/^ {2}(\w+) /gm)]
      .map((match) => match[1]!)
      .filter((name) => name !== 'help');
    expect(commands).toEqual(expect.arrayContaining(['task', 'worker', 'loadtest', 'session', 'source']));
    const text = readFileSync(join(import.meta.dirname, '..', 'docs/cli.md'), 'utf8');
    expect(commands.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });

  it('concurrent acquisitions: fifty at once, all recorded', { timeout: 60_000 }, async () => {
    const { api } = opened;
    const added = await Promise.all(
      Array.from({ length: 50 }, (_, i) => api.task.add(draft({ centreHz: carrierHz + i * 25_000 }))),
    );
    const ids = added.map((task) => task.id);
    expect(new Set(ids).size).toBe(50);
    expect((await ended(ids)).map((task) => task.state)).toEqual(ids.map(() => 'succeeded'));
    const recordings = new Set<string>();
    for (const id of ids) {
      const { productList } = await api.task.get({ id });
      const iq = productList.find((one) => one.kind === 'iq' && one.state === 'complete');
      recordings.add(iq?.recordingId ?? '');
    }
    expect(recordings.size).toBe(50);
  });

  it('long acquisition: ten seconds to the sample, nothing lost', { timeout: 60_000 }, async () => {
    const { api } = opened;
    const { id } = await api.task.add(draft({ seconds: 10, products: ['iq'] }));
    expect((await ended([id]))[0]?.state).toBe('succeeded');
    const { productList } = await api.task.get({ id });
    const iq = productList.find((one) => one.kind === 'iq')!;
    const meta = JSON.parse(readFileSync(join(dir, 'recordings', `${iq.name}.sigmf-meta`), 'utf8')) as {
      global: Record<string, number>;
    };
    expect(iq.samples).toBe(Math.round(10 * meta.global['core:sample_rate']!));
    expect([iq.lostSamples, meta.global['wavekeep:lost_samples']]).toEqual([0, 0]);
  });
});
