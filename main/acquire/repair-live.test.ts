import { afterEach, describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/files.ts';
import { validate } from '../sigmf/index.ts';
import { startRecording } from './recorder-start.ts';
import { repairFolder } from './recorder-repair.ts';
import { makeSession } from './session.ts';

const folder = makeTestFolder();
const session = makeSession('sim:quiet', 'sim:quiet');
afterEach(async () => {
  await session.close();
  folder.remove();
});

describe('a repair that began before a recording of this process', () => {
  it('leaves it alone: its list of what is being written is older', async () => {
    const activeAtMs = Date.now();
    await session.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    const { stream } = session;
    const recording = await startRecording({
      ring: stream!.ring,
      radio: 'sim:quiet',
      hardware: 'Simulated',
      datatype: stream!.info.datatype,
      settings: stream!.settings,
      folder: folder.path,
      nameTemplate: 'live',
      reserveBytes: 0,
      author: '',
      description: '',
      version: '0.0.0',
      onProgress: () => undefined,
    });
    const repair = { active: [], activeAtMs, countClipped: () => 0 };
    expect(await repairFolder(folder.path, repair)).toEqual([{ name: 'live', outcome: 'live' }]);
    await expect.poll(() => recording.info.samples).toBeGreaterThan(100_000);
    expect(await repairFolder(folder.path, repair)).toEqual([{ name: 'live', outcome: 'live' }]);
    const { samples } = await recording.stop();
    expect(samples).toBeGreaterThan(100_000);
    expect(await validate([recording.metaPath])).toMatchObject([{ ok: true }]);
  });
});
