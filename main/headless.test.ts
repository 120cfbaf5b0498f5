/** The whole way without a window: token, socket, engine, simulated radio, rows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { connect, type Connection } from '../contract/connect.ts';
import { contract, type WavekeepContract } from '../contract/index.ts';
import { webSocketPort } from '../contract/port.ts';
import { readBatchHead, readRowHead } from '../contract/rows.ts';
import { defaultSettings } from '../contract/settings.ts';
import { json, makeSite, tokenOf } from '../testing/http.ts';
import { startHeadless, type Headless } from './headless.ts';

const fftSize = 1024;
const spectrum = { ...defaultSettings.view.spectrum, fftSize };

let site: Awaited<ReturnType<typeof makeSite>>;
let profileDir: string;
let running: Headless | undefined;
let addresses: string[];

beforeEach(async () => {
  site = await makeSite();
  profileDir = await mkdtemp(join(tmpdir(), 'wavekeep-headless-'));
  addresses = [];
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await rm(profileDir, { recursive: true });
  await site.dispose();
});

async function start(): Promise<Headless> {
  running = await startHeadless({
    profileDir,
    version: '0.0.0',
    rendererDir: site.site,
    onAddress: (url) => void addresses.push(url),
  });
  return running;
}

/** What a tab does: buys the secret, opens a socket, greets. */
async function enter(address: string): Promise<Connection<WavekeepContract>> {
  const { origin, host } = new URL(address);
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { ...json, origin },
    body: JSON.stringify({ token: tokenOf(address) }),
  });
  const { secret } = z.object({ secret: z.string() }).parse(await response.json());
  const socket = new WebSocket(`ws://${host}/bridge`, ['wavekeep', `secret.${secret}`], { origin });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const link = connect(contract, webSocketPort(socket), { validateOutput: true });
  await link.ready;
  return link;
}

describe('the engine without a window', () => {
  it('answers a tab, shows rows of the simulated band to two of them, and ends whole', async () => {
    const { url } = await start();
    const first = await enter(url);
    const second = await enter(addresses[0] ?? '');
    expect((await first.api.app.info({})).host).toBe('server');

    const state = await first.api.radio.start({ id: 'sim:band' });
    expect(state.phase).toBe('running');
    for (const { api } of [first, second]) {
      const batch = await new Promise<Uint8Array>((resolve, reject) => {
        const rows = api.radio.rows(
          { id: 'sim:band', spectrum },
          {
            next(chunk, done) {
              done();
              rows.close();
              resolve(chunk);
            },
            end: (fault) => reject(fault ?? new Error('the rows ended')),
          },
        );
      });
      expect(readBatchHead(batch).width).toBe(fftSize);
      expect(readRowHead(batch, 0)).toMatchObject({
        centreHz: state.settings?.centreHz,
        sampleRateHz: state.settings?.sampleRateHz,
      });
    }

    await running?.close();
    // The tabs learn of it and can say so.
    expect((await first.closed)?.code).toBe('cancelled');
    expect((await second.closed)?.code).toBe('cancelled');
  });

  it('leaves nothing running where it can not serve', async () => {
    await site.dispose();
    const failed = startHeadless({ profileDir, version: '0.0.0', rendererDir: site.site });
    await expect(failed).rejects.toMatchObject({ code: 'not-found' });
    site = await makeSite();
  });
});
