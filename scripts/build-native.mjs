// Builds the addon in native/ when npm installs. Plain JavaScript: it runs under whatever Node npm runs.
// A machine without a compiler is no error: the application then uses its TypeScript kernels and says so.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const native = join(root, 'native');
const addon = join(native, 'build', 'Release', 'wavekeep.node');

/** True where the addon is newer than everything it is made of. */
function upToDate() {
  if (!existsSync(addon)) return false;
  const sources = [join(native, 'binding.gyp'), fileURLToPath(import.meta.url)];
  for (const name of readdirSync(join(native, 'src'))) sources.push(join(native, 'src', name));
  const built = statSync(addon).mtimeMs;
  return sources.every((path) => statSync(path).mtimeMs <= built) && loads();
}

/** In another process: an addon for another machine may end the one that loads it. */
function loads() {
  return spawnSync(process.execPath, ['-e', 'require(process.argv[1])', addon]).status === 0;
}

/** Node's headers where they lie on this machine already, so that nothing has to be downloaded. */
function headers() {
  const given = process.env.npm_config_nodedir;
  const places = [...(given ? [given] : []), join(dirname(process.execPath), '..'), '/usr'];
  return places.find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
}

function build() {
  let gyp;
  try {
    gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  } catch {
    return 'node-gyp is not installed';
  }
  const nodedir = headers();
  const jobs = '--jobs=max';
  const run = spawnSync(
    process.execPath,
    [gyp, 'rebuild', '--loglevel=error', jobs, ...(nodedir ? [`--nodedir=${nodedir}`] : [])],
    { cwd: native, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (run.error) return run.error.message;
  if (run.status !== 0) return reason(`${run.stdout}\n${run.stderr}`);
  return loads() ? undefined : 'it was built, but does not load';
}

/** The line of a failed build that says most. */
function reason(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling =
    lines.find((line) =>
      /error:|not found|could not|unable|ENOTFOUND|EACCES|gyp ERR! stack Error/i.test(line),
    ) ?? lines.find((line) => line !== '');
  return telling ? telling.replace(/^gyp ERR! (stack )?/, '') : 'node-gyp failed';
}

if (!upToDate()) {
  const failure = build();
  if (failure === undefined) console.log('Native kernels built.');
  else console.log(`Native kernels not built, the TypeScript ones will be used: ${failure}`);
}
