/**
 * The whole application in a browser: the built renderer over HTTP and the bridge over WebSocket, for whoever
 * holds the one-time token. Bound to loopback unless a host is named.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Fault } from '../../contract/fault.ts';
import type { Port } from '../../contract/bridge.ts';
import { webSocketPort } from '../../contract/port.ts';
import {
  addressOf,
  isOurHost,
  isOurOrigin,
  offeredSecret,
  pathOf,
  subprotocol,
  type Address,
} from './door.ts';
import { openFiles, safeHeaders, type Files } from './files.ts';
import { answerSession } from './exchange.ts';
import { makeSessions, type Sessions } from './session.ts';

export interface HttpOptions {
  /** Answers the contract on the port of a tab that has shown its secret. */
  readonly attach: (port: Port) => void;
  /** The built renderer. */
  readonly rendererDir: string;
  /** The one name or address to listen on and be called by. @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Gets errors that answering a request met, whole; the browser is told 500. */
  readonly onError: (error: unknown) => void;
  /** Gets the address for one more tab, each time the last one was used. */
  readonly onAddress?: (url: string) => void;
}

export interface HttpServing {
  /** The address with the token that works once, in its fragment: browsers send fragments to nobody. */
  readonly url: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Largest WebSocket message taken in, bytes: four for each character the bridge allows. */
const maxPayloadBytes = 32 * 1024 * 1024;
/** Two for each tab (control and waterfall), for a few tabs. */
const maxSockets = 32;
/** TCP connections, those that only fetch files included. */
const maxConnections = 256;

/**
 * Throws Fault 'not-found' (no built interface), 'busy' (port taken), 'permission' or 'invalid' (an address that
 * is not this machine's, or a wildcard: the exact Host check needs the name people will type).
 */
export async function serveHttp(options: HttpOptions): Promise<HttpServing> {
  const host = options.host ?? '127.0.0.1';
  if (['', '0.0.0.0', '::', '*'].includes(host))
    throw new Fault('invalid', `'${host}' means every address, but one is needed that people type.`, {
      hint: 'Name one address or host name of this machine.',
    });
  const files = await openFiles(options.rendererDir);
  const http = createServer({ requestTimeout: 10_000, headersTimeout: 5000, maxHeaderSize: 16_384 });
  http.maxConnections = maxConnections;
  const address = await listen(http, host, options.port ?? 0);
  const sessions = makeSessions();
  const url = (): string => `${address.origin}/#token=${sessions.token}`;

  http.on('request', (request, response) => {
    answer(request, response, { address, files, sessions, onSpent: () => options.onAddress?.(url()) }).catch(
      (error: unknown) => {
        options.onError(error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      },
    );
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    handleProtocols: () => subprotocol,
  });
  http.on('upgrade', (request, socket, head) => {
    const status = upgradeStatus(request, address, sessions, sockets.clients.size);
    if (status !== 101) return refuseUpgrade(socket, status);
    sockets.handleUpgrade(request, socket, head, (webSocket) => options.attach(webSocketPort(webSocket)));
  });

  const first = url();
  return {
    url: first,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

interface Desk {
  readonly address: Address;
  readonly files: Files;
  readonly sessions: Sessions;
  readonly onSpent: () => void;
}

async function answer(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  for (const [name, value] of Object.entries(safeHeaders(desk.address.authority)))
    response.setHeader(name, value);
  const path = pathOf(request);
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (!isOurHost(request, desk.address)) response.writeHead(421).end();
  else if (path === undefined) response.writeHead(400).end();
  else if (path === '/session') await answerSession(request, response, desk);
  else if (!reading) response.writeHead(405, { allow: 'GET, HEAD' }).end();
  else await desk.files(path, request.method === 'HEAD', response);
  // What is left of a body nobody reads would keep the connection busy.
  request.resume();
}

/** 101 where the upgrade may go on, else why not. */
function upgradeStatus(
  request: IncomingMessage,
  address: Address,
  sessions: Sessions,
  openSockets: number,
): 101 | 401 | 403 | 404 | 421 | 503 {
  if (!isOurHost(request, address)) return 421;
  if (request.url !== '/bridge') return 404;
  if (!isOurOrigin(request, address)) return 403;
  const secret = offeredSecret(request);
  if (secret === undefined || !sessions.knows(secret)) return 401;
  return openSockets >= maxSockets ? 503 : 101;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  // The other side may be gone already: there is nobody left to tell.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${String(status)} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Listens and says under which address; what the system refuses becomes a fault. */
async function listen(http: Server, host: string, port: number): Promise<Address> {
  http.listen({ host, port, exclusive: true });
  try {
    await once(http, 'listening');
  } catch (error) {
    throw listenFault(error, host, port);
  }
  const bound = http.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('The server has no TCP address.');
  return addressOf(host, bound.port);
}

function listenFault(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `${host}:${String(port)}`;
  if (code === 'EADDRINUSE')
    return new Fault('busy', `Another program listens on ${place} already.`, {
      hint: 'Choose another port, or 0 for a free one.',
    });
  if (code === 'EACCES')
    return new Fault('permission', `This user may not listen on ${place}.`, {
      hint: 'Choose a port above 1023.',
    });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new Fault('invalid', `${host} is not an address of this machine.`, {
      hint: 'Name an address this machine has, or leave it out for this machine alone.',
    });
  return error;
}
