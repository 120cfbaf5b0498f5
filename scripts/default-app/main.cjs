/**
 * What `electron PATH` runs before the application: finds PATH among the arguments, gives Electron the
 * name, version and folder from its package.json, and loads its main module. The runtime that
 * scripts/electron-fallback.ts builds lacks Electron's own default application, so this stands in for it.
 */
'use strict';
const { app, dialog } = require('electron');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** The first argument that is not an option; `-r MODULE` takes its value with it and loads it first. */
function target(argv) {
  for (let at = 1; at < argv.length; at++) {
    if (argv[at] === '-r' || argv[at] === '--require') require(path.resolve(argv[++at]));
    else if (!argv[at].startsWith('-')) return path.resolve(argv[at]);
  }
  return undefined;
}

async function load(folder) {
  const manifestPath = path.join(folder, 'package.json');
  if (!fs.existsSync(manifestPath)) return import(pathToFileURL(require.resolve(folder)).href);
  const manifest = JSON.parse(fs.readFileSync(manifestPath, 'utf8'));
  app.name = manifest.productName ?? manifest.name ?? app.name;
  if (manifest.version) app.setVersion(manifest.version);
  app.setAppPath(folder);
  return import(pathToFileURL(path.join(folder, manifest.main ?? 'index.js')).href);
}

const folder = target(process.argv);
if (folder === undefined) {
  process.stdout.write(`Electron ${process.versions.electron}: name an application folder to run.\n`);
  app.exit(2);
} else {
  load(folder).catch((error) => {
    process.stderr.write(`${error.stack ?? error}\n`);
    if (app.isReady() && process.stdout.isTTY)
      dialog.showErrorBox('The application did not start', String(error));
    app.exit(1);
  });
}
