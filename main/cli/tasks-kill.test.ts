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
import type { OrphanFile, Product } from '../../contract/task.ts';
import { cliJson } from '../../testing/cli.ts';
import { makeRandom } from '../../testing/random.ts';

const moments = process.env['WAVEKEEP_LONG'] === '1' ? 100 : 4;
const tasks = 50;
const root = join(import.meta.dirname, '..', '..');

interface Shown {
  id: number;
  state: string;
  products: Product[];
  attempts: { attempt: number; outcome: string }[];
}

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-tasks-kill-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the program until `afterMs` after its engine stood, kills its group, answers what it acknowledged. */
async function runAndKill(profile: string, afterMs: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    [join(root, 'testing/task-program.ts'), profile, String(tasks), '0.5'],
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
it.each(Array.from({ length: moments }, (_, i) => [i, random.integer(3500)] as const))(
  'kill %i, %i ms after the engine stood',
  async (i, afterMs) => {
    const profile = join(dir, `profile-${String(i)}`);
    const acknowledged = await runAndKill(profile, afterMs);

    await cliJson('worker', '--drain', '--quiet', '--data', profile);
    const list = await cliJson<{ tasks: { id: number; state: string }[] }>(
      'task',
      'list',
      '--limit',
      '1000',
      '--data',
      profile,
    );
    // Lost: acknowledged and not there. Stuck: there and not ended.
    const there = new Map(list.tasks.map((task) => [task.id, task.state]));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(list.tasks.filter((task) => task.state !== 'succeeded')).toEqual([]);

    const { tasks: shown } =
      there.size === 0
        ? { tasks: [] }
        : await cliJson<{ tasks: Shown[] }>(
            'task',
            'show',
            ...[...there.keys()].map(String),
            '--data',
            profile,
          );
    const known = new Set<string>();
    for (const task of shown) {
      const complete = task.products.filter((product) => product.state === 'complete');
      expect(complete.map((product) => product.kind).sort(), `task ${String(task.id)}`).toEqual([
        'iq',
        'metrics',
      ]);
      expect(new Set(complete.map((product) => product.attempt)).size).toBe(1);
      const rest = task.products.filter((product) => product.state !== 'complete');
      for (const product of rest) {
        expect(product.state).toBe('partial');
        expect(task.attempts.find((one) => one.attempt === product.attempt)?.outcome).toBe('lost');
      }
      for (const product of task.products) known.add(product.name);
    }
    const { files: orphans } = await cliJson<{ files: OrphanFile[] }>('task', 'orphans', '--data', profile);
    const listed = new Set(orphans.map((file) => file.name));
    const onDisk = readdirSync(join(profile, 'recordings')).filter((name) => name !== 'trash');
    const unknown = onDisk.filter(
      (name) => !listed.has(name) && !known.has(name) && !known.has(name.replace(/\.sigmf-(meta|data)$/, '')),
    );
    expect(unknown).toEqual([]);
    // Everything that is called complete is whole.
    const metas = onDisk.filter((name) => name.endsWith('.sigmf-meta'));
    if (metas.length > 0) {
      const checked = await cliJson<{ files: { ok: boolean; path: string; problems: unknown[] }[] }>(
        'validate',
        ...metas.map((name) => join(profile, 'recordings', name)),
        '--data',
        profile,
      );
      expect(checked.files.filter((file) => !file.ok)).toEqual([]);
    }
    rmSync(profile, { recursive: true, force: true });
  },
  90_000,
);
