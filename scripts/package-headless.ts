/** The headless package: command line and server with a Node of their own (docs/decisions/0004-headless-package.md). */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

/** What a box without node_modules needs of the checkout. */
const carried = [
  'out/main',
  'out/renderer',
  'native/build/Release/wavekeep.node',
  'resources/udev',
  'package.json',
  'LICENSE',
  // The packages that are not bundled, because they carry an addon; and the one that finds that of usb.
  'node_modules/usb/dist',
  'node_modules/usb/package.json',
  'node_modules/usb/LICENSE',
  `node_modules/usb/prebuilds/linux-${process.arch}`,
  'node_modules/node-gyp-build',
  'node_modules/better-sqlite3/lib',
  'node_modules/better-sqlite3/package.json',
  'node_modules/better-sqlite3/LICENSE',
  `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
];

const launcher = `#!/bin/sh
# Starts Wavekeep's command line with the Node beside it, wherever this folder was unpacked.
here=$(dirname "$(readlink -f "$0")")
exec "$here/../lib/node" "$here/../lib/app/out/main/cli.js" "$@"
`;

/** Makes dist/wavekeep-headless-….tar.gz, runs what it holds, and returns a line about it. Linux only. */
export function packHeadless(): string {
  if (process.platform !== 'linux') throw new Error('The headless package is made on Linux.');
  const version =
    /"version": "([^"]+)"/.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[1] ?? '0.0.0';
  const name = `wavekeep-headless-${version}-linux-${process.arch}`;
  const folder = join(root, 'dist', 'headless', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const path of carried) {
    if (!existsSync(join(root, path)))
      throw new Error(`${path} is missing: run npm install and npm run build.`);
    cpSync(join(root, path), join(folder, 'lib', 'app', path), {
      recursive: true,
      filter: (source) => !source.endsWith('.map') && !/[\\/]out[\\/]main[\\/]index\.js$/.test(source),
    });
  }
  cpSync(process.execPath, join(folder, 'lib', 'node'));
  chmodSync(join(folder, 'lib', 'node'), 0o755);
  writeFileSync(join(folder, 'bin', 'wavekeep'), launcher);
  chmodSync(join(folder, 'bin', 'wavekeep'), 0o755);
  prove(folder);
  const archive = join(root, 'dist', `${name}.tar.gz`);
  const packed = spawnSync('tar', ['-czf', archive, '-C', dirname(folder), name], { encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`tar failed: ${packed.stderr}`);
  return `headless: ${archive} made; its command line ran with an empty environment.`;
}

/** Runs the packed command line as a bare box would: no PATH to our Node, no display, no profile. */
function prove(folder: string): void {
  const profile = join(dirname(folder), 'profile');
  for (const args of [
    ['--version'],
    ['scene', 'sim:quiet', '--json', '--data', profile],
    ['devices', '--json', '--data', profile],
    ['task', 'list', '--json', '--data', profile],
  ]) {
    const ran = spawnSync(join(folder, 'bin', 'wavekeep'), args, {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', HOME: profile },
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (ran.status !== 0) throw new Error(`The packed wavekeep ${args.join(' ')} failed: ${ran.stderr}`);
    if (ran.stdout.includes('"problems"')) throw new Error(`The package lacks a part: ${ran.stdout}`);
  }
  rmSync(profile, { recursive: true, force: true });
}
