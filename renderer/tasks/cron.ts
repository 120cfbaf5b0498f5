/** Usual repetitions as cron expressions, and back. Pure. */

export const cronKinds = ['minutes', 'hourly', 'daily', 'weekdays', 'weekly', 'custom'] as const;
export type CronKind = (typeof cronKinds)[number];

/** A repetition as the form shows it. */
export interface CronForm {
  kind: CronKind;
  /** Of `minutes`: a divisor of 60, else the hour's end would come early. */
  every: number;
  /** Of `hourly`: minute of the hour. */
  minute: number;
  /** Of `daily`, `weekdays` and `weekly`: `HH:MM`. */
  time: string;
  /** Of `weekly`: 0 Sunday to 6, as cron counts. */
  weekday: number;
  /** Of `custom`. */
  text: string;
}

export const divisors = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30] as const;

export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const firstCron: CronForm = {
  kind: 'daily',
  every: 15,
  minute: 0,
  time: '22:00',
  weekday: 1,
  text: '0 22 * * *',
};

function readTime(time: string): { hour: number; minute: number } | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(time.trim());
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2]);
  return match !== null && hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** The expression; undefined where the time can't be read. */
export function cronOf(form: CronForm): string | undefined {
  const time = readTime(form.time);
  const at = time && `${String(time.minute)} ${String(time.hour)}`;
  switch (form.kind) {
    case 'minutes':
      return form.every === 1 ? '* * * * *' : `*/${String(form.every)} * * * *`;
    case 'hourly':
      return `${String(form.minute)} * * * *`;
    case 'daily':
      return at && `${at} * * *`;
    case 'weekdays':
      return at && `${at} * * 1-5`;
    case 'weekly':
      return at && `${at} * * ${String(form.weekday)}`;
    case 'custom':
      return form.text.trim();
  }
}

/** What the form shows for an expression; one of no known form is `custom`. */
export function formOf(cron: string): CronForm {
  const text = cron.trim().replaceAll(/\s+/g, ' ');
  const custom: CronForm = { ...firstCron, kind: 'custom', text };
  const every = text === '* * * * *' ? '1' : /^\*\/(\d+) \* \* \* \*$/.exec(text)?.[1];
  if (every !== undefined)
    return divisors.some((one) => one === Number(every))
      ? { ...custom, kind: 'minutes', every: Number(every) }
      : custom;
  const [minute, hour, day, month, weekday] = text.split(' ');
  const plain = /^\d+$/;
  if (!plain.test(minute ?? '') || day !== '*' || month !== '*' || text.split(' ').length !== 5)
    return custom;
  if (hour === '*' && weekday === '*') return { ...custom, kind: 'hourly', minute: Number(minute) };
  const time = `${(hour ?? '').padStart(2, '0')}:${(minute ?? '').padStart(2, '0')}`;
  if (!plain.test(hour ?? '') || readTime(time) === undefined) return custom;
  if (weekday === '*') return { ...custom, kind: 'daily', time };
  if (weekday === '1-5') return { ...custom, kind: 'weekdays', time };
  return /^[0-6]$/.test(weekday ?? '')
    ? { ...custom, kind: 'weekly', time, weekday: Number(weekday) }
    : custom;
}

/** A repetition in words. */
export function cronText(cron: string): string {
  const form = formOf(cron);
  switch (form.kind) {
    case 'minutes':
      return form.every === 1 ? 'Every minute' : `Every ${String(form.every)} minutes`;
    case 'hourly':
      return `Hourly at minute ${String(form.minute)}`;
    case 'daily':
      return `Daily at ${form.time}`;
    case 'weekdays':
      return `Monday to Friday at ${form.time}`;
    case 'weekly':
      return `${weekdayNames[form.weekday] ?? ''}s at ${form.time}`;
    case 'custom':
      return form.text;
  }
}
