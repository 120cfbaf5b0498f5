/** Every attack on the door, over real sockets. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { bytes, call } from '../../contract/bridge.ts';
import { connect } from '../../contract/connect.ts';
import { webSocketPort } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';
import { addressOf } from './door.ts';
import { serveHttp, type HttpServing } from './index.ts';
import { makeSessions, sameText } from './session.ts';

const contract = {
  room: {
    echo: call(z.object({ text: z.string() }), z.string()),
    rows: bytes(z.object({})),
  },
} as const;

let folder: string;
let serving: HttpServing;
let origin: string;
let port: number;
let errors: unknown[];
let addresses: string[];
let attached: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavekeep-serve-'));
  const site = join(folder, 'site');
  await mkdir(join(site, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.html'), 'secret');
  await writeFile(join(site, 'index.html'), '<!doctype html><title>Wavekeep</title>');
  await writeFile(join(site, 'assets', 'app-1.js'), 'export {};');
  await writeFile(join(site, 'notes.xyz'), 'of no known type');
  await symlink(join(folder, 'secret.html'), join(site, 'link.html'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  errors = [];
  addresses = [];
  attached = 0;
  serving = await serveHttp({
    rendererDir: join(folder, 'site'),
    onError: (error) => void errors.push(error),
    onAddress: (url) => void addresses.push(url),
    attach: (bridge) => {
      attached++;
      serve(
        contract,
        {
          room: {
            echo: ({ text }) => text,
            rows: (_input, sink) => {
              sink.send(new Uint8Array(1000).fill(7));
              return () => undefined;
            },
          },
        },
        bridge,
        { onInternal: (error) => void errors.push(error) },
      );
    },
  });
  const url = new URL(serving.url);
  origin = url.origin;
  port = Number(url.port);
});
afterEach(async () => {
  await serving.close();
  expect(errors).toEqual([]);
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
/** One request as any program could send it: nothing is normalised on the way. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.end(body);
  });
}

const tokenOf = (url: string): string => new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';

const json = { 'content-type': 'application/json' };
const buy = (token: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('POST', '/session', { origin, ...json, ...headers }, JSON.stringify({ token }));

async function secret(): Promise<string> {
  const parsed = z
    .object({ secret: z.string() })
    .parse(JSON.parse((await buy(tokenOf(addresses.at(-1) ?? serving.url))).body));
  return parsed.secret;
}

/** 'open' with the socket, or the status it was refused with. */
async function knock(
  protocols: string[],
  options: { path?: string; headers?: Record<string, string>; origin?: string | undefined } = {},
): Promise<{ socket: WebSocket } | { status: number }> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${options.path ?? '/bridge'}`, protocols, {
    headers: options.headers ?? {},
    ...('origin' in options ? (options.origin === undefined ? {} : { origin: options.origin }) : { origin }),
  });
  return await new Promise((resolve) => {
    socket.on('open', () => resolve({ socket }));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      socket.on('error', () => undefined);
      socket.terminate();
      resolve({ status: response.statusCode ?? 0 });
    });
  });
}

async function openSocket(): Promise<WebSocket> {
  const answer = await knock(['wavekeep', `secret.${await secret()}`]);
  if (!('socket' in answer)) throw new Error(`refused with ${String(answer.status)}`);
  return answer.socket;
}

describe('files', () => {
  it('are answered with headers that forbid remote code, frames and guessing', async () => {
    for (const path of ['/', '/index.html', '/?x=1', '/assets/app-1.js']) {
      const { status, headers } = await ask('GET', path);
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
    expect((await ask('GET', '/assets/app-1.js')).headers['content-type']).toMatch(/^text\/javascript/);
    expect(await ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
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
    const { status, body } = await ask('GET', path);
    expect([status, body]).toEqual([404, '']);
  });

  it('an absolute request target is no way to name a file', async () => {
    expect((await ask('GET', `http://evil.example/index.html`, { host: new URL(origin).host })).status).toBe(
      400,
    );
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'the method %s is refused',
    async (method) => {
      const { status, headers } = await ask(method, '/index.html', { origin });
      expect(status).toBe(405);
      expect(headers['allow']).toBe('GET, HEAD');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('CONNECT makes no tunnel', async () => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.write('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n');
    let text = '';
    socket.on('data', (part) => (text += part.toString()));
    await once(socket, 'close');
    expect(text).not.toContain(' 200 ');
  });
});

describe('a wrong Host (DNS rebinding)', () => {
  const wrong = (): Record<string, string>[] => [
    { host: 'evil.example' },
    { host: `evil.example:${String(port)}` },
    { host: `localhost:${String(port)}` },
    { host: '127.0.0.1' },
    { host: '127.0.0.1:1' },
  ];

  it('gets neither files, nor a session, nor the bridge', async () => {
    const good = await secret();
    for (const headers of wrong()) {
      expect((await ask('GET', '/', headers)).status).toBe(421);
      expect((await buy(tokenOf(addresses.at(-1)!), headers)).status).toBe(421);
      const answer = await knock(['wavekeep', `secret.${good}`], { headers });
      expect(answer).toEqual({ status: 421 });
    }
    expect(addresses).toHaveLength(1);
  });

  it.each([
    ['two of them', (good: string) => `GET / HTTP/1.1\r\nHost: ${good}\r\nHost: evil.example\r\n`],
    ['none in HTTP/1.1', () => 'GET / HTTP/1.1\r\n'],
    ['none in HTTP/1.0', () => 'GET / HTTP/1.0\r\n'],
    ['an empty one', () => 'GET / HTTP/1.1\r\nHost:\r\n'],
  ])('is noticed: %s', async (_name, request) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.write(`${request(new URL(origin).host)}Connection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (part) => (text += part.toString()));
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 4/);
    expect(text).not.toContain('<title>');
  });
});

describe('the token', () => {
  it('is in the fragment, long, and buys one secret', async () => {
    expect(serving.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
    const token = tokenOf(serving.url);
    const first = await buy(token);
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.body).not.toContain(token);
    expect((await buy(token)).status).toBe(401);
  });

  it('is followed by another for the next tab', async () => {
    await secret();
    expect(addresses).toHaveLength(1);
    expect(tokenOf(addresses[0]!)).not.toBe(tokenOf(serving.url));
    expect((await buy(tokenOf(addresses[0]!))).status).toBe(200);
  });

  it('works once where many try at the same time', async () => {
    const token = tokenOf(serving.url);
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(token)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  it('wrong, empty or missing gets nothing and spends nothing', async () => {
    const token = tokenOf(serving.url);
    for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toLowerCase()])
      expect((await buy(wrong)).status).toBe(401);
    for (const body of ['', '{', '{}', '[]', 'null', `{"token":1}`, `{"token":"${token}","more":1}`])
      expect((await ask('POST', '/session', { origin, ...json }, body)).status).toBe(400);
    expect((await buy(token)).status).toBe(200);
  });

  it('from another origin, or none, gets nothing and spends nothing', async () => {
    const token = tokenOf(serving.url);
    const body = JSON.stringify({ token });
    for (const from of [
      'http://evil.example',
      'null',
      origin.replace('127.0.0.1', 'localhost'),
      `${origin}.evil`,
    ])
      expect((await ask('POST', '/session', { origin: from, ...json }, body)).status).toBe(403);
    expect((await ask('POST', '/session', json, body)).status).toBe(403);
    expect((await buy(token)).status).toBe(200);
  });

  it('as a form of another page could send it gets nothing', async () => {
    const body = JSON.stringify({ token: tokenOf(serving.url) });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await ask('POST', '/session', { origin, 'content-type': type }, body)).status).toBe(415);
  });

  it('in a body larger than a token needs is not read', async () => {
    const body = JSON.stringify({ token: 'x'.repeat(2000) });
    expect((await ask('POST', '/session', { origin, ...json }, body)).status).toBe(413);
    const chunked = { origin, ...json, 'transfer-encoding': 'chunked' };
    expect((await ask('POST', '/session', chunked, body)).status).toBe(413);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD'])('%s /session is refused', async (method) => {
    expect((await ask(method, '/session', { origin })).status).toBe(405);
  });
});

describe('the bridge', () => {
  it('opens for the secret, carries calls and bytes, and again after a reload', async () => {
    const good = await secret();
    for (let load = 0; load < 2; load++) {
      const answer = await knock(['wavekeep', `secret.${good}`]);
      if (!('socket' in answer)) throw new Error('refused');
      expect(answer.socket.protocol).toBe('wavekeep');
      const link = connect(contract, webSocketPort(answer.socket));
      await expect(link.api.room.echo({ text: 'ü'.repeat(1000) })).resolves.toBe('ü'.repeat(1000));
      const chunk = await new Promise<Uint8Array>((resolve) => {
        link.api.room.rows({}, { next: (rows) => resolve(rows) });
      });
      expect(chunk).toEqual(new Uint8Array(1000).fill(7));
      link.close();
    }
    expect(attached).toBe(2);
  });

  it('stays closed without the right secret', async () => {
    const good = await secret();
    for (const protocols of [
      [],
      ['wavekeep'],
      [`secret.${good}`],
      ['wavekeep', 'secret.'],
      ['wavekeep', `secret.${good.slice(1)}`],
      ['wavekeep', good],
      ['wavekeep', `secret.${tokenOf(addresses[0]!)}`],
    ])
      expect(await knock(protocols)).toEqual({ status: 401 });
    expect(attached).toBe(0);
  });

  it('stays closed to another origin, or none', async () => {
    const offer = ['wavekeep', `secret.${await secret()}`];
    for (const from of [
      'http://evil.example',
      'null',
      undefined,
      `${origin}/`,
      origin.replace('http', 'https'),
    ])
      expect(await knock(offer, { origin: from })).toEqual({ status: 403 });
    expect(attached).toBe(0);
  });

  it('is at one path only, and never takes the secret from the address', async () => {
    const good = await secret();
    for (const path of ['/', '/bridge/', '/bridge?x', `/bridge?secret=${good}`])
      expect(await knock(['wavekeep', `secret.${good}`], { path })).toEqual({ status: 404 });
    expect((await ask('GET', '/bridge')).status).toBe(404);
  });

  it('closes on a payload beyond the limit', async () => {
    const socket = await openSocket();
    socket.send('x'.repeat(5 * 1024 * 1024));
    const [code] = (await once(socket, 'close')) as [number];
    // 1009: message too big (RFC 6455, 7.4.1).
    expect(code).toBe(1009);
  });

  it('closes on what is no message', async () => {
    const socket = await openSocket();
    socket.send('{');
    await once(socket, 'close');
    expect(errors.splice(0)).toEqual([expect.objectContaining({ code: 'invalid' })]);
  });

  it('limits how many are open', async () => {
    const good = await secret();
    const offer = ['wavekeep', `secret.${good}`];
    const open: WebSocket[] = [];
    for (let i = 0; i < 32; i++) {
      const answer = await knock(offer);
      if ('socket' in answer) open.push(answer.socket);
    }
    expect(open).toHaveLength(32);
    expect(await knock(offer)).toEqual({ status: 503 });
    open[0]?.close();
    await once(open[0]!, 'close');
    expect(await knock(offer)).toHaveProperty('socket');
  });

  it('tells a tab whether its secret is good still', async () => {
    const good = await secret();
    expect((await ask('GET', '/session', { authorization: `Bearer ${good}` })).status).toBe(204);
    expect((await ask('GET', '/session', { authorization: `Bearer ${good}x` })).status).toBe(401);
    expect((await ask('GET', '/session')).status).toBe(401);
  });
});

describe('starting', () => {
  const start = (options: { host?: string; port?: number; rendererDir?: string }): Promise<HttpServing> =>
    serveHttp({
      rendererDir: join(folder, 'site'),
      attach: () => undefined,
      onError: () => undefined,
      ...options,
    });

  it('says why it can not', async () => {
    await expect(start({ port })).rejects.toMatchObject({ code: 'busy' });
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'invalid' });
    for (const host of ['0.0.0.0', '::', ''])
      await expect(start({ host })).rejects.toMatchObject({ code: 'invalid' });
    await expect(start({ rendererDir: join(folder, 'none') })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('listens on the named host only, and answers to that name', async () => {
    const named = await start({ host: 'localhost' });
    expect(named.url).toMatch(/^http:\/\/localhost:\d+\/#token=/);
    const { origin: namedOrigin } = new URL(named.url);
    expect((await fetch(namedOrigin)).status).toBe(200);
    await named.close();
  });

  it('writes addresses as browsers do', () => {
    expect(addressOf('127.0.0.1', 8080)).toEqual({
      authority: '127.0.0.1:8080',
      origin: 'http://127.0.0.1:8080',
    });
    expect(addressOf('Mast.Local', 80)).toEqual({ authority: 'mast.local', origin: 'http://mast.local' });
    expect(addressOf('::1', 81)).toEqual({ authority: '[::1]:81', origin: 'http://[::1]:81' });
  });
});

describe('sessions', () => {
  it('forget the oldest beyond sixty-four', () => {
    const sessions = makeSessions();
    const secrets = Array.from({ length: 65 }, () => sessions.exchange(sessions.token) ?? '');
    expect(new Set(secrets).size).toBe(65);
    expect(secrets.map((one) => sessions.knows(one))).toEqual([false, ...Array<boolean>(64).fill(true)]);
    expect(sessions.knows('')).toBe(false);
  });

  it('compare texts of any length', () => {
    expect([sameText('', ''), sameText('a', 'a'), sameText('a', 'ab'), sameText('ab', 'a')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
