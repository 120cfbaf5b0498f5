import { describe, expect, it } from 'vitest';
import { cronOf, cronText, firstCron, formOf } from './cron.ts';

describe('repetitions', () => {
  it.each([
    ['*/15 * * * *', 'minutes', 'Every 15 minutes'],
    ['* * * * *', 'minutes', 'Every minute'],
    ['5 * * * *', 'hourly', 'Hourly at minute 5'],
    ['30 2 * * *', 'daily', 'Daily at 02:30'],
    ['0 22 * * 1-5', 'weekdays', 'Monday to Friday at 22:00'],
    ['15 6 * * 0', 'weekly', 'Sundays at 06:15'],
  ] as const)('%s is %s', (cron, kind, words) => {
    const form = formOf(cron);
    expect(form.kind).toBe(kind);
    expect(cronOf(form)).toBe(cron);
    expect(cronText(cron)).toBe(words);
  });

  it.each([
    '*/7 * * * *',
    '0 0 1 * *',
    '0 0 22 * * *',
    '0 22 * * 1,3',
    '61 2 * * *',
    '0 24 * * *',
    'nonsense',
  ])('%s stays as it is written', (cron) => {
    expect(formOf(cron)).toMatchObject({ kind: 'custom', text: cron });
    expect(cronOf(formOf(cron))).toBe(cron);
  });

  it('has no expression for a time that is none', () => {
    expect(cronOf({ ...firstCron, time: '25:00' })).toBeUndefined();
    expect(cronOf({ ...firstCron, time: '' })).toBeUndefined();
  });
});
