/** The whole engine behind a real bridge that checks every answer against the contract. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../contract/index.ts';
import type { RadioInfo, ReceiverState } from '../contract/radio.ts';
import type { RecordingInfo } from '../contract/recording.ts';
import { openEngine, type OpenedEngine } from '../testing/engine.ts';
import { firstValue } from './cli/values.ts';
import type { Engine } from './engine.ts';

let dir: string;
let opened: OpenedEngine;
let engine: Engine;
let api: EngineClient;

async function start(): Promise<void> {
  opened = await openEngine(dir, { version: '1.2.3' });
  ({ engine, api } = opened);
}
async function stop(): Promise<void> {
  await opened.close();
  expect(opened.internal).toEqual([]);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-engine-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

const radios = (): Promise<RadioInfo[]> => firstValue((consumer) => api.radio.list({}, consumer));
const shelf = (): Promise<RecordingInfo[]> => firstValue((consumer) => api.recording.list({}, consumer));
const receiver = (id: string, until: (state: ReceiverState) => boolean): Promise<ReceiverState> =>
  firstValue((consumer) => api.radio.receiver({ id }, consumer), until);

async function recordTwoTenths(id: string): Promise<RecordingInfo> {
  const begun = await api.recording.start({ radioId: id, seconds: 0.2 });
  return firstValue(
    (consumer) => api.recording.progress({ id: begun.id }, consumer),
    (info) => info.condition !== 'recording',
  );
}

describe('engine', () => {
  it('says what it is, offers the simulated radios, and is healthy', async () => {
    expect(await api.app.info({})).toMatchObject({ version: '1.2.3', host: 'cli' });
    const list = await radios();
    expect(list.filter((radio) => radio.simulated).map((radio) => radio.id)).toEqual(
      expect.arrayContaining(['sim:band', 'sim:quiet', 'sim:fm']),
    );
    expect((await api.health.check({})).status).not.toBe('failed');
  });

  it('the main job: start, retune, record, stop, replay what was recorded, remove it', async () => {
    const state = await api.radio.start({ id: 'sim:band', change: { centreHz: 100e6, sampleRateHz: 1e6 } });
    expect(state).toMatchObject({ phase: 'running', settings: { centreHz: 100e6, sampleRateHz: 1e6 } });
    const retuned = await api.radio.set({ id: 'sim:band', change: { centreHz: 100.2e6 } });
    expect(retuned.settings?.centreHz).toBe(100.2e6);
    const recording = await recordTwoTenths('sim:band');
    expect(recording).toMatchObject({
      condition: 'complete',
      samples: 200_000,
      lostSamples: 0,
      centreHz: 100.2e6,
    });
    await api.radio.stop({ id: 'sim:band' });
    expect((await shelf()).map((info) => info.id)).toEqual([recording.id]);

    const replay = await api.radio.addRecording({ recordingId: recording.id });
    await api.radio.start({ id: replay.id });
    const replaying = await receiver(replay.id, (s) => s.phase === 'running' && s.samples > 0);
    expect(replaying.settings).toMatchObject({ centreHz: 100.2e6, sampleRateHz: 1e6 });
    await api.radio.pause({ id: replay.id, paused: true });
    expect((await receiver(replay.id, () => true)).phase).toBe('paused');
    await api.radio.seek({ id: replay.id, sample: 50_000 });
    await api.radio.stop({ id: replay.id });
    await api.radio.remove({ id: replay.id });

    await api.recording.remove({ id: recording.id });
    expect(await shelf()).toEqual([]);
    expect(readdirSync(join(dir, 'recordings', 'trash')).length).toBe(2);
  });

  it('a retune and a change of gain while recording begin new segments', async () => {
    await api.radio.start({ id: 'sim:band', change: { centreHz: 100e6, sampleRateHz: 1e6 } });
    const begun = await api.recording.start({ radioId: 'sim:band' });
    expect((await receiver('sim:band', () => true)).recordingId).toBe(begun.id);
    const samplesPast = (count: number): Promise<RecordingInfo> =>
      firstValue(
        (consumer) => api.recording.progress({ id: begun.id }, consumer),
        (info) => info.samples > count,
      );
    const first = await samplesPast(0);
    await api.radio.set({ id: 'sim:band', change: { centreHz: 101e6 } });
    const second = await samplesPast(first.samples + 100_000);
    await api.radio.set({ id: 'sim:band', change: { gainsDb: { LNA: 10 } } });
    await samplesPast(second.samples + 100_000);
    const done = await api.recording.stop({ id: begun.id });
    expect(done.condition).toBe('complete');
    const { files } = await api.tool.validate({
      grants: [engine.grant(engine.recordingPaths(done.id).meta).grant],
    });
    expect(files).toMatchObject([{ ok: true, problems: [] }]);
    const meta = JSON.parse(readFileSync(engine.recordingPaths(done.id).meta, 'utf8')) as {
      captures: { 'core:frequency': number; 'wavekeep:settings': { gains_db: { LNA: number } } }[];
    };
    expect(meta.captures.map((c) => [c['core:frequency'], c['wavekeep:settings'].gains_db.LNA])).toEqual([
      [100e6, 20],
      [101e6, 20],
      [101e6, 10],
    ]);
  });

  it('a recording that begins after a retune and a change of gain is named and described by them', async () => {
    await api.radio.start({ id: 'sim:band', change: { centreHz: 100e6, sampleRateHz: 1e6 } });
    await api.radio.set({ id: 'sim:band', change: { centreHz: 101.2e6, gainsDb: { LNA: 10 } } });
    const recording = await recordTwoTenths('sim:band');
    expect(recording.name).toContain('101.2MHz');
    const meta = JSON.parse(readFileSync(engine.recordingPaths(recording.id).meta, 'utf8')) as {
      captures: { 'core:frequency': number; 'wavekeep:settings': { gains_db: { LNA: number } } }[];
    };
    expect(meta.captures.map((c) => [c['core:frequency'], c['wavekeep:settings'].gains_db.LNA])).toEqual([
      [101.2e6, 10],
    ]);
  });

  it('settings of a radio are remembered and re-applied', async () => {
    await api.radio.start({ id: 'sim:quiet', change: { centreHz: 433e6, sampleRateHz: 2e6 } });
    await api.radio.stop({ id: 'sim:quiet' });
    await stop();
    await start();
    const state = await api.radio.start({ id: 'sim:quiet' });
    expect(state.settings).toMatchObject({ centreHz: 433e6, sampleRateHz: 2e6 });
    await api.radio.stop({ id: 'sim:quiet' });
  });

  it('the page can open no file it was not granted', async () => {
    for (const id of ['file:/etc/passwd', 'file:../secret.cu8', 'file:'])
      await expect(api.radio.start({ id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(api.radio.addFile({ grant: 'f'.repeat(32) })).rejects.toMatchObject({ code: 'permission' });
    await expect(api.app.browse({ folder: '/etc' })).rejects.toMatchObject({ code: 'permission' });
    await expect(api.app.pick({ what: 'recording' })).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('a granted file becomes a radio whose path the page never sees', async () => {
    const { meta } = engine.recordingPaths((await recorded()).id);
    const copy = join(dir, 'elsewhere');
    for (const kind of ['meta', 'data']) copyFileSync(meta.replace(/meta$/, kind), `${copy}.sigmf-${kind}`);
    const grant = engine.grant(`${copy}.sigmf-meta`);
    expect(await api.app.inspect({ grant: grant.grant })).toMatchObject({ missing: [] });
    const { id } = await api.radio.addFile({ grant: grant.grant });
    expect(JSON.stringify(await radios())).not.toContain(dir);
    const state = await api.radio.start({ id });
    expect(JSON.stringify(state)).not.toContain(dir);
    await api.radio.stop({ id });
  });

  it('faults are for people: busy, stopped, unknown', async () => {
    await expect(api.recording.start({ radioId: 'sim:quiet' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(api.recording.stop({ id: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    await api.radio.start({ id: 'sim:quiet', change: { sampleRateHz: 1e6 } });
    const begun = await api.recording.start({ radioId: 'sim:quiet' });
    await expect(api.recording.start({ radioId: 'sim:quiet' })).rejects.toMatchObject({ code: 'busy' });
    await expect(api.recording.remove({ id: begun.id })).rejects.toMatchObject({ code: 'busy' });
    await expect(api.settings.setRecordingFolder({ grant: engine.grant(dir).grant })).rejects.toMatchObject({
      code: 'busy',
    });
    await api.recording.stop({ id: begun.id });
  });

  it('stopping the radio ends its recording whole; closing the engine too', async () => {
    await api.radio.start({ id: 'sim:quiet', change: { sampleRateHz: 1e6 } });
    const begun = await api.recording.start({ radioId: 'sim:quiet' });
    await api.radio.stop({ id: 'sim:quiet' });
    const ended = await firstValue<RecordingInfo>(
      (consumer) => api.recording.progress({ id: begun.id }, consumer),
      (info) => info.condition !== 'recording',
    );
    expect(ended).toMatchObject({ condition: 'complete' });
    expect(ended.endedBecause).toMatch(/stopped/);
    await api.radio.start({ id: 'sim:quiet' });
    const second = await api.recording.start({ radioId: 'sim:quiet' });
    const { meta } = engine.recordingPaths(second.id);
    await stop();
    expect(existsSync(meta)).toBe(true);
    await start();
    expect((await shelf()).map((info) => info.condition)).toEqual(['complete', 'complete']);
  });

  async function recorded(): Promise<RecordingInfo> {
    await api.radio.start({ id: 'sim:quiet', change: { sampleRateHz: 1e6 } });
    const info = await recordTwoTenths('sim:quiet');
    await api.radio.stop({ id: 'sim:quiet' });
    return info;
  }
});
