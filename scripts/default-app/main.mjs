/**
 * What `electron PATH` runs before the application: finds PATH among the arguments, gives Electron the
 * name, version and folder from its package.json, and loads its main module. The runtime that
 * scripts/electron-fallback.ts builds lacks Electron's own default application, so this stands in for it.
 * A module with top-level await, because Electron is not ready before its entry has loaded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const require = createRequire(import.meta.url);

/** The first argument that is not an option; `-r MODULE` takes its value with it and loads it first. */
function target(argv) {
  for (let at = 1; at < argv.length; at++) {
    if (argv[at] === '-r' || argv[at] === '--require') require(resolve(argv[++at]));
    else if (!argv[at].startsWith('-')) return resolve(argv[at]);
  }
  return undefined;
}

async function load(folder) {
  const manifestPath = join(folder, 'package.json');
  if (!existsSync(manifestPath)) return import(pathToFileURL(require.resolve(folder)).href);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  app.name = manifest.productName ?? manifest.name ?? app.name;
  if (manifest.version) app.setVersion(manifest.version);
  app.setAppPath(folder);
  return import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href);
}

const folder = target(process.argv);
if (folder === undefined) {
  process.stdout.write(`Electron ${process.versions.electron}: name an application folder to run.\n`);
  app.exit(2);
} else {
  try {
    await load(folder);
  } catch (error) {
    process.stderr.write(`${error.stack ?? error}\n`);
    app.exit(1);
  }
}
