/**
 * A real rtl_tcp server on loopback that streams a simulated scene at the rate its client sets: one client
 * at a time, as the original. Faults are asked for by the test.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { openRadio, type Receiver, type SampleSink } from '../main/device/index.ts';

export interface TestServerOptions {
  /** Default `sim:band`; its samples are made unsigned. */
  scene?: string;
  /** 0: any free port. */
  port?: number;
  /** Default 5, an R820T, with its 29 gains. */
  tuner?: number;
  gainCount?: number;
  /** Instead of the header of 12 bytes. */
  header?: Uint8Array;
}

export interface TestServer {
  readonly port: number;
  /** Name of the radio this server is. */
  readonly id: string;
  /** Commands received, in order, of all clients. */
  readonly commands: { code: number; value: number }[];
  /** Clients that got a header. */
  readonly clients: number;
  /** Bytes sent to all clients, and thrown away because a client was slow. */
  readonly sentBytes: number;
  readonly droppedBytes: number;
  /** Ends the client's connection, as a pulled network cable does. */
  kick(): void;
  /** Samples stop (true) and go on, the connection stays. What is not sent is lost. */
  stall(stalled: boolean): void;
  /** Refuses connections until `listen`. */
  deafen(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** As much as the original queues for a client that doesn't read. */
const longestQueueBytes = 8 << 20;

export async function startRtltcpServer(options: TestServerOptions = {}): Promise<TestServer> {
  const scene = options.scene ?? 'sim:band';
  const commands: { code: number; value: number }[] = [];
  let port = options.port ?? 0;
  let server: Server | undefined;
  let client: Socket | undefined;
  let clients = 0;
  let sentBytes = 0;
  let droppedBytes = 0;
  let stalled = false;
  /** Everything that touches the simulated radio, one after the other. */
  let work: Promise<unknown> = Promise.resolve();
  const radio: Receiver = await openRadio(`${scene}${scene.includes('?') ? '&' : '?'}format=cu8`);

  const sink: SampleSink = {
    write(samples) {
      if (!client || stalled) return undefined;
      if (client.writableLength > longestQueueBytes) droppedBytes += samples.byteLength;
      else {
        sentBytes += samples.byteLength;
        client.write(samples.slice());
      }
      return undefined;
    },
    lost: () => undefined,
    clipped: () => undefined,
    disconnected: () => undefined,
    returned: () => undefined,
    ended: () => undefined,
    position: () => undefined,
  };

  const obey = async (code: number, value: number): Promise<void> => {
    commands.push({ code, value });
    switch (code) {
      case 0x01:
        await radio.tune(value);
        return;
      case 0x02:
        if (value === radio.settings.sampleRateHz) return;
        await radio.stop();
        await radio.setSampleRate(value);
        if (client) await radio.start(sink);
        return;
      case 0x04:
        await radio.setGain('VGA', (value | 0) / 10);
        return;
      default:
    }
  };

  const serve = (socket: Socket): void => {
    client = socket;
    clients++;
    socket.setNoDelay(true);
    const head = Buffer.alloc(12);
    head.write('RTL0');
    head.writeUInt32BE(options.tuner ?? 5, 4);
    head.writeUInt32BE(options.gainCount ?? 29, 8);
    socket.write(options.header ?? head);
    let received = Buffer.alloc(0);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      for (; received.length >= 5; received = received.subarray(5)) {
        const code = received.readUInt8(0);
        const value = received.readUInt32BE(1);
        work = work.then(() => obey(code, value));
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (client !== socket) return;
      client = undefined;
      work = work.then(() => radio.stop());
      const next = waiting.shift();
      if (next) serve(next);
    });
    work = work.then(() => radio.start(sink));
  };

  /** Clients that connected while another is served: the original leaves them without a header. */
  let waiting: Socket[] = [];

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const made = createServer((socket) => {
        if (client) {
          waiting.push(socket);
          socket.on('error', () => undefined);
          socket.on('close', () => (waiting = waiting.filter((one) => one !== socket)));
        } else serve(socket);
      });
      made.on('error', reject);
      made.listen(port, '127.0.0.1', () => {
        const address = made.address();
        if (address !== null && typeof address === 'object') port = address.port;
        server = made;
        resolve();
      });
    });

  const deafen = async (): Promise<void> => {
    const open = server;
    server = undefined;
    client?.destroy();
    for (const socket of waiting) socket.destroy();
    if (open) await new Promise((resolve) => open.close(resolve));
    await work;
  };

  await listen();
  return {
    get port() {
      return port;
    },
    get id() {
      return `rtltcp:127.0.0.1:${port}`;
    },
    commands,
    get clients() {
      return clients;
    },
    get sentBytes() {
      return sentBytes;
    },
    get droppedBytes() {
      return droppedBytes;
    },
    kick: () => client?.destroy(),
    stall(next) {
      stalled = next;
    },
    deafen,
    listen,
    async close() {
      await deafen();
      await radio.close();
    },
  };
}
