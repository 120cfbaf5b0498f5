/** The server's ends of subscriptions: what each member kind promises about delivery is kept here. */
import type { ByteSink, ValueSink } from './bridge.ts';
import { chunkWindow, eventWindow, stateWindow } from './bridge-wire.ts';
import { Fault } from './fault.ts';

/** How a sink reaches its connection. */
export interface SinkLine {
  /** Sends one value or chunk. Never throws. */
  value(value: unknown): void;
  chunk(chunk: Uint8Array<ArrayBuffer>): void;
  /** Ends the subscription: tells the client, stops the handler. Never throws. */
  end(fault: Fault | undefined): void;
  /** The handler's listener threw: the subscription ends with `internal`. */
  fail(error: unknown): void;
  /** Bytes the transport holds unsent. */
  bufferedBytes(): number;
}

/** A sink and the wires that only its connection holds. */
export interface Stream<S> {
  readonly sink: S;
  /** The consumer has dealt with `count` more; false when so many were not under way. */
  readonly ack: (count: number) => boolean;
  /** No more goes out; timers stop. */
  readonly finish: () => void;
}

/** The latest value only: one is under way, and of those that follow only the newest is kept. */
export function makeStateStream(line: SinkLine): Stream<ValueSink<unknown>> {
  let underWay = 0;
  let waiting: { value: unknown } | undefined;
  let finished = false;
  const flush = (): void => {
    if (waiting === undefined) return;
    const { value } = waiting;
    waiting = undefined;
    underWay++;
    line.value(value);
  };
  return {
    sink: {
      send(value) {
        if (finished) return;
        waiting = { value };
        if (underWay < stateWindow) flush();
      },
      end(fault) {
        if (finished) return;
        // What was true last is still worth knowing.
        flush();
        line.end(fault);
      },
    },
    ack(count) {
      if (count > underWay) return false;
      underWay -= count;
      flush();
      return true;
    },
    finish() {
      finished = true;
      waiting = undefined;
    },
  };
}

/** Every value in order, or an end with `overflow`. */
export function makeEventStream(line: SinkLine): Stream<ValueSink<unknown>> {
  let underWay = 0;
  let finished = false;
  return {
    sink: {
      send(value) {
        if (finished) return;
        if (underWay === eventWindow) {
          line.end(
            new Fault('overflow', `More than ${String(eventWindow)} events were waiting to be taken.`, {
              hint: 'Open the subscription again; events between the two are missing.',
            }),
          );
          return;
        }
        underWay++;
        line.value(value);
      },
      end(fault) {
        if (!finished) line.end(fault);
      },
    },
    ack(count) {
      if (count > underWay) return false;
      underWay -= count;
      return true;
    },
    finish() {
      finished = true;
    },
  };
}

/** How often a full transport is looked at again; only while a handler waits for it. */
const drainCheckMs = 10;

/**
 * Two chunks under way at most, and none while the transport holds more than `ceilingBytes` unsent:
 * a slow network then costs merged rows and never memory.
 */
export function makeByteStream(line: SinkLine, ceilingBytes: number): Stream<ByteSink> {
  let underWay = 0;
  let finished = false;
  let listener: (() => void) | undefined;
  let drainTimer: ReturnType<typeof setTimeout> | undefined;

  const stuffed = (): boolean => line.bufferedBytes() > ceilingBytes;
  const offer = (): void => {
    drainTimer = undefined;
    if (finished || underWay >= chunkWindow) return;
    if (stuffed()) return awaitDrain();
    try {
      listener?.();
    } catch (error) {
      line.fail(error);
    }
  };
  const awaitDrain = (): void => {
    drainTimer ??= setTimeout(offer, drainCheckMs);
  };

  const sink: ByteSink = {
    get credits() {
      if (finished || underWay >= chunkWindow) return 0;
      if (!stuffed()) return chunkWindow - underWay;
      // Whoever is told 0 because the transport is full is also told when it no longer is.
      awaitDrain();
      return 0;
    },
    onCredit(next) {
      listener = next;
    },
    send(chunk) {
      if (finished) return;
      if (underWay >= chunkWindow)
        throw new Fault('overflow', 'A chunk was sent without a credit.', {
          hint: 'Look at credits before send, and merge while it is 0.',
        });
      underWay++;
      line.chunk(chunk);
    },
    end(fault) {
      if (!finished) line.end(fault);
    },
  };
  return {
    sink,
    ack(count) {
      if (count > underWay) return false;
      const had = underWay;
      underWay -= count;
      if (had >= chunkWindow && drainTimer === undefined) offer();
      return true;
    },
    finish() {
      finished = true;
      clearTimeout(drainTimer);
      drainTimer = undefined;
    },
  };
}
