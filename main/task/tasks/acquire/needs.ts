/** How much disk a task may take. Bytes; never less than what it really writes, but for its metadata. */
import type { TaskDraft } from '../../../../contract/task.ts';
import { widestHz } from './bands.ts';

/** Complex float32. */
const frameBytes = 8;
/** A channel keeps at least 1.6 samples a second for each hertz of its band (main/dsp/channel-design.ts). */
const leastRatePerBandwidth = 1.6;
/** Its decimation is at times a little smaller than it could be, to be cheap to compute. */
const margin = 1.06;
/** The slowest stream tasks run at; a faster one leaves finer steps to the decimation and so fewer samples. */
const slowestStreamHz = 2.4e6;
/** A picture is at most a few thousand pixels either way. */
const pictureBytes = 4e6;
const powerRowsPerSecond = 10;
const powerRowBytes = 64;

function channelRateHz(bandwidthHz: number): number {
  const streamHz = Math.max(slowestStreamHz, bandwidthHz / widestHz(1));
  const decimation = Math.max(1, Math.floor(streamHz / (leastRatePerBandwidth * bandwidthHz)));
  return Math.min(streamHz, (streamHz / decimation) * margin);
}

/** @param captures how many are counted of a task with a trigger */
export function bytesFor(draft: TaskDraft, captures: number): number {
  const { products, seconds, trigger, stop, bandwidthHz } = draft;
  const count = trigger ? Math.min(captures, trigger.captures) : 1;
  const recorded = products.some((kind) => kind !== 'power')
    ? Math.min(stop?.bytes ?? Infinity, channelRateHz(bandwidthHz) * frameBytes * seconds * count)
    : 0;
  const pictures = products.includes('spectrogram') ? pictureBytes * count : 0;
  const listens = trigger ? (trigger.listenSeconds ?? 0) + seconds * count : seconds;
  const power = products.includes('power') ? listens * powerRowsPerSecond * powerRowBytes : 0;
  return Math.ceil(recorded + pictures + power);
}
