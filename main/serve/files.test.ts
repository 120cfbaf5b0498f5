import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { House, makeSite } from '../../testing/http.ts';

let site: string;
let disposeSite: () => Promise<void>;
let house: House;

beforeAll(async () => {
  ({ site, dispose: disposeSite } = await makeSite());
});
afterAll(() => disposeSite());
beforeEach(async () => {
  house = await House.open(site);
});
afterEach(async () => {
  await house.close();
  expect(house.errors).toEqual([]);
});

describe('files', () => {
  it('are answered with headers that forbid remote code, frames and guessing', async () => {
    for (const path of ['/', '/index.html', '/?x=1', '/assets/app-1.js']) {
      const { status, headers } = await house.ask('GET', path);
      expect(status).toBe(200);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:/);
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
    expect((await house.ask('GET', '/assets/app-1.js')).headers['content-type']).toMatch(/^text\/javascript/);
    expect(await house.ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/..\\secret.html',
    '//secret.html',
    '/./index.html',
    '/link.html',
    '/notes.xyz',
    '/assets',
    '/assets/',
    '/index.html%00.png',
    '/missing.html',
  ])('nothing outside the folder, no link and no folder: %s', async (path) => {
    const { status, body } = await house.ask('GET', path);
    expect([status, body]).toEqual([404, '']);
  });

  it('an absolute request target is no way to name a file', async () => {
    expect((await house.ask('GET', `http://evil.example/index.html`, { host: house.authority })).status).toBe(
      400,
    );
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'the method %s is refused',
    async (method) => {
      const { status, headers } = await house.ask(method, '/index.html', { origin: house.origin });
      expect(status).toBe(405);
      expect(headers['allow']).toBe('GET, HEAD');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('CONNECT makes no tunnel', async () => {
    const text = await house.say('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n');
    expect(text).not.toContain(' 200 ');
  });
});

describe('a wrong Host (DNS rebinding)', () => {
  const wrong = (): Record<string, string>[] => [
    { host: 'evil.example' },
    { host: `evil.example:${String(house.port)}` },
    { host: `localhost:${String(house.port)}` },
    { host: '127.0.0.1' },
    { host: '127.0.0.1:1' },
  ];

  it('gets neither files, nor a session, nor the bridge', async () => {
    const good = await house.secret();
    for (const headers of wrong()) {
      expect((await house.ask('GET', '/', headers)).status).toBe(421);
      expect((await house.buy(house.token, headers)).status).toBe(421);
      const answer = await house.knock(['wavekeep', `secret.${good}`], { headers });
      expect(answer).toEqual({ status: 421 });
    }
    expect(house.addresses).toHaveLength(1);
  });

  it.each([
    ['two of them', (good: string) => `GET / HTTP/1.1\r\nHost: ${good}\r\nHost: evil.example\r\n`],
    ['none in HTTP/1.1', () => 'GET / HTTP/1.1\r\n'],
    ['none in HTTP/1.0', () => 'GET / HTTP/1.0\r\n'],
    ['an empty one', () => 'GET / HTTP/1.1\r\nHost:\r\n'],
  ])('is noticed: %s', async (_name, request) => {
    const text = await house.say(`${request(house.authority)}Connection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 4/);
    expect(text).not.toContain('<title>');
  });
});
