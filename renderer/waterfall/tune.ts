/** Steps of tuning along the snap grid. Pure. */

/** The grid point nearest to `hz`. */
export function snapTo(hz: number, stepHz: number): number {
  return Math.round(hz / stepHz) * stepHz;
}

/** `steps` grid points up or down from `hz`; from between two points the first step goes to the neighbour. */
export function stepFrom(hz: number, steps: number, stepHz: number): number {
  const at = hz / stepHz;
  // A millionth of a step off the grid is on the grid: centres come back from hardware as floats.
  const onGrid = Math.abs(at - Math.round(at)) < 1e-6;
  const base = onGrid ? Math.round(at) : steps > 0 ? Math.floor(at) : Math.ceil(at);
  return (base + steps) * stepHz;
}

/** The factor of the modifier keys: Shift ten times, Alt a tenth. */
export function stepFactor(keys: { shiftKey: boolean; altKey: boolean }): number {
  return keys.shiftKey ? 10 : keys.altKey ? 0.1 : 1;
}
