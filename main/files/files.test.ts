import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFiles } from './index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-files-'));
  mkdirSync(join(dir, 'open', 'inner'), { recursive: true });
  mkdirSync(join(dir, 'closed'));
  writeFileSync(join(dir, 'open', 'a.cu8'), 'xx');
  writeFileSync(join(dir, 'open', 'notes.txt'), 'xx');
  writeFileSync(join(dir, 'open', 'inner', 'b.sigmf-meta'), '{}');
  symlinkSync(join(dir, 'closed'), join(dir, 'open', 'inner', 'way-out'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('files', () => {
  it('resolves what was granted and nothing else', () => {
    const files = makeFiles(() => []);
    const { grant, name } = files.grant(join(dir, 'open', 'a.cu8'));
    expect(name).toBe('a.cu8');
    expect(files.resolve(grant)).toBe(join(dir, 'open', 'a.cu8'));
    expect(() => files.resolve(join(dir, 'open', 'a.cu8'))).toThrow(/not chosen/);
    expect(() => files.resolve('0'.repeat(32))).toThrow(/not chosen/);
  });

  it('browses the allowed folder: folders and recordings, nothing else', async () => {
    const files = makeFiles(() => [join(dir, 'open')]);
    const top = await files.browse(undefined);
    expect(top.entries.map((e) => e.name)).toEqual(['a.cu8', 'inner']);
    expect(top.parent).toBeUndefined();
    const inner = await files.browse(top.entries[1]?.grant);
    expect(inner.path).toEqual(['open', 'inner']);
    expect(inner.entries.map((e) => e.name)).toEqual(['b.sigmf-meta']);
    expect(inner.parent && files.resolve(inner.parent)).toBe(join(dir, 'open'));
  });

  it('shows what can be imported, and bundles, each where it is asked for', async () => {
    for (const name of ['a.flac', 'b.sigmf-data', 'b.sigmf-meta', 'c.wavekeep', 'd.csv', 'e.sigmf'])
      writeFileSync(join(dir, 'open', name), 'xx');
    const files = makeFiles(() => [join(dir, 'open')]);
    const names = async (show: 'imports' | 'bundles'): Promise<string[]> =>
      (await files.browse(undefined, show)).entries.map((e) => e.name);
    // A recording is shown once, by its metadata; folders can be opened, and imported whole.
    expect(await names('imports')).toEqual(['a.cu8', 'a.flac', 'b.sigmf-meta', 'e.sigmf', 'inner']);
    expect(await names('bundles')).toEqual(['c.wavekeep', 'inner']);
  });

  it('tells two allowed folders of the same name apart', async () => {
    mkdirSync(join(dir, 'closed', 'inner'));
    const files = makeFiles(() => [join(dir, 'open', 'inner'), join(dir, 'closed', 'inner'), dir]);
    const { entries } = await files.browse(undefined);
    expect(entries.map((e) => e.name).slice(0, 2)).toEqual(['open / inner', 'closed / inner']);
    expect(files.resolve(entries[2]!.grant)).toBe(dir);
  });

  it('does not leave the allowed folders, not even by a granted path', async () => {
    const files = makeFiles(() => [join(dir, 'open')]);
    const outside = files.grant(join(dir, 'closed'));
    await expect(files.browse(outside.grant)).rejects.toMatchObject({ code: 'permission' });
    const link = files.grant(join(dir, 'open', 'inner', 'way-out'));
    await expect(files.browse(link.grant)).rejects.toMatchObject({ code: 'permission' });
  });
});
