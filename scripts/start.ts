/**
 * `npm start`: builds what is out of date and opens the desktop application. Where there is no display or no
 * Electron can be had it says so and serves the same interface in the browser on loopback. Arguments are passed
 * on, for example `npm start -- --data DIR`. Ctrl-C stops everything.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.ts';
import { resolveElectron, sandboxArguments, sandboxRefused } from './electron.ts';

const root = dirname(import.meta.dirname);
const { values } = parseArgs({ options: { data: { type: 'string' }, browser: { type: 'boolean' } } });

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Why no window can open on this machine; undefined where it can try. */
function noDisplay(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const { DISPLAY: x11 = '', WAYLAND_DISPLAY: wayland = '' } = process.env;
  if (wayland !== '') return undefined;
  if (x11 === '') return 'There is no display (DISPLAY and WAYLAND_DISPLAY are empty)';
  const local = /^:(\d+)/.exec(x11);
  if (local && !existsSync(`/tmp/.X11-unix/X${local[1]!}`)) return `The display ${x11} is not there`;
  return undefined;
}

/** Program and arguments of the desktop application, or why it can't run. */
async function desktop(): Promise<{ command: string[] } | { why: string }> {
  const why = values.browser ? 'Asked for the browser' : (noDisplay() ?? sandboxRefused());
  if (why !== undefined) return { why };
  const { runtime, reason } = await resolveElectron(say);
  if (!runtime) return { why: `No Electron can be had: ${reason ?? 'unknown'}` };
  const sandbox = sandboxArguments();
  if (sandbox.note !== undefined) say(sandbox.note);
  const profile = values.data === undefined ? [] : [`--data=${values.data}`];
  return { command: [runtime.executable, ...sandbox.args, root, ...profile] };
}

function browser(): string[] {
  const profile = values.data === undefined ? [] : ['--data', values.data];
  return [process.execPath, join(root, 'out', 'main', 'cli.js'), 'serve', ...profile];
}

/** Runs a program until it ends; our own stop signals become its. Returns its exit status. */
async function runUntilEnd([program, ...args]: string[]): Promise<number> {
  const child = spawn(program!, args, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; a supervisor may send it to us alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

await buildAll(say, { simulatedUsb: process.env['WAVEKEEP_USB'] === 'simulated' });
const found = await desktop();
if ('why' in found) say(`${found.why}: serving the interface in the browser instead. Open this address:`);
process.exitCode = await runUntilEnd('why' in found ? browser() : found.command);
