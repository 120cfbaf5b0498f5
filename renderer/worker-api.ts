/** How a worker reaches the engine on its own connection, so that the page's thread never sees a row. */
import './jitless.ts';
import { connect, type Connection } from '../contract/connect.ts';
import { Fault } from '../contract/fault.ts';
import { contract, type WavekeepContract } from '../contract/index.ts';
import { messagePort, webSocketPort } from '../contract/port.ts';

/** What the page posts to a worker; a port is transferred. */
export type WorkerTransport =
  { readonly kind: 'port'; readonly port: MessagePort } | ({ readonly kind: 'socket' } & SocketAddress);

export interface SocketAddress {
  readonly url: string;
  readonly secret: string;
}

/**
 * How long a port may wait for its greeting: it ends by itself when the engine's process does, and an engine that
 * repairs a long recording before it answers takes minutes.
 */
export const portGreetingMs = 600_000;

/** The bridge's name at the server; the secret travels beside it in a header, never in the address. */
const subprotocol = 'wavekeep';

/**
 * Connects inside a worker and waits until both sides agree. Throws Fault 'version', 'timeout' or 'cancelled'
 * (the connection ended before it was up).
 */
export async function connectWorker(transport: WorkerTransport): Promise<Connection<WavekeepContract>> {
  const connection =
    transport.kind === 'port'
      ? connect(contract, messagePort(transport.port), { handshakeMs: portGreetingMs })
      : connect(contract, webSocketPort(await openSocket(transport)));
  await connection.ready;
  return connection;
}

/** Opens the socket of the bridge. Throws Fault 'cancelled' where it is refused: browsers do not say why. */
export function openSocket({ url, secret }: SocketAddress): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [subprotocol, `secret.${secret}`]);
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () =>
      reject(new Fault('cancelled', 'The server did not open a connection.')),
    );
  });
}
