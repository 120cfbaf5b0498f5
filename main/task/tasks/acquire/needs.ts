/** How much disk a task may take. Bytes; never less than what it really writes, but for its metadata. */
import type { TaskDraft } from '../../../../contract/task.ts';

/** Complex float32. */
const frameBytes = 8;
/** A channel keeps at least 1.6 samples a second for each hertz of its band (main/dsp/channel-design.ts). */
const leastRatePerBandwidth = 1.6;
/** Its decimation has no prime factor above this; the next smaller one that has none is taken. */
const largestPrime = 127;
const margin = 1.02;
/** A picture is at most a few thousand pixels either way. */
const pictureBytes = 4e6;
const powerRowsPerSecond = 10;
const powerRowBytes = 64;

function channelRateHz(bandwidthHz: number, sampleRateHz: number): number {
  const decimation = Math.max(1, Math.floor(sampleRateHz / (leastRatePerBandwidth * bandwidthHz)));
  return (sampleRateHz / decimation) * (decimation > largestPrime ? margin : 1);
}

/**
 * @param captures how many are counted of a task with a trigger
 * @param sampleRateHz of the stream it is cut from
 */
export function bytesFor(draft: TaskDraft, captures: number, sampleRateHz: number): number {
  const { products, seconds, trigger, stop, bandwidthHz } = draft;
  const count = trigger ? Math.min(captures, trigger.captures) : 1;
  const recorded = products.some((kind) => kind !== 'power')
    ? Math.min(
        stop?.bytes ?? Infinity,
        channelRateHz(bandwidthHz, sampleRateHz) * frameBytes * seconds * count,
      )
    : 0;
  const pictures = products.includes('spectrogram') ? pictureBytes * count : 0;
  const listens = trigger ? (trigger.listenSeconds ?? 0) + seconds * count : seconds;
  const power = products.includes('power') ? listens * powerRowsPerSecond * powerRowBytes : 0;
  return Math.ceil(recorded + pictures + power);
}
