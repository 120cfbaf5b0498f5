/** A box of what was received becomes a recording, by the same recorder that writes all others. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type Datatype } from '../../contract/radio.ts';
import { recordingName } from '../../contract/recording-name.ts';
import { designChannel, type Kernels } from '../dsp/index.ts';
import { fileFault, formatDatetime, nodeFiles, recordingPaths } from '../sigmf/index.ts';
import type { Epochs } from './channel-capture.ts';
import { makeChannelRun } from './channel-run.ts';
import { endMs, type Keep } from './past-keep.ts';
import type { KeptFacts } from './past-memory.ts';
import { beginRecording } from './recorder-begin.ts';
import { emptyBlock, type ReadBlock } from './ring.ts';

export interface PastOrder {
  fromMs: number;
  toMs: number;
  /** Absolute; undefined: all of the stream, sample for sample. */
  band: { lowHz: number; highHz: number } | undefined;
  folder: string;
  nameTemplate: string;
  reserveBytes: number;
  author: string;
  description: string;
  radio: string;
  version: string;
}

export interface PastStream {
  datatype: Datatype;
  sampleRateHz: number;
  /** Largest block. */
  blockBytes: number;
  hardware: string;
  epochs: Readonly<Epochs>;
}

/** A box is drawn to the pixel: so much less than asked is no loss. */
const slackMs = 20;

/**
 * Answers with the path of the metadata. Throws Fault 'not-found' where the past does not reach so far back (with
 * `fromMs`, from when it is there), 'invalid' for a box of nothing, and what recording throws.
 */
export async function capturePast(
  kernels: Kernels,
  keep: Keep,
  stream: PastStream,
  order: PastOrder,
): Promise<string> {
  await keep.flush();
  const { fromMs, toMs } = keep.past();
  if (keep.first === keep.end || order.fromMs < fromMs - slackMs)
    throw new Fault(
      'not-found',
      keep.first === keep.end
        ? 'Nothing is kept of what this radio received.'
        : `What was received is kept from ${formatDatetime(fromMs)} on; before that it is gone.`,
      { hint: 'Select a later time, or keep more in the settings.', data: { fromMs, toMs } },
    );
  if (!(order.toMs > order.fromMs) || order.fromMs >= toMs)
    throw new Fault('invalid', 'The selection holds nothing that was received.', {
      hint: `Select a time between ${formatDatetime(fromMs)} and ${formatDatetime(toMs)}.`,
    });
  return order.band
    ? captureBand(kernels, keep, stream, order, order.band)
    : captureAll(kernels, keep, stream, order);
}

/** Calls `take` with the blocks that touch a time, cut to it, until it says no. */
async function replay(
  kernels: Kernels,
  keep: Keep,
  { datatype, sampleRateHz, blockBytes }: PastStream,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  take: (bytes: Uint8Array, block: Readonly<ReadBlock>) => Promise<boolean>,
): Promise<void> {
  const bytes = new Uint8Array(blockBytes);
  const frame = bytesPerSample[datatype];
  const block = emptyBlock();
  for (let number = keep.first; number < keep.end; number++) {
    const facts = keep.facts(number);
    if (!facts || endMs(facts) <= fromMs) continue;
    if (facts.timeMs >= toMs) return;
    if (!(await keep.read(number, bytes))) continue;
    const at = (ms: number): number =>
      Math.max(0, Math.min(facts.sampleCount, Math.round(((ms - facts.timeMs) * sampleRateHz) / 1000)));
    const from = at(fromMs);
    const count = at(toMs) - from;
    if (count <= 0) continue;
    const part = bytes.subarray(from * frame, (from + count) * frame);
    Object.assign(block, cut(facts, from, count));
    block.byteLength = part.byteLength;
    if (count < facts.sampleCount) block.clipped = kernels.countClipped(datatype, part);
    if (!(await take(part, block))) return;
    // The stream goes on: its blocks, the timers and the disk have their turn.
    await nextTurn();
  }
}

function cut(facts: KeptFacts, from: number, count: number): ReadBlock {
  if (from === 0) return { ...facts, sampleCount: count };
  return {
    ...facts,
    sampleCount: count,
    firstSample: facts.firstSample + from,
    timeMs: facts.timeMs + (from / facts.sampleRateHz) * 1000,
    lostBefore: 0,
    missed: 0,
  };
}

const nameOf = (order: PastOrder, centreHz: number, sampleRateHz: number): string =>
  recordingName(order.nameTemplate, { timeMs: order.fromMs, centreHz, sampleRateHz, radio: order.radio });

async function captureAll(
  kernels: Kernels,
  keep: Keep,
  stream: PastStream,
  order: PastOrder,
): Promise<string> {
  const { datatype, sampleRateHz, blockBytes, epochs, hardware } = stream;
  const [first, ...later] = epochs;
  const { radio, author, description } = order;
  try {
    const { recorder, meta, data } = await beginRecording({
      subject: {
        datatype,
        sampleRateHz,
        radio,
        hardware,
        recorder: `Wavekeep ${order.version}`,
        author,
        description,
      },
      settings: first.settings,
      base: join(order.folder, nameOf(order, centreAt(keep, order), sampleRateHz)),
      exact: false,
      reserveBytes: order.reserveBytes,
      blockBytes,
    });
    for (const { epoch, settings } of later) recorder.settings(epoch, settings);
    await replay(kernels, keep, stream, order, async (bytes, block) => {
      let space = recorder.space();
      while (!space && !recorder.ended) {
        await recorder.room();
        space = recorder.space();
      }
      if (!space) return false;
      space.set(bytes);
      recorder.take(block);
      recorder.tick();
      return !recorder.ended;
    });
    const end = await recorder.stop();
    if (end.problem !== undefined) throw new Fault(end.diskFull ? 'disk-full' : 'internal', end.problem);
    return await kept(meta, data, end.samples);
  } catch (error) {
    throw fileFault(error, 'The recording');
  }
}

/** Centre of the first block of the box. */
function centreAt(keep: Keep, { fromMs }: PastOrder): number {
  for (let number = keep.first; number < keep.end; number++) {
    const facts = keep.facts(number);
    if (facts && endMs(facts) > fromMs) return facts.centreHz;
  }
  return 0;
}

/** Nearer to the ends of the stream the radio's own filters fall off: what a channel follows a retune to. */
const usableReach = 0.4;

async function captureBand(
  kernels: Kernels,
  keep: Keep,
  stream: PastStream,
  order: PastOrder,
  { lowHz, highHz }: { lowHz: number; highHz: number },
): Promise<string> {
  const { datatype, sampleRateHz, blockBytes, hardware, epochs } = stream;
  const centreHz = (lowHz + highHz) / 2;
  const bandwidthHz = highHz - lowHz;
  const reach = (wideHz: number): number => Math.abs(centreHz - wideHz) + bandwidthHz / 2;
  const wideCentreHz = firstHolding(keep, order, (wideHz) => reach(wideHz) <= sampleRateHz / 2 + 1);
  if (wideCentreHz === undefined || !(bandwidthHz > 0))
    throw new Fault('invalid', 'The radio was not tuned to this band at the selected time.', {
      hint: 'Select a band and a time inside the waterfall.',
    });
  const farthest = Math.max(usableReach * sampleRateHz, reach(wideCentreHz)) + 1;
  const { stages, decimation } = designChannel({ sampleRateHz, bandwidthHz });
  // A band so wide that nothing would be filtered: shifted it would only wrap around.
  if (stages.every(({ taps }) => taps.length === 1)) return captureAll(kernels, keep, stream, order);
  // What an output shows lies in the middle of what its filter reaches over; outputs fall on a grid of their own.
  const aroundMs = ((kernels.makeChannel({ stages, shift: 0 }).delay + decimation) / sampleRateHz) * 1000;
  const { toMs } = keep.past();
  const base = await freeBase(join(order.folder, nameOf(order, centreHz, sampleRateHz)));
  const run = makeChannelRun({
    kernels,
    spec: {
      centreHz,
      bandwidthHz,
      seconds: (Math.min(order.toMs, toMs) - order.fromMs) / 1000,
      base,
      reserveBytes: order.reserveBytes,
      author: order.author,
      description: order.description,
      radio: order.radio,
      version: order.version,
    },
    wideCentreHz,
    wideRateHz: sampleRateHz,
    mostInputs: blockBytes / bytesPerSample[datatype],
    hardware,
    epochs,
    mayCapture: () => Promise.resolve(true),
  });
  await run.opened;
  const wide = new Float32Array((2 * blockBytes) / bytesPerSample[datatype]);
  const around = { fromMs: order.fromMs - aroundMs, toMs: order.toMs + aroundMs };
  await replay(kernels, keep, stream, around, async (bytes, block) => {
    for (let wait = run.blocked(); wait; wait = run.blocked()) await wait;
    if (run.over) return false;
    if (reach(block.centreHz) > farthest) return true;
    kernels.convert(datatype, bytes, wide);
    run.feed(wide, block);
    run.tick();
    return !run.over;
  });
  run.end('done');
  const { captures, reason, detail } = await run.finished;
  const [capture] = captures;
  if (!capture?.complete)
    throw new Fault(
      reason === 'disk-full' ? 'disk-full' : 'internal',
      detail ?? 'The recording could not be finished.',
    );
  return kept(capture.metaPath, capture.dataPath, capture.samples);
}

function firstHolding(
  keep: Keep,
  { fromMs, toMs }: PastOrder,
  holds: (centreHz: number) => boolean,
): number | undefined {
  for (let number = keep.first; number < keep.end; number++) {
    const facts = keep.facts(number);
    if (!facts || endMs(facts) <= fromMs) continue;
    if (facts.timeMs >= toMs) return undefined;
    if (holds(facts.centreHz)) return facts.centreHz;
  }
  return undefined;
}

/** A recording of nothing goes. */
async function kept(metaPath: string, dataPath: string, samples: number): Promise<string> {
  if (samples > 0) return metaPath;
  await nodeFiles.remove(dataPath);
  await nodeFiles.remove(metaPath);
  throw new Fault('invalid', 'The selection is too short for the filter of its band.', {
    hint: 'Select a longer time or a wider band.',
  });
}

async function freeBase(base: string): Promise<string> {
  const there = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? base : `${base}-${copy}`;
    const { meta, data } = recordingPaths(name);
    if (!(await there(meta)) && !(await there(data))) return name;
  }
}
