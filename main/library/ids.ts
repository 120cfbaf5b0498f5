/** Names for the catalogue of what is not in the recording folder: the same file has the same one, always. */
import { createHash } from 'node:crypto';

/** Of a file that stays where it is, by its absolute path. 128 bits: no two paths share one. */
export function referenceId(path: string): string {
  return `ref-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
}
