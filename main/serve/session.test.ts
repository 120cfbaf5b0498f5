import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { House, json, makeSite, tokenOf } from '../../testing/http.ts';
import { makeSessions, sameText } from './session.ts';

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

describe('the token', () => {
  it('is in the fragment, long, and buys one secret', async () => {
    expect(house.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
    const token = tokenOf(house.url);
    const first = await house.buy(token);
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.body).not.toContain(token);
    expect((await house.buy(token)).status).toBe(401);
  });

  it('is followed by another for the next tab', async () => {
    await house.secret();
    expect(house.addresses).toHaveLength(1);
    expect(tokenOf(house.addresses[0]!)).not.toBe(tokenOf(house.url));
    expect((await house.buy(tokenOf(house.addresses[0]!))).status).toBe(200);
  });

  it('works once where many try at the same time', async () => {
    const token = tokenOf(house.url);
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.buy(token)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  it('wrong, empty or missing gets nothing and spends nothing', async () => {
    const token = tokenOf(house.url);
    for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toLowerCase()])
      expect((await house.buy(wrong)).status).toBe(401);
    for (const body of ['', '{', '{}', '[]', 'null', `{"token":1}`, `{"token":"${token}","more":1}`])
      expect((await house.ask('POST', '/session', { origin: house.origin, ...json }, body)).status).toBe(400);
    expect((await house.buy(token)).status).toBe(200);
  });

  it('from another origin, or none, gets nothing and spends nothing', async () => {
    const token = tokenOf(house.url);
    const body = JSON.stringify({ token });
    for (const from of [
      'http://evil.example',
      'null',
      house.origin.replace('127.0.0.1', 'localhost'),
      `${house.origin}.evil`,
    ])
      expect((await house.ask('POST', '/session', { origin: from, ...json }, body)).status).toBe(403);
    expect((await house.ask('POST', '/session', json, body)).status).toBe(403);
    expect((await house.buy(token)).status).toBe(200);
  });

  it('as a form of another page could send it gets nothing', async () => {
    const body = JSON.stringify({ token: tokenOf(house.url) });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect(
        (await house.ask('POST', '/session', { origin: house.origin, 'content-type': type }, body)).status,
      ).toBe(415);
  });

  it('in a body larger than a token needs is not read', async () => {
    const body = JSON.stringify({ token: 'x'.repeat(2000) });
    expect((await house.ask('POST', '/session', { origin: house.origin, ...json }, body)).status).toBe(413);
    const chunked = { origin: house.origin, ...json, 'transfer-encoding': 'chunked' };
    expect((await house.ask('POST', '/session', chunked, body)).status).toBe(413);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD'])('%s /session is refused', async (method) => {
    expect((await house.ask(method, '/session', { origin: house.origin })).status).toBe(405);
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
