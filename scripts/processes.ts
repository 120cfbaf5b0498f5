/** What Linux's /proc says of a tree of processes: who belongs to it, its processor time and its memory. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second in /proc/PID/stat: 100 on every Linux architecture we know. */
const ticksPerSecond = 100;

interface Stat {
  pid: number;
  parent: number;
  cpuSeconds: number;
  zombie: boolean;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between two looks.
    return undefined;
  }
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may hold spaces and parentheses of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    zombie: fields[0] === 'Z',
    parent: Number(fields[1]),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

function everybody(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
}

/** A process and all it started, itself first. */
export function treeOf(root: number): number[] {
  const all = everybody();
  const found = [root];
  for (const pid of found) for (const stat of all) if (stat.parent === pid) found.push(stat.pid);
  return found.filter((pid) => existsSync(`/proc/${pid}`));
}

/** Processes that live and whose command line holds `text`: a profile folder finds its orphans, too. */
export function mentioning(text: string): number[] {
  return everybody()
    .filter(
      ({ pid, zombie }) =>
        !zombie && pid !== process.pid && (read(`/proc/${pid}/cmdline`) ?? '').includes(text),
    )
    .map(({ pid }) => pid);
}

export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && !stat.zombie;
}

/** Processor time used so far, seconds. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (statOf(pid)?.cpuSeconds ?? 0), 0);
}

/** Proportional set size: memory shared by several processes is counted once in their sum. Bytes. */
export function pssBytesOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const found = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '');
    return sum + Number(found?.[1] ?? 0) * 1024;
  }, 0);
}
