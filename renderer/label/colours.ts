/**
 * Colours of classes that people with any kind of colour vision can tell apart: Okabe and Ito's set without black
 * (Color Universal Design, 2008), then Tol's bright and light ones (SRON/EPS/TN/09-002).
 */
export const classColours = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#d55e00',
  '#cc79a7',
  '#4477aa',
  '#bbcc33',
  '#ee8866',
  '#ffaabb',
  '#99ddff',
  '#aa3377',
] as const;

const colourNames: Readonly<Record<(typeof classColours)[number], string>> = {
  '#e69f00': 'Orange',
  '#56b4e9': 'Sky blue',
  '#009e73': 'Green',
  '#f0e442': 'Yellow',
  '#d55e00': 'Vermilion',
  '#cc79a7': 'Mauve',
  '#4477aa': 'Blue',
  '#bbcc33': 'Pear',
  '#ee8866': 'Salmon',
  '#ffaabb': 'Pink',
  '#99ddff': 'Light blue',
  '#aa3377': 'Purple',
};

/** What a screen reader says of a colour. */
export const colourName = (colour: string): string =>
  colourNames[classColours.find((one) => one === colour) ?? '#e69f00'];

/** The first colour that no class has, or the one used least. */
export function freeColour(used: readonly string[]): string {
  const count = (colour: string): number => used.filter((one) => one === colour).length;
  return classColours.reduce(
    (best, colour) => (count(colour) < count(best) ? colour : best),
    classColours[0],
  );
}

/** The lowest number key that no class has. */
export function freeKey(used: readonly (number | undefined)[]): number | undefined {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].find((key) => !used.includes(key));
}

/** Relative luminance that a line needs to be seen on the dark blues and purples of quiet parts (WCAG's measure). */
const leastLuminance = 0.5;

function channelsOf(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminance(channels: readonly [number, number, number]): number {
  const linear = (one: number): number => {
    const share = one / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const [r, g, b] = channels;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** The colour of a class as it is drawn over a picture: a dark one is mixed with white until it stands out. */
export function overPicture(colour: string): string {
  const [r, g, b] = channelsOf(colour);
  for (let share = 0; share < 1; share += 0.05) {
    const mix = (one: number): number => Math.round(one + (255 - one) * share);
    const mixed = [mix(r), mix(g), mix(b)] as const;
    if (luminance(mixed) >= leastLuminance)
      return `#${mixed.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
  }
  return '#ffffff';
}
