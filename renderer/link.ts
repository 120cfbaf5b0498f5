/** The connection to the engine: opening it, attaching the stores, and coming back after it was lost. */
import { create } from 'zustand';
import type { Api } from './api.ts';
import type { WorkerTransport } from './worker-api.ts';
import type { EngineClient } from '../contract/index.ts';
import type { Stop } from '../contract/bridge.ts';
import { Fault } from '../contract/fault.ts';
import { toFault } from './fault.ts';

interface LinkState {
  phase: 'connecting' | 'open' | 'lost';
  /** Why the last attempt failed. */
  fault: Fault | undefined;
  /** When the next attempt is made, UTC milliseconds; undefined where only the user can try. */
  retryAtMs: number | undefined;
}

export const useLink = create<LinkState>(() => ({
  phase: 'connecting',
  fault: undefined,
  retryAtMs: undefined,
}));

/** Waits between attempts: soon at first, then quietly. */
const waitsMs = [500, 1000, 2000, 5000, 10_000];

let api: Api | undefined;
let retry: (() => void) | undefined;

/** The engine's client. Throws Fault 'timeout' while there is no connection. */
export function engine(): EngineClient {
  return open().client;
}

/** What a worker needs for a connection of its own. Rejects while the page has none itself. */
export async function openWorkerPort(): Promise<WorkerTransport> {
  return await open().openWorkerPort();
}

function open(): Api {
  if (api === undefined)
    throw new Fault('timeout', 'The connection to the engine is lost.', {
      hint: 'Wait until it is back, or press Reconnect.',
    });
  return api;
}

/** Tries again at once. */
export const retryLink = (): void => retry?.();

/**
 * Opens a connection and keeps it: each time it is up every attacher subscribes what its store needs.
 * An 'unauthorised' or 'version' fault is not retried: only the user can mend it. Returns what ends it; the
 * connection itself stays with who opened it.
 */
export function keepLink(
  openApi: () => Promise<Api>,
  attachers: readonly ((client: EngineClient) => Stop)[],
): Stop {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stops: Stop[] = [];
  let ended = false;

  const detach = (): void => {
    api = undefined;
    for (const stop of stops) stop();
    stops = [];
  };

  const lost = (fault: Fault): void => {
    if (ended) return;
    detach();
    const hopeless = fault.code === 'unauthorised' || fault.code === 'version';
    const waitMs = waitsMs[Math.min(attempt, waitsMs.length - 1)]!;
    attempt++;
    retry = tryOpen;
    clearTimeout(timer);
    if (!hopeless) timer = setTimeout(tryOpen, waitMs);
    useLink.setState({ phase: 'lost', fault, retryAtMs: hopeless ? undefined : Date.now() + waitMs });
  };

  const opened = (next: Api): void => {
    if (ended) return;
    attempt = 0;
    api = next;
    useLink.setState({ phase: 'open', fault: undefined, retryAtMs: undefined });
    stops = attachers.map((attach) => attach(next.client));
    next.onClose(() =>
      lost(
        new Fault('timeout', 'The engine closed the connection.', {
          hint: 'What is shown may be old; recordings go on if the engine runs.',
        }),
      ),
    );
  };

  const tryOpen = (): void => {
    clearTimeout(timer);
    retry = undefined;
    useLink.setState((state) => ({ phase: 'connecting', fault: state.fault, retryAtMs: undefined }));
    openApi().then(opened, (error: unknown) => lost(toFault(error)));
  };
  tryOpen();

  return () => {
    ended = true;
    clearTimeout(timer);
    retry = undefined;
    detach();
  };
}
