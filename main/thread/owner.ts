/**
 * Which process holds something (writes a recording, runs a task): enough to tell, later and from another process,
 * whether it still lives.
 * A process id alone is not: ids are used again, and a machine may have been started anew.
 */
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';

export const Owner = z.object({
  pid: z.number().int().positive(),
  /** Start of the process in clock ticks since boot (Linux); absent where the system doesn't tell. */
  start: z.string().max(40).optional(),
  /** Identity of this run of the machine (Linux); absent where the system doesn't tell. */
  boot: z.string().max(80).optional(),
  host: z.string().max(300),
});
export type Owner = z.infer<typeof Owner>;

/** A writer on another machine refreshes its metadata every half second: this much silence means it is gone. */
const silentMs = 60_000;

/** The file of /proc as text; undefined on other systems and for processes that ended. */
function proc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return undefined;
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

function startOf(pid: number): string | undefined {
  // The name in parentheses may hold anything: fields are counted behind it. Field 22 is the start time.
  return proc(`${pid}/stat`)?.replace(/^.*\)/s, '').trim().split(' ')[19];
}

/** Identity of this run of the machine; undefined where the system doesn't tell. */
export const boot = (): string | undefined => proc('sys/kernel/random/boot_id')?.trim();

/**
 * The machine's monotonic clock, milliseconds: the same for every process of one boot, and untouched by changes of
 * the wall clock.
 */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

/** This process. */
export function thisOwner(): Owner {
  const start = startOf(process.pid);
  const run = boot();
  return {
    pid: process.pid,
    ...(start === undefined ? {} : { start }),
    ...(run === undefined ? {} : { boot: run }),
    host: hostname(),
  };
}

export interface OwnerState {
  alive: boolean;
  /**
   * True when the machine has run on since the last write: then everything written is in the file, synced or not.
   * False after a power loss or restart: only what was synced can be trusted.
   */
  sameBoot: boolean;
}

/** @param lastWriteMs when the metadata was written last, ms since 1970, by the file system. */
export function stateOfOwner(owner: Owner, lastWriteMs: number): OwnerState {
  if (owner.host !== hostname()) return { alive: Date.now() - lastWriteMs < silentMs, sameBoot: false };
  const run = boot();
  const sameBoot =
    owner.boot !== undefined && run !== undefined
      ? owner.boot === run
      : lastWriteMs > Date.now() - uptime() * 1000;
  if (!sameBoot) return { alive: false, sameBoot };
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (errorCode(error) !== 'EPERM') return { alive: false, sameBoot };
  }
  const alive = owner.start === undefined || startOf(owner.pid) === owner.start;
  return { alive, sameBoot };
}

export function isThisProcess(owner: Owner): boolean {
  const mine = thisOwner();
  return (
    owner.pid === mine.pid &&
    owner.start === mine.start &&
    owner.boot === mine.boot &&
    owner.host === mine.host
  );
}
