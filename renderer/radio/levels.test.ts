import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../contract/settings.ts';
import { suits } from './levels.ts';

describe('levels at the first look', () => {
  const fitted = { minDb: -64, maxDb: -18 };

  it('nobody has chosen the defaults: they are always fitted', () => {
    expect(suits(defaultSettings.view, { minDb: -110, maxDb: -20 })).toBe(false);
  });

  it('a range somebody chose stays while noise and peaks are to be seen', () => {
    expect(suits({ minDb: -75, maxDb: -25 }, fitted)).toBe(true);
    expect(suits({ minDb: -64, maxDb: 10 }, fitted)).toBe(true);
  });

  it('it is fitted anew where the noise would flood it, sink in it, or peaks burn out', () => {
    expect(suits({ minDb: -95, maxDb: -25 }, fitted)).toBe(false);
    expect(suits({ minDb: -40, maxDb: 0 }, fitted)).toBe(false);
    expect(suits({ minDb: -75, maxDb: -40 }, fitted)).toBe(false);
  });
});
