import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../../testing/files.ts';
import { makeDesk, type Desk } from '../../../../testing/lane-desk.ts';
import type { RecordingInfo } from '../../../../contract/recording.ts';
import { TaskDraft } from '../../../../contract/task.ts';
import { makeChannels, makeRecordings } from '../../../acquire/index.ts';
import { openRecording, validate } from '../../../sigmf/index.ts';
import type { Outcome } from '../../lanes.ts';

const context = { signal: new AbortController().signal };
const open: Desk[] = [];
async function desk(more: Parameters<typeof makeDesk>[0] = {}): Promise<Desk> {
  const made = await makeDesk(more);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
const refuse = (): never => {
  throw new Error('not used here');
};

describe('what goes wrong', () => {
  it('a missing receiver is named; the others get their results', async () => {
    const one = await desk();
    const here = one.add({ centreHz: 99.4e6, seconds: 0.3, products: ['iq'] });
    const gone = one.add({ centreHz: 99.4e6, radio: 'rtlsdr:0001', absent: 'fail' });
    const waits = one.add({ centreHz: 99.4e6, radio: 'rtlsdr:0001' });
    expect((await one.end(here)).outcome).toBe('succeeded');
    expect(one.refused).toMatchObject([
      { taskId: gone, fault: { code: 'not-found', message: 'The receiver rtlsdr:0001 is not connected.' } },
    ]);
    expect(one.reason(waits)).toBe('The receiver rtlsdr:0001 is not connected.');
  }, 30_000);

  it('a radio that goes and comes back leaves gaps in the recordings of its tasks', async () => {
    const one = await desk();
    const id = one.add({
      radio: 'sim:band?unplug=2:0.3,4:0.3,6:0.3',
      centreHz: 99.4e6,
      seconds: 3,
      products: ['iq'],
    });
    const { outcome, products } = await one.end(id);
    expect(outcome).toBe('succeeded');
    expect(products).toMatchObject([
      { state: 'complete', note: expect.stringMatching(/^[1-3] gaps?, \d+ samples lost\.$/) as string },
    ]);
    const recording = await openRecording(join(one.folder, `${products[0]!.name}.sigmf-meta`));
    expect(recording.segments.length).toBeGreaterThanOrEqual(2);
  }, 30_000);

  it('a radio that stays away ends the try with its part kept', async () => {
    const one = await desk({ lostPatienceMs: 600 });
    const id = one.add({ radio: 'sim:band?unplug=4', centreHz: 99.4e6, seconds: 30, products: ['iq'] });
    const outcome = await one.end(id);
    expect(outcome).toMatchObject({ outcome: 'failed', retryable: true, fault: { code: 'device-lost' } });
    expect(outcome.products).toMatchObject([{ kind: 'iq', state: 'partial' }]);
    const checked = await validate([join(one.folder, `${outcome.products[0]!.name}.sigmf-meta`)]);
    expect(checked).toMatchObject([{ ok: true }]);
  }, 30_000);

  it('a task that would not fit on the disk waits, and begins when there is space', async () => {
    let freeBytes = 1000;
    const one = await desk({ freeBytes: () => freeBytes });
    const id = one.add({ centreHz: 99.4e6, seconds: 0.3, products: ['iq'] });
    await one.until(() => one.reason(id) !== undefined);
    expect(one.reason(id)).toMatch(/^It needs [\d.]+ kB of disk and 1 kB are free/);
    freeBytes = 1e12;
    expect((await one.end(id)).outcome).toBe('succeeded');
  }, 30_000);

  it('a radio that can not be started is left alone for a while, and its tasks fail with the reason', async () => {
    const one = await desk({ blockMs: 300 });
    const id = one.add({ radio: 'rtltcp:127.0.0.1:9', centreHz: 100e6 });
    const outcome = await one.end(id);
    expect(outcome).toMatchObject({ outcome: 'failed', retryable: true, products: [] });
    expect(outcome.fault?.message).toContain('127.0.0.1:9');
    const next = one.add({ radio: 'rtltcp:127.0.0.1:9', centreHz: 100e6 });
    await one.until(() => one.reason(next) !== undefined);
    expect(one.reason(next)).toMatch(/^rtltcp:127\.0\.0\.1:9 could not be started: /);
    expect((await one.end(next)).outcome).toBe('failed');
  }, 30_000);

  it('a try told to stop while the radio starts does not take the radio from the next try', async () => {
    const one = await desk();
    const draft = TaskDraft.parse({
      kind: 'acquire',
      radio: 'sim:band',
      centreHz: 99.4e6,
      bandwidthHz: 12_500,
      seconds: 1,
      products: ['iq'],
    });
    const task = { id: 1, draft, dueMs: 0, createdMs: 0, attempt: 1, failures: 0 };
    const [start] = one.lanes.plan([task], Date.now()).starts;
    const run = (attempt: number, signal: AbortSignal): Promise<Outcome> =>
      one.lanes.run({ ...task, attempt }, start!, {
        signal,
        progress: () => undefined,
        announce: () => Promise.resolve(true),
      });
    const abort = new AbortController();
    const first = run(1, abort.signal);
    abort.abort('cancelled');
    const second = run(2, new AbortController().signal);
    expect((await first).outcome).toBe('cancelled');
    expect(await second).toMatchObject({ outcome: 'succeeded', products: [{ state: 'complete' }] });
  }, 30_000);

  it('a full disk ends the try with what there is, to be tried again when there is space', async () => {
    const one = await desk({ freeBytes: () => 1e18 });
    // The recorder asks the real disk, which has less than this.
    one.settings.current.reserveBytes = 1e15;
    const id = one.add({ centreHz: 99.4e6, seconds: 30, products: ['iq', 'metrics'] });
    const outcome = await one.end(id);
    expect(outcome).toMatchObject({ outcome: 'failed', retryable: true, fault: { code: 'disk-full' } });
    for (const { name, state } of outcome.products) {
      expect(state).toBe('partial');
      expect(await validate([join(one.folder, `${name}.sigmf-meta`)])).toMatchObject([{ ok: true }]);
    }
  }, 30_000);

  it('a thread of channels that hangs ends the tries, their parts repaired; the radio serves the next', async () => {
    const freeze = new SharedArrayBuffer(4);
    const one = await desk({
      makeChannels: (stream) =>
        makeChannels(Object.assign({ freeze }, stream), {
          frozenAfterMs: 800,
          thread: {
            beside: new URL('../../../../testing/index.ts', import.meta.url).href,
            name: 'frozen-channels',
          },
        }),
    });
    const id = one.add({ centreHz: 99.4e6, seconds: 60, products: ['iq'] });
    await one.until(() => (one.lanes.state()[0]?.tasks[0]?.progress ?? 0) > 0.005);
    // Half a second is how long samples may lie in memory.
    await sleep(700);
    Atomics.store(new Int32Array(freeze), 0, 1);
    const outcome = await one.end(id);
    expect(outcome).toMatchObject({ outcome: 'failed', retryable: true, fault: { code: 'timeout' } });
    expect(outcome.products).toMatchObject([{ kind: 'iq', state: 'partial' }]);
    const meta = join(one.folder, `${outcome.products[0]!.name}.sigmf-meta`);
    expect(await validate([meta])).toMatchObject([{ ok: true, problems: [] }]);
    Atomics.store(new Int32Array(freeze), 0, 0);
    const next = one.add({ centreHz: 99.4e6, seconds: 0.2, products: ['iq'] });
    expect((await one.end(next)).outcome).toBe('succeeded');
  }, 30_000);
});

describe('the list of recordings', () => {
  it('shows what tasks record, and neither removes nor leaves it while it is written', async () => {
    const one = await desk();
    const recordings = await makeRecordings({
      folder: () => one.folder,
      settings: one.settings,
      session: (id) => one.radios.session(id),
      resolveGrant: refuse,
      version: '0.0.0',
    });
    let list: RecordingInfo[] = [];
    recordings.server.list({}, { send: (now) => void (list = now), end: () => undefined });
    const id = one.add({ centreHz: 99.4e6, seconds: 2, products: ['iq'] });
    await expect
      .poll(() => list.map(({ condition }) => condition), { timeout: 10_000 })
      .toEqual(['recording']);
    const { id: recordingId } = list[0]!;
    const removal = faultOf((async () => recordings.server.remove({ id: recordingId }, context))());
    expect(await removal).toMatchObject({ code: 'busy' });
    expect(await faultOf(recordings.moveTo(join(one.folder, 'elsewhere')))).toMatchObject({ code: 'busy' });
    const { products } = await one.end(id);
    expect(products[0]?.recording?.id).toBe(recordingId);
    const { samples, sha512 } = products[0]!;
    await expect.poll(() => list).toMatchObject([{ condition: 'complete', samples, sha512 }]);
    await recordings.server.remove({ id: recordingId }, context);
    await recordings.close();
    rmSync(join(one.folder, 'trash'), { recursive: true });
  }, 30_000);
});
