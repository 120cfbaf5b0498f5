/**
 * The recordings of a folder as a list that stays current: read once at the start, then by what the engine's own
 * recorder says and by the folder's change notices. Nothing polls.
 */
import { watch, type FSWatcher } from 'node:fs';
import { access, mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Stop } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import { dataExtension, errorCode, fileFault, metaExtension, recordingPaths } from '../sigmf/index.ts';
import { describeRecording } from './shelf-info.ts';

/** A recorder of another process renames its metadata twice a second: notices are gathered this long. */
const settleMs = 150;
/** Metadata files read at the same time. */
const parallelReads = 16;
const trashName = 'trash';

export interface Shelf {
  readonly folder: string;
  /** Newest first. */
  list(): readonly RecordingInfo[];
  /** Calls back after every change; not with the list as it stands. */
  onChange(listener: () => void): Stop;
  /** Of a recording this engine writes: shown instead of what its files say, until `release`. */
  follow(metaPath: string, info: RecordingInfo): void;
  /** The recording is finished: from now on its files speak. Settles when they were read. */
  release(metaPath: string): Promise<void>;
  /** Paths of a recording. Throws Fault not-found. */
  resolve(id: string): { meta: string; data: string };
  /** Moves both files into the folder `trash` of the recording folder. Throws Fault not-found or busy. */
  remove(id: string): Promise<void>;
  /** Reads everything again. */
  rescan(): Promise<void>;
  close(): void;
}

/** Opens the list of a folder, made if absent. Throws Fault permission where it can't be read. */
export async function makeShelf(folder: string): Promise<Shelf> {
  /** By file name without extension. */
  const byName = new Map<string, RecordingInfo>();
  const live = new Map<string, RecordingInfo>();
  const listeners = new Set<() => void>();
  let sorted: RecordingInfo[] | undefined;
  /** File names as they were sorted last: what is nearly in order is sorted at once. */
  let order: string[] = [];
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const say = (): void => {
    sorted = undefined;
    if (!closed) for (const listener of listeners) listener();
  };

  const sort = (): RecordingInfo[] => {
    const all = live.size === 0 ? new Map(byName) : new Map([...byName, ...live]);
    const entries: [string, RecordingInfo][] = [];
    for (const name of order) {
      const info = all.get(name);
      if (info && all.delete(name)) entries.push([name, info]);
    }
    entries.push(...all);
    entries.sort(([, a], [, b]) => newestFirst(a, b));
    order = entries.map(([name]) => name);
    return entries.map(([, info]) => info);
  };

  const nameOf = (path: string): string => basename(recordingPaths(path).base);

  /** Reads one recording as its files stand now. */
  const readOne = async (name: string): Promise<void> => {
    const paths = recordingPaths(join(folder, name));
    const [meta, data] = await Promise.all([exists(paths.meta), exists(paths.data)]);
    if (!meta && !data) byName.delete(name);
    else byName.set(name, await describeRecording(paths.meta));
  };

  const readMany = async (names: Iterable<string>): Promise<void> => {
    const waiting = [...names].filter((name) => !live.has(name));
    const lane = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await readOne(name);
    };
    await Promise.all(Array.from({ length: parallelReads }, lane));
    say();
  };

  const rescan = async (): Promise<void> => {
    const names = new Set<string>();
    try {
      for (const file of await readdir(folder))
        if (file.endsWith(metaExtension) || file.endsWith(dataExtension)) names.add(nameOf(file));
    } catch (error) {
      throw fileFault(error, 'The recording folder');
    }
    for (const name of byName.keys()) if (!names.has(name)) byName.delete(name);
    await readMany(names);
  };

  const settle = (): void => {
    timer = undefined;
    const names = changed;
    changed = new Set();
    // A folder that vanished meanwhile is an empty list; its next notice or scan says more.
    readMany(names).catch(() => undefined);
  };

  const notice = (file: string | null): void => {
    if (closed) return;
    if (file === null) {
      rescan().catch(() => undefined);
      return;
    }
    if (!file.endsWith(metaExtension) && !file.endsWith(dataExtension)) return;
    const name = nameOf(file);
    if (live.has(name)) return;
    changed.add(name);
    timer ??= setTimeout(settle, settleMs);
  };

  const find = (id: string): string => {
    for (const [name, info] of [...live, ...byName]) if (info.id === id) return name;
    throw new Fault('not-found', 'This recording is not in the list.', {
      hint: 'It may have been moved or removed.',
    });
  };

  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileFault(error, 'The recording folder');
  }
  const watcher = watchFolder(folder, notice);
  try {
    await rescan();
  } catch (error) {
    watcher?.close();
    throw error;
  }

  return {
    folder,
    list() {
      sorted ??= sort();
      return sorted;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(metaPath, info) {
      live.set(nameOf(metaPath), info);
      say();
    },
    async release(metaPath) {
      const name = nameOf(metaPath);
      await readOne(name);
      live.delete(name);
      say();
    },
    resolve(id) {
      const { meta, data } = recordingPaths(join(folder, find(id)));
      return { meta, data };
    },
    async remove(id) {
      const name = find(id);
      if (live.has(name) || byName.get(name)?.condition === 'recording')
        throw new Fault('busy', 'This recording is still being written.', { hint: 'Stop it first.' });
      try {
        await toTrash(folder, name);
      } catch (error) {
        throw fileFault(error, 'The recording');
      } finally {
        await readOne(name);
        say();
      }
    },
    rescan,
    close() {
      closed = true;
      clearTimeout(timer);
      watcher?.close();
      listeners.clear();
    },
  };
}

function newestFirst(a: RecordingInfo, b: RecordingInfo): number {
  const [at, bt] = [a.startedAt ?? '', b.startedAt ?? ''];
  return at === bt ? a.name.localeCompare(b.name) : at < bt ? 1 : -1;
}

/** Notices of a folder; undefined where the system gives none (some network folders): then only `rescan` helps. */
function watchFolder(folder: string, notice: (file: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, file) => notice(file));
    // The folder was removed or its medium pulled: the list stays as it was.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Moves what there is of a recording; a name taken in the trash gets a number. Data first: no data is orphaned. */
async function toTrash(folder: string, name: string): Promise<void> {
  const trash = join(folder, trashName);
  await mkdir(trash, { recursive: true });
  for (let copy = 1; ; copy++) {
    const to = recordingPaths(join(trash, copy === 1 ? name : `${name}-${copy}`));
    if ((await exists(to.meta)) || (await exists(to.data))) continue;
    const from = recordingPaths(join(folder, name));
    for (const part of ['data', 'meta'] as const)
      if (await exists(from[part])) await rename(from[part], to[part]);
    return;
  }
}
