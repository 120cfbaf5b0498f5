/** One process at a time: a folder whose making is the lock, holding the owner's process id. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between a lock's folder and the process id in it lies a moment; longer than this it is a leftover. */
const settleMs = 5000;

/**
 * Runs `work` while this process alone holds `path`. A lock whose owner is gone is taken over. Waits as long
 * as the owner lives; `waiting` is called once when there is a wait.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waiting?: () => void): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  for (let tries = 0; !take(path); tries++) {
    if (tries === 0) waiting?.();
    if (abandoned(path)) rmSync(path, { recursive: true, force: true });
    else await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path: string): boolean {
  try {
    mkdirSync(path);
  } catch (error) {
    if (code(error) === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  return true;
}

function abandoned(path: string): boolean {
  try {
    const owner = Number(readFileSync(join(path, 'pid'), 'utf8'));
    return owner > 0 ? !alive(owner) : age(path) > settleMs;
  } catch (error) {
    // No process id yet: the owner is between its two calls, or died there. No folder: it was given back.
    if (code(error) === 'ENOENT') return age(path) > settleMs;
    throw error;
  }
}

function age(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return code(error) === 'EPERM';
  }
}

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
