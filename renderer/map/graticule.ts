/** The net of meridians and parallels: how dense, where, and what stands beside a line. */

/** Degrees between lines: round numbers of degrees, then of tenths and hundredths. */
const stepsDeg = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] as const;
/** Lines closer than this would be a pattern. */
const closestPx = 90;

/** @param degreesPerPx of longitude, at this zoom. */
export function graticuleStep(degreesPerPx: number): number {
  const wide = [...stepsDeg].reverse().find((step) => step / degreesPerPx >= closestPx);
  return wide ?? stepsDeg[0];
}

/** Multiples of the step from low to high, both included; free of the drift of repeated addition. */
export function graticuleLines(low: number, high: number, step: number): number[] {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  const lines: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    lines.push(Number((i * step).toFixed(decimals)));
  return lines;
}

/** `45° N`, `7.5° W`, `0°`. */
export function graticuleLabel(degrees: number, axis: 'latitude' | 'longitude'): string {
  const size = Math.abs(degrees);
  const letter = axis === 'latitude' ? (degrees < 0 ? 'S' : 'N') : degrees < 0 ? 'W' : 'E';
  return size === 0 || (axis === 'longitude' && size === 180) ? `${size}°` : `${size}° ${letter}`;
}
