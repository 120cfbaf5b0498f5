/** Files a thread keeps open: looking around in a recording asks for it many times a second. */
import type { RecordingFiles } from '../library/types.ts';
import { openSamples, type SampleFile } from '../formats/index.ts';

export type Where = Pick<RecordingFiles, 'path' | 'stated'>;

const mostOpen = 4;

export interface OpenFiles {
  /** The file, opened anew where `fresh` is asked: it may have changed. Throws what `openSamples` throws. */
  get(where: Where, fresh?: boolean): Promise<SampleFile>;
  close(): Promise<void>;
}

export function makeOpenFiles(): OpenFiles {
  /** In order of their last use. */
  const files = new Map<string, SampleFile>();
  const drop = async (key: string): Promise<void> => {
    const file = files.get(key);
    files.delete(key);
    await file?.close();
  };
  return {
    async get(where, fresh = false) {
      const key = JSON.stringify([where.path, where.stated]);
      if (fresh) await drop(key);
      const file = files.get(key) ?? (await openSamples(where.path, where.stated, { blocking: true }));
      files.delete(key);
      files.set(key, file);
      const [oldest] = files.keys();
      if (files.size > mostOpen && oldest !== undefined) await drop(oldest);
      return file;
    },
    async close() {
      for (const key of [...files.keys()]) await drop(key);
    },
  };
}
