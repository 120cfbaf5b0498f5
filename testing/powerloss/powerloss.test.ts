/** Acknowledged tasks survive a loss of power at any point of what was written. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskState } from '../../contract/task.ts';
import { openDatabase } from '../../main/store/open.ts';
import { damageOf } from '../../main/store/backup.ts';
import { makeTestFolder, type TestFolder } from '../files.ts';
import { makeRandom } from '../random.ts';
import { makeDisk, readLog } from './disk.ts';

const run = promisify(execFile);
const linux = process.platform === 'linux';
const cuts = 100;
const taskCount = 480;

interface Promises {
  added: Set<number>;
  ended: Set<number>;
}

/** What the program had promised by then. */
function promisesIn(acks: string): Promises {
  const lines = acks.split('\n').filter((line) => line !== '');
  const numbers = (sign: string): Set<number> =>
    new Set(lines.filter((line) => line.startsWith(sign)).map((line) => Number(line.slice(1))));
  return { added: numbers('+'), ended: numbers('=') };
}

describe.runIf(linux)('power loss', () => {
  let folder: TestFolder;
  let log: Buffer;

  beforeAll(async () => {
    folder = makeTestFolder();
    const root = realpathSync(folder.path);
    const profile = join(root, 'profile');
    mkdirSync(profile);
    const shim = join(root, 'shim.so');
    const source = join(import.meta.dirname, 'shim.c');
    execFileSync('gcc', [
      '-O2',
      '-shared',
      '-fPIC',
      '-Wall',
      '-Werror',
      '-o',
      shim,
      source,
      '-ldl',
      '-lpthread',
    ]);
    const logPath = join(root, 'log');
    await run(process.execPath, [join(import.meta.dirname, 'program.ts'), profile, String(taskCount)], {
      env: { ...process.env, LD_PRELOAD: shim, POWERLOSS_FOLDER: profile, POWERLOSS_LOG: logPath },
    });
    log = readFileSync(logPath);
  }, 60_000);

  afterAll(() => folder.remove());

  /** Opens what the disk holds after each cut; answers how many promises were broken. */
  async function lose(
    seed: number,
    points: number,
    lying = false,
  ): Promise<{ promised: number; broken: number }> {
    const operations = readLog(log);
    const random = makeRandom(seed);
    const wanted = Array.from({ length: points }, () => random.integer(operations.length + 1)).sort(
      (a, b) => a - b,
    );
    const acksInode = operations.find((op) => op.kind === 'created' && op.name === 'acks');
    const disk = makeDisk(lying);
    let acks = '';
    let done = 0;
    let promised = 0;
    let broken = 0;
    for (const cut of wanted) {
      for (; done < cut; done++) {
        const operation = operations[done]!;
        disk.apply(operation);
        const isAck =
          operation.kind === 'written' &&
          acksInode?.kind === 'created' &&
          operation.inode === acksInode.inode;
        if (isAck) acks += operation.data.toString('utf8');
      }
      const { added, ended } = promisesIn(acks);
      const states = await statesAfter(disk.image(random));
      promised += added.size + ended.size;
      for (const id of added) if (!states.has(id)) broken++;
      for (const id of ended) if (states.get(id) !== 'succeeded') broken++;
    }
    return { promised, broken };
  }

  async function statesAfter(image: Map<string, Buffer>): Promise<Map<number, TaskState>> {
    const profileDir = join(folder.path, 'image');
    mkdirSync(profileDir);
    try {
      for (const [name, bytes] of image)
        if (name.startsWith('wavekeep.') && !name.endsWith('-shm'))
          writeFileSync(join(profileDir, name), bytes);
      // Stands for a backup of today: making one at every cut would only take time, and an empty one saves nobody.
      writeFileSync(join(profileDir, 'wavekeep.backup.db'), '');
      const opened = await openDatabase({
        profileDir,
        binding: 'better-sqlite3',
        nowMs: Date.UTC(2026, 2, 2),
      });
      try {
        expect(damageOf(opened.readable)).toBeUndefined();
        // Every end has its product and its try, and nothing is there twice.
        const sql = `SELECT id, state,
            (SELECT count(*) FROM product WHERE task_id = task.id AND product.state = 'complete') AS products,
            (SELECT count(*) FROM attempt WHERE task_id = task.id AND outcome = 'succeeded') AS tries
          FROM task`;
        const rows = opened.readable.query<{ id: number; state: TaskState; products: number; tries: number }>(
          sql,
        );
        const all = rows.all();
        for (const { state, products, tries } of all) {
          const ended = state === 'succeeded' ? 1 : 0;
          expect([products, tries]).toEqual([ended, ended]);
        }
        return new Map(all.map(({ id, state }) => [id, state]));
      } finally {
        opened.close();
      }
    } finally {
      rmSync(profileDir, { recursive: true });
    }
  }

  it(`keeps every promise at ${cuts} points`, { timeout: 60_000 }, async () => {
    const { promised, broken } = await lose(2026, cuts);
    expect(promised).toBeGreaterThan(cuts * 100);
    expect(broken).toBe(0);
  });

  it('sees broken promises where syncing does nothing', { timeout: 60_000 }, async () => {
    const { broken } = await lose(7, 10, true);
    expect(broken).toBeGreaterThan(0);
  });
});
