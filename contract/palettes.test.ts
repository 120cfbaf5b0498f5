import { describe, expect, it } from 'vitest';
import { paletteNames } from './settings.ts';
import { palettes, type PaletteName } from './palettes.ts';

/** CIE L* of an sRGB colour, 0 to 100 (IEC 61966-2-1 and CIE 15). */
function lightness(rgb: Uint8Array, level: number): number {
  const [r, g, b] = [0, 1, 2].map((channel) => {
    const value = rgb[level * 3 + channel]! / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 216 / 24_389 ? 116 * Math.cbrt(y) - 16 : (y * 24_389) / 27;
}

const colour = (name: PaletteName, level: number): number[] => [
  ...palettes[name].rgb.subarray(level * 3, level * 3 + 3),
];

describe('palettes', () => {
  it('every name has 256 colours and its own table', () => {
    const seen = new Set<string>();
    for (const name of paletteNames) {
      expect(palettes[name].rgb).toHaveLength(768);
      seen.add(palettes[name].rgb.join());
    }
    expect(seen.size).toBe(paletteNames.length);
  });

  it.each(['viridis', 'plasma', 'inferno', 'magma', 'cividis', 'greyscale', 'cubehelix'] as const)(
    '%s gets lighter with every level',
    (name) => {
      const { rgb } = palettes[name];
      for (let level = 1; level < 256; level++) {
        // Rounding to 8 bits moves L* by up to 0.4; a real dip would be larger.
        expect(lightness(rgb, level) - lightness(rgb, level - 1)).toBeGreaterThan(-0.4);
        if (level >= 8) expect(lightness(rgb, level)).toBeGreaterThan(lightness(rgb, level - 8));
      }
      expect(lightness(rgb, 255) - lightness(rgb, 0)).toBeGreaterThan(60);
    },
  );

  it('what is tagged safe for colour-blind eyes carries the level in lightness alone', () => {
    for (const name of paletteNames) {
      if (!palettes[name].colourBlindSafe) continue;
      for (let level = 16; level < 256; level += 16)
        expect(lightness(palettes[name].rgb, level)).toBeGreaterThan(
          lightness(palettes[name].rgb, level - 16),
        );
    }
  });

  it('no neighbouring levels jump: at most a tenth of the range in a channel', () => {
    for (const name of paletteNames) {
      // Gqrx's last five levels go from red to white by design.
      const last = name === 'gqrx' ? 250 : 255;
      for (let level = 1; level <= last; level++)
        colour(name, level).forEach((value, i) =>
          expect(Math.abs(value - colour(name, level - 1)[i]!)).toBeLessThanOrEqual(25),
        );
    }
  });

  it('keeps the published end points', () => {
    expect(colour('viridis', 0)).toEqual([0x44, 0x01, 0x54]);
    expect(colour('viridis', 255)).toEqual([0xfd, 0xe7, 0x25]);
    expect(colour('cividis', 255)).toEqual([0xfe, 0xe8, 0x38]);
    expect(colour('cubehelix', 0)).toEqual([0, 0, 0]);
    expect(colour('cubehelix', 255)).toEqual([255, 255, 255]);
    expect(colour('greyscale', 128)).toEqual([128, 128, 128]);
  });
});
