/** Names of recordings for the catalogue: the same file has the same one, always. */
import { createHash } from 'node:crypto';

const longestId = 200;

/** Of a recording in the recording folder, by the name of its files: as the list of recordings names it. */
export function recordingId(name: string): string {
  if (name.length <= longestId) return name;
  return `${name.slice(0, longestId - 17)}~${digest(name).slice(0, 16)}`;
}

/** Of a file that stays where it is, by its absolute path. 128 bits: no two paths share one. */
export function referenceId(path: string): string {
  return `ref-${digest(path).slice(0, 32)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
