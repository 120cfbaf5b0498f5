/**
 * The page's connection to the engine: over the ports of the window in the desktop application, over a WebSocket
 * in a browser. The only place of the page that knows which; `worker-api.ts` is its counterpart in workers.
 */
import './jitless.ts';
import type { Port } from '../contract/bridge.ts';
import { connect } from '../contract/connect.ts';
import { Fault } from '../contract/fault.ts';
import { contract, type EngineClient } from '../contract/index.ts';
import { messagePort, webSocketPort } from '../contract/port.ts';
import { tabSecret, whyRefused, type Tab } from './session.ts';
import { openSocket, portGreetingMs, type SocketAddress, type WorkerTransport } from './worker-api.ts';

export interface Api {
  readonly client: EngineClient;
  /** Resolves when the connection has ended: with the reason, where there is one. */
  readonly closed: Promise<Fault | undefined>;
  /** Called once, however the connection ended. */
  onClose(listener: () => void): void;
  /** What a worker needs for a connection of its own: each call makes a fresh one. Throws as `openApi` does. */
  openWorkerPort(): Promise<WorkerTransport>;
}

/** The ports come when the page has loaded, whether the engine is up or not; beyond this none will. */
const portsLimitMs = 30_000;

interface WindowPorts {
  readonly control: MessagePort;
  /** For the first worker; later ones get a port of their own making. */
  bytes: MessagePort | undefined;
  /** The control port serves one connection: its loss is the engine's end. */
  used: boolean;
}

// The main process hands the ports over once, when the page has loaded: this must listen by then.
const windowPorts = location.protocol === 'app:' ? receivePorts() : undefined;

/**
 * Opens a connection; call it again after one was lost. Throws Fault 'unauthorised' or 'version' where only the
 * user can help, others where trying again may.
 */
export async function openApi(): Promise<Api> {
  const connection =
    windowPorts === undefined
      ? connect(contract, await socketPort())
      : connect(contract, controlPort(await windowPorts), { handshakeMs: portGreetingMs });
  await connection.ready;
  return {
    client: connection.api,
    closed: connection.closed,
    onClose: (listener) => void connection.closed.then(listener),
    openWorkerPort,
  };
}

async function openWorkerPort(): Promise<WorkerTransport> {
  if (windowPorts === undefined) return { kind: 'socket', ...(await socketAddress()) };
  const ports = await windowPorts;
  const handed = ports.bytes;
  ports.bytes = undefined;
  if (handed !== undefined) return { kind: 'port', port: handed };
  const { port1, port2 } = new MessageChannel();
  ports.control.postMessage(null, [port2]);
  return { kind: 'port', port: port1 };
}

function receivePorts(): Promise<WindowPorts> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
    };
    const receive = ({ source, origin, data, ports }: MessageEvent<unknown>): void => {
      const [control, bytes] = ports;
      const ours = source === window && origin === location.origin && isHandover(data);
      if (!ours || control === undefined || bytes === undefined) return;
      stop();
      resolve({ control, bytes, used: false });
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Fault('timeout', 'The window got no connection.', { hint: 'Restart Wavekeep.' }));
    }, portsLimitMs);
    window.addEventListener('message', receive);
  });
}

/** What the preload script says with the ports. */
function isHandover(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'wavekeep' in data && data.wavekeep === 'ports';
}

function controlPort(ports: WindowPorts): Port {
  if (ports.used)
    throw new Fault('unauthorised', 'The window has lost its engine.', { hint: 'Reload the window.' });
  ports.used = true;
  return messagePort(ports.control);
}

const tab: Tab = {
  hash: () => location.hash,
  forgetHash: () => history.replaceState(null, '', location.pathname),
  get storage() {
    return sessionStorage;
  },
  fetch: (path, init) => fetch(path, { ...init, cache: 'no-store' }),
};

async function socketAddress(): Promise<SocketAddress> {
  return { url: `ws://${location.host}/bridge`, secret: await tabSecret(tab) };
}

async function socketPort(): Promise<Port> {
  const address = await socketAddress();
  try {
    return webSocketPort(await openSocket(address));
  } catch {
    // The browser hides the reason; the server tells it to who holds the secret.
    throw await whyRefused(tab, address.secret);
  }
}
