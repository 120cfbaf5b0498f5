import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { connect } from '../../contract/connect.ts';
import { webSocketPort } from '../../contract/port.ts';
import { contract, House, makeSite, tokenOf } from '../../testing/http.ts';
import { addressOf } from './door.ts';
import { serveHttp, type HttpServing } from './index.ts';

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

describe('the bridge', () => {
  it('opens for the secret, carries calls and bytes, and again after a reload', async () => {
    const good = await house.secret();
    for (let load = 0; load < 2; load++) {
      const answer = await house.knock(['wavekeep', `secret.${good}`]);
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
    expect(house.attached).toBe(2);
  });

  it('stays closed without the right secret', async () => {
    const good = await house.secret();
    for (const protocols of [
      [],
      ['wavekeep'],
      [`secret.${good}`],
      ['wavekeep', 'secret.'],
      ['wavekeep', `secret.${good.slice(1)}`],
      ['wavekeep', good],
      ['wavekeep', `secret.${tokenOf(house.addresses[0]!)}`],
    ])
      expect(await house.knock(protocols)).toEqual({ status: 401 });
    expect(house.attached).toBe(0);
  });

  it('stays closed to another origin, or none', async () => {
    const offer = ['wavekeep', `secret.${await house.secret()}`];
    for (const from of [
      'http://evil.example',
      'null',
      undefined,
      `${house.origin}/`,
      house.origin.replace('http', 'https'),
    ])
      expect(await house.knock(offer, { origin: from })).toEqual({ status: 403 });
    expect(house.attached).toBe(0);
  });

  it('is at one path only, and never takes the secret from the address', async () => {
    const good = await house.secret();
    for (const path of ['/', '/bridge/', '/bridge?x', `/bridge?secret=${good}`])
      expect(await house.knock(['wavekeep', `secret.${good}`], { path })).toEqual({ status: 404 });
    expect((await house.ask('GET', '/bridge')).status).toBe(404);
  });

  it('closes on a payload beyond the limit', async () => {
    const socket = await house.openSocket(await house.secret());
    socket.send('x'.repeat(33 * 1024 * 1024));
    const [code] = (await once(socket, 'close')) as [number];
    // 1009: message too big (RFC 6455, 7.4.1).
    expect(code).toBe(1009);
  });

  it('closes on what is no message', async () => {
    const socket = await house.openSocket(await house.secret());
    socket.send('{');
    await once(socket, 'close');
    expect(house.errors.splice(0)).toEqual([expect.objectContaining({ code: 'invalid' })]);
  });

  it('limits how many are open', async () => {
    const good = await house.secret();
    const offer = ['wavekeep', `secret.${good}`];
    const open: WebSocket[] = [];
    for (let i = 0; i < 32; i++) {
      const answer = await house.knock(offer);
      if ('socket' in answer) open.push(answer.socket);
    }
    expect(open).toHaveLength(32);
    expect(await house.knock(offer)).toEqual({ status: 503 });
    open[0]?.close();
    await once(open[0]!, 'close');
    expect(await house.knock(offer)).toHaveProperty('socket');
  });

  it('tells a tab whether its secret is good still', async () => {
    const good = await house.secret();
    expect((await house.ask('GET', '/session', { authorization: `Bearer ${good}` })).status).toBe(204);
    expect((await house.ask('GET', '/session', { authorization: `Bearer ${good}x` })).status).toBe(401);
    expect((await house.ask('GET', '/session')).status).toBe(401);
  });
});

describe('starting', () => {
  const start = (options: { host?: string; port?: number; rendererDir?: string }): Promise<HttpServing> =>
    serveHttp({
      rendererDir: site,
      attach: () => undefined,
      onError: () => undefined,
      ...options,
    });

  it('says why it can not', async () => {
    await expect(start({ port: house.port })).rejects.toMatchObject({ code: 'busy' });
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'invalid' });
    for (const host of ['0.0.0.0', '::', ''])
      await expect(start({ host })).rejects.toMatchObject({ code: 'invalid' });
    await expect(start({ rendererDir: `${site}-none` })).rejects.toMatchObject({ code: 'not-found' });
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
