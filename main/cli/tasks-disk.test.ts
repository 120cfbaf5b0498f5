/**
 * A disk that fills up while tasks run: what was recorded is valid, the task says why it waits, and the queue goes on
 * when there is space again. The disk is a real one of 28 MB, which only root may mount; elsewhere this is skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { TaskInfo } from '../../contract/task.ts';
import { cliJson } from '../../testing/cli.ts';
import { openEngine } from '../../testing/engine.ts';
import { firstValue } from './values.ts';

const dir = mkdtempSync(join(tmpdir(), 'wavekeep-disk-'));
const folder = join(dir, 'recordings');
mkdirSync(folder);
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=28m,mode=0777', 'wavekeep-test', folder]).status === 0;

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(dir, { recursive: true, force: true });
});

it.skipIf(!mounted)(
  'the disk fills up mid-run (needs the right to mount one)',
  { timeout: 60_000 },
  async () => {
    const opened = await openEngine(dir, { tasks: 'run' });
    try {
      const { api } = opened;
      await api.settings.change({ reserveBytes: 4_000_000 });
      // 200 kHz of 2.4 MS/s are about 2.7 MB a second: 4 s fit, with a filler of 12 MB they don't.
      const { id } = await api.task.add({
        kind: 'acquire',
        radio: 'sim:band',
        centreHz: 446.2e6,
        bandwidthHz: 200_000,
        seconds: 4,
        products: ['iq'],
      });
      const task = (until: (info: TaskInfo) => boolean): Promise<TaskInfo> =>
        firstValue<TaskInfo[]>(
          (consumer) => api.task.watch({ ids: [id] }, consumer),
          ([info]) => info !== undefined && until(info),
        ).then(([info]) => info!);
      await task((info) => info.phase === 'recording' && info.progress > 0.1);
      const filler = join(folder, 'filler');
      writeFileSync(filler, Buffer.alloc(14_000_000));

      const waiting = await task((info) => info.state === 'queued');
      expect(waiting.fault?.code).toBe('disk-full');
      const partial = (await api.task.get({ id })).productList.filter(
        (product) => product.state === 'partial',
      );
      expect(partial.map((product) => product.kind)).toEqual(['iq']);
      const held = await task((info) => info.state === 'queued' && info.waitingFor !== undefined);
      expect(held.waitingFor).toMatch(/disk|space|free/i);
      const checked = await cliJson<{ files: { ok: boolean }[] }>(
        'validate',
        join(folder, `${partial[0]!.name}.sigmf-meta`),
      );
      expect(checked.files.map((file) => file.ok)).toEqual([true]);

      rmSync(filler);
      const done = await task((info) => info.state !== 'queued' && info.state !== 'running');
      expect(done.state).toBe('succeeded');
    } finally {
      await opened.close();
    }
    expect(opened.internal).toEqual([]);
  },
);
