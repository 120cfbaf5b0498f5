/** The connection to the engine: opening it, attaching the stores, and coming back after it was lost. */
import { create } from 'zustand';
import type { EngineClient } from '../contract/index.ts';
import type { Stop } from '../contract/bridge.ts';
import { Fault } from '../contract/fault.ts';
import { toFault } from './fault.ts';

/** An open connection. */
export interface Connection {
  client: EngineClient;
  /** Called once, however the connection ended. */
  onClose(listener: () => void): void;
}

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

let client: EngineClient | undefined;
let retry: (() => void) | undefined;

/** The engine's client. Throws Fault 'timeout' while there is no connection. */
export function engine(): EngineClient {
  if (client === undefined)
    throw new Fault('timeout', 'The connection to the engine is lost.', {
      hint: 'Wait until it is back, or press Reconnect.',
    });
  return client;
}

/** Tries again at once. */
export const retryLink = (): void => retry?.();

/**
 * Opens a connection and keeps it: each time it is up every attacher subscribes what its store needs.
 * An 'unauthorised' or 'version' fault is not retried: only the user can mend it.
 */
export function keepLink(
  open: () => Promise<Connection>,
  attachers: readonly ((client: EngineClient) => Stop)[],
): void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lost = (fault: Fault | undefined): void => {
    const hopeless = fault?.code === 'unauthorised' || fault?.code === 'version';
    const waitMs = waitsMs[Math.min(attempt, waitsMs.length - 1)]!;
    attempt++;
    clearTimeout(timer);
    if (!hopeless) timer = setTimeout(tryOpen, waitMs);
    useLink.setState({ phase: 'lost', fault, retryAtMs: hopeless ? undefined : Date.now() + waitMs });
  };

  const tryOpen = (): void => {
    clearTimeout(timer);
    retry = undefined;
    useLink.setState((state) => ({ phase: 'connecting', fault: state.fault, retryAtMs: undefined }));
    open().then(
      (connection) => {
        attempt = 0;
        client = connection.client;
        useLink.setState({ phase: 'open', fault: undefined, retryAtMs: undefined });
        const stops = attachers.map((attach) => attach(connection.client));
        connection.onClose(() => {
          client = undefined;
          for (const stop of stops) stop();
          retry = tryOpen;
          lost(undefined);
        });
      },
      (error: unknown) => {
        retry = tryOpen;
        lost(toFault(error));
      },
    );
  };
  tryOpen();
}
