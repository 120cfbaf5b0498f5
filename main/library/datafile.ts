/** The file that holds a recording's samples. */
import { isAbsolute, join } from 'node:path';
import { openRecording, recordingPaths } from '../sigmf/index.ts';
import type { KnownRecording } from './types.ts';

/** Throws as `openRecording` where only the metadata says what its data is called (`core:dataset`). */
export async function dataFile(
  row: Pick<KnownRecording, 'path' | 'format'>,
  folder: string,
): Promise<string> {
  const path = isAbsolute(row.path) ? row.path : join(folder, row.path);
  if (row.format !== 'sigmf') return path;
  const paths = recordingPaths(path);
  return path === paths.meta ? (await openRecording(path)).dataPath : paths.data;
}
