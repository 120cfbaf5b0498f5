/** Colours of everything the worker draws, dark and light. Text colours reach 4.5:1 on their background. */

export type ThemeName = 'dark' | 'light';
type Rgb = readonly [number, number, number];

export interface ViewTheme {
  /** Behind the axes. */
  readonly surface: string;
  readonly text: string;
  readonly mutedText: string;
  readonly tick: string;
  readonly plot: Rgb;
  readonly grid: Rgb;
  readonly gridStrong: Rgb;
  readonly fillTop: Rgb;
  readonly fillBottom: Rgb;
  readonly live: Rgb;
  readonly average: Rgb;
  readonly max: Rgb;
  readonly min: Rgb;
  readonly centre: string;
  readonly marker: string;
  readonly markerText: string;
  readonly loss: string;
  /** Where the waterfall has no data. */
  readonly empty: Rgb;
}

/** Stripes of a gap. The same in both themes: they lie among the palette's colours, not on the page. */
export const hatchDark: Rgb = [38, 20, 22];
export const hatchLight: Rgb = [226, 92, 84];

export const themes: Readonly<Record<ThemeName, ViewTheme>> = {
  dark: {
    surface: '#101418',
    text: '#d9dee4',
    mutedText: '#98a3b0',
    tick: '#5f6a77',
    plot: [10, 13, 16],
    grid: [28, 34, 42],
    gridStrong: [43, 51, 62],
    fillTop: [21, 92, 112],
    fillBottom: [10, 30, 38],
    live: [116, 205, 232],
    average: [255, 209, 92],
    max: [255, 122, 105],
    min: [112, 214, 150],
    centre: 'rgba(240, 246, 255, 0.45)',
    marker: '#ffd15c',
    markerText: '#101418',
    loss: '#ff8d85',
    empty: [16, 20, 24],
  },
  light: {
    surface: '#f4f6f8',
    text: '#2b333d',
    mutedText: '#56606d',
    tick: '#9aa4b1',
    plot: [255, 255, 255],
    grid: [232, 236, 240],
    gridStrong: [208, 214, 221],
    fillTop: [190, 216, 236],
    fillBottom: [240, 246, 250],
    live: [13, 92, 148],
    average: [166, 106, 0],
    max: [193, 42, 32],
    min: [16, 122, 62],
    centre: 'rgba(20, 30, 44, 0.5)',
    marker: '#8a4b00',
    markerText: '#ffffff',
    loss: '#b3261e',
    empty: [222, 227, 232],
  },
};

/** A colour as one little endian RGBA pixel. */
export function pixel([red, green, blue]: Rgb): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
