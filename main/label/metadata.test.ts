/** Labels and the recordings' metadata: kept in step, whoever changes which. */
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { centreHz, metaOf, openLabels, sampleCount, seen, type TestLabels } from '../../testing/labels.ts';
import { rowOf } from '../../testing/catalogue.ts';
import { startMs } from '../../testing/store.ts';
import { readMeta, validate, writeMeta } from '../sigmf/index.ts';

let folder: TestFolder;
let test: TestLabels;
const open: TestLabels[] = [];
const opened = async (
  ...more: Parameters<typeof openLabels> extends [string, ...infer R] ? R : never
): Promise<TestLabels> => {
  const one = await openLabels(folder.path, ...more);
  open.push(one);
  return one;
};
beforeEach(async () => {
  folder = makeTestFolder();
  test = await opened();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  folder.remove();
});

const box = { startSample: 1000, sampleCount: 500, lowerHz: centreHz - 5000, upperHz: centreHz + 5000 };
const problems = async (path: string): Promise<string[]> =>
  (await validate([path])).flatMap((one) => one.problems.map(({ where, message }) => `${where}: ${message}`));

describe('metadata', () => {
  it('changed by others is merged, not overwritten', async () => {
    const path = await test.recording('a');
    const { uuids } = await test.edit(
      'a',
      { kind: 'add', label: { ...box, name: 'one' } },
      { kind: 'add', label: { ...box, name: 'two' } },
      { kind: 'add', label: { ...box, name: 'gone' } },
    );
    const meta = await test.written('a');
    // Another program: its own annotation, one of ours renamed, one with a field of its own.
    const theirs = { 'core:sample_start': 5, 'core:sample_count': 6, 'core:label': 'theirs' };
    await writeMeta(path, {
      ...meta,
      global: {
        ...meta.global,
        'core:extensions': [
          ...(meta.global['core:extensions'] ?? []),
          { name: 'other', version: '1.0.0', optional: true },
        ],
      },
      annotations: [
        theirs,
        ...meta.annotations.map((one) =>
          one['core:uuid'] === uuids[0] ? { ...one, 'core:label': 'renamed', 'other:field': 7 } : one,
        ),
      ],
    });
    await utimes(path, new Date(), new Date(Date.now() + 1000));
    await test.edit(
      'a',
      { kind: 'remove', uuid: uuids[2]! },
      { kind: 'change', uuid: uuids[1]!, change: { name: 'mine' } },
    );
    await seen(test.labels, 'a', ({ written, labels }) => written && labels.length === 3);
    const after = (await readMeta(path)).meta.annotations;
    expect(after.map((one) => one['core:label'])).toEqual(['theirs', 'renamed', 'mine']);
    expect(after[1]?.['other:field']).toBe(7);
    expect((await test.of('a')).map(({ name }) => name)).toEqual(['theirs', 'renamed', 'mine']);
    expect(await problems(path)).toEqual([]);
  });

  it('is written at the next start where it could not be before', async () => {
    const path = await test.recording('a');
    const meta = await readFile(path, 'utf8');
    await test.edit('a', { kind: 'add', label: box });
    await test.written('a');
    await writeFile(path, '{');
    await test.edit('a', { kind: 'add', label: { ...box, startSample: 7 } });
    const set = await seen(test.labels, 'a', ({ problem }) => problem !== undefined);
    expect(set).toMatchObject({ written: false });
    expect(set.problem).toContain('not JSON');
    expect(set.labels).toHaveLength(2);
    await open.pop()?.close();
    await writeFile(path, meta);
    test = await opened();
    expect((await test.written('a')).annotations).toHaveLength(2);
  });

  it('of what is being recorded waits for its end', async () => {
    const path = await test.recording(
      'a',
      metaOf([], {
        'wavekeep:state': 'recording',
        'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
      }),
    );
    await test.edit('a', { kind: 'add', label: box });
    const set = await seen(test.labels, 'a', ({ problem }) => problem !== undefined);
    expect(set.problem).toContain('still being recorded');
    expect((await readMeta(path)).meta.annotations).toEqual([]);
  });

  it('keeps the collection that lists it right', async () => {
    const path = await test.recording('a');
    const other = 'b'.repeat(128);
    const collection = {
      collection: {
        'core:version': '1.2.5',
        'core:streams': [
          { name: 'a', hash: 'c'.repeat(128), note: 1 },
          { name: 'z', hash: other },
        ],
      },
    };
    const file = join(folder.path, 'set.sigmf-collection');
    await writeFile(file, JSON.stringify(collection));
    await writeFile(join(folder.path, 'not.sigmf-collection'), 'no JSON');
    await test.edit('a', { kind: 'add', label: box });
    await test.written('a');
    const hash = createHash('sha512')
      .update(await readFile(path))
      .digest('hex');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      collection: {
        'core:version': '1.2.5',
        'core:streams': [
          { name: 'a', hash, note: 1 },
          { name: 'z', hash: other },
        ],
      },
    });
    expect(await readFile(join(folder.path, 'not.sigmf-collection'), 'utf8')).toBe('no JSON');
  });

  it('of a file without any stands beside the library, whole enough for other readers', async () => {
    await writeFile(join(folder.path, 'tone_433.92M_250k.cu8'), new Uint8Array(2 * sampleCount).fill(127));
    const id = 'tone_433.92M_250k.cu8';
    await test.store.putRecordings({
      rows: [rowOf(id, { format: 'raw', samples: sampleCount })],
      nowMs: startMs,
    });
    await test.edit(id, { kind: 'add', label: box });
    const meta = await test.written(id);
    expect(meta.global).toMatchObject({
      'core:datatype': 'cu8',
      'core:sample_rate': 250_000,
      'core:dataset': id,
      'wavekeep:path': join(folder.path, id),
    });
    expect(meta.captures).toMatchObject([{ 'core:sample_start': 0, 'core:frequency': 433.92e6 }]);
    expect(meta.annotations).toHaveLength(1);
    // Laid beside its data it is SigMF.
    const beside = join(folder.path, 'tone.sigmf-meta');
    await writeFile(beside, await readFile(join(folder.path, 'library', `${id}.sigmf-meta`)));
    expect(await problems(beside)).toEqual([]);
  });

  it('that may not be written is left alone: the labels stand beside it, and that is said', async () => {
    const locked = await opened({ notOwn: ['a'] });
    const path = await locked.recording(
      'a',
      metaOf([{ 'core:sample_start': 3, 'core:sample_count': 4, 'core:label': 'x' }]),
    );
    const before = await readFile(path, 'utf8');
    await locked.edit('a', { kind: 'add', label: box });
    const meta = await locked.written('a');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(meta.annotations).toHaveLength(2);
    expect(meta.captures).toHaveLength(2);
    expect(meta.global).toMatchObject({ 'core:dataset': 'a.sigmf-data', 'wavekeep:path': path });
    const { problem } = await seen(locked.labels, 'a', () => true);
    expect(problem).toContain("can't be written");
  });
});
