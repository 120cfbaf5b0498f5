/** Small waterfalls of recordings: drawn when they are first asked for, kept until the file changes. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { errorCode, nodeFiles, writeDurably } from '../sigmf/index.ts';
import { startThread, type Thread } from '../thread/index.ts';
import { dataFile } from './datafile.ts';
import { entryOf, openedPath } from './resolve.ts';
import { unknownDatatype } from './rows.ts';
import type { ThumbnailCommands } from './thumbnail-thread.ts';
import type { LibraryOptions } from './types.ts';

export interface Thumbnails {
  /** PNG; undefined where it can't be drawn: unreadable, missing, too short. Throws Fault 'not-found'. */
  of(id: string): Promise<Uint8Array | undefined>;
  /** Of recordings that are gone for good. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

type Options = Pick<LibraryOptions, 'store' | 'recordingFolder' | 'libraryFolder' | 'settings'>;

/** The thread ends when nobody asked for this long, milliseconds: its memory is worth more than its start. */
const idleMs = 10_000;

export function makeThumbnails(options: Options): Thumbnails {
  const folder = join(options.libraryFolder, 'thumbnails');
  let thread: Thread<ThumbnailCommands, never> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;
  let closed = false;
  /** Two pages asking for the same picture get one. */
  const drawing = new Map<string, Promise<Uint8Array | undefined>>();

  const running = (): Thread<ThumbnailCommands, never> => {
    if (closed) throw new Fault('cancelled', 'The program is closing.');
    if (thread) return thread;
    const started = startThread<ThumbnailCommands, never>(import.meta.url, 'thumbnail');
    started.onCrash(() => {
      if (thread === started) thread = undefined;
    });
    return (thread = started);
  };
  const rest = (): void => {
    const old = thread;
    thread = undefined;
    void old?.stop();
  };
  const begun = (): void => {
    asked++;
    clearTimeout(idle);
  };
  const ended = (): void => {
    if (--asked === 0 && !closed) idle = setTimeout(rest, idleMs).unref();
  };

  const draw = async (id: string): Promise<Uint8Array | undefined> => {
    const { entry, row } = await entryOf(options.store, id);
    if (entry.datatype === unknownDatatype) return undefined;
    const path = openedPath(row, options.recordingFolder());
    const { palette } = options.settings.current.view;
    begun();
    try {
      const stats = await stat(await dataFile(row, options.recordingFolder()));
      const revision = digest(
        `${stats.size} ${stats.mtimeMs} ${palette} ${JSON.stringify(row.stated ?? {})}`,
      );
      const kept = join(folder, `${prefix(id)}${revision}.png`);
      const before = await readFile(kept).catch(() => undefined);
      if (before) return before;
      const png = await running().ask('draw', { path, stated: row.stated, palette });
      await keep(id, kept, png);
      return png;
    } catch (error) {
      // Whatever keeps it from being drawn is said elsewhere: here there is no picture.
      if (error instanceof Fault || errorCode(error) !== '') return undefined;
      throw error;
    } finally {
      ended();
    }
  };
  const keep = async (id: string, kept: string, png: Uint8Array): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await forget([id]);
    await writeDurably(nodeFiles, kept, png);
  };
  const forget = async (ids: readonly string[]): Promise<void> => {
    const names = await readdir(folder).catch(() => []);
    const gone = new Set(ids.map(prefix));
    for (const name of names)
      if (gone.has(name.slice(0, prefixLength))) await rm(join(folder, name), { force: true });
  };

  return {
    of(id) {
      const present = drawing.get(id);
      if (present) return present;
      const picture = draw(id).finally(() => drawing.delete(id));
      drawing.set(id, picture);
      return picture;
    },
    forget,
    async close() {
      closed = true;
      clearTimeout(idle);
      await thread?.stop();
      await Promise.allSettled(drawing.values());
    },
  };
}

const prefixLength = 25;

/** An id may be longer than a file name. */
function prefix(id: string): string {
  return `${digest(id)}-`;
}

function digest(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, prefixLength - 1);
}
