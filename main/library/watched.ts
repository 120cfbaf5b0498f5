/**
 * Folders whose new files are imported by themselves. A file is taken when it has not grown for a while; nothing
 * polls while nothing grows.
 */
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { WatchedFolder } from '../../contract/library.ts';
import { expand, survey } from '../formats/index.ts';
import { errorCode, fileFault, nodeFiles, recordingPaths, writeDurably } from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import type { Imports } from './import.ts';
import { bunches } from './lanes.ts';
import type { LibraryOptions } from './types.ts';

type Options = Pick<LibraryOptions, 'store' | 'jobs' | 'files' | 'libraryFolder'> & { imports: Imports };

export interface Watching {
  /** One of them, as it stands. */
  readonly state: Pick<WatchedFolder, 'problem' | 'waiting'>;
  /** Files a person brought in: they wait no more. */
  taken(paths: readonly string[]): void;
  /** Settles when all that is there and has settled was taken or refused. */
  close(): Promise<void>;
}

/** A file that kept size and time for this long is whole, milliseconds. Writers of several seconds' pause exist. */
const settleMs = 2000;
const mostWaiting = 1000;

interface Watched {
  id: number;
  path: string;
  copy: boolean;
}

export function watchFolder(
  options: Options,
  folder: Watched,
  onChange: () => void,
  quietMs = settleMs,
): Watching {
  const abort = new AbortController();
  const waiting = new Map<string, { name: string; message: string }>();
  /** Size and time of what grows, or was seen once only. */
  let growing = new Map<string, string>();
  let problem: string | undefined;
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let memory: Memory | undefined;

  const say = (why: string | undefined): void => {
    if (problem === why) return;
    problem = why;
    onChange();
  };
  const later = (): void => {
    if (!abort.signal.aborted) timer ??= setTimeout(look, quietMs);
  };
  const look = (): void => {
    timer = undefined;
    if (looking) {
      again = true;
      return;
    }
    again = false;
    looking = pass()
      .then(
        () => say(undefined),
        (error: unknown) => say(abort.signal.aborted ? undefined : asFault(error).message.slice(0, 500)),
      )
      .finally(() => {
        looking = undefined;
        if (again || growing.size > 0) later();
      });
  };

  const pass = async (): Promise<void> => {
    memory ??= await openMemory(options, folder);
    // What went away has nothing to be asked about.
    const gone: string[] = [];
    for (const path of waiting.keys()) if ((await stampOf(path)) === undefined) gone.push(path);
    forget(gone);
    const fresh = await unknownFiles(options, folder, memory, abort.signal);
    const ready: string[] = [];
    const next = new Map<string, string>();
    for (const [path, stamp] of fresh)
      if (growing.get(path) === stamp) ready.push(path);
      else next.set(path, stamp);
    growing = next;
    if (ready.length > 0) await take(ready, fresh, memory);
  };

  /** What has to be asked about waits for a person; the rest is imported. */
  const take = async (
    ready: readonly string[],
    stamps: ReadonlyMap<string, string>,
    memory: Memory,
  ): Promise<void> => {
    const good: string[] = [];
    for (const path of ready) {
      abort.signal.throwIfAborted();
      const { rejected, missing, questions, name } = await survey(path);
      if (!rejected && missing.length === 0) good.push(path);
      else wait(path, name, rejected?.message ?? questions[0] ?? 'It has to be asked about.');
    }
    if (good.length > 0) {
      const job = await options.imports.beginPaths(good, { copy: folder.copy, incomplete: false });
      const { rejected } = await options.jobs.ended(job);
      for (const { name, message } of rejected) {
        const path = good.find((one) => basename(one) === name);
        if (path !== undefined) wait(path, name, message);
      }
    }
    if (!abort.signal.aborted) await memory.keep(ready.map((path) => [path, stamps.get(path) ?? '']));
    onChange();
  };
  const forget = (paths: readonly string[]): void => {
    if (paths.filter((path) => waiting.delete(path)).length > 0) onChange();
  };
  const wait = (path: string, name: string, message: string): void => {
    if (waiting.size < mostWaiting)
      waiting.set(path, { name: name.slice(0, 300), message: message.slice(0, 1000) });
  };

  try {
    watcher = watch(folder.path, { persistent: false }, later);
    watcher.on('error', (error) => say(`It can't be watched: ${error.message}`));
  } catch (error) {
    problem = `It can't be watched (${errorCode(error) || String(error)}).`;
  }
  look();

  return {
    get state() {
      const list = [...waiting].map(([path, what]) => ({ grant: options.files.grant(path).grant, ...what }));
      return { waiting: list, ...(problem === undefined ? {} : { problem }) };
    },
    taken: forget,
    async close() {
      abort.abort(new Fault('cancelled', 'It is no longer watched.'));
      watcher?.close();
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
    },
  };
}

/** Importable files of the folder that are neither known nor taken already, with their size and time. */
async function unknownFiles(
  { store }: Options,
  folder: Watched,
  memory: Memory,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const found: string[] = [];
  for await (const path of expand([folder.path], signal)) found.push(path);
  const known = new Set<string>();
  for (const paths of bunches(
    found.flatMap((path) => [path, recordingPaths(path).data]),
    1000,
  ))
    for (const row of await store.findRecordings({ paths })) known.add(row.path);
  const fresh = new Map<string, string>();
  for (const path of found) {
    const { base, data } = recordingPaths(path);
    if (known.has(path) || (base !== path && known.has(data))) continue;
    const stamp = await stampOf(base === path ? path : data);
    if (stamp !== undefined && !memory.holds(path, stamp)) fresh.set(path, stamp);
  }
  return fresh;
}

async function stampOf(path: string): Promise<string | undefined> {
  return stat(path).then(
    ({ size, mtimeMs }) => `${size} ${Math.round(mtimeMs)}`,
    () => undefined,
  );
}

/** What was taken from the folder or refused, over restarts: copies are known by no path. */
interface Memory {
  holds(path: string, stamp: string): boolean;
  keep(files: readonly (readonly [path: string, stamp: string])[]): Promise<void>;
}

async function openMemory({ libraryFolder }: Options, { id }: Watched): Promise<Memory> {
  const file = join(libraryFolder, 'watched', `${String(id)}.json`);
  const taken = new Map<string, string>();
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    // Without the memory everything in the folder would come in again: only a folder watched first has none.
    if (errorCode(error) === 'ENOENT') return '{}';
    throw fileFault(error, 'What was taken from the folder before');
  });
  try {
    for (const [path, stamp] of Object.entries(JSON.parse(text) as Record<string, string>))
      taken.set(path, stamp);
  } catch {
    // Damaged: what is known by its path is not taken twice, and a copy taken twice is seen by its name.
    taken.clear();
  }
  return {
    holds: (path, stamp) => taken.get(path) === stamp,
    async keep(files) {
      for (const [path, stamp] of files) taken.set(path, stamp);
      await mkdir(join(libraryFolder, 'watched'), { recursive: true });
      await writeDurably(nodeFiles, file, JSON.stringify(Object.fromEntries(taken)));
    },
  };
}
