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

/** The bridge's name at the server; the secret travels beside it in a header, never in the address. */
const subprotocol = 'wavekeep';

/**
 * Connects inside a worker and waits until both sides agree. Throws Fault 'version', 'timeout' or 'cancelled'
 * (the connection ended before it was up).
 */
export async function connectWorker(transport: WorkerTransport): Promise<Connection<WavekeepContract>> {
  const port =
    transport.kind === 'port' ? messagePort(transport.port) : webSocketPort(await openSocket(transport));
  const connection = connect(contract, port);
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
