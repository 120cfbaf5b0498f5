import { describe, expect, it } from 'vitest';
import { isOurPage } from './origin.ts';
import { allowedPermissions, mayHave, mayLoad } from './permission.ts';

const page = 'app://wavekeep/';

/** Every permission Electron 45 knows, plus one it does not. */
const denied = [
  'accessibility-events',
  'background-fetch',
  'background-sync',
  'clipboard-read',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'periodic-background-sync',
  'pointerLock',
  'serial',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
];

describe('permissions', () => {
  it.each(['fullscreen', 'clipboard-sanitized-write', 'speaker-selection'])('gives our page %s', (name) => {
    expect(mayHave(name, page, true)).toBe(true);
  });
  it.each(denied)('denies %s', (name) => expect(mayHave(name, page, true)).toBe(false));
  it('has no other on its list', () => expect(allowedPermissions.size).toBe(3));
  it('gives nothing to a frame inside the page, to another origin, or to nobody', () => {
    expect(mayHave('fullscreen', page, false)).toBe(false);
    for (const url of [
      'https://wavekeep/',
      'app://wavekeep.example/',
      'about:blank',
      '',
      'file:///etc/passwd',
    ])
      expect(mayHave('fullscreen', url, true), url).toBe(false);
  });
});

describe('origin', () => {
  it.each(['app://wavekeep/', 'app://wavekeep/index.html#receive', 'app://wavekeep'])('knows %s', (url) =>
    expect(isOurPage(url)).toBe(true),
  );
  it.each([
    'app://wavekeep@evil/',
    'app://evil@wavekeep/',
    'app://wavekeep:1/',
    'app:wavekeep',
    'app:///wavekeep',
    'APPX://wavekeep/',
    'https://wavekeep/',
    'devtools://wavekeep/',
    '',
  ])('does not know %s', (url) => expect(isOurPage(url)).toBe(false));
});

describe('network', () => {
  it.each([
    'https://example.org/a.js',
    'http://127.0.0.1/',
    'ws://localhost:1/',
    'file:///etc/passwd',
    'ftp://x/',
    '',
  ])('loads nothing from %s', (url) => expect(mayLoad(url)).toBe(false));
  it.each([page, 'blob:app://wavekeep/1', 'data:,x'])('loads %s', (url) => expect(mayLoad(url)).toBe(true));
});
