/** Places on disk for what the engine reads and writes: the system's dialogs, or the server's own folders. */
import { create } from 'zustand';
import type { Grant, PickRequest } from '../../contract/app.ts';
import { useHealth } from '../health/store.ts';
import { engine } from '../link.ts';

export type PlaceKind = 'imports' | 'import-folder' | 'recording-folder' | 'bundle';

interface Asked {
  title: string;
  what: PlaceKind;
  take: (grants: readonly Grant[]) => void;
}

/** What the server's file browser is open for. */
export const usePlace = create<{ asked: Asked | undefined }>(() => ({ asked: undefined }));

export const hasFileDialog = (): boolean => useHealth.getState().app?.host === 'electron';

/** A dialog that asked for a place lies behind the file browser: Escape is not meant for it. */
export const useBehind = (): boolean => usePlace(({ asked }) => asked !== undefined);

/** Closes the file browser; who asked gets what was chosen, or nothing. */
export function settlePlace(grants: readonly Grant[]): void {
  const { asked } = usePlace.getState();
  usePlace.setState({ asked: undefined });
  asked?.take(grants);
}

const browse = (title: string, what: PlaceKind): Promise<readonly Grant[]> =>
  new Promise((resolve) => {
    // A question asked meanwhile answers the first with nothing.
    settlePlace([]);
    usePlace.setState({ asked: { title, what, take: resolve } });
  });

/** Files and folders to import; none when the user cancelled. */
export async function askImports(what: 'imports' | 'import-folder'): Promise<readonly Grant[]> {
  if (!hasFileDialog()) return await browse('Import recordings', 'imports');
  return await engine().app.pickMany({ what });
}

/** One file or folder; undefined when the user cancelled. */
export async function askPlace(
  title: string,
  what: Extract<PlaceKind, PickRequest['what']>,
): Promise<Grant | undefined> {
  if (!hasFileDialog()) return (await browse(title, what))[0];
  return (await engine().app.pick({ what })) ?? undefined;
}

/** What a save dialog may offer: the contract's letters. */
export const safeName = (name: string): string =>
  name.replaceAll(/[^\w. -]+/g, '_').slice(0, 100) || 'recording';

/** Where a file is to be written; undefined when the user cancelled. A server puts it beside its recordings. */
export const askTarget = async (name: string): Promise<Grant | undefined> =>
  (await engine().app.target({ name })) ?? undefined;
