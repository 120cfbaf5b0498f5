/** The wheel as whole notches, for the dial and the waterfall. */

/** One notch of a wheel, as browsers report it in pixels. */
const notch = 120;

interface WheelLike {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** Collects small deltas of trackpads until they make a notch of 120, so that a swipe isn't a hundred steps. */
interface WheelSum {
  /** Whole notches gained by this event; positive is away from the user (up). */
  add(event: WheelLike): number;
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
  };
}
