/** What is left when the engine can't begin, or can't end as it should: nothing that runs (testing/leaks.ts looks). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { faultOf, makeTestFolder, type TestFolder } from '../testing/files.ts';
import { makeEngine } from './engine.ts';
import { openWritable } from './store/db.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

/** As another program would. */
async function alter(sql: string): Promise<void> {
  const db = await openWritable(join(folder.path, 'wavekeep.db'), 'better-sqlite3');
  db.exec(sql);
  db.close();
}

it('a database that fails at the end keeps no radio running and no recording open', async () => {
  const opened = await openEngine(folder.path);
  const { api, engine } = opened;
  await api.radio.start({ id: 'sim:quiet', change: { sampleRateHz: 1e6 } });
  const { id } = await api.recording.start({ radioId: 'sim:quiet' });
  const { meta } = engine.recordingPaths(id);
  // The queue signs off there.
  await alter('PRAGMA foreign_keys = OFF; DROP TABLE worker');
  expect((await faultOf(opened.close())).message).toMatch(/worker/);
  expect(readFileSync(meta, 'utf8')).toContain('"complete"');
});

it('a profile of a newer program is refused, and nothing that was begun before goes on', async () => {
  const engine = await makeEngine({ profileDir: folder.path, host: 'cli', version: '0.0.0' });
  await engine.close();
  await alter('PRAGMA user_version = 99');
  const begun = makeEngine({ profileDir: folder.path, host: 'cli', version: '0.0.0' });
  expect((await faultOf(begun)).code).toBe('version');
  expect(readdirSync(join(folder.path, 'recordings'))).toEqual([]);
});
