/** The desktop application in a real Electron: the main job, and the promises of its frame. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { treeOf } from '../scripts/processes.ts';
import { wrapProgram } from './account.ts';
import { openBench, root, startDesktop, watchProcesses, type Bench, type Desktop } from './desktop.ts';
import { expectRowsMove, mainJob, pickSimulatedBand, watchErrors } from './scenario.ts';
import { tasksJob } from './tasks.ts';

let bench: Bench;
let closeBench: Bench['close'] | undefined;
let running: Desktop | undefined;

beforeAll(async () => {
  bench = await openBench();
  closeBench = bench.close;
});
afterEach(() => {
  // A failed test must not leave its window to the next.
  running?.kill();
  running = undefined;
});
afterAll(async () => {
  await closeBench?.();
});

async function start(profile: string): Promise<Desktop> {
  running = await startDesktop(bench, profile);
  return running;
}

async function rowsSeenFromMain(desktop: Desktop): Promise<number> {
  const seen: unknown = await desktop.app.evaluate(({ BrowserWindow }) =>
    Promise.race([
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'window.wavekeepProbe === undefined ? 0 : window.wavekeepProbe().then((seen) => seen.rowsDrawn)',
      ),
      // A question put to a page between its crash and its return is never answered.
      new Promise((resolve) => setTimeout(() => resolve(0), 1000)),
    ]),
  );
  return Number(seen);
}

describe('the desktop application', () => {
  it('does the main job and leaves nothing behind', async () => {
    const desktop = await start('job');
    const errors = watchErrors(desktop.page);
    await mainJob(desktop.page, join(desktop.data, 'recordings'));
    const left = watchProcesses(desktop);
    expect(await desktop.close()).toBe(0);
    expect(await left()).toEqual([]);
    expect(errors).toEqual([]);
    expect(desktop.log()).toBe('');
  });

  it('plans tasks, shares one tuning among them, cancels and takes it back', async () => {
    const desktop = await start('tasks');
    const errors = watchErrors(desktop.page);
    await tasksJob(desktop.page);
    const left = watchProcesses(desktop);
    expect(await desktop.close()).toBe(0);
    expect(await left()).toEqual([]);
    expect(errors).toEqual([]);
    expect(desktop.log()).toBe('');
  });

  it('finishes a recording when it is told to end', async () => {
    const desktop = await start('term');
    await pickSimulatedBand(desktop.page);
    await desktop.page.getByRole('button', { name: 'Record', exact: true }).click();
    await desktop.page.getByRole('timer', { name: 'Recording' }).waitFor();
    const left = watchProcesses(desktop);
    process.kill(desktop.pid, 'SIGTERM');
    expect(await desktop.ended()).toBe(0);
    expect(await left()).toEqual([]);
    const folder = join(desktop.data, 'recordings');
    const meta = readdirSync(folder).find((name) => name.endsWith('.sigmf-meta'));
    expect(meta).toBeDefined();
    expect(readFileSync(join(folder, meta!), 'utf8')).toMatch(/"core:sha512":\s*"[0-9a-f]{128}"/);
  });

  it('brings its page back after a crash and a reload, with the radio still running', async () => {
    const desktop = await start('crash');
    await pickSimulatedBand(desktop.page);
    await desktop.page.reload();
    await expectRowsMove(desktop.page);
    await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    // Playwright gives a crashed page up for good, so the main process asks the new one.
    await expect
      .poll(() => rowsSeenFromMain(desktop), { timeout: 15_000, interval: 200 })
      .toBeGreaterThan(10);
    expect(await desktop.close()).toBe(0);
  });

  it('opens once per profile: a second start brings the first to the front', async () => {
    const desktop = await start('once');
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    const second = spawnSync(
      wrapProgram(bench.account, bench.runtime.executable),
      [...(bench.account.sandbox ? [] : ['--no-sandbox']), root, `--data=${desktop.data}`],
      { env: { PATH: '/usr/bin:/bin', DISPLAY: bench.display.name }, encoding: 'utf8', timeout: 20_000 },
    );
    expect(second.status).toBe(0);
    expect(second.stderr).toContain('running already');
    const windows = await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isMinimized()),
    );
    expect(windows).toEqual([false]);
    expect(await desktop.close()).toBe(0);
  });

  it('remembers its window', async () => {
    const first = await start('place');
    const wanted = { x: 40, y: 30, width: 1010, height: 655 };
    await first.app.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      wanted,
    );
    await first.close();
    expect(existsSync(join(first.data, 'window', 'window.json'))).toBe(true);
    const second = await start('place');
    const found = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(found).toEqual(wanted);
    await second.close();
  });
});

describe('the frame', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await startDesktop(bench, 'frame');
  });
  afterAll(async () => {
    await desktop.close();
  });

  it('says what it is in its title', async () => {
    const title = await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getTitle(),
    );
    expect(title).toMatch(bench.runtime.source === 'pinned' ? /^Wavekeep \(development\)$/ : /test-fallback/);
  });

  it('gives the page an origin of its own and no Node', async () => {
    const facts = await desktop.page.evaluate(() => ({
      origin: window.origin,
      isolated: window.crossOriginIsolated,
      node: ['process', 'require', 'module', 'Buffer', 'electron'].filter((name) =>
        Reflect.has(window, name),
      ),
    }));
    expect(facts).toEqual({ origin: 'app://wavekeep', isolated: true, node: [] });
  });

  it('runs the page in a sandbox', (context) => {
    const why = bench.account.why;
    if (why !== undefined) context.skip(`not verified here: ${why}`);
    const pages = treeOf(desktop.pid).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
    );
    expect(pages.length).toBeGreaterThan(0);
    for (const pid of pages) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      // 2: a filter of system calls is in force.
      expect(/^Seccomp:\s+(\d)/m.exec(status)?.[1]).toBe('2');
      expect(readlinkSync(`/proc/${pid}/ns/user`)).not.toBe(readlinkSync(`/proc/${desktop.pid}/ns/user`));
    }
  });

  it('lets the page run no code but its own', async () => {
    const outcome = await desktop.page.evaluate(async () => {
      const tries: Record<string, string> = {};
      const attempt = async (name: string, work: () => unknown): Promise<void> => {
        try {
          await work();
          tries[name] = 'allowed';
        } catch {
          tries[name] = 'refused';
        }
      };
      const inTask = (work: () => unknown): Promise<unknown> =>
        new Promise((resolve, reject) =>
          setTimeout(() => {
            try {
              resolve(work());
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          }),
        );
      // Built at run time, so that the bundler and the linter leave it alone.
      // In a task of its own: what the inspector runs itself is exempt from the policy.
      await attempt('eval', () => inTask(() => Reflect.construct(Function, ['return 1'])));
      await attempt('remote', () => fetch('https://example.org/'));
      await attempt('file', () => fetch('file:///etc/passwd'));
      await attempt('loopback', () => fetch('http://127.0.0.1:9/'));
      await attempt(
        'remote script',
        () => import(/* @vite-ignore */ ['data:text/javascript', 'export {}'].join(',')),
      );
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      tries['inline'] = Reflect.has(window, 'inlineRan') ? 'allowed' : 'refused';
      const frame = document.createElement('iframe');
      frame.src = 'data:text/html,x';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 200));
      tries['frames'] = String(window.frames.length && frame.contentDocument?.body.textContent);
      frame.remove();
      return tries;
    });
    expect(outcome).toMatchObject({
      eval: 'refused',
      remote: 'refused',
      file: 'refused',
      loopback: 'refused',
      'remote script': 'refused',
      inline: 'refused',
    });
    expect(outcome['frames']).not.toBe('x');
  });

  it('opens no other window and goes to no other address', async () => {
    const before = desktop.page.url();
    expect(await desktop.page.evaluate(() => window.open('app://wavekeep/') === null)).toBe(true);
    expect(await desktop.page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    for (const address of [
      'https://example.org/',
      'file:///etc/passwd',
      'app://elsewhere/',
      'data:text/html,x',
    ]) {
      await desktop.page.evaluate((to) => {
        const link = document.createElement('a');
        link.href = to;
        document.body.append(link);
        link.click();
        link.remove();
      }, address);
      await desktop.page.waitForTimeout(150);
      expect(desktop.page.url(), address).toBe(before);
    }
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it.each([
    ['geolocation', false],
    ['notifications', false],
    ['camera', false],
    ['microphone', false],
    ['midi', false],
    ['clipboard-read', false],
    ['clipboard-write', true],
  ])('answers the permission %s with %s', async (name, allowed) => {
    const state = await desktop.page.evaluate(
      async (asked) => (await navigator.permissions.query({ name: asked as PermissionName })).state,
      name,
    );
    expect(state === 'granted').toBe(allowed);
  });

  it('denies what is asked for in earnest', async () => {
    const outcome = await desktop.page.evaluate(async () => {
      const place = new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('allowed'),
          (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'failed'),
        ),
      );
      return [await place, await Notification.requestPermission()];
    });
    expect(outcome).toEqual(['denied', 'denied']);
  });

  it('gives the page full screen', async () => {
    await desktop.page.mouse.click(5, 5);
    const full = await desktop.page.evaluate(async () => {
      await document.documentElement.requestFullscreen();
      const got = document.fullscreenElement !== null;
      await document.exitFullscreen();
      return got;
    });
    expect(full).toBe(true);
  });
});
