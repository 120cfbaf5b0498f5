/**
 * Repetitions: when the runs of a cron expression are, in a named time zone.
 *
 * Daylight saving. Hours, minutes and seconds given as numbers, lists or ranges (`30 2 * * *`) mean times of the local
 * clock, each run once a day: one that does not exist runs at the first moment after the gap, one that comes twice
 * runs the first time. With `*` or a step in one of them (`0,20,40 * * * *`, or every 15 minutes) they mean intervals:
 * runs go on through a repeated hour and leave out the missing one, so that the distance between them stays.
 */
import { Cron } from 'croner';
import { Fault } from '../../contract/fault.ts';

/** The names people know the parts by. */
const parts = {
  5: ['minute', 'hour', 'day of the month', 'month', 'weekday'],
  6: ['second', 'minute', 'hour', 'day of the month', 'month', 'weekday'],
} as const;

const ranges: Readonly<Record<string, string>> = {
  second: '0 to 59',
  minute: '0 to 59',
  hour: '0 to 23',
  'day of the month': '1 to 31, or L for the last',
  month: '1 to 12 or JAN to DEC',
  weekday: '0 to 7 or SUN to SAT, Sunday is 0 and 7',
};

const example = "For example '30 6 * * 1-5': at 06:30 from Monday to Friday.";

/** Expressions read; parsing one costs more than its next run. */
const known = new Map<string, Cron>();
const knownLimit = 200;

function read(cron: string, timeZone: string): Cron {
  return new Cron(cron, { timezone: timeZone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' });
}

/** The parsed expression. Throws Fault invalid that names the part that is wrong. */
function parse(cron: string, timeZone: string): Cron {
  const key = `${timeZone} ${cron}`;
  const before = known.get(key);
  if (before) return before;
  checkZone(timeZone);
  checkParts(cron, timeZone);
  const parsed = read(cron, timeZone);
  const [oldest] = known.keys();
  if (known.size >= knownLimit && oldest !== undefined) known.delete(oldest);
  known.set(key, parsed);
  return parsed;
}

function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (error) {
    throw new Fault('invalid', `'${timeZone}' is not a time zone.`, {
      hint: 'Use a name such as Europe/Rome, America/New_York or UTC.',
      cause: error,
    });
  }
}

/** Each part is tried alone, so that the message can say which one is wrong. */
function checkParts(cron: string, timeZone: string): void {
  const fields = cron.trim().split(/\s+/);
  const names = fields.length === 6 ? parts[6] : parts[5];
  if (fields.length !== 5 && fields.length !== 6)
    throw new Fault(
      'invalid',
      `A repetition has five parts (${parts[5].join(', ')}) or six (seconds first); '${cron}' is not one.`,
      { hint: example },
    );
  fields.forEach((field, place) => {
    const name = names[place] ?? '';
    const wrong = new Fault('invalid', `'${field}' can not be the ${name} of a repetition.`, {
      hint: `The ${name} is ${ranges[name] ?? ''}; also *, lists 1,2, ranges 1-5 and steps */5. ${example}`,
      data: { part: name },
    });
    // `?` would mean the moment at which the expression is read, which differs from start to start.
    if (field.includes('?')) throw wrong;
    try {
      read(fields.map((_, other) => (other === place ? field : '*')).join(' '), timeZone);
    } catch {
      throw wrong;
    }
  });
}

/**
 * Runs strictly after `fromMs`, at most `count`, none after `untilMs`. Throws Fault invalid that names the wrong part
 * of the expression.
 */
export function nextRuns(
  cron: string,
  timeZone: string,
  fromMs: number,
  count: number,
  untilMs = Number.POSITIVE_INFINITY,
): number[] {
  const parsed = parse(cron, timeZone);
  const runs: number[] = [];
  let from = fromMs;
  while (runs.length < count) {
    const run = parsed.nextRun(new Date(from));
    if (!run || run.getTime() > untilMs) break;
    from = run.getTime();
    runs.push(from);
  }
  return runs;
}
