/** Steps of tuning: the snap grid and the wheel. Pure but for the small state of an accumulator. */

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

/** One notch of a wheel, as browsers report it in pixels. */
const notch = 120;

export interface WheelLike {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** Collects small deltas of trackpads until they make a notch of 120, so that a swipe isn't a hundred steps. */
export interface WheelSum {
  /** Whole notches gained by this event; positive is away from the user (up). */
  add(event: WheelLike): number;
  reset(): void;
}

export function makeWheelSum(): WheelSum {
  let sum = 0;
  return {
    add(event) {
      // Shift turns a vertical wheel into a horizontal one on some systems.
      const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
      // Mode 1 counts lines (three make a notch), mode 2 pages.
      const units =
        event.deltaMode === 1 ? (delta * notch) / 3 : event.deltaMode === 2 ? delta * notch : delta;
      // A change of direction forgets the rest: the first touch of the other way must count.
      if (Math.sign(units) !== Math.sign(sum)) sum = 0;
      sum += units;
      const whole = Math.trunc(sum / notch + Math.sign(sum) * 1e-9);
      // A real wheel reports 100 to 120 a notch depending on the system: take its notch as one.
      const steps = whole === 0 && Math.abs(units) >= 100 ? Math.sign(units) : whole;
      sum = steps === 0 ? sum : sum - steps * notch;
      if (steps !== 0 && Math.abs(sum) < 21) sum = 0;
      return steps === 0 ? 0 : -steps;
    },
    reset() {
      sum = 0;
    },
  };
}
