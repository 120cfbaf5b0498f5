/**
 * Kill -9 of the whole process tree at random moments while fifty tasks are submitted and run, then a restart:
 * nothing acknowledged is lost, nothing is stuck, every task has exactly one complete set of products, what earlier
 * tries left is linked to its try and marked, and every file on disk is known or listed as an orphan.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEngine } from '../../testing/engine.ts';
import { makeRandom } from '../../testing/random.ts';

const moments = process.env['WAVEKEEP_LONG'] === '1' ? 100 : 4;
const tasks = 50;
const root = join(import.meta.dirname, '..', '..');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-tasks-kill-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the program until `afterMs` after its engine stood, kills its group, answers what it acknowledged. */
async function runAndKill(profile: string, afterMs: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    [join(root, 'testing/task-program.ts'), profile, String(tasks), '1'],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  let said = '';
  let kill: NodeJS.Timeout | undefined;
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if (kill === undefined && said.includes('ready'))
      kill = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), afterMs);
  });
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(kill);
  // A line cut in the middle was not an acknowledgement yet.
  const whole = said.slice(0, said.lastIndexOf('\n') + 1);
  return [...whole.matchAll(/^ack (\d+)$/gm)].map((match) => Number(match[1]));
}

const random = makeRandom(20_264);
it.each(Array.from({ length: moments }, (_, i) => [i, random.integer(3000)] as const))(
  'kill %i, %i ms after the engine stood',
  async (i, afterMs) => {
    const profile = join(dir, `profile-${String(i)}`);
    const folder = join(profile, 'recordings');
    const acknowledged = await runAndKill(profile, afterMs);

    const restarted = await openEngine(profile, { tasks: 'run' });
    try {
      const { api, engine } = restarted;
      await engine.drained();
      const { rows } = await api.task.page({ limit: 500 });
      // Lost: acknowledged and not there. Stuck: there and not ended.
      const there = new Set(rows.map((task) => task.id));
      expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
      expect(rows.filter((task) => task.state !== 'succeeded')).toEqual([]);

      const known = new Set<string>();
      for (const { id } of rows) {
        const { productList, attempts } = await api.task.get({ id });
        const complete = productList.filter((product) => product.state === 'complete');
        expect(complete.map((product) => product.kind).sort(), `task ${String(id)}`).toEqual([
          'iq',
          'metrics',
        ]);
        expect(new Set(complete.map((product) => product.attempt)).size).toBe(1);
        for (const product of productList) {
          known.add(product.name);
          if (product.state === 'complete') continue;
          expect(product.state).toBe('partial');
          expect(attempts.find((one) => one.attempt === product.attempt)?.outcome).toBe('lost');
        }
      }
      const { files: orphans } = await api.task.orphans({});
      const listed = new Set(orphans.map((file) => file.name));
      const onDisk = readdirSync(folder).filter((name) => name !== 'trash');
      // A description that was being written is named after its product; after a minute it is listed as an orphan.
      const ending = /(\.sigmf-(meta|data))?(\.tmp)?$/;
      const unknown = onDisk.filter(
        (name) => !listed.has(name) && !known.has(name) && !known.has(name.replace(ending, '')),
      );
      expect(unknown).toEqual([]);
      // The parts of killed tries are valid too: repaired at the start.
      const metas = onDisk.filter((name) => name.endsWith('.sigmf-meta'));
      const grants = metas.map((name) => engine.grant(join(folder, name)).grant);
      if (grants.length > 0) {
        const { files } = await api.tool.validate({ grants });
        expect(files.filter((file) => !file.ok)).toEqual([]);
      }
    } finally {
      await restarted.close();
    }
    expect(restarted.internal).toEqual([]);
    rmSync(profile, { recursive: true, force: true });
  },
  90_000,
);
