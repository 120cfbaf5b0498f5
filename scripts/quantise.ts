/** Reduces a picture to a palette, so that screenshots in the documentation stay small. */
import { decode, encode } from 'fast-png';

/** A box of colours of the median cut, as indices into the histogram's entries. */
interface Box {
  entries: Entry[];
  count: number;
}
interface Entry {
  red: number;
  green: number;
  blue: number;
  count: number;
}
type Channel = 'red' | 'green' | 'blue';

/**
 * @param png of 8 bits a channel, with or without alpha (which is dropped).
 * @param colours 2 to 256.
 * @returns a PNG with a palette of at most that many colours.
 */
export function toPalettePng(png: Uint8Array, colours: number): Uint8Array {
  const { data, channels, width, height } = decode(png);
  const keyAt = (pixel: number): number =>
    // Five bits a channel: finer than the eye sees in a waterfall, and a histogram of 32,768.
    ((data[pixel * channels]! >> 3) << 10) |
    ((data[pixel * channels + 1]! >> 3) << 5) |
    (data[pixel * channels + 2]! >> 3);
  const sums = new Float64Array(32_768 * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = keyAt(pixel) * 4;
    for (let k = 0; k < 3; k++) sums[at + k]! += data[pixel * channels + k]!;
    sums[at + 3]!++;
  }
  const boxOf = new Uint8Array(32_768);
  const palette = medianCut(entriesOf(sums), colours).map((box, index) => {
    for (const entry of box.entries)
      boxOf[((entry.red >> 3) << 10) | ((entry.green >> 3) << 5) | (entry.blue >> 3)] = index;
    return [mean(box, 'red'), mean(box, 'green'), mean(box, 'blue')];
  });
  const indexed = new Uint8Array(width * height);
  for (let pixel = 0; pixel < indexed.length; pixel++) indexed[pixel] = boxOf[keyAt(pixel)]!;
  return encode({ width, height, data: indexed, channels: 1, depth: 8, palette }, { zlib: { level: 9 } });
}

function entriesOf(sums: Float64Array): Entry[] {
  const entries: Entry[] = [];
  for (let key = 0; key < 32_768; key++) {
    const count = sums[key * 4 + 3]!;
    if (count === 0) continue;
    // The mean of a cell lies within it, so it finds its own key again.
    const at = (k: number): number => Math.floor(sums[key * 4 + k]! / count);
    entries.push({ red: at(0), green: at(1), blue: at(2), count });
  }
  return entries;
}

/** Splits the box with the largest spread, weighed a little by its pixels, until there are enough: noise gets few colours. */
function medianCut(entries: Entry[], colours: number): Box[] {
  const boxes: Box[] = [makeBox(entries)];
  while (boxes.length < colours) {
    let best = -1;
    let bestScore = 0;
    for (const [index, box] of boxes.entries()) {
      const score = spread(box)[1] * box.count ** 0.15;
      if (box.entries.length > 1 && score > bestScore) [best, bestScore] = [index, score];
    }
    if (best < 0) break;
    boxes.splice(best, 1, ...split(boxes[best]!));
  }
  return boxes;
}

function makeBox(entries: Entry[]): Box {
  return { entries, count: entries.reduce((sum, entry) => sum + entry.count, 0) };
}

function spread(box: Box): [Channel, number] {
  let widest: [Channel, number] = ['red', 0];
  for (const channel of ['red', 'green', 'blue'] as const) {
    let low = 255;
    let high = 0;
    for (const entry of box.entries) {
      low = Math.min(low, entry[channel]);
      high = Math.max(high, entry[channel]);
    }
    if (high - low > widest[1]) widest = [channel, high - low];
  }
  return widest;
}

function split(box: Box): [Box, Box] {
  const [channel] = spread(box);
  const sorted = [...box.entries].sort((a, b) => a[channel] - b[channel]);
  let passed = 0;
  let at = 0;
  while (at < sorted.length - 2 && (passed += sorted[at]!.count) < box.count / 2) at++;
  return [makeBox(sorted.slice(0, at + 1)), makeBox(sorted.slice(at + 1))];
}

function mean(box: Box, channel: Channel): number {
  return Math.round(box.entries.reduce((sum, entry) => sum + entry[channel] * entry.count, 0) / box.count);
}
