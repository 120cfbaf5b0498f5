/** Arithmetic of the HackRF's sample clock and baseband filter. */

/** What the rate request takes: the clock is `clockHz / divider`. */
export interface RateRatio {
  readonly clockHz: number;
  readonly divider: number;
}

const largestDivider = 31;
/** Bits of a double behind the point of a number between 1 and 2. */
const fractionSteps = 2 ** 52;

/**
 * The clock and divider that hit `rateHz` best: the smallest divider that makes the clock a whole number of
 * hertz, as far as a double can tell; 1 where none does.
 */
export function rateRatio(rateHz: number): RateRatio {
  const exponent = 31 - Math.clz32(Math.trunc(rateHz));
  // A rate's last bits are worth nothing: 16 units of its own last place count as whole.
  const tolerance = 2 ** (exponent + 4);
  const fraction = (1 + rateHz - Math.trunc(rateHz) - 1) * fractionSteps;
  let sum = 0;
  for (let divider = 1; divider <= largestDivider; divider++) {
    sum = (sum + fraction) % fractionSteps;
    if (sum < tolerance || sum >= fractionSteps - tolerance)
      return { clockHz: Math.trunc(rateHz * divider + 0.5), divider };
  }
  return { clockHz: Math.trunc(rateHz + 0.5), divider: 1 };
}

/** Widths of the MAX2837's filter, Hz. */
export const filtersHz: readonly number[] = [
  1.75e6, 2.5e6, 3.5e6, 5e6, 5.5e6, 6e6, 7e6, 8e6, 9e6, 10e6, 12e6, 14e6, 15e6, 20e6, 24e6, 28e6,
];

/** The widest filter that is not wider than `hz`, at least the narrowest; 0 beyond the widest. */
export function filterFor(hz: number): number {
  if (hz > filtersHz.at(-1)!) return 0;
  return filtersHz.findLast((width) => width <= hz) ?? filtersHz[0]!;
}

/** The filter that keeps aliases out at this rate: three quarters of it. */
export function filterForRate({ clockHz, divider }: RateRatio): number {
  return filterFor(Math.trunc((0.75 * clockHz) / divider));
}

/** Input of the mixer: past it, below the intermediate frequency or above it. */
export type SignalPath = 'bypass' | 'lowPass' | 'highPass';

export const intermediateHz = { min: 2_150_000_000, max: 2_750_000_000 };
export const oscillatorHz = { min: 84_375_000, max: 5_400_000_000 };

/** Where IF and oscillator stand to receive `centreHz` through a path. */
export function explicitTuning(
  path: SignalPath,
  centreHz: number,
  wantedIfHz: number,
): { ifHz: number; loHz: number } {
  if (path === 'bypass') return { ifHz: centreHz, loHz: oscillatorHz.min };
  const loHz = path === 'lowPass' ? wantedIfHz + centreHz : centreHz - wantedIfHz;
  return { ifHz: wantedIfHz, loHz };
}
