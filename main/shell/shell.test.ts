import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCrashCounter } from './crash.ts';
import { withinLimit } from './deadline.ts';
import { flavourOf, titleOf } from './flavour.ts';
import { parseOptions } from './options.ts';

describe('flavour', () => {
  it('is a release only in a package on the pinned Electron', () => {
    expect(flavourOf('45.4.1', '45.4.1', true)).toBe('release');
    expect(flavourOf('45.4.1', '45.4.1', false)).toBe('development');
    expect(flavourOf('33.2.1', '45.4.1', true)).toBe('test-fallback');
    expect(flavourOf('33.2.1', '45.4.1', false)).toBe('test-fallback');
  });
  it('is in the title of everything but a release', () => {
    expect(titleOf('release')).toBe('Wavekeep');
    expect(titleOf('development')).toContain('development');
    expect(titleOf('test-fallback')).toContain('test-fallback');
  });
});

describe('options', () => {
  it('takes the profile folder in both spellings, before the environment', () => {
    const env = { WAVEKEEP_DATA: 'from-env' };
    expect(parseOptions(['electron', '.', '--data', 'a'], env)).toEqual({ dataFolder: resolve('a') });
    expect(parseOptions(['electron', '--inspect=0', '.', '--data=b'], env)).toEqual({
      dataFolder: resolve('b'),
    });
    expect(parseOptions(['electron', '.'], env)).toEqual({ dataFolder: resolve('from-env') });
    expect(parseOptions(['electron', '.'], {})).toEqual({});
  });
});

describe('crashes of the page', () => {
  it('are mended twice a minute, not for ever', () => {
    const again = makeCrashCounter();
    expect([again(0), again(1000), again(2000)]).toEqual([true, true, false]);
    expect(again(120_000)).toBe(true);
  });
});

describe('deadline', () => {
  it('tells work that ended from work that hangs, and passes errors on', async () => {
    expect(await withinLimit(Promise.resolve(), 1000)).toBe(true);
    expect(await withinLimit(new Promise(() => undefined), 10)).toBe(false);
    await expect(withinLimit(Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
  });
});
