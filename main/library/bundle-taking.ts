/** What the parts of a bundle that is taken over tell each other. */
import type { bundleConflicts } from '../../contract/library.ts';
import type { JobControl } from '../job/index.ts';
import type { Library, LibraryOptions } from './types.ts';

export type BundleImportOptions = LibraryOptions & { library: Library };
export type Conflicts = (typeof bundleConflicts)[number];

export interface Taking {
  options: BundleImportOptions;
  control: JobControl;
  conflicts: Conflicts;
  /** Numbers of sources: theirs to mine. */
  sources: Map<number, number>;
  /** Ids of recordings: theirs to mine. */
  recordings: Map<string, string>;
  /** What came in, by part. */
  counts: Map<string, number>;
}

export function count(taking: Taking, part: string, more = 1): void {
  taking.counts.set(part, (taking.counts.get(part) ?? 0) + more);
}
