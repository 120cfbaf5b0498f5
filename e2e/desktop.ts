/** Starts the desktop application in a real Electron, as a user would have it: sandboxed, on a display, unprivileged. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { buildAll } from '../scripts/build.ts';
import { resolveElectron, type ElectronRuntime } from '../scripts/electron.ts';
import { isAlive, mentioning, treeOf } from '../scripts/processes.ts';
import { openAccount, wrapProgram, type Account } from './account.ts';
import { openDisplay, type Display } from './display.ts';

export const root = dirname(import.meta.dirname);

/** What several starts of the application share. */
export interface Bench {
  runtime: ElectronRuntime;
  account: Account;
  display: Display;
  readonly close: () => Promise<void>;
}

export async function openBench(width = 1280, height = 800): Promise<Bench> {
  await buildAll((line) => process.stderr.write(`${line}\n`));
  const { runtime, reason } = await resolveElectron((line) => process.stderr.write(`${line}\n`));
  if (!runtime) throw new Error(`No Electron to test with: ${reason ?? 'unknown'}`);
  const account = openAccount([join(root, 'out', 'main', 'index.js'), runtime.executable]);
  const display = await openDisplay(width, height);
  return {
    runtime,
    account,
    display,
    async close() {
      await display.close();
      account.close();
    },
  };
}

export interface Desktop {
  app: ElectronApplication;
  page: Page;
  /** Process id of Electron's main process. */
  pid: number;
  /** Profile folder of this start. */
  data: string;
  /** What it wrote to its terminal so far, without Chromium's own chatter. */
  log(): string;
  /** Waits for its end after something asked for it; returns the exit status. */
  ended(): Promise<number | null>;
  /**
   * Closes the window, as a user does, and waits for the end. Electron 33 crashes in its own teardown in about one of
   * twenty closes that come within seconds of the start (SIGSEGV after the engine has ended): where the end is not
   * what a test is about, it does not look at the status.
   */
  close(): Promise<number | null>;
  /** Ends it and all its processes at once, whatever state it is in. */
  kill(): void;
}

/** What Chromium says of a machine without a system bus or graphics card: not ours. */
const chatter = /:(ERROR|WARNING|INFO):|[Dd]ebugger|DevTools listening|For help, see|^\s*$/;

/**
 * @param profile name of the profile folder below the account's home; two starts may share one.
 * @param packaged the program of a package, instead of Electron with the checkout.
 */
export async function startDesktop(bench: Bench, profile: string, packaged?: string): Promise<Desktop> {
  const { account } = bench;
  const data = join(account.home, profile);
  if (!existsSync(data)) {
    mkdirSync(data);
    account.give(data);
  }
  const app = await _electron.launch({
    executablePath: wrapProgram(account, packaged ?? bench.runtime.executable),
    args: [...(packaged === undefined ? [root] : []), `--data=${data}`],
    chromiumSandbox: account.sandbox,
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: account.home,
      DISPLAY: bench.display.name,
      LANG: 'C.UTF-8',
    },
    timeout: 30_000,
  });
  const child = app.process();
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream
      ?.setEncoding('utf8')
      .on('data', (text: string) => lines.push(...text.split('\n').filter((line) => !chatter.test(line))));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
  const page = await app.firstWindow();
  askAgain(app);
  const pid = await app.evaluate(() => process.pid);
  const ended = (): Promise<number | null> => within(exited, 20_000, 'The application did not end');
  return {
    app,
    page,
    pid,
    data,
    ended,
    log: () => lines.join('\n'),
    async close() {
      // Whether it was heard is seen by its end: the answer may be lost in that.
      await app
        .evaluate(({ BrowserWindow }) => setImmediate(() => BrowserWindow.getAllWindows()[0]?.close()))
        .catch(() => undefined);
      return await ended();
    },
    kill() {
      for (const one of left(treeOf(pid), data))
        try {
          process.kill(one, 'SIGKILL');
        } catch {
          // It ended by itself meanwhile.
        }
    },
  };
}

/**
 * The browser's driver loses an answer of Electron's main process now and then ("Resulting promise was garbage
 * collected"): that question, and no other failure, is put once more.
 */
function askAgain(app: ElectronApplication): void {
  const ask = app.evaluate.bind(app);
  app.evaluate = (async (what: () => unknown, about: unknown) => {
    try {
      return await ask(what, about);
    } catch (error) {
      if (!String(error).includes('garbage collected')) throw error;
      return await ask(what, about);
    }
  }) as typeof app.evaluate;
}

/** Notes who belongs to the application now; the returned function names those who are left later. */
export function watchProcesses(desktop: Desktop): () => Promise<number[]> {
  const tree = treeOf(desktop.pid);
  return async () => {
    // Chromium's helpers notice the end of the main process by themselves, a moment later.
    for (let attempt = 0; attempt < 50; attempt++) {
      if (left(tree, desktop.data).length === 0) return [];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return left(tree, desktop.data);
  };
}

function left(tree: readonly number[], data: string): number[] {
  return [...new Set([...tree.filter(isAlive), ...mentioning(data)])];
}

export async function within<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${limitMs / 1000} s.`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
