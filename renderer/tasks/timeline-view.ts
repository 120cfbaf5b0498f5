/** What of time the timeline shows, and the ticks of its axis. Pure. */
import { dateText, dayMs, timeText, type Zone } from './clock.ts';
import type { TimeView } from './timeline-layout.ts';

const leastMs = 10_000;
const mostMs = 62 * dayMs;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** Now stands at four fifths: what was matters more here than the empty time to come. */
const nowShare = 0.8;

export const aroundNow = (spanMs: number, nowMs: number): TimeView => ({
  fromMs: nowMs - spanMs * nowShare,
  toMs: nowMs + spanMs * (1 - nowShare),
});

export const spanOf = ({ fromMs, toMs }: TimeView): number => toMs - fromMs;

/** Longer (`factor` above 1) or shorter about a moment that stays where it is. */
export function zoomed(view: TimeView, factor: number, atMs: number): TimeView {
  const span = clamp(spanOf(view) * factor, leastMs, mostMs);
  const share = (atMs - view.fromMs) / spanOf(view);
  const fromMs = atMs - span * share;
  return { fromMs, toMs: fromMs + span };
}

export const panned = (view: TimeView, byMs: number): TimeView => ({
  fromMs: view.fromMs + byMs,
  toMs: view.toMs + byMs,
});

/**
 * What is asked for: the view and as much on either side, in steps of its length, so that panning and the passing of
 * time ask seldom.
 */
export function askedSpan(view: TimeView): { fromMs: number; toMs: number } {
  // A power of two: zooming in small steps stays with one answer for a while.
  const unit = 2 ** Math.ceil(Math.log2(spanOf(view)));
  return {
    fromMs: Math.max(0, (Math.floor(view.fromMs / unit) - 1) * unit),
    toMs: (Math.ceil(view.toMs / unit) + 1) * unit,
  };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const stepsMs = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14].map((n) => n * dayMs),
];

export interface Tick {
  timeMs: number;
  label: string;
  /** A new day begins here. */
  day: boolean;
}

/** Round times of the zone at least `leastPx` apart. */
export function ticksOf(view: TimeView, width: number, zone: Zone, leastPx = 84): Tick[] {
  const step = stepsMs.find((one) => (one / spanOf(view)) * width >= leastPx) ?? 14 * dayMs;
  // Minutes east of UTC; within a view that crosses a change of daylight saving the later part's ticks move along.
  const eastMs = (timeMs: number): number =>
    zone === 'utc' ? 0 : -new Date(timeMs).getTimezoneOffset() * minute;
  const ticks: Tick[] = [];
  let previous = '';
  for (let wall = Math.ceil((view.fromMs + eastMs(view.fromMs)) / step) * step; ; wall += step) {
    const timeMs = wall - eastMs(wall - eastMs(wall));
    if (timeMs > view.toMs) return ticks;
    const date = dateText(timeMs, zone);
    const day =
      date !== previous && (previous !== '' || step >= dayMs || timeText(timeMs, zone, false) === '00:00');
    previous = date;
    ticks.push({ timeMs, label: day ? date.slice(5) : timeText(timeMs, zone, step < minute), day });
  }
}
