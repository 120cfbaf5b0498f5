/**
 * A program that imports what is in a folder and dies by SIGKILL where it is told to:
 * `node import-program.ts FOLDER before|after FROM copy|refer`. Without FROM it goes on with what was left.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestLibrary } from './library.ts';

const [folder = '', moment = '', from, how] = process.argv.slice(2);
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
const t = await makeTestLibrary(folder, (store) => ({
  ...store,
  async settleImport(input) {
    if (moment === 'before') await die();
    await store.settleImport(input);
    await die();
  },
}));
if (from !== undefined) {
  const names = readdirSync(from).filter((name) => !name.endsWith('.sigmf-data'));
  const items = names.map((name) => ({ grant: t.grant(join(from, name)) }));
  const request = { items, copy: how === 'copy', incomplete: false, notes: '' };
  await t.library.server.import(request, { signal: new AbortController().signal });
}
// Something is always left to import: the end comes from above.
await new Promise((resolve) => setTimeout(resolve, 60_000));
