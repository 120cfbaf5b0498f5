/** Hashes what came into the catalogue without a hash: later, one file at a time, in nobody's way. */
import { stat } from 'node:fs/promises';
import type { Store } from '../store/index.ts';
import { dataFile } from './datafile.ts';
import { makeHasher } from './hasher.ts';
import { allKnown } from './lanes.ts';

/** Written together: a commit for each of 10,000 small files would be heard. */
const bunch = 100;

export interface Unhashed {
  add(ids: readonly string[]): void;
  /** Settles when nothing is left to hash. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function startUnhashed(options: {
  store: Pick<Store, 'entry' | 'knownRecordings' | 'changeRecordings'>;
  recordingFolder: () => string;
}): Unhashed {
  const { store, recordingFolder } = options;
  const waiting = new Set<string>();
  const abort = new AbortController();
  let hasher = makeHasher();
  let working: Promise<void> | undefined;
  let found: { id: string; sha512: string }[] = [];

  const flush = async (): Promise<void> => {
    const list = found;
    found = [];
    const checkedMs = Date.now();
    // Asked together, they are one commit.
    await Promise.all(
      list.map(({ id, sha512 }) => store.changeRecordings({ ids: [id], change: { sha512, checkedMs } })),
    );
  };
  const one = async (id: string): Promise<void> => {
    const row = (await store.entry({ id }))?.row;
    if (row?.sha512 !== undefined || !row || row.condition === 'missing' || row.condition === 'unreadable')
      return;
    const path = await dataFile(row, recordingFolder());
    const before = await stat(path);
    const sha512 = await hasher.hash(path, { signal: abort.signal });
    const after = await stat(path);
    // Written meanwhile: what was hashed was never the whole.
    if (before.size === after.size && before.mtimeMs === after.mtimeMs) found.push({ id, sha512 });
    if (found.length >= bunch) await flush();
  };
  const work = async (): Promise<void> => {
    for (const id of waiting) {
      if (abort.signal.aborted) return;
      waiting.delete(id);
      // What can't be read now is found by a check, with its reason.
      await one(id).catch(() => undefined);
    }
    if (abort.signal.aborted) return;
    await flush().catch(() => undefined);
    await hasher.close();
    hasher = makeHasher();
  };
  const begin = (): void => {
    if (abort.signal.aborted || waiting.size === 0) return;
    working ??= work().finally(() => {
      working = undefined;
      begin();
    });
  };
  const add = (ids: readonly string[]): void => {
    for (const id of ids) waiting.add(id);
    begin();
  };

  /** What an earlier run of the program did not come to. */
  const leftOver = async (): Promise<void> => {
    const ids: string[] = [];
    for await (const row of allKnown(store))
      if (row.sha512 === undefined && row.condition !== 'missing' && row.condition !== 'unreadable')
        ids.push(row.id);
    add(ids);
  };
  const looking = leftOver().catch(() => undefined);

  return {
    add,
    async idle() {
      await looking;
      while (working) await working;
    },
    async close() {
      abort.abort();
      await looking;
      await hasher.close();
      await working;
    },
  };
}
