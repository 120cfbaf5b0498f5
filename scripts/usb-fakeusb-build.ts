/** Builds what stands in for a USB radio below the addon: fakeusb, and the package `usb` linked to the system's libusb. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from './electron-fallback.ts';

const root = dirname(import.meta.dirname);
const source = join(root, 'testing', 'fakeusb', 'fakeusb.c');
const modules = join(root, 'node_modules');

/** What is missing on this machine to build and run it; undefined where nothing is. */
export function missingForFakeUsb(): string | undefined {
  if (process.platform !== 'linux') return 'fakeusb stands in for libusb on Linux only';
  for (const tool of ['gcc', 'g++', 'make', 'python3', 'pkg-config'])
    if (spawnSync(tool, ['--version']).error) return `${tool} is not installed`;
  if (spawnSync('pkg-config', ['--exists', 'libusb-1.0']).status !== 0)
    return "libusb's headers are not installed (libusb-1.0-0-dev)";
  return undefined;
}

/** Environment variables that put the pair below a program. Builds them where they are missing: 20 s, then never again. */
export function fakeUsb(say: (line: string) => void): Record<string, string> {
  const recipe = readFileSync(join(import.meta.dirname, 'usb-fakeusb-build.ts'));
  const usbPackage = readFileSync(join(modules, 'usb', 'package.json'));
  const parts = [readFileSync(source), recipe, usbPackage, Buffer.from(process.arch)];
  const hash = parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex');
  const folder = join(cacheFolder(), `fakeusb-${hash.slice(0, 16)}`);
  if (!existsSync(folder)) {
    say('Building fakeusb and the addon that runs on it.');
    mkdirSync(cacheFolder(), { recursive: true });
    const work = mkdtempSync(join(cacheFolder(), 'unfinished-'));
    try {
      buildLibrary(work);
      buildAddon(join(work, 'usb'));
      // Only a finished folder gets its name; a second process that was as fast made the same.
      if (!existsSync(folder)) renameSync(work, folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return { LD_LIBRARY_PATH: folder, USB_PREBUILD: join(folder, 'usb') };
}

function buildLibrary(folder: string): void {
  const flags = spawnSync('pkg-config', ['--cflags', 'libusb-1.0'], { encoding: 'utf8' }).stdout.trim();
  run('gcc', [
    ...['-O2', '-Wall', '-Wextra', '-Wno-misleading-indentation', '-shared', '-fPIC'],
    ...flags.split(/\s+/).filter((flag) => flag !== ''),
    ...['-Wl,-soname,libusb-1.0.so.0', '-o', join(folder, 'libusb-1.0.so.0'), source, '-lpthread', '-lm'],
  ]);
}

function buildAddon(folder: string): void {
  for (const part of ['src', 'binding.gyp', 'package.json'])
    cpSync(join(modules, 'usb', part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(modules, 'node-addon-api'), join(folder, 'node_modules', 'node-addon-api'));
  // The newest node-addon-api wants C++17.
  const gyp = join(folder, 'binding.gyp');
  writeFileSync(gyp, readFileSync(gyp, 'utf8').replaceAll('-std=c++14', '-std=gnu++17'));
  const headers = [
    process.env['npm_config_nodedir'] ?? '',
    join(dirname(process.execPath), '..'),
    '/usr',
  ].find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const where = headers === undefined ? [] : [`--nodedir=${headers}`];
  run(
    process.execPath,
    [nodeGyp, 'rebuild', '--loglevel=error', '--jobs=max', '--use_system_libusb=true', ...where],
    folder,
  );
}

function run(program: string, args: readonly string[], cwd = root): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed:\n${`${stdout}${stderr}`.slice(-2000)}`);
}
