/** One TCP connection to an rtl_tcp server: header in, samples out, commands across. */
import { connect, type Socket } from 'node:net';
import { Fault } from '../../../contract/fault.ts';
import type { ServerName } from './name.ts';
import { headerBytes, readHeader, writeCommand, type CommandName, type Header } from './protocol.ts';

export interface LinkTimes {
  /** To connect and to say the header. */
  openMs: number;
  /** Silence after which a server counts as stalled. */
  stallMs: number;
}

export interface Link {
  readonly header: Header;
  send(name: CommandName, value: number): void;
  /**
   * Where samples go from now on: whole samples, valid during the call. Before, and with undefined, they are
   * dropped: a server streams from the first moment.
   */
  listen(listener: ((samples: Uint8Array) => void) | undefined): void;
  /** Called once when the connection ended by itself, with why. */
  onLost(listener: (fault: Fault) => void): void;
  close(): void;
}

const startHint = 'Start it on that machine with: rtl_tcp -a 0.0.0.0';

function connectFault(error: NodeJS.ErrnoException, address: string): Fault {
  switch (error.code) {
    case 'ECONNREFUSED':
      return new Fault('not-found', `No rtl_tcp server listens at ${address}.`, {
        hint: startHint,
        cause: error,
      });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Fault('not-found', `No machine answers to the name in ${address}.`, {
        hint: 'Check the name, or give its address as numbers.',
        cause: error,
      });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new Fault('timeout', `${address} can't be reached.`, {
        hint: 'Check the network and the address.',
        cause: error,
      });
    default:
      return new Fault(
        'device-lost',
        `The connection to ${address} broke (${error.code ?? error.message}).`,
        {
          hint: 'It is tried again by itself.',
          cause: error,
        },
      );
  }
}

/**
 * Connects and reads the header. Throws Fault not-found (refused, no such host), timeout (unreachable, or
 * nothing said: most likely serving somebody else), unsupported (no rtl_tcp), device-lost, cancelled.
 */
export function openLink(name: ServerName, times: LinkTimes, signal?: AbortSignal): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: name.host, port: name.port });
    let received = new Uint8Array(0);
    let connected = false;
    const fail = (fault: Fault): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      reject(fault);
    };
    const abort = (): void => fail(new Fault('cancelled', `Connecting to ${name.address} was cancelled.`));
    const timer = setTimeout(() => fail(silentFault(name.address, connected)), times.openMs);
    signal?.addEventListener('abort', abort);
    socket.setNoDelay(true);
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('error', (error) => fail(connectFault(error, name.address)));
    socket.on('close', () => fail(closedFault(name.address)));
    socket.on('data', (data) => {
      received = new Uint8Array(Buffer.concat([received, data]));
      if (received.byteLength < headerBytes) return;
      const header = readHeader(received);
      if (!header) {
        fail(
          new Fault('unsupported', `What answers at ${name.address} is no rtl_tcp server.`, {
            hint: 'Check the port: rtl_tcp listens at 1234 unless told otherwise.',
          }),
        );
        return;
      }
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners();
      resolve(makeLink(socket, header, name.address, times, received.subarray(headerBytes)));
    });
    if (signal?.aborted) abort();
  });
}

function silentFault(address: string, connected: boolean): Fault {
  return connected
    ? new Fault('timeout', `${address} accepts the connection but says nothing.`, {
        hint: 'An rtl_tcp server serves one program at a time: close the other one.',
      })
    : new Fault('timeout', `${address} does not answer.`, { hint: 'Check the network and the address.' });
}

function closedFault(address: string): Fault {
  return new Fault('device-lost', `The rtl_tcp server at ${address} closed the connection.`, {
    hint: 'It is tried again by itself; check that the stick is still plugged in there.',
  });
}

function makeLink(
  socket: Socket,
  header: Header,
  address: string,
  times: LinkTimes,
  first: Uint8Array,
): Link {
  let listener: ((samples: Uint8Array) => void) | undefined;
  let onLost: ((fault: Fault) => void) | undefined;
  let lost: Fault | undefined;
  let closed = false;
  /** A sample cut in two by the network: its I waits here. */
  const joint = new Uint8Array(2);
  let held = false;

  const lose = (fault: Fault): void => {
    if (closed || lost) return;
    lost = fault;
    socket.destroy();
    onLost?.(fault);
  };

  const take = (data: Uint8Array): void => {
    let from = 0;
    if (held && data.byteLength > 0) {
      joint[1] = data[0] ?? 0;
      held = false;
      from = 1;
      listener?.(joint);
    }
    const whole = (data.byteLength - from) & ~1;
    if (whole > 0) listener?.(data.subarray(from, from + whole));
    if (from + whole < data.byteLength) {
      joint[0] = data[from + whole] ?? 0;
      held = true;
    }
  };

  socket.on('error', (error) => lose(connectFault(error, address)));
  socket.on('close', () => lose(closedFault(address)));
  socket.setTimeout(times.stallMs, () =>
    lose(
      new Fault('device-lost', `The rtl_tcp server at ${address} stopped sending samples.`, {
        hint: 'It is tried again by itself; check the network and the stick.',
      }),
    ),
  );
  socket.on('data', take);
  take(first);

  return {
    header,
    send(name, value) {
      if (!socket.destroyed) socket.write(writeCommand(name, value));
    },
    listen(next) {
      listener = next;
    },
    onLost(next) {
      onLost = next;
      if (lost) next(lost);
    },
    close() {
      closed = true;
      socket.destroy();
    },
  };
}
