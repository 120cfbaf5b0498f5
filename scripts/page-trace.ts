/** The tasks of a page's main thread as Chromium's tracing saw them: how long each took, and how long it computed. */
import { z } from 'zod';

/** Categories to trace: tasks, what they did, and marks set by the page. */
export const traceCategories = [
  '__metadata',
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
];

/** Microseconds. `tdur`: of processor time of the thread; waits for a busy machine are not in it. */
const Event = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number(),
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z.record(z.string(), z.unknown()).default({}),
});
type Event = z.infer<typeof Event>;
const Trace = z.object({ traceEvents: z.array(z.unknown()) });

export interface Task {
  /** From the mark, ms. */
  atMs: number;
  wallMs: number;
  cpuMs: number;
  /** What most of it was, the largest first. */
  parts: readonly string[];
}

export interface PageTrace {
  /** Process of the page. */
  readonly pid: number;
  /** Its tasks that began between two marks of the page, in their order. */
  between(from: string, to: string): Task[];
}

/** Parts below this share of a task are not named. */
const leastShare = 0.1;
const mostParts = 5;

/** Where script ran is what helps most. */
function nameOf({ name, args }: Event): string {
  const data = z
    .object({ functionName: z.string(), url: z.string(), lineNumber: z.number(), type: z.string() })
    .partial()
    .safeParse(args['data']);
  const facts = data.success ? data.data : {};
  const file = facts.url?.split('/').at(-1) ?? '';
  const where = file === '' ? '' : `${file}:${String(facts.lineNumber ?? 0)}`;
  return [name, facts.type, facts.functionName, where].filter((word) => word).join(' ');
}

/**
 * Reads what `stopTracing` returned.
 * @param mark one the page set while it was traced: by it the page's thread is known
 * @throws Error where the trace does not hold it
 */
export function readTrace(text: string, mark: string): PageTrace {
  const events = Trace.parse(JSON.parse(text)).traceEvents.flatMap(
    (event) => Event.safeParse(event).data ?? [],
  );
  const own = events.find(({ name }) => name === mark);
  if (own === undefined) throw new Error(`The trace does not hold the mark ${mark}.`);
  const thread = events.filter(({ pid, tid }) => pid === own.pid && tid === own.tid);
  const timeOf = (wanted: string): number => {
    const found = thread.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`The trace does not hold the mark ${wanted}.`);
    return found.ts;
  };
  const whole = thread.filter(({ ph }) => ph === 'X');
  const partsOf = (task: Event): string[] =>
    whole
      .filter(
        (event) =>
          event !== task &&
          event.ts >= task.ts &&
          event.ts + event.dur <= task.ts + task.dur &&
          event.name !== 'RunTask',
      )
      .filter(({ dur }) => dur > task.dur * leastShare)
      .sort((a, b) => b.dur - a.dur)
      .slice(0, mostParts)
      .map((event) => `${nameOf(event)} ${(event.dur / 1000).toFixed(0)} ms`);
  return {
    pid: own.pid,
    between(from, to) {
      const [start, end] = [timeOf(from), timeOf(to)];
      return whole
        .filter(({ name, ts }) => name === 'RunTask' && ts >= start && ts <= end)
        .map((task) => ({
          atMs: (task.ts - start) / 1000,
          wallMs: task.dur / 1000,
          cpuMs: task.tdur / 1000,
          // Short ones are many, and nobody asks.
          parts: task.dur < 10_000 ? [] : partsOf(task),
        }));
    },
  };
}
