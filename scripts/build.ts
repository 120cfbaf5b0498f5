/**
 * Builds out/main, out/preload and out/renderer. A part whose sources have not changed since its last build is
 * left alone, so `npm start` is quick the second time. `--force` builds everything.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { pinnedVersion } from './electron.ts';
import { withLock } from './lock.ts';

const root = dirname(import.meta.dirname);

interface Part {
  name: 'main' | 'preload' | 'renderer';
  /** Globs of everything that can change the result. */
  sources: string[];
  /** A file the build writes. */
  proof: string;
  config: (options: BuildOptions) => InlineConfig;
}

interface BuildOptions {
  force?: boolean;
  only?: Part['name'][];
  /** The simulated USB devices of testing/ too, for `npm start` with WAVEKEEP_USB=simulated. */
  simulatedUsb?: boolean;
}

/** Loaded at run time: Electron's own module, native addons, and packages that carry one. */
const external = [
  'electron',
  /\.node$/,
  'usb',
  'better-sqlite3',
  '@photostructure/sqlite',
  'bufferutil',
  'utf-8-validate',
];

/**
 * `target` is the Node of the oldest Electron the tests run. All files lie flat in one folder, because code that
 * looks for its worker or the native addon does so beside its own module.
 */
function nodeBuild(outDir: string, entries: Record<string, string>, extension: 'js' | 'cjs'): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    define: { __WAVEKEEP_ELECTRON__: JSON.stringify(pinnedVersion()) },
    ssr: { noExternal: true, external: external.filter((name) => typeof name === 'string'), target: 'node' },
    build: {
      ssr: true,
      outDir: join(root, 'out', outDir),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
        external,
        output: {
          format: extension === 'cjs' ? 'cjs' : 'es',
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name]-[hash].${extension}`,
        },
      },
    },
  };
}

/** Entry name to path: the two programs, and every worker of every room under its own file name. */
function mainEntries(simulatedUsb: boolean): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const name of ['index', 'cli'])
    if (existsSync(join(root, 'main', `${name}.ts`))) entries[name] = `main/${name}.ts`;
  for (const path of globSync('main/**/*.worker.ts', { cwd: root })) {
    const name = basename(path, '.ts');
    if (entries[name] !== undefined)
      throw new Error(`Two workers are called ${name}: in out/main they lie side by side, so rename one.`);
    entries[name] = path;
  }
  // Beside the bundle, so that both share the transport's error class; packages are always built without it.
  if (simulatedUsb) entries['simulated-usb'] = 'testing/usb/plugged.ts';
  return entries;
}

const common = ['contract/**/*.ts', 'package.json', 'package-lock.json', 'scripts/build.ts'];
const parts: Part[] = [
  {
    name: 'main',
    sources: [...common, 'main/**/*.ts', 'native/*.ts', 'testing/usb/*.ts'],
    proof: 'out/main/index.js',
    config: ({ simulatedUsb = false }) => nodeBuild('main', mainEntries(simulatedUsb), 'js'),
  },
  {
    name: 'preload',
    sources: [...common, 'preload/**/*.ts'],
    // A sandboxed preload script can't be a module.
    proof: 'out/preload/index.cjs',
    config: () => nodeBuild('preload', { index: 'preload/index.ts' }, 'cjs'),
  },
  {
    name: 'renderer',
    sources: [...common, 'renderer/**/*', 'vite.config.ts'],
    proof: 'out/renderer/index.html',
    config: () => ({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' }),
  },
];

/** Names, sizes and times of all sources: a change of any of them, or of their number, changes the stamp. */
function stampOf(part: Part, options: BuildOptions): string {
  const hash = createHash('sha256').update(`${process.version} ${String(options.simulatedUsb === true)}`);
  for (const path of globSync(part.sources, { cwd: root }).sort()) {
    const facts = statSync(join(root, path));
    if (facts.isFile() && !path.endsWith('.test.ts')) hash.update(`${path} ${facts.size} ${facts.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Brings `out` up to date. Two processes at once do not disturb each other: the second waits and finds all done.
 * Throws what the bundler throws.
 */
export async function buildAll(say: (line: string) => void, options: BuildOptions = {}): Promise<void> {
  mkdirSync(join(root, 'out'), { recursive: true });
  await withLock(join(root, 'out', '.build.lock'), async () => {
    for (const part of parts) {
      if (options.only && !options.only.includes(part.name)) continue;
      const stampFile = join(root, 'out', `.${part.name}.stamp`);
      const stamp = stampOf(part, options);
      const built = existsSync(join(root, part.proof)) && existsSync(stampFile);
      if (!options.force && built && readFileSync(stampFile, 'utf8') === stamp) continue;
      const started = performance.now();
      rmSync(stampFile, { force: true });
      await build(part.config(options));
      if (!existsSync(join(root, part.proof)))
        throw new Error(`The build of ${part.name} did not write ${part.proof}.`);
      writeFileSync(stampFile, stamp);
      say(`Built ${part.name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    }
  });
}

if (import.meta.main) {
  await buildAll((line) => console.log(line), { force: process.argv.includes('--force') });
}
