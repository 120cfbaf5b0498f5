import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAssets, type AssetRequest } from './assets.ts';

let base = '';
let folder = '';
let answer: (request: AssetRequest) => Promise<Response>;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'wavekeep-assets-'));
  folder = join(base, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'notes.sqlite'), 'not an asset');
  writeFileSync(join(base, 'secret.js'), 'secret');
  symlinkSync(join(base, 'secret.js'), join(folder, 'link.js'));
  answer = makeAssets(folder);
});
afterAll(() => rmSync(base, { recursive: true }));

describe('app://wavekeep', () => {
  it('answers the page with a strict policy and cross-origin isolation', async () => {
    const page = await answer(new Request('app://wavekeep/'));
    expect(await page.text()).toContain('<title>page</title>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const policy = new Map(
      page.headers
        .get('content-security-policy')!
        .split('; ')
        .map((rule) => {
          const [name, ...sources] = rule.split(' ');
          return [name!, sources] as const;
        }),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('script-src')).toEqual(["'self'"]);
    for (const [name, sources] of policy)
      for (const source of sources) {
        expect(source, `${name} lets no address in`).toMatch(/^('self'|'none'|'unsafe-inline'|data:|blob:)$/);
        if (source === "'unsafe-inline'") expect(name).toBe('style-src');
      }
  });

  it('answers files below the folder with their type', async () => {
    const script = await answer(new Request('app://wavekeep/assets/a.js?v=1'));
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const head = await answer(new Request('app://wavekeep/assets/a.js', { method: 'HEAD' }));
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  it.each([
    'app://wavekeep/../secret.js',
    'app://wavekeep/%2e%2e/secret.js',
    'app://wavekeep/..%2fsecret.js',
    'app://wavekeep/..%5csecret.js',
    'app://wavekeep/assets/../../secret.js',
    'app://wavekeep//secret.js',
    'app://wavekeep/%00index.html',
    'app://wavekeep/link.js',
    'app://wavekeep/assets',
    'app://wavekeep/assets/notes.sqlite',
    'app://wavekeep/missing.js',
    'app://elsewhere/index.html',
    'app://user@wavekeep/index.html',
    'app://wavekeep:81/index.html',
  ])('refuses %s', async (url) => {
    // Some of these are no valid Request in Node; Electron builds its own, so only url and method are used.
    const response = await answer({ url, method: 'GET' });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('refuses to be written to', async () => {
    const response = await answer(new Request('app://wavekeep/', { method: 'POST', body: 'x' }));
    expect(response.status).toBe(405);
  });

  it('shows a rebuilt page without a restart', async () => {
    writeFileSync(join(folder, 'assets', 'b.js'), 'export {};');
    await answer(new Request('app://wavekeep/'));
    expect((await answer(new Request('app://wavekeep/assets/b.js'))).status).toBe(200);
  });
});
