/**
 * The names copies get in the recording folder, kept before they are made: after a crash a file that was copied
 * already is recognised and not copied again.
 */
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { recordingName } from '../../contract/recording-name.ts';
import { errorCode, fileFault, recordingPaths } from '../sigmf/index.ts';
import { plainName } from './inspect.ts';
import { exists } from './trash.ts';

const Line = z.tuple([z.number().int(), z.string().min(1).max(300)]);

export interface CopyNames {
  /**
   * Names for the files at these positions, in the same order, free or their own already; on disk when it settles. To be
   * asked for many at once: each time costs an fsync.
   */
  of(items: readonly { position: number; path: string }[], folder: string): Promise<string[]>;
  close(): Promise<void>;
  /** The import has ended: nothing has to be remembered. */
  forget(): Promise<void>;
}

export async function openCopyNames(libraryFolder: string, importId: number): Promise<CopyNames> {
  const path = join(libraryFolder, 'imports', `${String(importId)}.names`);
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const line of await readLines(path)) {
    names.set(line[0], line[1]);
    taken.add(line[1]);
  }
  let file: FileHandle | undefined;
  let tail: Promise<unknown> = Promise.resolve();

  const chooseOne = async (sourcePath: string, folder: string): Promise<string> => {
    const base = fileName(plainName(sourcePath));
    for (let copy = 1; ; copy++) {
      const name = copy === 1 ? base : `${base}-${copy}`;
      const { meta, data } = recordingPaths(join(folder, name));
      if (taken.has(name) || (await exists(meta)) || (await exists(data))) continue;
      taken.add(name);
      return name;
    }
  };
  const choose = async (
    items: readonly { position: number; path: string }[],
    folder: string,
  ): Promise<string[]> => {
    const lines: string[] = [];
    const chosen: string[] = [];
    for (const { position, path: source } of items) {
      const name = names.get(position) ?? (await chooseOne(source, folder));
      if (!names.has(position)) lines.push(`${JSON.stringify([position, name])}\n`);
      names.set(position, name);
      chosen.push(name);
    }
    if (lines.length > 0) await write(lines.join(''));
    return chosen;
  };
  const write = async (text: string): Promise<void> => {
    try {
      if (!file) await mkdir(dirname(path), { recursive: true });
      file ??= await open(path, 'a');
      await file.write(text);
      await file.datasync();
    } catch (error) {
      throw fileFault(error, 'The list of copies');
    }
  };

  const close = async (): Promise<void> => {
    await tail;
    await file?.close();
    file = undefined;
  };
  return {
    of(items, folder) {
      // One after the other: two files of the same name must not choose the same one.
      const chosen = tail.then(() => choose(items, folder));
      tail = chosen.catch(() => undefined);
      return chosen;
    },
    close,
    async forget() {
      await close();
      await rm(path, { force: true });
    },
  };
}

/** A name every system takes; the facts of the template are not asked for. */
function fileName(name: string): string {
  const nowhere = { timeMs: 0, centreHz: 0, sampleRateHz: 0, radio: '' };
  return recordingName(name.replace(/[{}]/g, '-'), nowhere);
}

async function readLines(path: string): Promise<z.infer<typeof Line>[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw fileFault(error, 'The list of copies');
  });
  return text.split('\n').flatMap((line) => {
    try {
      return [Line.parse(JSON.parse(line))];
    } catch {
      // The last line was cut by a crash: its copy had not begun.
      return [];
    }
  });
}
