/** Long work that goes on while other things are done: seen by everybody, cancelled by anybody, ended with the engine. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import type { Job, JobKind } from '../../contract/job.ts';
import { asFault } from '../thread/index.ts';

export interface JobControl {
  readonly signal: AbortSignal;
  /** How much there is to do; may be called again when more is known. */
  total(total: number): void;
  /** So much is done in all. */
  done(done: number): void;
  /** Something was not done; the job goes on. */
  reject(name: string, fault: Fault): void;
  /** A recording it added or changed. */
  touched(id: string): void;
}

/** Answers with one sentence about what was done. */
type JobWork = (control: JobControl) => Promise<string>;

export interface Jobs {
  /** Begins at once; answers with its number. */
  run(kind: JobKind, title: string, unit: Job['unit'], work: JobWork): number;
  /** Settles when the job has ended, however it did. */
  ended(id: number): Promise<Job>;
  /** Throws Fault 'not-found'. */
  cancel(id: number): void;
  list(sink: ValueSink<Job[]>): Stop;
  /** Cancels all and waits for them. */
  close(): Promise<void>;
}

/** Ended ones are kept to be looked at. */
const keptEnded = 50;
const mostListed = 1000;
/** Progress is told four times a second. */
const tellMs = 250;

export function makeJobs(nowMs: () => number = Date.now): Jobs {
  const jobs = new Map<number, Job>();
  const running = new Map<number, { abort: AbortController; over: Promise<Job> }>();
  const sinks = new Set<ValueSink<Job[]>>();
  let nextId = 1;
  let timer: NodeJS.Timeout | undefined;
  let untold = false;

  const value = (): Job[] => [...jobs.values()].map((job) => ({ ...job })).reverse();
  const tell = (): void => {
    if (timer) {
      untold = true;
      return;
    }
    untold = false;
    for (const sink of sinks) sink.send(value());
    timer = setTimeout(() => {
      timer = undefined;
      if (untold) tell();
    }, tellMs);
  };

  const forget = (): void => {
    const ended = [...jobs.values()].filter(({ state }) => state !== 'running');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - keptEnded))) jobs.delete(id);
  };

  const carryOut = async (job: Job, work: JobWork, abort: AbortController): Promise<Job> => {
    try {
      job.summary = await work({
        signal: abort.signal,
        total(total) {
          job.total = total;
          tell();
        },
        done(done) {
          job.done = done;
          tell();
        },
        reject(name, { code, message }) {
          job.rejectedCount++;
          if (job.rejected.length < mostListed)
            job.rejected.push({ name: name.slice(0, 300), code, message: message.slice(0, 1000) });
          tell();
        },
        touched(id) {
          if (job.ids.length < mostListed) job.ids.push(id);
        },
      });
      job.state = abort.signal.aborted ? 'cancelled' : 'done';
    } catch (error) {
      const fault = asFault(error);
      job.state = abort.signal.aborted || fault.code === 'cancelled' ? 'cancelled' : 'failed';
      if (job.state === 'failed') job.fault = fault.toJSON();
    }
    job.endedMs = nowMs();
    running.delete(job.id);
    forget();
    tell();
    return { ...job };
  };

  return {
    run(kind, title, unit, work) {
      const id = nextId++;
      const job: Job = {
        id,
        kind,
        title: title.slice(0, 300),
        state: 'running',
        done: 0,
        total: 0,
        unit,
        startedMs: nowMs(),
        rejected: [],
        rejectedCount: 0,
        ids: [],
      };
      const abort = new AbortController();
      jobs.set(id, job);
      running.set(id, { abort, over: carryOut(job, work, abort) });
      tell();
      return id;
    },
    async ended(id) {
      const job = jobs.get(id);
      if (!job) throw new Fault('not-found', `There is no job with the number ${id}.`);
      return (await running.get(id)?.over) ?? { ...job };
    },
    cancel(id) {
      if (!jobs.has(id))
        throw new Fault('not-found', `There is no job with the number ${id}.`, {
          hint: 'It may have ended long ago.',
        });
      running.get(id)?.abort.abort(new Fault('cancelled', 'It was cancelled.'));
    },
    list(sink) {
      sinks.add(sink);
      sink.send(value());
      return () => void sinks.delete(sink);
    },
    async close() {
      const over = [...running.values()].map((one) => one.over);
      for (const { abort } of running.values())
        abort.abort(new Fault('cancelled', 'The program is closing.'));
      await Promise.all(over);
      clearTimeout(timer);
      sinks.clear();
    },
  };
}
