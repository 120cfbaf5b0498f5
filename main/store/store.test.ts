import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { bindings, by, newTask, startMs } from '../../testing/store.ts';
import { openStore } from './index.ts';

const run = promisify(execFile);

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

const add = { tasks: [newTask()], by, nowMs: startMs };
const here = import.meta.dirname;

/** Resolves once the condition holds; rejects after ten seconds, far more than a notice takes while nine work on two cores. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !holds(); i++) await sleep(10);
  expect(holds()).toBe(true);
}

describe.each(bindings)('a store with %s', (binding) => {
  it('shares commits between additions that come together', async () => {
    const store = await openStore({ profileDir: folder.path, binding });
    const before = (await store.facts({})).revision;
    const ids = await Promise.all(Array.from({ length: 50 }, () => store.addTasks(add)));
    expect(new Set(ids.flat()).size).toBe(50);
    // The revision rises once a commit. Fifty messages may arrive in a few turns of the thread, not in fifty.
    expect((await store.facts({})).revision - before).toBeLessThan(10);
    await store.close();
  });

  it('keeps what it acknowledged when it is opened again, and refuses work once closed', async () => {
    const first = await openStore({ profileDir: folder.path, binding });
    const [id] = await first.addTasks(add);
    await first.close();
    expect((await faultOf(first.addTasks(add))).code).toBe('cancelled');
    const second = await openStore({ profileDir: folder.path, binding });
    expect(second.notice).toBeUndefined();
    expect(await second.tasks({ ids: [id!] })).toMatchObject([{ id, state: 'queued' }]);
    await second.close();
  });

  it('tells of its own commits, gathered, and of nothing when it rests', async () => {
    const store = await openStore({ profileDir: folder.path, binding });
    let notices = 0;
    const stop = store.onChange(() => {
      notices++;
    });
    const startedMs = performance.now();
    while (performance.now() - startedMs < 450) await store.addTasks(add);
    await sleep(150);
    // One at once, then one in 100 ms: five or six in 450 ms, never one a commit.
    expect(notices).toBeGreaterThan(1);
    expect(notices).toBeLessThanOrEqual(7);
    const rested = notices;
    await store.facts({});
    await store.promote({ nowMs: 0 });
    await sleep(250);
    expect(notices).toBe(rested);
    stop();
    await store.addTasks(add);
    await sleep(50);
    expect(notices).toBe(rested);
    await store.close();
  });

  it('tells of commits of another process, and sees what it wrote', async () => {
    const store = await openStore({ profileDir: folder.path, binding });
    let notices = 0;
    store.onChange(() => {
      notices++;
    });
    const program = folder.put(
      'program.mjs',
      Buffer.from(`
        import { openStore } from ${JSON.stringify(join(here, 'index.ts'))};
        const store = await openStore({ profileDir: process.argv[2], binding: process.argv[3] });
        await store.addTasks(${JSON.stringify(add)});
        await store.close();`),
    );
    await run(process.execPath, [program, folder.path, binding]);
    await until(() => notices > 0);
    expect((await store.facts({})).counts.queued).toBe(1);
    await store.close();
  });

  it('a full disk does not end its thread: the log is moved when there is room again', async ({ skip }) => {
    const program = folder.put(
      'program.mjs',
      Buffer.from(`
        import { execFileSync } from 'node:child_process';
        import { setTimeout as sleep } from 'node:timers/promises';
        import { openStore } from ${JSON.stringify(join(here, 'index.ts'))};
        const store = await openStore({ profileDir: process.argv[2], binding: process.argv[3] });
        const add = () => store.addTasks(${JSON.stringify(add)});
        const limit = (bytes) =>
          execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=' + bytes + ':unlimited']);
        // Enough commits that the idle thread moves the log into the database, which may not grow any more.
        for (let i = 0; i < 100; i++) await add();
        limit(4096);
        await sleep(500);
        const full = await add().then(() => 'added', ({ code }) => code);
        limit('unlimited');
        const after = await add().then(() => 'added', ({ code }) => code);
        const { counts } = await store.facts({});
        await store.close();
        process.stdout.write(JSON.stringify({ full, after, queued: counts.queued }));`),
    );
    const canLimit = await run('prlimit', ['--version']).then(
      () => true,
      () => false,
    );
    if (!canLimit) skip('Needs prlimit (Linux) to stand in for a full disk.');
    const { stdout } = await run(process.execPath, [program, folder.path, binding]);
    // Beyond the limit of a file's size the system answers EFBIG, an error of the disk like any other.
    expect(JSON.parse(stdout)).toEqual({ full: 'internal', after: 'added', queued: 101 });
  });
});

describe('a store whose thread crashes', () => {
  const crashing = {
    beside: new URL('../../testing/store.ts', import.meta.url).href,
    name: 'crashing-store',
  };

  it('fails what it was asked, and goes on with a new thread that has everything', async () => {
    const store = await openStore({ profileDir: folder.path, thread: crashing });
    const [id] = await store.addTasks(add);
    expect((await faultOf(store.probe({}))).message).toMatch(/asked to crash/);
    expect(await store.tasks({ ids: [id!] })).toMatchObject([{ id, state: 'queued' }]);
    await store.close();
  });

  it('hears of other processes again though nobody asks it anything, and closes whatever its state', async () => {
    const store = await openStore({ profileDir: folder.path, thread: crashing });
    await faultOf(store.probe({}));
    let notices = 0;
    store.onChange(() => notices++);
    await until(() => notices > 0);
    const other = await openStore({ profileDir: folder.path });
    const before = notices;
    await other.addTasks(add);
    await until(() => notices > before);
    await faultOf(store.probe({}));
    await store.close();
    await other.close();
  });
});
