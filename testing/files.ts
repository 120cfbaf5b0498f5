/** A folder of files made for one test, and the fault a promise ends with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../contract/fault.ts';

export interface TestFolder {
  readonly path: string;
  /** Writes a file of these parts and answers its path. */
  put: (name: string, ...parts: Uint8Array[]) => string;
  remove(): void;
}

export function makeTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'wavekeep-test-'));
  return {
    path,
    put(name, ...parts) {
      const file = join(path, name);
      writeFileSync(file, Buffer.concat(parts));
      return file;
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** The Fault a promise is rejected with; anything else fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const result = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(result instanceof Fault)) throw new Error(`expected a Fault, got ${String(result)}`);
  return result;
}

/** Everything an async iterable yields. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
