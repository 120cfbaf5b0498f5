/** The page's end of the worker: starts it, gives it canvases and connections, and matches answers to questions. */
import { Fault } from '../../contract/fault.ts';
import { openWorkerPort } from '../link.ts';
import type { WorkerTransport } from '../worker-api.ts';
import type { Drawn, FromWorker, ToWorker } from './messages.ts';

/** Waits between attempts to give the worker a connection. */
const waitsMs = [300, 1000, 2000, 5000];

export interface LinkParts {
  picture: HTMLCanvasElement;
  overview: HTMLCanvasElement;
  drawn(drawn: Drawn): void;
  failed(fault: Fault): void;
}

export interface Link {
  send(message: Exclude<ToWorker, { kind: 'value' | 'levels' }>): void;
  /** dBFS of one bin there; undefined where it isn't here yet. */
  value(sample: number, hz: number): Promise<number | undefined>;
  /** A colour range for what is on screen, dBFS. */
  levels(): Promise<readonly [number, number] | undefined>;
  close(): void;
}

type Answer = Extract<FromWorker, { kind: 'value' | 'levels' }>;

export function openLink(parts: LinkParts): Link {
  const worker = new Worker(new URL('./tile.worker.ts', import.meta.url), { type: 'module' });
  const asked = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const post = (message: ToWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  const connect = (): void => {
    openWorkerPort().then(
      (transport) => {
        if (!closed) post({ kind: 'connect', transport }, portsOf(transport));
      },
      () => reconnect(),
    );
  };
  const reconnect = (): void => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(connect, waitsMs[Math.min(attempt++, waitsMs.length - 1)]);
  };
  const ask = (make: (id: number) => ToWorker): Promise<Answer> =>
    new Promise((resolve) => {
      asked.set(++lastId, resolve);
      post(make(lastId));
    });

  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    // What it said before it heard of its end is of a picture that is gone.
    if (closed) return;
    switch (data.kind) {
      case 'value':
      case 'levels':
        asked.get(data.id)?.(data);
        asked.delete(data.id);
        return;
      case 'drawn':
        // Tiles come: the next loss starts with a short wait.
        if (data.drawn.pending === 0) attempt = 0;
        return parts.drawn(data.drawn);
      case 'failed':
        return parts.failed(Fault.from(data.fault));
      case 'closed':
        return reconnect();
    }
  });

  // Its script is missing, or it ended at a mistake: an empty picture would say nothing.
  worker.addEventListener('error', () => {
    if (!closed)
      parts.failed(
        new Fault('internal', 'The picture can’t be drawn.', {
          hint: 'Reload the page; after an update of Wavekeep that is needed once.',
        }),
      );
  });

  const picture = parts.picture.transferControlToOffscreen();
  const overview = parts.overview.transferControlToOffscreen();
  post({ kind: 'start', picture, overview }, [picture, overview]);
  connect();

  return {
    send: (message) => post(message),
    async value(sample, hz) {
      const answer = await ask((id) => ({ kind: 'value', id, sample, hz }));
      return answer.kind === 'value' ? answer.db : undefined;
    },
    async levels() {
      const answer = await ask((id) => ({ kind: 'levels', id }));
      return answer.kind === 'levels' ? answer.range : undefined;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // The worker closes itself: first it gives its connection back.
      post({ kind: 'close' });
    },
  };
}

const portsOf = (transport: WorkerTransport): Transferable[] =>
  transport.kind === 'port' ? [transport.port] : [];
