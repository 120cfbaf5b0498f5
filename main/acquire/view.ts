/**
 * The spectrum side of one radio: reads the ring with a cursor of its own and serves any number of row
 * subscriptions, each with its own FFT, rate and credits. Runs in the spectrum thread.
 */
import type { SpectrumRequest } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import type { StreamFacts } from './acquire.ts';
import { makeBatch, type OpenBatch } from './batch.ts';
import { emptyBlock, ringReader, type RingReader } from './ring.ts';
import { makeRowMaker, type RowMaker } from './spectrum.ts';

export type ViewNotice = { kind: 'rows'; subscription: number; batch: Uint8Array<ArrayBuffer> };

export interface ViewCommands {
  [op: string]: (input: never) => unknown;
  stream(input: { stream: StreamFacts | undefined }): void;
  subscribe(input: { subscription: number; request: SpectrumRequest }): void;
  /** Allows so many batches more. */
  credit(input: { subscription: number; credits: number }): void;
  unsubscribe(input: { subscription: number }): void;
}

interface Subscription {
  readonly id: number;
  readonly request: SpectrumRequest;
  credits: number;
  maker: RowMaker | undefined;
  batch: OpenBatch | undefined;
}

export function viewCommands(notify: (notice: ViewNotice, transfer: ArrayBuffer[]) => void): ViewCommands {
  const { kernels } = loadKernels();
  const subscriptions = new Map<number, Subscription>();
  let stream: StreamFacts | undefined;
  let reader: RingReader | undefined;

  const flush = (subscription: Subscription): void => {
    if (subscription.credits <= 0 || !subscription.batch || subscription.batch.rows === 0) return;
    subscription.credits--;
    const batch = subscription.batch.take();
    notify({ kind: 'rows', subscription: subscription.id, batch }, [batch.buffer]);
  };

  const equip = (subscription: Subscription): void => {
    if (!stream) return;
    const { fftSize, floorDb } = subscription.request;
    const batch = makeBatch(kernels, fftSize, floorDb);
    subscription.batch = batch;
    subscription.maker = makeRowMaker(
      kernels,
      stream.info.datatype,
      stream.settings.sampleRateHz,
      subscription.request,
      (head, row) => batch.add(head, row),
    );
  };

  const run = async (mine: RingReader, slotBytes: number): Promise<void> => {
    const target = new Uint8Array(slotBytes);
    const block = emptyBlock();
    while (reader === mine && !mine.ended) {
      while (mine.read(target, block)) {
        const samples = target.subarray(0, block.byteLength);
        for (const subscription of subscriptions.values()) subscription.maker?.push(samples, block);
      }
      for (const subscription of subscriptions.values()) flush(subscription);
      await mine.wait();
    }
    mine.close();
  };

  /** The ring is read only while somebody looks: an unwatched radio costs this thread nothing. */
  const attend = (): void => {
    if (!stream || subscriptions.size === 0) {
      reader?.close();
      reader = undefined;
      return;
    }
    if (reader) return;
    // A file read as fast as possible waits for its picture; a live radio never waits.
    reader = ringReader(stream.ring, stream.info.playback !== undefined);
    void run(reader, stream.ring.slotBytes);
  };

  return {
    stream({ stream: next }: { stream: StreamFacts | undefined }) {
      reader?.close();
      reader = undefined;
      stream = next;
      for (const subscription of subscriptions.values()) equip(subscription);
      attend();
    },
    subscribe({ subscription: id, request }: { subscription: number; request: SpectrumRequest }) {
      const subscription: Subscription = { id, request, credits: 0, maker: undefined, batch: undefined };
      subscriptions.set(id, subscription);
      equip(subscription);
      attend();
    },
    credit({ subscription: id, credits }: { subscription: number; credits: number }) {
      const subscription = subscriptions.get(id);
      if (!subscription) return;
      subscription.credits += credits;
      flush(subscription);
    },
    unsubscribe({ subscription: id }: { subscription: number }) {
      subscriptions.delete(id);
      attend();
    },
  };
}
