/** The page's end of the worker: starts it, gives it canvases and connections, and matches answers to questions. */
import type { WorkerTransport } from '../worker-api.ts';
import type { Auto, FromWorker, PainterChoice, Probe, ToWorker } from './messages.ts';

/** Waits between attempts to give the worker a connection. */
const waitsMs = [300, 1000, 2000, 5000];

export interface Canvases {
  plot: HTMLCanvasElement;
  fall: HTMLCanvasElement;
  strip: HTMLCanvasElement;
  over: HTMLCanvasElement;
}

export interface LinkOptions {
  canvases: Canvases;
  painter: PainterChoice;
  fontUrl: string;
  /** A fresh connection for the worker; called again after one was lost. */
  openPort: () => Promise<WorkerTransport>;
  /** Everything the worker says but answers. */
  heard(message: FromWorker): void;
}

export interface Link {
  send(message: ToWorker): void;
  probe(): Promise<Probe>;
  auto(): Promise<Auto | undefined>;
  close(): void;
}

type Answer = Extract<FromWorker, { kind: 'probe' | 'auto' }>;

export function openLink(options: LinkOptions): Link {
  const worker = new Worker(new URL('./waterfall.worker.ts', import.meta.url), { type: 'module' });
  const asked = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const send = (message: ToWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);

  const connect = (): void => {
    options.openPort().then(
      (transport) => {
        if (closed) return;
        send({ kind: 'connect', transport }, portsOf(transport));
      },
      () => reconnect(),
    );
  };
  const reconnect = (): void => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(connect, waitsMs[Math.min(attempt++, waitsMs.length - 1)]);
  };

  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === 'probe' || data.kind === 'auto') {
      asked.get(data.id)?.(data);
      asked.delete(data.id);
      return;
    }
    if (data.kind === 'closed') reconnect();
    // Rows flow again: the next loss starts with a short wait.
    if (data.kind === 'stats') attempt = 0;
    options.heard(data);
  });

  const ask = (what: 'probe' | 'auto'): Promise<Answer> =>
    new Promise((resolve) => {
      asked.set(++lastId, resolve);
      send({ kind: 'ask', id: lastId, what });
    });

  const { plot, fall, strip, over } = options.canvases;
  const offscreen = {
    plot: plot.transferControlToOffscreen(),
    fall: fall.transferControlToOffscreen(),
    strip: strip.transferControlToOffscreen(),
    over: over.transferControlToOffscreen(),
  };
  send({ kind: 'start', ...offscreen, painter: options.painter, fontUrl: options.fontUrl }, [
    offscreen.plot,
    offscreen.fall,
    offscreen.strip,
    offscreen.over,
  ]);
  connect();

  return {
    send: (message) => send(message),
    async probe() {
      const answer = await ask('probe');
      if (answer.kind !== 'probe') throw new Error('The waterfall answered another question.');
      return answer.probe;
    },
    async auto() {
      const answer = await ask('auto');
      return answer.kind === 'auto' ? answer.auto : undefined;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // The worker closes itself: first it gives its credits and its connection back.
      send({ kind: 'close' });
    },
  };
}

/** The ports in a transport: they are handed over, everything else is copied. */
function portsOf(transport: unknown): Transferable[] {
  if (transport instanceof MessagePort) return [transport];
  if (typeof transport !== 'object' || transport === null) return [];
  return Object.values(transport).filter((value) => value instanceof MessagePort);
}
