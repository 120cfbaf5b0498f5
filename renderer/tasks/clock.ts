/** Times of tasks as they are written: in UTC or in the time of this machine. */

export type Zone = 'utc' | 'local';

export const dayMs = 86_400_000;

/** The fields of a moment in a zone; `weekday` 0 is Monday. */
export interface Fields {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

export function fieldsOf(timeMs: number, zone: Zone): Fields {
  const date = new Date(timeMs);
  return zone === 'utc'
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        weekday: (date.getUTCDay() + 6) % 7,
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
        weekday: (date.getDay() + 6) % 7,
      };
}

/** The moment of a date (and time) in a zone; days and hours may overflow, as in Date. */
function momentOf(
  zone: Zone,
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  return zone === 'utc'
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : new Date(year, month - 1, day, hour, minute, second).getTime();
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-23`. */
export function dateText(timeMs: number, zone: Zone): string {
  const { year, month, day } = fieldsOf(timeMs, zone);
  return `${String(year)}-${two(month)}-${two(day)}`;
}

/** `15:34:10`, or `15:34` without seconds. */
export function timeText(timeMs: number, zone: Zone, withSeconds = true): string {
  const { hour, minute, second } = fieldsOf(timeMs, zone);
  return `${two(hour)}:${two(minute)}${withSeconds ? `:${two(second)}` : ''}`;
}

/** `2026-11-23 15:34:10`. */
export const stampText = (timeMs: number, zone: Zone): string =>
  `${dateText(timeMs, zone)} ${timeText(timeMs, zone)}`;

/** As short as it stays clear: the time of today, `11-24 15:34` in this year, else the date. */
export function shortText(timeMs: number, zone: Zone, nowMs: number): string {
  const date = dateText(timeMs, zone);
  const today = dateText(nowMs, zone);
  if (date === today) return timeText(timeMs, zone);
  return date.slice(0, 4) === today.slice(0, 4) ? `${date.slice(5)} ${timeText(timeMs, zone, false)}` : date;
}

/** Reads `2026-11-23 15:34[:10]` in a zone; undefined where it is no date. */
export function readStamp(text: string, zone: Zone): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part || 0));
  const timeMs = momentOf(zone, year!, month!, day!, hour, minute, second);
  // 2026-02-31 would slide into March.
  return Number.isFinite(timeMs) && fieldsOf(timeMs, zone).day === day ? timeMs : undefined;
}

/** The start of the day a moment lies in, and of the week (Monday) and the month. */
export function startOf(unit: 'day' | 'week' | 'month', timeMs: number, zone: Zone): number {
  const { year, month, day, weekday } = fieldsOf(timeMs, zone);
  if (unit === 'month') return momentOf(zone, year, month, 1);
  return momentOf(zone, year, month, unit === 'week' ? day - weekday : day);
}

/** Days, weeks or months later, by the calendar: a day with daylight saving is not 24 hours. */
export function moved(unit: 'day' | 'week' | 'month', timeMs: number, zone: Zone, by: number): number {
  const { year, month, day, hour, minute, second } = fieldsOf(timeMs, zone);
  if (unit === 'month') return momentOf(zone, year, month + by, 1);
  return momentOf(zone, year, month, day + by * (unit === 'week' ? 7 : 1), hour, minute, second);
}

/** How a length of time is written: `10 s`, `5 min`, `1 h 30 min`, `2 d`. */
export function lengthText(seconds: number): string {
  if (seconds < 60) return `${String(Number(seconds.toPrecision(3)))} s`;
  const whole = Math.round(seconds);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${String(count)} ${unit}`)
    .join(' ');
}
