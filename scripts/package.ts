/**
 * Makes packages: `node scripts/package.ts KIND [TARGET…]`. Without targets it makes an unpacked folder.
 *   release        the pinned Electron, fuses locked; the only kind for users. Fails where it can't be had.
 *   test-fallback  whatever Electron this machine has, fuses open for tests; named so everywhere.
 *   proof          the release configuration around the Electron of this machine, made, inspected, thrown away.
 *   headless       command line and server with their own Node: scripts/package-headless.ts.
 */
import { existsSync, globSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build as pack, Platform, type Configuration } from 'electron-builder';
import { buildAll } from './build.ts';
import { resolveElectron, type ElectronRuntime } from './electron.ts';
import { packHeadless } from './package-headless.ts';

const root = dirname(import.meta.dirname);

/** States of a fuse in the program file: the characters 0 and 1. */
const off = 48;
const on = 49;

/** How each fuse of a release has to stand. */
const lockedFuses: readonly (readonly [FuseV1Options, number])[] = [
  [FuseV1Options.RunAsNode, off],
  [FuseV1Options.EnableCookieEncryption, on],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
  [FuseV1Options.EnableNodeCliInspectArguments, off],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, on],
  [FuseV1Options.OnlyLoadAppFromAsar, on],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, off],
];

/** Top folders and files of the archive: anything else was packed by accident. */
const expected = /^[\\/](out|native|resources|node_modules|package\.json|LICENSE)([\\/]|$)/;
const unwanted = /\.(ts|tsx|map|test\.js)$|[\\/](electron|vite|typescript|react)[\\/]/;
/** The database for runtimes that are too old: no package for users holds it. */
const fallbackDatabase = 'node_modules/@photostructure/sqlite';

function overridesOf(kind: string, runtime: ElectronRuntime): Configuration {
  const common = { electronDist: runtime.folder, electronVersion: runtime.version };
  if (kind !== 'test-fallback') return { ...common, directories: { output: join('dist', kind) } };
  return {
    ...common,
    directories: { output: join('dist', kind) },
    productName: 'Wavekeep test-fallback',
    artifactName: 'wavekeep-test-fallback-${version}-${os}-${arch}.${ext}',
    // Playwright drives the main process through the inspector.
    electronFuses: { runAsNode: false, enableNodeCliInspectArguments: true },
    // A development package: electron-builder takes it along only where it is named as a folder.
    files: [
      {
        from: fallbackDatabase,
        to: fallbackDatabase,
        filter: ['dist/index.{cjs,mjs}', 'package.json', 'LICENSE', `prebuilds/linux-${process.arch}/**`],
      },
    ],
  };
}

/** The unpacked application of a platform, below dist/KIND. */
function unpacked(kind: string): { folder: string; resources: string } {
  const base = join(root, 'dist', kind);
  const names = [
    'linux-unpacked',
    'linux-arm64-unpacked',
    'win-unpacked',
    'mac/Wavekeep.app',
    'mac-arm64/Wavekeep.app',
  ];
  const name = names.find((candidate) => existsSync(join(base, candidate)));
  if (name === undefined) throw new Error(`electron-builder left no application in ${base}.`);
  const folder = join(base, name);
  return { folder, resources: join(folder, name.endsWith('.app') ? 'Contents/Resources' : 'resources') };
}

/** Lists the archive and reads the fuses of what was made. Throws with everything that is wrong. */
async function inspect(kind: string): Promise<string> {
  const { folder, resources } = unpacked(kind);
  const wrong: string[] = [];
  const names = listPackage(join(resources, 'app.asar'), { isPack: false });
  for (const needed of [
    'out/main/index.js',
    'out/preload/index.cjs',
    'out/renderer/index.html',
    'package.json',
  ])
    if (!names.includes(join('/', needed))) wrong.push(`the archive lacks ${needed}`);
  for (const name of names)
    if (
      !expected.test(name) ||
      unwanted.test(name) ||
      (kind !== 'test-fallback' && name.includes('@photostructure'))
    )
      wrong.push(`the archive holds ${name}`);
  if (!existsSync(join(resources, 'app.asar.unpacked', 'native', 'build', 'Release', 'wavekeep.node')))
    wrong.push('the native kernels are not beside the archive');
  const usb = join(resources, 'app.asar.unpacked', 'node_modules', 'usb', 'prebuilds');
  if (globSync('*/*.node', { cwd: usb }).length === 0) wrong.push('the USB addon is not beside the archive');
  const database = join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds');
  if (globSync('*.node', { cwd: database }).length === 0)
    wrong.push('the database is not beside the archive');
  if (!names.includes(join('/', 'node_modules', 'node-gyp-build', 'index.js')))
    wrong.push('the archive lacks what finds the USB addon');
  if (!existsSync(join(resources, 'app.asar.unpacked', 'resources', 'udev', '60-wavekeep.rules')))
    wrong.push('the udev rules are not beside the archive');
  const program = ['wavekeep', 'Wavekeep.exe']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  const fuses = await getCurrentFuseWire(program ?? folder);
  if (kind !== 'test-fallback')
    for (const [fuse, state] of lockedFuses)
      if (Number(fuses[fuse]) !== state)
        wrong.push(`the fuse ${FuseV1Options[fuse]} stands at ${String(fuses[fuse])}`);
  if (wrong.length > 0) throw new Error(`The package is not right:\n  ${wrong.slice(0, 20).join('\n  ')}`);
  return `${kind}: ${names.length} archive entries as expected, ${lockedFuses.length} fuses ${kind === 'test-fallback' ? 'open for tests' : 'locked'}.`;
}

async function main(kind: string | undefined, targets: string[]): Promise<void> {
  if (kind === undefined || !['release', 'test-fallback', 'proof', 'headless'].includes(kind))
    throw new Error('Say what to make: release, test-fallback, proof or headless.');
  await buildAll(console.log);
  if (kind === 'headless') {
    console.log(packHeadless());
    return;
  }
  const { runtime, reason } = await resolveElectron(console.log);
  if (!runtime) throw new Error(`No Electron can be had: ${reason ?? 'unknown'}`);
  if (kind === 'release' && runtime.source !== 'pinned')
    throw new Error(
      'A release carries the pinned Electron, which can not be had here: build it on a machine with network.',
    );
  rmSync(join(root, 'dist', kind), { recursive: true, force: true });
  await pack({
    projectDir: root,
    config: { extends: 'electron-builder.yml', ...overridesOf(kind, runtime) },
    targets: Platform.current().createTarget(targets.length === 0 ? ['dir'] : targets),
    publish: 'never',
  });
  console.log(await inspect(kind));
  if (kind === 'proof') rmSync(join(root, 'dist', kind), { recursive: true });
}

await main(process.argv[2], process.argv.slice(3));
