import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../testing/random.ts';
import { toPalettePng } from './quantise.ts';

function rgb(width: number, height: number, pixel: (at: number) => number[]): Uint8Array {
  const data = Uint8Array.from({ length: width * height }, (_, at) => at).reduce(
    (all, _, at) => {
      all.set(pixel(at), at * 3);
      return all;
    },
    new Uint8Array(width * height * 3),
  );
  return encode({ width, height, data, channels: 3, depth: 8 });
}

describe('palette pictures', () => {
  it('keep a few flat colours exactly', () => {
    const flat = [
      [16, 32, 48],
      [200, 10, 20],
      [255, 255, 255],
    ];
    const made = decode(
      toPalettePng(
        rgb(30, 20, (at) => flat[at % 3]!),
        16,
      ),
    );
    expect([made.width, made.height, made.palette!.length]).toEqual([30, 20, 3]);
    for (let at = 0; at < 600; at++) expect(made.palette![made.data[at]!]).toEqual(flat[at % 3]);
  });
  it('stay near every colour of a busy picture, and get smaller', () => {
    const random = makeRandom(5);
    const pixels = Array.from({ length: 128 * 128 }, () => {
      const level = random.next();
      return [Math.round(level * 255), Math.round(level * level * 255), Math.round((1 - level) * 90)];
    });
    const plain = rgb(128, 128, (at) => pixels[at]!);
    const small = toPalettePng(plain, 64);
    const made = decode(small);
    let worst = 0;
    for (const [at, pixel] of pixels.entries())
      for (let k = 0; k < 3; k++)
        worst = Math.max(worst, Math.abs(made.palette![made.data[at]!]![k]! - pixel[k]!));
    // 64 colours along one line through the cube: 4 steps apart on average, three times that where it bends.
    expect(worst).toBeLessThanOrEqual(12);
    expect(small.length).toBeLessThan(plain.length / 2);
  });
});
