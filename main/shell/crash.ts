/** A page that crashes is loaded again, unless it keeps crashing: then trying on would only flicker. */
import type { WebContents } from 'electron';

const windowMs = 60_000;
const mostCrashes = 3;

/** Says whether one more crash at `nowMs` still deserves a reload. */
export function makeCrashCounter(): (nowMs: number) => boolean {
  let times: number[] = [];
  return (nowMs) => {
    times = [...times.filter((time) => nowMs - time < windowMs), nowMs];
    return times.length < mostCrashes;
  };
}

/** @param giveUp called with one sentence when the page can't be kept alive. */
export function reloadAfterCrash(contents: WebContents, giveUp: (why: string) => void): void {
  const again = makeCrashCounter();
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    if (again(Date.now())) contents.reload();
    else giveUp(`The window's page ended ${mostCrashes} times within a minute (${details.reason}).`);
  });
}
