/** /session: buys a secret for the token (POST), and says whether a secret is good still (GET). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isOurOrigin, type Address } from './door.ts';
import type { Sessions } from './session.ts';

/** A token in its JSON fits many times over. */
const maxBodyBytes = 1024;
const Body = z.object({ token: z.string().max(200) }).strict();

export interface ExchangeDesk {
  readonly address: Address;
  readonly sessions: Sessions;
  /** The token was spent: there is a new one for the next tab. */
  readonly onSpent: () => void;
}

export async function answerSession(
  request: IncomingMessage,
  response: ServerResponse,
  desk: ExchangeDesk,
): Promise<void> {
  if (request.method === 'GET') {
    const secret = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    response.writeHead(secret !== undefined && desk.sessions.knows(secret) ? 204 : 401).end();
  } else if (request.method === 'POST') await exchange(request, response, desk);
  else response.writeHead(405, { allow: 'GET, POST' }).end();
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  desk: ExchangeDesk,
): Promise<void> {
  if (!isOurOrigin(request, desk.address)) return void response.writeHead(403).end();
  // A form of another site can't send this type without being asked first.
  if (request.headers['content-type'] !== 'application/json') return void response.writeHead(415).end();
  const text = await readBody(request);
  if (text === undefined) return void response.writeHead(413, { connection: 'close' }).end();
  const body = Body.safeParse(parseJson(text));
  if (!body.success) return void response.writeHead(400).end();
  const secret = desk.sessions.exchange(body.data.token);
  if (secret === undefined) return void response.writeHead(401).end();
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ secret }));
  desk.onSpent();
}

/** The body as text; undefined when it is larger than allowed, without reading the rest. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  // Destroying the request on the way out would take the connection with it before the answer.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > maxBodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: no body is accepted as undefined.
    return undefined;
  }
}
