/** The room's face. */
export type { BundleServer, Library, LibraryOptions, LibraryServer, RecordingFiles } from './types.ts';
