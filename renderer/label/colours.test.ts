import { describe, expect, it } from 'vitest';
import { classColours, colourName, freeColour, freeKey, overPicture } from './colours.ts';

describe('colours of classes', () => {
  it('a new class gets a colour nobody has, as long as there is one', () => {
    const used: string[] = [];
    while (used.length < classColours.length) used.push(freeColour(used));
    expect(new Set(used).size).toBe(classColours.length);
    expect(classColours).toContain(freeColour(used));
  });

  it('each has a name of its own', () => {
    expect(new Set(classColours.map(colourName)).size).toBe(classColours.length);
  });

  it('light colours are drawn as they are, dark ones lighter, none darker', () => {
    expect(overPicture('#f0e442')).toBe('#f0e442');
    expect(overPicture('#000000')).not.toBe('#000000');
    for (const colour of classColours)
      for (const at of [1, 3, 5])
        expect(Number.parseInt(overPicture(colour).slice(at, at + 2), 16)).toBeGreaterThanOrEqual(
          Number.parseInt(colour.slice(at, at + 2), 16),
        );
  });

  it('the lowest free key is taken, none when all are', () => {
    expect(freeKey([1, 2, undefined, 4])).toBe(3);
    expect(freeKey([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeUndefined();
  });
});
