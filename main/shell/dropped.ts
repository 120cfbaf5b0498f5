/**
 * Files dropped onto the window. The preload script takes their paths and sends them here; what goes back to the page
 * are grants. The page sees no path and can send none: it has no door to this channel.
 */
import { isAbsolute } from 'node:path';
import type { IpcMainEvent, WebContents } from 'electron';
import type { Grant } from '../../contract/app.ts';
import { isOurPage } from './origin.ts';

/** One question to the library holds no more. */
export const mostDropped = 10_000;
/** Longer than any path of the systems this runs on. */
const longestPath = 32_768;

/** The paths of a message, at most `mostDropped`; none where it is not what our preload script sends. */
export function droppedPaths(message: unknown): readonly string[] {
  if (!Array.isArray(message)) return [];
  return message
    .slice(0, mostDropped)
    .filter(
      (path): path is string =>
        typeof path === 'string' && path.length <= longestPath && !path.includes('\0') && isAbsolute(path),
    );
}

/**
 * Answers each drop with grants, to the frame it came from.
 * @param grant makes a path a grant; settles once the engine runs.
 */
export function grantDrops(
  contents: WebContents,
  grant: (paths: readonly string[]) => Promise<readonly Grant[]>,
  onFault: (error: unknown) => void,
): void {
  const answer = async ({ senderFrame }: IpcMainEvent, message: unknown): Promise<void> => {
    if (senderFrame === null || senderFrame !== contents.mainFrame || !isOurPage(senderFrame.url)) return;
    const paths = droppedPaths(message);
    if (paths.length === 0) return;
    const grants = await grant(paths);
    // The engine may have taken its time: a page that came meanwhile did not drop these.
    if (!contents.isDestroyed() && senderFrame === contents.mainFrame)
      senderFrame.send('wavekeep:dropped', grants);
  };
  contents.ipc.on('wavekeep:drop', (event, message: unknown) => void answer(event, message).catch(onFault));
}
