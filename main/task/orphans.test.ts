import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder, faultOf } from '../../testing/files.ts';
import { findOrphans } from './orphans.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const put = (name: string, content = 'x', ageMs = 3_600_000): void => {
  writeFileSync(join(folder.path, name), content);
  utimesSync(join(folder.path, name), (nowMs - ageMs) / 1000, (nowMs - ageMs) / 1000);
};
const orphans = (...names: string[]) => findOrphans(folder.path, known(names), nowMs);

describe('orphans', () => {
  it('are files that neither a task nor a recording knows, each with the reason', async () => {
    put('cut.sigmf-data', 'abcd');
    put('empty.sigmf-meta', '{"global":{}}');
    put('gone.png');
    put('half.sigmf-meta.tmp');
    put('task-7-1.csv');
    const found = await orphans('task-7-1.csv');
    expect(found.map(({ name }) => name)).toEqual([
      'cut.sigmf-data',
      'empty.sigmf-meta',
      'gone.png',
      'half.sigmf-meta.tmp',
    ]);
    expect(found[0]).toEqual({
      name: 'cut.sigmf-data',
      bytes: 4,
      why: 'Samples without their description, which was lost or never written.',
    });
    expect(new Set(found.map(({ why }) => why)).size).toBe(4);
  });

  it('are not: recordings made by hand and what is named after them, files of tasks, hidden files and folders', async () => {
    put('mine.sigmf-meta', '{}');
    put('mine.sigmf-data');
    put('mine.png');
    put('mine.power.csv');
    put('task.sigmf-data');
    put('.probe');
    mkdirSync(join(folder.path, 'trash'));
    expect(await orphans('task')).toEqual([]);
  });

  it('are not: descriptions that stand alone on purpose, and files being written', async () => {
    put('far.sigmf-meta', '{"global":{"core:dataset":"elsewhere.bin"}}');
    put('only.sigmf-meta', '{"global":{"core:metadata_only":true}}');
    put('new.sigmf-meta.tmp', 'x', 1000);
    expect(await orphans()).toEqual([]);
    expect((await findOrphans(folder.path, known([]), nowMs + 60_000)).map(({ name }) => name)).toEqual([
      'new.sigmf-meta.tmp',
    ]);
  });

  it('can not be told of a folder that is gone', async () => {
    const fault = await faultOf(findOrphans(join(folder.path, 'none'), known([]), nowMs));
    expect(fault.code).toBe('not-found');
  });
});

function known(all: readonly string[]) {
  return {
    unknownNames: ({ names }: { names: readonly string[] }) =>
      Promise.resolve(names.filter((name) => !all.includes(name))),
  };
}
