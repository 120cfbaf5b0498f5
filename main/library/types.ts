import type { Stated } from '../../contract/library.ts';

/** Where the files of a recording are, for those who read it or write its annotations. */
export interface RecordingFiles {
  id: string;
  name: string;
  /** What `openSamples` opens. */
  path: string;
  stated: Stated | undefined;
  /**
   * The SigMF metadata that holds its annotations: its own, or a file in the library's folder for what is no SigMF or
   * lies where nothing may be written.
   */
  metaPath: string;
  /** `metaPath` is the recording's own. */
  own: boolean;
}
