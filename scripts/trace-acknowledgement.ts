/**
 * Shows that a task is acknowledged only after the write-ahead log is on disk: `npm run trace:ack`.
 * A process submits fifty tasks under strace, once as it is and once with the return of every fdatasync and fsync held
 * back by 300 ms. No acknowledgement may come before a sync of the log that began after a write to it has returned:
 * with the delay, never within 300 ms of the first submission. Exit status: 0 shown, 1 refuted, 2 when it can't be traced.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const tasks = 50;
const delayMs = 300;

class CannotTrace extends Error {}

interface Event {
  /** Seconds. */
  at: number;
  kind: 'write' | 'sync-begins' | 'sync-ends' | 'ready' | 'ack';
}

/** @param delay hold back every sync by this long, ms. */
function trace(delay: number): Event[] {
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-ack-'));
  try {
    const log = join(folder, 'trace');
    const inject = delay > 0 ? ['-e', `inject=fdatasync,fsync:delay_exit=${String(delay * 1000)}`] : [];
    const result = spawnSync(
      'strace',
      [
        ...[
          '-f',
          '-ttt',
          '-T',
          '-y',
          '-s',
          '64',
          '-o',
          log,
          '-e',
          'trace=fdatasync,fsync,pwrite64,write',
          ...inject,
        ],
        ...[
          process.execPath,
          'testing/task-program.ts',
          join(folder, 'profile'),
          String(tasks),
          '0.5',
          'submit',
        ],
      ],
      { cwd: root, encoding: 'utf8', timeout: 300_000 },
    );
    if (result.error) throw new CannotTrace(`strace: ${result.error.message} (apt-get install strace)`);
    if (result.status !== 0) throw new CannotTrace(result.stderr.trim().split('\n').at(-1) ?? 'it failed');
    return parse(readFileSync(log, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** strace splits a call of one thread around those of others: `… <unfinished ...>`, `… resumed>`. */
function parse(text: string): Event[] {
  const events: Event[] = [];
  const open = new Set<string>();
  for (const line of text.split('\n')) {
    const [, thread, time, rest] = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line) ?? [];
    if (thread === undefined || time === undefined || rest === undefined) continue;
    const at = Number(time);
    if (/^write\(1<.*"ready\\n"/.test(rest)) events.push({ at, kind: 'ready' });
    else if (/^write\(1<.*"ack \d+\\n"/.test(rest)) events.push({ at, kind: 'ack' });
    else if (/^pwrite64\(\d+<[^>]*\.db-wal>/.test(rest)) events.push({ at, kind: 'write' });
    else if (/^f(data)?sync\(\d+<[^>]*\.db-wal>/.test(rest)) {
      events.push({ at, kind: 'sync-begins' });
      if (rest.includes('<unfinished')) open.add(thread);
      else events.push({ at: at + duration(rest), kind: 'sync-ends' });
    } else if (/^<\.\.\. f(data)?sync resumed>/.test(rest) && open.delete(thread))
      events.push({ at, kind: 'sync-ends' });
  }
  return events.sort((a, b) => a.at - b.at);
}

/** Seconds a call took that no other one came between. */
function duration(rest: string): number {
  return Number(/<(\d+\.\d+)>$/.exec(rest)?.[1] ?? 0);
}

/** The first sentence that the trace refutes; undefined when it shows what is promised. */
function refute(events: readonly Event[], delay: number): string | undefined {
  const acks = events.filter((event) => event.kind === 'ack').length;
  if (acks !== tasks) return `${String(acks)} of ${String(tasks)} tasks were acknowledged.`;
  const ready = events.findIndex((event) => event.kind === 'ready');
  const readyAt = events[ready]?.at ?? 0;
  let wrote = false;
  let began = false;
  let syncs = 0;
  for (const event of events.slice(ready)) {
    if (event.kind === 'write') wrote = true;
    else if (event.kind === 'sync-begins') began = wrote;
    else if (event.kind === 'sync-ends' && began) syncs++;
    else if (event.kind === 'ack') {
      const afterMs = (event.at - readyAt) * 1000;
      if (syncs === 0) return 'An acknowledgement came before a sync of what was written to the log.';
      if (afterMs < delay)
        return `An acknowledgement came after ${afterMs.toFixed(0)} ms although a sync takes ${String(delay)} ms.`;
    }
  }
  console.log(
    `${delay > 0 ? `Syncs held back by ${String(delay)} ms` : 'As it is'}: ${String(acks)} acknowledgements, ${String(syncs)} syncs of the log, the first acknowledgement ${firstAckMs(events, readyAt).toFixed(1)} ms after the first submission and after a sync that had returned.`,
  );
  return undefined;
}

function firstAckMs(events: readonly Event[], readyAt: number): number {
  return ((events.find((event) => event.kind === 'ack')?.at ?? 0) - readyAt) * 1000;
}

try {
  for (const delay of [0, delayMs]) {
    const refutation = refute(trace(delay), delay);
    if (refutation !== undefined) {
      console.error(`Refuted: ${refutation}`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  if (!(error instanceof CannotTrace)) throw error;
  console.error(`It can't be traced: ${error.message}`);
  process.exitCode = 2;
}
