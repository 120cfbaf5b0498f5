/**
 * Moves the recording folder: copies everything, reads it back, switches, then deletes the old files. Until the
 * switch the old folder is the library, from then on the new one: a crash at any moment leaves one that is whole.
 */
import { readdir, readFile, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { JobControl } from '../job/index.ts';
import { errorCode, fileFault, nodeFiles, writeDurably } from '../sigmf/index.ts';
import { copyWhole } from './copy.ts';
import { makeHasher } from './hasher.ts';
import type { LibraryOptions } from './types.ts';

export type MoveOptions = Pick<LibraryOptions, 'recordingFolder' | 'switchFolder' | 'libraryFolder'>;

const Moved = z.object({ path: z.string(), bytes: z.number(), modifiedMs: z.number() });
type Moved = z.infer<typeof Moved>;
/** Kept from before the switch until the old files are gone. */
const Journal = z.object({ from: z.string(), to: z.string(), files: z.array(Moved) });

/** More than this is never in a hurry: files that were added while others were copied. */
const mostPasses = 5;

export async function moveFolder(options: MoveOptions, target: string, control: JobControl): Promise<string> {
  const from = resolve(options.recordingFolder());
  const to = resolve(target);
  if (to === from || to.startsWith(from + sep) || from.startsWith(to + sep))
    throw new Fault('invalid', 'The new folder lies inside the old one, or the other way round.', {
      hint: 'Choose a folder elsewhere.',
    });
  const moved = new Map<string, Moved>();
  const hasher = makeHasher();
  let done = 0;
  const how = {
    hasher,
    signal: control.signal,
    onBytes: (bytes: number) => control.done((done += bytes)),
  };
  const copyFresh = async (): Promise<number> => {
    const fresh = (await listFiles(from)).filter((file) => !sameFile(moved.get(file.path), file));
    control.total(done + fresh.reduce((sum, { bytes }) => sum + bytes, 0));
    await haveRoom(to, fresh);
    for (const file of fresh) {
      await leaveOthers(join(to, file.path), file);
      await copyWhole(join(from, file.path), join(to, file.path), how);
      moved.set(file.path, file);
    }
    return fresh.length;
  };
  try {
    for (let pass = 0; pass < mostPasses && (await copyFresh()) > 0; pass++);
    await writeJournal(options, { from, to, files: [...moved.values()] });
    await options.switchFolder(to);
    // What was recorded between the last look and the switch.
    await copyFresh();
    await writeJournal(options, { from, to, files: [...moved.values()] });
  } catch (error) {
    if (resolve(options.recordingFolder()) === from) await rm(journalPath(options), { force: true });
    throw error;
  } finally {
    await hasher.close();
  }
  await finishMove(options);
  return `${moved.size} files are in the new folder.`;
}

/** Deletes the old files of a move whose switch was made; forgets one that never came to it. */
export async function finishMove(options: MoveOptions): Promise<void> {
  const journal = await readJournal(options);
  if (journal && resolve(options.recordingFolder()) === journal.to)
    for (const file of journal.files) {
      const old = join(journal.from, file.path);
      // Only what is there twice, and was not written since.
      if (!(await isThere(old, file)) || !(await isThere(join(journal.to, file.path), file))) continue;
      await rm(old);
    }
  if (journal && resolve(options.recordingFolder()) === journal.to) await removeEmpty(journal.from);
  await rm(journalPath(options), { force: true });
}

function journalPath({ libraryFolder }: MoveOptions): string {
  return join(libraryFolder, 'move.json');
}

async function writeJournal(options: MoveOptions, journal: z.infer<typeof Journal>): Promise<void> {
  await writeDurably(nodeFiles, journalPath(options), JSON.stringify(journal));
}

async function readJournal(options: MoveOptions): Promise<z.infer<typeof Journal> | undefined> {
  try {
    return Journal.parse(JSON.parse(await readFile(journalPath(options), 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw fileFault(error, 'The list of moved files');
  }
}

/** Everything below the folder but half-written files. */
async function listFiles(folder: string): Promise<Moved[]> {
  const files: Moved[] = [];
  for (const item of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!item.isFile() || /\.(part|tmp)$/.test(item.name)) continue;
    const path = join(item.parentPath, item.name);
    const stats = await stat(path).catch(() => undefined);
    if (stats)
      files.push({ path: relative(folder, path), bytes: stats.size, modifiedMs: wholeMs(stats.mtimeMs) });
  }
  return files;
}

/** Copies keep their time to the microsecond, which doubles and file systems round differently. */
function wholeMs(ms: number): number {
  return Math.round(ms);
}

function sameFile(a: Moved | undefined, b: Moved): boolean {
  return a !== undefined && a.bytes === b.bytes && Math.abs(a.modifiedMs - b.modifiedMs) <= 1;
}

async function isThere(path: string, file: Moved): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return (
    stats !== undefined && sameFile(file, { path: '', bytes: stats.size, modifiedMs: wholeMs(stats.mtimeMs) })
  );
}

/** Throws where another file of that name lies in the new folder. One that an earlier try left is written anew. */
async function leaveOthers(path: string, file: Moved): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats || (await isThere(path, file))) return;
  throw new Fault('invalid', `The new folder holds another file of the name ${file.path} already.`, {
    hint: 'Choose an empty folder.',
  });
}

async function haveRoom(to: string, fresh: readonly Moved[]): Promise<void> {
  try {
    const { bavail, bsize } = await statfs(to);
    const needed = fresh.reduce((sum, { bytes }) => sum + bytes, 0);
    if (bavail * bsize < needed)
      throw new Fault('disk-full', 'The new disk has too little room for all recordings.', {
        hint: 'Free some space there, or choose another disk.',
      });
  } catch (error) {
    throw fileFault(error, 'The new folder');
  }
}

/** Folders that hold nothing any more; the folder itself stays, somebody may have it open. */
async function removeEmpty(folder: string): Promise<void> {
  const items = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const folders = items.filter((item) => item.isDirectory()).map((item) => join(item.parentPath, item.name));
  for (const path of folders.sort((a, b) => b.length - a.length))
    await rmdir(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST')
        throw fileFault(error, 'The old folder');
    });
}
