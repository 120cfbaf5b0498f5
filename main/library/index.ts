/** The room's face. */
export { makeBundles } from './bundle.ts';
export { makeLibrary } from './library.ts';
export type { BundleServer, Library, LibraryOptions, LibraryServer, RecordingFiles } from './types.ts';
