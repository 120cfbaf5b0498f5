/** How much disk a task may take. Bytes; never less than what it really writes, but for its metadata. */
import type { TaskDraft } from '../../../../contract/task.ts';

/** Complex float32. */
const frameBytes = 8;
/** A channel keeps at least 1.6 samples a second for each hertz of its band (main/dsp/channel-design.ts). */
const leastRatePerBandwidth = 1.6;
/** Its decimation is at times a little smaller than it could be, to be cheap to compute. */
const margin = 1.06;
/** The slowest stream a radio gives. The slower, the fewer steps its decimation has, and the more is spare. */
const slowestStreamHz = 250_000;
/** A picture is at most a few thousand pixels either way. */
const pictureBytes = 4e6;
const powerRowsPerSecond = 10;
const powerRowBytes = 64;

/** At most: decimations are whole numbers, so a channel may keep as much more as lies between two of them. */
function channelRateHz(bandwidthHz: number): number {
  const leastHz = leastRatePerBandwidth * bandwidthHz;
  const decimation = Math.max(1, Math.floor(slowestStreamHz / leastHz));
  return leastHz * (1 + 1 / decimation) * margin;
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
