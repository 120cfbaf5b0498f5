/**
 * The list of recordings in the recording folder: scanned at the start (metadata only), kept current by the
 * engine's own recorders and by the operating system's notices. Nothing polls.
 */
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import { recordingPaths } from '../sigmf/index.ts';
import { describeRecording } from './shelf-info.ts';

export interface Shelf {
  /** Newest first. */
  list(): readonly RecordingInfo[];
  /** One listener: called when the list changed. */
  onChange(listener: () => void): void;
  /** Facts from a recorder of this process: fresher than the files. */
  update(info: RecordingInfo): void;
  /** Throws Fault 'not-found'. */
  resolve(id: string): { meta: string; data: string };
  /** Moves both files into the folder `trash` of the recording folder. */
  remove(id: string): Promise<void>;
  close(): void;
}

const trash = 'trash';
/** The files of one recording change several times in a row; the list is told once. */
const settleMs = 200;

export async function openShelf(folder: string): Promise<Shelf> {
  await mkdir(folder, { recursive: true });
  const entries = new Map<string, { base: string; info: RecordingInfo }>();
  /** Being written by this process: the recorder's own facts count, not the files. */
  const live = new Set<string>();
  let listener: () => void = () => undefined;
  let dirty = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let closed = false;

  const read = async (base: string): Promise<void> => {
    const paths = recordingPaths(join(folder, base));
    const there = await Promise.all([paths.meta, paths.data].map((path) => exists(path)));
    const id = idOf(base);
    if (live.has(id)) return;
    if (!there[0] && !there[1]) entries.delete(id);
    else {
      const info = await describeRecording(there[0] ? paths.meta : paths.data);
      entries.set(id, { base, info: { ...info, id } });
    }
  };

  /** Long names are shortened in ids by describeRecording; the map remembers which base an id stands for. */
  const idOf = (base: string): string => {
    for (const [id, entry] of entries) if (entry.base === base) return id;
    return base;
  };

  const settle = async (): Promise<void> => {
    timer = undefined;
    const names = dirty;
    dirty = new Set();
    for (const base of names) await read(base);
    if (!closed) listener();
  };

  const notice = (file: string): void => {
    if (!/\.sigmf-(meta|data)$/.test(file)) return;
    dirty.add(basename(recordingPaths(file).base));
    timer ??= setTimeout(() => void settle(), settleMs);
  };

  const bases = new Set(
    (await readdir(folder)).filter((n) => /\.sigmf-(meta|data)$/.test(n)).map((n) => recordingPaths(n).base),
  );
  for (const base of bases) await read(base);
  watcher = watch(folder, (_event, file) => {
    if (file !== null) notice(file);
  });
  // A folder that goes away (a drive pulled out) ends the notices; the list stays as it was last known.
  watcher.on('error', () => watcher?.close());

  const entry = (id: string): { base: string; info: RecordingInfo } => {
    const known = entries.get(id);
    if (!known)
      throw new Fault('not-found', 'This recording is not in the recording folder.', {
        hint: 'It may have been moved; look at the list again.',
      });
    return known;
  };

  return {
    list: () =>
      [...entries.values()]
        .map(({ info }) => info)
        .sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? '') || a.name.localeCompare(b.name)),
    onChange: (next) => void (listener = next),
    update(info) {
      const known = entries.get(info.id);
      if (info.condition === 'recording') live.add(info.id);
      else live.delete(info.id);
      entries.set(info.id, { base: known?.base ?? info.name, info });
      listener();
    },
    resolve(id) {
      const { meta, data } = recordingPaths(join(folder, entry(id).base));
      return { meta, data };
    },
    async remove(id) {
      const { base } = entry(id);
      await mkdir(join(folder, trash), { recursive: true });
      const from = recordingPaths(join(folder, base));
      // A recording of the same name may lie there already.
      const to = recordingPaths(join(folder, trash, `${base}-${Date.now()}`));
      for (const kind of ['data', 'meta'] as const)
        if (await exists(from[kind])) await rename(from[kind], to[kind]);
      entries.delete(id);
      listener();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      watcher.close();
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
