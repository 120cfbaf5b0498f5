/** What of a try becomes its products: recordings and power log as they were written, pictures and metrics made of them. */
import { access, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ChannelCapture, ChannelEnd } from '../../../acquire/index.ts';
import { startRepair } from '../../../acquire/index.ts';
import type { DetectionSettings } from '../../../../contract/detection.ts';
import type { Fault } from '../../../../contract/fault.ts';
import type { PaletteName } from '../../../../contract/palettes.ts';
import type { Product, TaskDraft } from '../../../../contract/task.ts';
import { recordingId, recordingPaths } from '../../../sigmf/index.ts';
import type { FinishedProduct, NewProduct } from '../../../store/index.ts';
import { asFault } from '../../../thread/index.ts';
import type { ProductThread } from '../../../tools/index.ts';
import type { Compute } from './compute.ts';

type Kinds = TaskDraft['products'];

/** True where samples have to be written, if only to be measured. */
export function needsSamples(kinds: Kinds): boolean {
  return kinds.some((kind) => kind !== 'power');
}

/** Files of one capture; `base` without extension. */
export function filesOfCapture(kinds: Kinds, base: string): NewProduct[] {
  const name = basename(base);
  return [
    { kind: 'iq', name },
    ...(kinds.includes('spectrogram') ? [{ kind: 'spectrogram' as const, name: `${name}.png` }] : []),
  ];
}

export function powerLogName(base: string): string {
  return `${basename(base)}.csv`;
}

export interface Try {
  draft: TaskDraft;
  radioId: string;
  end: ChannelEnd;
  /** Undefined: it ended well so far. */
  cut: string | undefined;
}

/** Recordings and power log of a try, `partial` with the reason where it did not end well. */
export function written({ draft, radioId, end, cut }: Try): FinishedProduct[] {
  const state = cut === undefined ? 'complete' : 'partial';
  const products: FinishedProduct[] = draft.products.includes('iq')
    ? end.captures.filter(({ samples }) => samples > 0).map((capture) => iq(capture, radioId, state, cut))
    : [];
  const { power } = end;
  if (power)
    products.push({
      kind: 'power',
      name: basename(power.path),
      state,
      bytes: power.bytes,
      ...(power.sha512 === '' ? {} : { sha512: power.sha512 }),
      ...noted(cut),
    });
  return products;
}

function iq(
  capture: ChannelCapture,
  radioId: string,
  state: 'complete' | 'partial',
  cut: string | undefined,
): FinishedProduct {
  const { samples, lostSamples, gaps, bytes, sha512 } = capture;
  const name = basename(recordingPaths(capture.metaPath).base);
  const losses =
    gaps === 0
      ? undefined
      : `${String(gaps)} ${gaps === 1 ? 'gap' : 'gaps'}, ${String(lostSamples)} samples lost.`;
  return {
    kind: 'iq',
    name,
    state,
    bytes,
    samples,
    lostSamples,
    ...(sha512 === '' ? {} : { sha512 }),
    ...noted([cut, capture.complete ? undefined : capture.endedBecause, losses].filter(Boolean).join(' ')),
    recording: {
      id: recordingId(name),
      name,
      datatype: 'cf32',
      sampleRateHz: capture.sampleRateHz,
      centreHz: capture.centreHz,
      samples,
      startedMs: Math.round(capture.startedMs),
      seconds: samples / capture.sampleRateHz,
      lostSamples,
      gaps,
      clippedSamples: capture.clippedSamples,
      sha512,
      radio: radioId,
    },
  };
}

function noted(note: string | undefined): { note?: string } {
  return note === undefined || note === '' ? {} : { note: note.slice(0, 500) };
}

export interface MakeOptions {
  taskId: number;
  draft: TaskDraft;
  captures: readonly ChannelCapture[];
  compute: Compute;
  palette: PaletteName;
  detection: DetectionSettings;
  version: string;
  signal: AbortSignal;
  /** A part of the work is done: 0 to 1. */
  onDone(share: number): void;
}

/** What is made of recordings once they are finished, in this order. */
const made = ['metrics', 'spectrogram', 'detections'] as const;

export function makesMore(kinds: Kinds): boolean {
  return made.some((kind) => kinds.includes(kind));
}

/**
 * Pictures, metrics and detections of every capture. Rejects with the first fault, or with the signal's reason; `done` holds what
 * was made until then.
 */
export async function makeProducts(options: MakeOptions, done: FinishedProduct[]): Promise<void> {
  const { taskId, draft, compute, signal } = options;
  const kinds = made.filter((kind) => draft.products.includes(kind));
  const captures = options.captures.filter(({ samples }) => samples > 0);
  let count = 0;
  for (const { metaPath } of captures)
    for (const kind of kinds) {
      done.push(await compute.run(taskId, (thread) => makeOne(kind, thread, metaPath, options), signal));
      options.onDone(++count / (captures.length * kinds.length));
    }
}

async function makeOne(
  kind: (typeof made)[number],
  thread: ProductThread,
  metaPath: string,
  { draft, palette, detection, version, signal }: MakeOptions,
): Promise<FinishedProduct> {
  const { centreHz, bandwidthHz } = draft;
  const { base } = recordingPaths(metaPath);
  const name = basename(base);
  switch (kind) {
    case 'metrics': {
      const metrics = await thread.metrics({ metaPath, centreHz, bandwidthHz });
      return { kind, name, state: 'complete', bytes: 0, metrics };
    }
    case 'spectrogram': {
      const outPath = `${base}.png`;
      const { bytes, sha512 } = await thread.spectrogram({ metaPath, outPath, palette });
      // Nobody waits for it any more: a picture nobody knows would lie around.
      if (signal.aborted) await rm(outPath, { force: true });
      return { kind, name: `${name}.png`, state: 'complete', bytes, sha512 };
    }
    case 'detections': {
      const request = {
        path: metaPath,
        settings: detection,
        // A channel is cut out of a wider stream: the receiver's spike is elsewhere.
        hasSpike: false,
        lowerHz: centreHz - bandwidthHz / 2,
        upperHz: centreHz + bandwidthHz / 2,
        version,
      };
      const { found, written: kept } = await thread.detections(request, signal);
      const signals = found === 1 ? '1 signal' : `${String(found)} signals`;
      const note = kept < found ? `${signals}; the strongest ${String(kept)} are kept.` : `${signals}.`;
      return { kind, name, state: 'complete', bytes: 0, note };
    }
  }
}

/** A thread that was ended by force left recordings without their last metadata: they are made whole at once. */
export async function repaired(folder: string, captures: readonly ChannelCapture[]): Promise<void> {
  if (captures.every(({ sha512 }) => sha512 !== '')) return;
  // What can't be repaired now is so at the next start.
  await startRepair(folder).done.catch(() => undefined);
}

/** Removes recordings nobody asked for, and those without a sample. Answers with a fault where that fails. */
export async function removeUnwanted(
  kinds: Kinds,
  captures: readonly ChannelCapture[],
): Promise<Fault | undefined> {
  try {
    for (const { metaPath, dataPath, samples } of captures) {
      if (kinds.includes('iq') && samples > 0) continue;
      await rm(metaPath, { force: true });
      await rm(dataPath, { force: true });
    }
    return undefined;
  } catch (error) {
    return asFault(error);
  }
}

/** Of the files announced, those that are not there and no product names. */
export async function missing(
  folder: string,
  announced: ReadonlyMap<string, Product['kind']>,
  products: readonly FinishedProduct[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const [name, kind] of announced) {
    if (products.some((product) => product.kind === kind && product.name === name)) continue;
    const path = join(folder, name);
    const { meta, data } = recordingPaths(path);
    const there = await Promise.all((kind === 'iq' ? [meta, data] : [path]).map(exists));
    if (!there.includes(true)) gone.push(name);
  }
  return gone;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
