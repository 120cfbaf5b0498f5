/** The time axis: clock-aligned steps, the ticks that scroll with the rows, and how times are written. */

export type TimeAxis = 'utc' | 'local' | 'offset';

/** Steps of the time axis in milliseconds: the ones a clock has. */
const stepsMs = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000,
] as const;
const longestMs = 3_600_000;

/** The smallest clock step of at least `leastMs` (an hour at most). */
export function clockStep(leastMs: number): number {
  return stepsMs.find((step) => step >= leastMs) ?? longestMs;
}

/**
 * What to subtract from UTC milliseconds so that clock steps fall on round values of the chosen axis:
 * local time by its zone (minutes east, as of `timeMs`), offset by the start of the stream.
 */
export function axisOriginMs(axis: TimeAxis, timeMs: number, startMs: number): number {
  switch (axis) {
    case 'utc':
      return 0;
    case 'local':
      return new Date(timeMs).getTimezoneOffset() * 60_000;
    case 'offset':
      return startMs;
  }
}

/** The boundary of `stepMs` crossed from `olderMs` to `newerMs`, or undefined when none lies in (older, newer]. */
export function crossedTick(
  olderMs: number,
  newerMs: number,
  stepMs: number,
  originMs: number,
): number | undefined {
  const at = Math.floor((newerMs - originMs) / stepMs);
  return at > Math.floor((olderMs - originMs) / stepMs) ? at * stepMs + originMs : undefined;
}

const two = (n: number): string => String(n).padStart(2, '0');

function clock(ms: number, decimals: number): string {
  const date = new Date(ms);
  const seconds = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return decimals === 0
    ? seconds
    : `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, decimals)}`;
}

/** Elapsed seconds as +0.5 s, +12 s, +3:05, +1:02:05. */
function elapsed(ms: number, decimals: number): string {
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms) / 1000;
  if (size < 60) return `${sign}${size.toFixed(decimals)} s`;
  const whole = Math.floor(size);
  const rest = decimals === 0 ? '' : (size - whole).toFixed(decimals).slice(1);
  const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
  return whole < 3600 ? `${sign}${tail}` : `${sign}${String(Math.floor(whole / 3600))}:${tail}`;
}

/** A time of the chosen axis with `decimals` of a second. `startMs` is where offsets count from. */
export function timeLabel(axis: TimeAxis, timeMs: number, startMs: number, decimals: number): string {
  // A tick at 12:00:00.3 is a float a hair below it: round to the shown digit before cutting.
  const unit = 1000 / 10 ** decimals;
  const rounded = Math.round(timeMs / unit) * unit;
  switch (axis) {
    case 'utc':
      return clock(rounded, decimals);
    case 'local':
      return clock(rounded - new Date(rounded).getTimezoneOffset() * 60_000, decimals);
    case 'offset':
      return elapsed(timeMs - startMs, decimals);
  }
}

/** How long ago, or how long: 0.4 s, 12 s, 3 min 5 s, 2 h 4 min. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 0.0995) return `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 1)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
  return `${String(Math.floor(whole / 3600))} h ${String(Math.floor(whole / 60) % 60)} min`;
}
