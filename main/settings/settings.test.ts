import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../contract/settings.ts';
import { openSettings } from './index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-settings-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('settings', () => {
  it('starts with the defaults and keeps a change across a restart', () => {
    const first = openSettings(dir);
    expect(first.current).toEqual(defaultSettings);
    first.change({ theme: 'light', author: 'Ada' });
    expect(openSettings(dir).current).toMatchObject({ theme: 'light', author: 'Ada' });
  });

  it('refuses a bad value with its name and keeps the old one', () => {
    const settings = openSettings(dir);
    expect(() => settings.change({ nameTemplate: 'a/b' })).toThrow(/nameTemplate/);
    expect(settings.current.nameTemplate).toBe(defaultSettings.nameTemplate);
    expect(openSettings(dir).current.nameTemplate).toBe(defaultSettings.nameTemplate);
  });

  it('takes the last good copy when the file is damaged, and sets the damaged one aside', () => {
    openSettings(dir).change({ author: 'Grace' });
    writeFileSync(join(dir, 'settings.json'), '{"theme": "dar');
    const again = openSettings(dir);
    expect(again.current.author).toBe('Grace');
    expect(again.problem).toMatch(/damaged/);
    const aside = readdirSync(dir).find((name) => name.includes('.damaged-'));
    expect(aside && readFileSync(join(dir, aside), 'utf8')).toBe('{"theme": "dar');
  });

  it('fills what an older version did not know with defaults', () => {
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ author: 'Edwin' }));
    expect(openSettings(dir).current).toEqual({ ...defaultSettings, author: 'Edwin' });
  });

  it('tells watchers the value now and after each change', () => {
    const settings = openSettings(dir);
    const seen: string[] = [];
    const stop = settings.watch({ send: (value) => seen.push(value.theme), end: () => undefined });
    settings.change({ theme: 'light' });
    stop();
    settings.change({ theme: 'auto' });
    expect(seen).toEqual(['dark', 'light']);
  });
});
