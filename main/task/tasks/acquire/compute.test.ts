import { afterEach, describe, expect, it } from 'vitest';
import { makeCompute, type Compute } from './compute.ts';

let compute: Compute;
afterEach(() => compute.close());

const never = new AbortController().signal;

/** A thread that does nothing but count its life; jobs here don't use it. */
function counted(): { start: () => Parameters<Parameters<Compute['run']>[1]>[0]; alive: () => number } {
  let alive = 0;
  const refuse = (): never => {
    throw new Error('not used here');
  };
  return {
    alive: () => alive,
    start() {
      alive++;
      return {
        spectrogram: refuse,
        metrics: refuse,
        detections: refuse,
        close() {
          alive--;
          return Promise.resolve();
        },
      };
    },
  };
}

/** A job that ends when told. */
function job(): { run: () => Promise<string>; end(value: string): void; begun: boolean } {
  let end: (value: string) => void = () => undefined;
  const done = new Promise<string>((resolve) => (end = resolve));
  const made = {
    begun: false,
    end: (value: string) => end(value),
    run() {
      made.begun = true;
      return done;
    },
  };
  return made;
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the processor as a lane', () => {
  it('works on so many at a time, the others in their order; idle threads end', async () => {
    const threads = counted();
    let limit = 2;
    compute = makeCompute({ limit: () => limit, start: threads.start, idleMs: 10 });
    const jobs = [job(), job(), job(), job()];
    const results = jobs.map(({ run }, k) => compute.run(k, run, never));
    await turn();
    expect(jobs.map(({ begun }) => begun)).toEqual([true, true, false, false]);
    expect(compute.working()).toEqual([0, 1]);
    jobs[1]!.end('b');
    expect(await results[1]).toBe('b');
    await turn();
    expect(jobs.map(({ begun }) => begun)).toEqual([true, true, true, false]);
    // A limit lowered meanwhile holds from the next turn on.
    limit = 1;
    jobs[0]!.end('a');
    await turn();
    expect(jobs[3]!.begun).toBe(false);
    jobs[2]!.end('c');
    await turn();
    expect(jobs[3]!.begun).toBe(true);
    jobs[3]!.end('d');
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
    expect(threads.alive()).toBe(2);
    await expect.poll(threads.alive).toBe(0);
  });

  it('who is cancelled leaves at once; the turn goes to the next, the work under way keeps its own', async () => {
    const threads = counted();
    compute = makeCompute({ limit: () => 1, start: threads.start, idleMs: 10 });
    const jobs = [job(), job(), job()];
    const stops = jobs.map(() => new AbortController());
    const results = jobs.map(({ run }, k) =>
      compute.run(k, run, stops[k]!.signal).catch((error: unknown) => String(error)),
    );
    await turn();
    stops[1]!.abort('cancelled');
    expect(await results[1]).toContain('cancelled');
    stops[0]!.abort('cancelled');
    expect(await results[0]).toContain('cancelled');
    // Its thread still works: nobody else may use it yet.
    expect(compute.working()).toEqual([0]);
    expect(jobs[2]!.begun).toBe(false);
    jobs[0]!.end('late');
    await turn();
    expect([jobs[1]!.begun, jobs[2]!.begun]).toEqual([false, true]);
    jobs[2]!.end('c');
    expect(await results[2]).toBe('c');
  });

  it('ends threads at work too when it closes', async () => {
    const threads = counted();
    compute = makeCompute({ limit: () => 1, start: threads.start });
    const last = job();
    const result = compute.run(1, last.run, never);
    await turn();
    await compute.close();
    expect(threads.alive()).toBe(0);
    last.end('late');
    expect(await result).toBe('late');
  });
});
