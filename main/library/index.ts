/** The room's face. */
export { makeBundles } from './bundle.ts';
export { makeLibrary } from './library.ts';
export type { Library, LibraryOptions } from './types.ts';
