/** Which kind of build this is, from facts that can't be set wrong: the runtime and the package. */
import type { AppInfo } from '../../contract/app.ts';

export type Flavour = AppInfo['flavour'];

/** @param pinned the Electron version this build was made for. */
export function flavourOf(running: string, pinned: string, isPackaged: boolean): Flavour {
  if (running !== pinned) return 'test-fallback';
  return isPackaged ? 'release' : 'development';
}

/** Title of the window. Only a release carries the plain name. */
export function titleOf(flavour: Flavour): string {
  if (flavour === 'release') return 'Wavekeep';
  return flavour === 'development'
    ? 'Wavekeep (development)'
    : 'Wavekeep (test-fallback: old Electron, tests only)';
}
