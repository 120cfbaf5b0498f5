/**
 * The few file operations that durability hangs on, behind one small interface: the recorder and the
 * metadata writer use nothing else, so that a test can log every write, sync and rename and cut the log.
 */
import { open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An open file. Positions and lengths in bytes. */
export interface OpenFile {
  /** Writes all of `bytes` or as many as fit; returns how many. The buffer stays the caller's until it settles. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Contents and size are on the medium when it settles. */
  datasync(): Promise<void>;
  truncate(byteLength: number): Promise<void>;
  close(): Promise<void>;
}

export interface Files {
  /** Makes a new file; rejects with EEXIST where one is. */
  create(path: string): Promise<OpenFile>;
  /** Opens a file empty, making it when it is not there. */
  replace(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names made, renamed or removed in `folder` are on the medium when it settles. */
  syncFolder(folder: string): Promise<void>;
  /** Bytes an ordinary user can still write on the medium of `folder`. */
  freeBytes(folder: string): Promise<number>;
}

async function openFile(path: string, flags: 'wx' | 'w'): Promise<OpenFile> {
  const handle = await open(path, flags);
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.byteLength, position)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (byteLength) => handle.truncate(byteLength),
    close: () => handle.close(),
  };
}

/** The operating system's files. */
export const nodeFiles: Files = {
  create: (path) => openFile(path, 'wx'),
  replace: (path) => openFile(path, 'w'),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    // Windows can't open a folder as a file; NTFS journals the rename by itself.
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async freeBytes(folder) {
    const stats = await statfs(folder);
    return stats.bavail * stats.bsize;
  },
};

/** What `errno` a file operation failed with, '' when it was something else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Replaces `path` so that after a crash at any moment either the old or the new contents are there, whole:
 * temporary file in the same folder, sync, rename, sync of the folder. Rejects with the system's error and
 * leaves the old file as it was.
 */
export async function writeDurably(files: Files, path: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const bytes = typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents;
  try {
    const file = await files.replace(temporary);
    try {
      let position = 0;
      while (position < bytes.byteLength) {
        const written = await file.write(bytes.subarray(position), position);
        if (written === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        position += written;
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary);
    throw error;
  }
  await files.syncFolder(dirname(path));
}
