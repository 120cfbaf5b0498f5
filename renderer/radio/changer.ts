/**
 * Optimistic settings: what the user set counts at once and further steps build on it, while one command at
 * a time is under way and the ones after it are merged. So holding a key never falls behind the radio and
 * never steps back to an old echo.
 */
import type { ReceiverChange, ReceiverSettings } from '../../contract/radio.ts';

/** The later change wins, gains and controls name by name. */
export function mergeChange(first: ReceiverChange, second: ReceiverChange): ReceiverChange {
  const merged: ReceiverChange = { ...first, ...second };
  if (first.gainsDb !== undefined || second.gainsDb !== undefined)
    merged.gainsDb = { ...first.gainsDb, ...second.gainsDb };
  if (first.controls !== undefined || second.controls !== undefined)
    merged.controls = { ...first.controls, ...second.controls };
  return merged;
}

/** Settings as the user sees them: the radio's, with what is still under way on top. */
export function applyChange(settings: ReceiverSettings, change: ReceiverChange): ReceiverSettings {
  return {
    centreHz: change.centreHz ?? settings.centreHz,
    sampleRateHz: change.sampleRateHz ?? settings.sampleRateHz,
    gainMode: change.gainMode ?? settings.gainMode,
    gainsDb: { ...settings.gainsDb, ...change.gainsDb },
    controls: { ...settings.controls, ...change.controls },
  };
}

export interface Changer {
  /** Takes a change and sends it as soon as the one before is answered. */
  change(change: ReceiverChange): void;
  /** What was set and isn't answered yet; empty when the radio's own settings count. */
  pending(): ReceiverChange;
  /** Forgets what wasn't sent; answers still under way are ignored. */
  dispose(): void;
}

/**
 * `send` asks the radio; `onPending` is called whenever `pending()` changed, after the answer was delivered
 * by `send`; `onFault` when the radio refused: the refused values are dropped.
 */
export function makeChanger(
  send: (change: ReceiverChange) => Promise<void>,
  onPending: (pending: ReceiverChange) => void,
  onFault: (error: unknown) => void,
): Changer {
  let sent: ReceiverChange | undefined;
  let waiting: ReceiverChange | undefined;
  let disposed = false;

  const pending = (): ReceiverChange => mergeChange(sent ?? {}, waiting ?? {});

  const next = (): void => {
    if (waiting === undefined) return;
    sent = waiting;
    waiting = undefined;
    send(sent).then(
      () => settle(),
      (error: unknown) => {
        if (!disposed) onFault(error);
        settle();
      },
    );
  };

  const settle = (): void => {
    if (disposed) return;
    sent = undefined;
    onPending(pending());
    next();
  };

  return {
    change(change) {
      if (disposed) return;
      waiting = mergeChange(waiting ?? {}, change);
      onPending(pending());
      if (sent === undefined) next();
    },
    pending,
    dispose() {
      disposed = true;
      waiting = undefined;
    },
  };
}
