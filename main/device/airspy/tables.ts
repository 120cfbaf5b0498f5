/** Figures of the Airspy R2 and Mini. */

/** One setting of the three stages. */
export interface StageGains {
  readonly vga: number;
  readonly mixer: number;
  readonly lna: number;
}

export const largest: StageGains = { vga: 15, mixer: 15, lna: 14 };

/** Rates of firmware that can't list its own, samples per second. */
export const oldRatesHz: readonly number[] = [10_000_000, 2_500_000];

const rows = (vga: string, mixer: string, lna: string): StageGains[] => {
  const [vgas = [], mixers = [], lnas = []] = [vga, mixer, lna].map((row) => row.split(' ').map(Number));
  return vgas.map((gain, at) => ({ vga: gain, mixer: mixers[at]!, lna: lnas[at]! }));
};

/**
 * Gain presets, weakest first: `linearity` gains early in the chain last, against strong neighbours;
 * `sensitivity` gains there first, against noise. The figures are those of Airspy's own library.
 */
export const presets: Readonly<Record<'linearity' | 'sensitivity', readonly StageGains[]>> = {
  linearity: rows(
    '4 5 6 7 8 9 10 10 10 10 10 10 10 10 10 11 11 11 11 11 12 13',
    '0 0 1 1 1 1 2 2 0 0 1 0 0 5 6 6 7 8 9 11 12 12',
    '0 0 0 0 0 0 0 1 3 5 6 8 9 8 9 9 10 12 13 14 14 14',
  ),
  sensitivity: rows(
    '4 4 4 4 4 4 4 4 4 5 5 5 5 5 6 7 8 9 10 11 12 13',
    '0 0 0 0 1 2 2 3 4 4 4 7 8 9 9 10 10 11 12 12 12 12',
    '0 1 2 3 5 6 7 8 9 9 12 12 13 14 14 14 14 14 14 14 14 14',
  ),
};
export const presetSteps = 22;

/**
 * Outer half of the half-band filter that follows the shift by a quarter of the rate: taps 0, 2, 4 … 22 of 47.
 * The other half mirrors it, the tap in the middle is 1/2 and the rest are 0. Measured: solved by least squares
 * from the reference's output for a known tone (residue 7e-8), so that our samples are those other programs get.
 */
export const halfBandTaps: readonly number[] = [
  -0.000998606, 0.001695637, -0.00305443, 0.005055504, -0.007901319, 0.011873357, -0.017411159, 0.025304817,
  -0.037225225, 0.057533287, -0.102327462, 0.317034472,
];
