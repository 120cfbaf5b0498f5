/** How large bulk transfers are and how many are in flight. */

const packetBytes = 512;
/** Blocks per second that keep a waterfall of 60 rows a second fed at low rates. */
const blocksPerSecond = 64;
/** Larger ones save nothing: at 40 MB/s these are 150 a second. */
const largestBytes = 262_144;
const smallestBytes = 4096;
/** The queue bridges this long a pause of the thread that refills it. */
const bridgedS = 0.25;
/** Linux gives all USB devices together 16 MB; two radios must fit. */
const largestQueueBytes = 6 * 1024 * 1024;

/** Transfer size (a multiple of 512) and count for a stream of `bytesPerSecond`. */
export function transferPlan(bytesPerSecond: number): { bytes: number; count: number } {
  const even = Math.floor(bytesPerSecond / blocksPerSecond / packetBytes) * packetBytes;
  const bytes = Math.min(largestBytes, Math.max(smallestBytes, even));
  const bridging = Math.ceil((bytesPerSecond * bridgedS) / bytes);
  return { bytes, count: Math.max(8, Math.min(bridging, Math.floor(largestQueueBytes / bytes))) };
}
