/**
 * How high noise alone rises: thresholds for the mean of a block of powers. Sums of powers of neighbouring bins are not
 * gamma distributed, because the window makes bins alike: their moments follow from the eigenvalues of the bins'
 * covariance, and the tail from the moments by the saddle point.
 * Source: R. Lugannani and S. Rice, "Saddle point approximation for the distribution of the sum of independent random
 * variables", Adv. Appl. Prob. 12 (1980).
 */

/** Eigenvalues of the covariance of four bins under Hann's window: 1 on the diagonal, 2/3 and 1/6 beside it. */
const fourBins = [0.06574145, 0.43580587, 1.26759188, 2.2308608];
/** Rows that overlap by half have 1/36 of their power in common: so many are worth one. */
const rowsAlike = 1 + 2 / 36;

/** @param bins 1, 4 or at least 16. */
function eigenvalues(bins: number): readonly number[] {
  if (bins === 1) return [1];
  if (bins === 4) return fourBins;
  // Szegő's theorem: of a wide block they are samples of the window's own power.
  return Array.from({ length: bins }, (_, i) => (8 / 3) * Math.cos((Math.PI * (i + 0.5)) / (2 * bins)) ** 4);
}

/** The probability that a normal variable exceeds `w`, over its density there (Mills' ratio); `w` above 1. */
function millsRatio(w: number): number {
  let fraction = w;
  for (let k = 40; k >= 1; k--) fraction = w + k / fraction;
  return 1 / fraction;
}

/**
 * Mean power of `rows` × `bins` cells of noise of level 1 that is exceeded with `probability`, below 0.05.
 * @param bins 1, 4 or at least 16
 */
export function noiseThreshold(rows: number, bins: number, probability: number): number {
  const lambdas = eigenvalues(bins);
  const shape = rows === 1 ? 1 : rows / rowsAlike;
  const scale = rows / shape;
  const most = 1 / (scale * Math.max(...lambdas));
  /** The tail beyond the point whose saddle is at `s`, as a probability, and that point. */
  const tail = (s: number): { logP: number; x: number } => {
    let k = 0;
    let x = 0;
    let bend = 0;
    for (const lambda of lambdas) {
      const l = scale * lambda;
      k -= shape * Math.log(1 - s * l);
      x += (shape * l) / (1 - s * l);
      bend += shape * (l / (1 - s * l)) ** 2;
    }
    const w = Math.sqrt(2 * (s * x - k));
    const u = s * Math.sqrt(bend);
    const density = -(w * w) / 2 - Math.log(2 * Math.PI) / 2;
    return { logP: density + Math.log(millsRatio(w) + 1 / u - 1 / w), x };
  };
  const wanted = Math.log(probability);
  let low = most * 1e-3;
  let high = most * (1 - 1e-9);
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (tail(middle).logP > wanted) low = middle;
    else high = middle;
  }
  return tail(high).x / (rows * bins);
}
