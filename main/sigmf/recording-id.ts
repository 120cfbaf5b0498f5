/** The id of a recording in the recording folder: the same files have the same one, always. */
import { createHash } from 'node:crypto';

const longestId = 200;

/** By the name of its files: the name itself, where it fits. */
export function recordingId(name: string): string {
  if (name.length <= longestId) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, longestId - 17)}~${digest}`;
}
