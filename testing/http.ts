/** A served folder, and ways to knock at its door that no browser would allow, for the tests of main/serve. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { bytes, call } from '../contract/bridge.ts';
import { serve } from '../contract/serve.ts';
import { serveHttp, type HttpServing } from '../main/serve/index.ts';

export const contract = {
  room: {
    echo: call(z.object({ text: z.string() }), z.string()),
    rows: bytes(z.object({})),
  },
} as const;

/** A folder with a site, and beside it a file that nobody may reach. */
export async function makeSite(): Promise<{ site: string; dispose: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wavekeep-serve-'));
  const site = join(folder, 'site');
  await mkdir(join(site, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.html'), 'secret');
  await writeFile(join(site, 'index.html'), '<!doctype html><title>Wavekeep</title>');
  await writeFile(join(site, 'assets', 'app-1.js'), 'export {};');
  await writeFile(join(site, 'notes.xyz'), 'of no known type');
  await symlink(join(folder, 'secret.html'), join(site, 'link.html'));
  return { site, dispose: () => rm(folder, { recursive: true }) };
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
type Headers = Record<string, string>;

/** How a WebSocket is asked for; `origin: undefined` sends none. */
export interface Knock {
  path?: string;
  headers?: Headers;
  origin?: string | undefined;
}

export const json = { 'content-type': 'application/json' };
export const tokenOf = (url: string): string =>
  new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';

/** A running server and its visitors. */
export class House {
  readonly errors: unknown[] = [];
  /** Addresses for further tabs, as they were announced. */
  readonly addresses: string[] = [];
  attached = 0;
  #serving: HttpServing | undefined;

  static async open(site: string): Promise<House> {
    const house = new House();
    house.#serving = await serveHttp({
      rendererDir: site,
      onError: (error) => void house.errors.push(error),
      onAddress: (url) => void house.addresses.push(url),
      attach: (port) => {
        house.attached++;
        const rows = (_input: object, sink: { send(chunk: Uint8Array<ArrayBuffer>): void }): (() => void) => {
          sink.send(new Uint8Array(1000).fill(7));
          return () => undefined;
        };
        const server = { room: { echo: ({ text }: { text: string }) => text, rows } };
        serve(contract, server, port, { onInternal: (error) => void house.errors.push(error) });
      },
    });
    return house;
  }

  get url(): string {
    return this.#serving?.url ?? '';
  }
  get origin(): string {
    return new URL(this.url).origin;
  }
  get authority(): string {
    return new URL(this.url).host;
  }
  get port(): number {
    return Number(new URL(this.url).port);
  }
  /** The token that is good now. */
  get token(): string {
    return tokenOf(this.addresses.at(-1) ?? this.url);
  }
  async close(): Promise<void> {
    await this.#serving?.close();
  }

  /** One request as any program could send it: nothing is normalised on the way. */
  ask(method: string, path: string, headers: Headers = {}, body?: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const target = { host: '127.0.0.1', port: this.port, method, path, headers, agent: false };
      const request = httpRequest(target, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Everything the server says to these bytes until it closes. */
  async say(text: string): Promise<string> {
    const socket = connectTcp(this.port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    socket.on('data', (part) => (answer += part.toString()));
    await once(socket, 'close');
    return answer;
  }

  buy(token: string, headers: Headers = {}): Promise<HttpAnswer> {
    return this.ask(
      'POST',
      '/session',
      { origin: this.origin, ...json, ...headers },
      JSON.stringify({ token }),
    );
  }

  /** A fresh secret. */
  async secret(): Promise<string> {
    const { body } = await this.buy(this.token);
    return z.object({ secret: z.string() }).parse(JSON.parse(body)).secret;
  }

  /** The open socket, or the status it was refused with. */
  knock(protocols: string[], options: Knock = {}): Promise<{ socket: WebSocket } | { status: number }> {
    const { path = '/bridge', headers = {} } = options;
    const origin = 'origin' in options ? options.origin : this.origin;
    const socket = new WebSocket(`ws://127.0.0.1:${String(this.port)}${path}`, protocols, {
      headers,
      ...(origin === undefined ? {} : { origin }),
    });
    return new Promise((resolve) => {
      socket.on('open', () => resolve({ socket }));
      socket.on('unexpected-response', (_request, response) => {
        response.resume();
        // Ending it before it opened counts as an error, which is the point here.
        socket.on('error', () => undefined);
        socket.terminate();
        resolve({ status: response.statusCode ?? 0 });
      });
    });
  }

  async openSocket(secret: string): Promise<WebSocket> {
    const answer = await this.knock(['wavekeep', `secret.${secret}`]);
    if ('socket' in answer) return answer.socket;
    throw new Error(`refused with ${String(answer.status)}`);
  }
}
