/**
 * Adapters from real transports to Port. The transports are described structurally, so that this file needs
 * the types of none of them and works in every process.
 */
import type { Port } from './bridge.ts';

/** A DOM MessagePort or one of node:worker_threads. */
export interface MessagePortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
  start(): void;
  close(): void;
}

/** Electron's MessagePortMain, seen from the main process. */
export interface ElectronPortLike {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown; ports: ElectronPortLike[] }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A browser's WebSocket or one of `ws`, open already. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
  close(): void;
}

/** Port over a DOM or node MessagePort. The buffer of a chunk is transferred. */
export function messagePort(port: MessagePortLike): Port {
  const life = makeLife(() => port.close());
  port.addEventListener('close', life.end);
  return {
    ...life.face,
    post(message, chunk) {
      if (life.ended()) return;
      if (chunk === undefined) port.postMessage({ message }, []);
      else port.postMessage({ message, chunk }, [chunk.buffer]);
    },
    onMessage(listener) {
      port.addEventListener('message', (event) => open('data' in event ? event.data : undefined, listener));
      port.start();
    },
    bufferedBytes: 0,
  };
}

/**
 * Port over Electron's MessagePortMain, which clones buffers: of a view it would clone all of the buffer.
 * The page may send further ports over it, one for each worker that needs a connection of its own: `onPort` gets
 * them; without it they are closed.
 */
export function electronPort(port: ElectronPortLike, onPort?: (port: ElectronPortLike) => void): Port {
  const life = makeLife(() => port.close());
  port.on('close', life.end);
  return {
    ...life.face,
    post(message, chunk) {
      if (life.ended()) return;
      if (chunk === undefined) port.postMessage({ message });
      else
        port.postMessage({
          message,
          chunk: chunk.byteLength === chunk.buffer.byteLength ? chunk : chunk.slice(),
        });
    },
    onMessage(listener) {
      port.on('message', ({ data, ports }) => {
        if (ports.length === 0) return open(data, listener);
        for (const further of ports)
          if (onPort === undefined || life.ended()) further.close();
          else onPort(further);
      });
      port.start();
    },
    bufferedBytes: 0,
  };
}

/**
 * Port over an open WebSocket: a message is JSON text; a chunk is a binary frame of u32 head length (little
 * endian), the head as JSON, padded with spaces so that the chunk starts at a multiple of 8, and the chunk.
 */
export function webSocketPort(socket: WebSocketLike): Port {
  const life = makeLife(() => socket.close());
  const openState = 1;
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('close', life.end);
  socket.addEventListener('error', life.end);
  return {
    ...life.face,
    post(message, chunk) {
      if (life.ended() || socket.readyState !== openState) return;
      const text = JSON.stringify(message);
      socket.send(chunk === undefined ? text : joinFrame(text, chunk));
    },
    onMessage(listener) {
      socket.addEventListener('message', (event) => {
        if (life.ended()) return;
        if (typeof event.data === 'string') listener(parseJson(event.data));
        else if (event.data instanceof ArrayBuffer) splitFrame(event.data, listener);
        else listener(undefined);
      });
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}

type Listener = Parameters<Port['onMessage']>[0];

/** The common part: the end is told once, whichever side or error caused it. */
function makeLife(closeTransport: () => void): {
  end: () => void;
  ended: () => boolean;
  face: Pick<Port, 'onClose' | 'close'>;
} {
  const listeners: (() => void)[] = [];
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    for (const listener of listeners.splice(0)) listener();
  };
  return {
    end,
    ended: () => ended,
    face: {
      onClose(listener) {
        if (ended) listener();
        else listeners.push(listener);
      },
      close() {
        closeTransport();
        end();
      },
    },
  };
}

/** Unpacks what a message port carried; anything else arrives as undefined, which nobody accepts. */
function open(data: unknown, listener: Listener): void {
  if (typeof data !== 'object' || data === null || !('message' in data)) return listener(undefined);
  if (!('chunk' in data)) return listener(data.message);
  const { message, chunk } = data;
  if (chunk instanceof Uint8Array && chunk.buffer instanceof ArrayBuffer)
    return listener(message, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  listener(undefined);
}

function joinFrame(text: string, chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(text);
  const start = Math.ceil((4 + head.length) / 8) * 8;
  const frame = new Uint8Array(start + chunk.byteLength);
  new DataView(frame.buffer).setUint32(0, start - 4, true);
  frame.fill(0x20, 4, start);
  frame.set(head, 4);
  frame.set(chunk, start);
  return frame;
}

function splitFrame(frame: ArrayBuffer, listener: Listener): void {
  const headLength = frame.byteLength < 4 ? Infinity : new DataView(frame).getUint32(0, true);
  if (4 + headLength > frame.byteLength) return listener(undefined);
  const head = parseJson(new TextDecoder().decode(new Uint8Array(frame, 4, headLength)));
  listener(head, new Uint8Array(frame, 4 + headLength));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: nobody accepts undefined, so the connection ends with a clear fault.
    return undefined;
  }
}
