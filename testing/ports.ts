/** Pairs of connected Ports over real transports, for tests of what crosses them. */
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import type { Port } from '../contract/bridge.ts';
import { messagePort, webSocketPort } from '../contract/port.ts';

export interface PortPair {
  readonly serverPort: Port;
  readonly clientPort: Port;
  /** Sends something no Port would: to play a broken client. */
  raw(data: unknown): void;
  /** Closes whatever is still open. */
  dispose(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  readonly open: () => Promise<PortPair>;
}

export const transports: readonly Transport[] = [
  { name: 'message channel', open: () => Promise.resolve(openChannel()) },
  { name: 'web socket', open: openSocket },
];

function openChannel(): PortPair {
  const { port1, port2 } = new MessageChannel();
  return {
    serverPort: messagePort(port1),
    clientPort: messagePort(port2),
    raw: (data) => port2.postMessage(data),
    dispose: () => {
      port1.close();
      return Promise.resolve();
    },
  };
}

async function openSocket(): Promise<PortPair> {
  const listener = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const accepted = new Promise<WebSocket>((resolve) => listener.once('connection', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${String(address.port)}`);
  const [server] = await Promise.all([accepted, once(client, 'open')]);
  return {
    serverPort: webSocketPort(server),
    clientPort: webSocketPort(client),
    raw: (data) =>
      client.send(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data)),
    dispose: async () => {
      client.terminate();
      server.terminate();
      const closed = once(listener, 'close');
      listener.close();
      await closed;
    },
  };
}
