/**
 * The colour tables of the waterfall, under the names people know, each 256 RGB entries from no signal to strongest.
 * Given by anchor colours (sampled evenly or at stated places) joined by a monotone cubic in each channel, or by a
 * formula. The perceptual ones keep their published end points and even lightness; palettes.test.ts proves it.
 */
import type { ViewSettings } from './settings.ts';

export type PaletteName = ViewSettings['palette'];
type Rgb = readonly [number, number, number];

export interface PaletteInfo {
  readonly label: string;
  /** Readable with the common kinds of colour blindness: lightness alone carries the level. */
  readonly colourBlindSafe: boolean;
  /** 768 bytes: R, G, B of level 0, of level 1, … */
  readonly rgb: Uint8Array;
}

/** The slopes of a cubic through the anchors that never overshoots (Fritsch and Carlson 1980, harmonic form). */
function slopes(at: readonly number[], value: readonly number[]): number[] {
  const secant = at.slice(1).map((x, i) => (value[i + 1]! - value[i]!) / (x - at[i]!));
  return at.map((_, i) => {
    const before = secant[i - 1];
    const after = secant[i];
    if (before === undefined) return after ?? 0;
    if (after === undefined) return before;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
}

function channel(at: readonly number[], value: readonly number[]): (t: number) => number {
  const slope = slopes(at, value);
  return (t) => {
    let i = 0;
    while (i < at.length - 2 && t > at[i + 1]!) i++;
    const h = at[i + 1]! - at[i]!;
    const s = Math.min(1, Math.max(0, (t - at[i]!) / h));
    const rest = 1 - s;
    return (
      value[i]! * (1 + 2 * s) * rest * rest +
      slope[i]! * h * s * rest * rest +
      value[i + 1]! * s * s * (3 - 2 * s) -
      slope[i + 1]! * h * s * s * rest
    );
  };
}

function fill(colour: (t: number) => Rgb): Uint8Array {
  const rgb = new Uint8Array(768);
  for (let level = 0; level < 256; level++)
    rgb.set(
      colour(level / 255).map((value) => Math.round(Math.min(255, Math.max(0, value)))),
      level * 3,
    );
  return rgb;
}

/** `anchors`: hex colours, evenly spaced unless written as `place:hex` with places from 0 to 255. */
function table(anchors: string): Uint8Array {
  const words = anchors.split(' ');
  const at = words.map((word, i) =>
    word.includes(':') ? Number(word.split(':')[0]) / 255 : i / (words.length - 1),
  );
  const colours = words.map((word) => Number.parseInt(word.slice(-6), 16));
  const [red, green, blue] = [16, 8, 0].map((shift) =>
    channel(
      at,
      colours.map((colour) => (colour >> shift) & 255),
    ),
  );
  return fill((t) => [red!(t), green!(t), blue!(t)]);
}

/** D. A. Green 2011, "A colour scheme for the display of astronomical intensity images": start 0.5, −1.5 turns, hue 1, gamma 1. */
function cubehelix(): Uint8Array {
  return fill((t) => {
    const angle = 2 * Math.PI * (0.5 / 3 + 1 - 1.5 * t);
    const depth = (t * (1 - t)) / 2;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    return [
      255 * (t + depth * (-0.14861 * cos + 1.78277 * sin)),
      255 * (t + depth * (-0.29227 * cos - 0.90649 * sin)),
      255 * (t + depth * 1.97294 * cos),
    ];
  });
}

const palette = (label: string, colourBlindSafe: boolean, rgb: Uint8Array): PaletteInfo => ({
  label,
  colourBlindSafe,
  rgb,
});

export const palettes: Readonly<Record<PaletteName, PaletteInfo>> = {
  turbo: palette(
    'Turbo',
    false,
    table('30123b 4454c4 4490fe 1fc8de 29efa2 7dff56 c1f334 f1ca3a fe922a ea4f0d be2102 7a0403'),
  ),
  viridis: palette(
    'Viridis',
    true,
    table('440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725'),
  ),
  plasma: palette(
    'Plasma',
    true,
    table('0d0887 46039f 7201a8 9c179e bd3786 d8576b ed7953 fb9f3a fdca26 f0f921'),
  ),
  inferno: palette(
    'Inferno',
    true,
    table('000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4'),
  ),
  magma: palette(
    'Magma',
    true,
    table('000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf'),
  ),
  classic: palette(
    'Classic',
    false,
    table('000020 000030 000050 000091 1e90ff ffffff ffff00 fe6d16 ff0000 c60000 9f0000 750000 4a0000'),
  ),
  'classic-green': palette('Classic green', true, table('000000 04200a 0a4a16 129025 4ccf3f b4f27a ffffe0')),
  greyscale: palette('Greyscale', true, table('000000 ffffff')),
  websdr: palette('WebSDR', false, table('000000 00006c 4c009c b4148c f04a3c ffa800 fff060 ffffff')),
  gqrx: palette(
    'Gqrx',
    false,
    table('0:000000 20:000000 70:00008c 100:3c7dff 150:ffff00 250:ff0000 255:ffffff'),
  ),
  cubehelix: palette('CubeHelix', true, cubehelix()),
  cividis: palette(
    'Cividis',
    true,
    table('00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838'),
  ),
};
