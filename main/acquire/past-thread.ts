/** What the thread of a radio's past does: reads the ring with a cursor of its own and keeps the last blocks. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Past } from '../../contract/detection.ts';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { Fault } from '../../contract/fault.ts';
import { loadKernels } from '../dsp/index.ts';
import { asFault } from '../thread/index.ts';
import type { StreamFacts } from './acquire.ts';
import type { Epochs } from './channel-capture.ts';
import { capturePast, type PastOrder, type PastStream } from './past-capture.ts';
import { makeKeep, type Keep, type KeepOptions } from './past-keep.ts';
import { emptyBlock, ringReader, type RingReader } from './ring.ts';

export type PastNotice =
  | { kind: 'past'; past: Past }
  | { kind: 'captured'; capture: number; metaPath: string }
  | { kind: 'failed'; capture: number; fault: ReturnType<Fault['toJSON']> };

export interface PastCommands {
  [op: string]: (input: never) => unknown;
  /** A new stream: what was kept of the one before goes. Undefined: that one ended, and can still be captured. */
  stream(input: { stream: StreamFacts; keep: KeepOptions } | undefined): Promise<void>;
  settings(input: { epoch: number; settings: ReceiverSettings }): void;
  /** Answered by a notice: the stream is read meanwhile. */
  capture(input: { capture: number; order: PastOrder }): void;
  /** Removes what is on disk. */
  close(input: Record<string, never>): Promise<void>;
}

/** Told while the stream runs. */
const tellEveryMs = 1000;
/** A stopped radio's past can be captured for so long; then its memory is given back. */
const keptAfterEndMs = 300_000;
/** After so much work commands, timers and the disk have their turn. */
const longestTurnMs = 10;
const mostEpochs = 1000;

interface Kept {
  keep: Keep;
  reader: RingReader;
  stream: PastStream;
  epochs: Epochs;
}

export function pastCommands(notify: (notice: PastNotice) => void): PastCommands {
  const { kernels } = loadKernels();
  let now: Kept | undefined;
  let release: NodeJS.Timeout | undefined;
  const nothing: Past = { fromMs: 0, toMs: 0, seconds: 0, bytes: 0, onDisk: false };
  const say = (): void => notify({ kind: 'past', past: now?.keep.past() ?? nothing });

  const drop = async (): Promise<void> => {
    clearTimeout(release);
    const last = now;
    now = undefined;
    last?.reader.close();
    // What can't be removed now is swept at a later start.
    await last?.keep.close().catch(() => undefined);
  };

  const follow = async ({ keep, reader, stream }: Kept): Promise<void> => {
    const bytes = new Uint8Array(stream.blockBytes);
    const block = emptyBlock();
    const timer = setInterval(say, tellEveryMs);
    let turnedAtMs = performance.now();
    try {
      for (;;) {
        if (reader.read(bytes, block)) keep.put(bytes, block);
        else if (reader.ended) break;
        else await reader.wait();
        if (performance.now() - turnedAtMs < longestTurnMs) continue;
        await nextTurn();
        turnedAtMs = performance.now();
      }
    } finally {
      clearInterval(timer);
      reader.close();
    }
    if (now?.keep !== keep) return;
    say();
    release = setTimeout(() => {
      void drop().then(say);
    }, keptAfterEndMs).unref();
  };

  const capture = async (order: PastOrder): Promise<string> => {
    if (!now)
      throw new Fault('not-found', 'Nothing is kept of what this radio received.', {
        hint: 'Start the radio, or keep more in the settings.',
      });
    const { keep, stream } = now;
    const over = keep.use();
    try {
      return await capturePast(kernels, keep, stream, order);
    } finally {
      over();
    }
  };

  return {
    async stream(input: { stream: StreamFacts; keep: KeepOptions } | undefined) {
      if (!input) return;
      const { stream } = input;
      // Before anything slow: no sample is missed. It never holds a file back.
      const reader = ringReader(stream.ring);
      // Captures of the stream before may go on; its files go when they are done.
      void drop();
      const epochs: Epochs = [{ epoch: 0, settings: stream.settings }];
      const { datatype, label } = stream.info;
      const kept: Kept = {
        keep: await makeKeep(input.keep),
        reader,
        epochs,
        stream: {
          datatype,
          sampleRateHz: stream.settings.sampleRateHz,
          blockBytes: stream.ring.slotBytes,
          hardware: label,
          epochs,
        },
      };
      now = kept;
      void follow(kept);
      say();
    },
    settings({ epoch, settings }: { epoch: number; settings: ReceiverSettings }) {
      const { epochs } = now ?? {};
      epochs?.push({ epoch, settings });
      if (epochs && epochs.length > mostEpochs) epochs.splice(1, 1);
    },
    capture({ capture: number, order }: { capture: number; order: PastOrder }) {
      capture(order).then(
        (metaPath) => notify({ kind: 'captured', capture: number, metaPath }),
        (error: unknown) => notify({ kind: 'failed', capture: number, fault: asFault(error).toJSON() }),
      );
    },
    close: drop,
  };
}
