/** `--at`, `--every` and what goes with them. */
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import type { TaskWhen } from '../../contract/task.ts';
import { needs } from './values.ts';

export interface TaskWhenOptions {
  at?: string;
  every?: string;
  zone?: string;
  until?: string;
  window?: string;
  missed?: string;
}

const longestWindowSeconds = 86_400 * 31;

export function whenOf(options: TaskWhenOptions): TaskWhen {
  const { at, every, zone, until, window, missed } = options;
  if (at !== undefined && every !== undefined)
    throw new Fault('invalid', 'A task runs at a time or repeats, not both.', {
      hint: 'Leave out --at or --every.',
    });
  needs(every, '--every', { '--zone': zone, '--until': until });
  needs(at ?? every, '--at or --every', { '--window': window, '--missed': missed });
  const windowSeconds =
    window === undefined
      ? {}
      : {
          windowSeconds: parseQuantity(window, 's', {
            name: 'The window',
            min: 0,
            max: longestWindowSeconds,
          }),
        };
  if (every !== undefined)
    return {
      kind: 'repeat',
      cron: every,
      timeZone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(until === undefined ? {} : { untilMs: timeOf(until) }),
      ...windowSeconds,
    };
  return at === undefined ? { kind: 'now' } : { kind: 'at', timeMs: timeOf(at), ...windowSeconds };
}

const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(Z|[+-]\d\d:\d\d)?$/;

/** Local unless it says otherwise; a date alone is its midnight. Of other forms every runtime makes its own. */
export function timeOf(text: string): number {
  const [, date = '', time = '00:00', zone = ''] = form.exec(text.trim()) ?? [];
  const timeMs = Date.parse(`${date}T${time}${zone}`);
  // The 30th of February would be taken for the 2nd of March.
  const day = new Date(`${date}T00:00Z`);
  if (Number.isNaN(timeMs) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date))
    throw new Fault('invalid', `'${text}' is no time.`, {
      hint: 'Write it as 2026-12-24T18:30 (local) or 2026-12-24T17:30Z.',
    });
  return timeMs;
}
