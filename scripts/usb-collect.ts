/** Streams a radio until enough has come: what the tools' `-n` and the sequences' `stream` do. */
import { UsbError, type BulkSink, type BulkStream } from '../main/device/transport.ts';

/** A running stream of a tool. */
export interface Collecting {
  /** Settles when enough has come, or the device went away. */
  readonly done: Promise<void>;
  /** Ends the stream as the library's stop does. */
  stop(): Promise<void>;
}

/** Starts a stream and hands each transfer to `take` until it answers true. */
export async function collect(
  start: (sink: BulkSink) => Promise<BulkStream>,
  take: (bytes: Uint8Array) => boolean,
): Promise<Collecting> {
  let finish: () => void = () => undefined;
  let refuse: (error: unknown) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    refuse = reject;
  });
  let enough = false;
  const stream = await start({
    data(bytes) {
      if (enough) return;
      enough = take(bytes);
      if (enough) finish();
    },
    failed(error) {
      if (error instanceof UsbError && error.code === 'no-device') finish();
      else refuse(error);
    },
  });
  return { done, stop: () => stream.stop() };
}

/** Streams until `enough`, then stops; also after the device went away. */
export async function collectAll(
  start: (sink: BulkSink) => Promise<BulkStream>,
  enough: (bytes: Uint8Array) => boolean,
): Promise<void> {
  const running = await collect(start, enough);
  await running.done;
  await running.stop();
}

/** Writes bytes up to `wanted` (Infinity: `blocks` transfers) and says when that is done. */
export function limited(
  wanted: number,
  write: (bytes: Uint8Array) => void,
  blocks = 4,
): (bytes: Uint8Array) => boolean {
  let written = 0;
  let taken = 0;
  return (bytes) => {
    const part = bytes.subarray(0, Math.min(bytes.length, wanted - written));
    write(part);
    written += part.length;
    return written >= wanted || (wanted === Infinity && ++taken >= blocks);
  };
}
