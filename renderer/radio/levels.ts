/** The first look at a radio: a level range that was right for another one is fitted to it. */
import { useEffect } from 'react';
import type { RefObject } from 'react';
import { defaultSettings, type ViewSettings } from '../../contract/settings.ts';
import type { WaterfallHandle } from '../waterfall/index.ts';

type Levels = Pick<ViewSettings, 'minDb' | 'maxDb'>;

/** A dozen rows at the default rate. */
const triesMs = 400;
const mostTries = 25;
/** So far the noise may lie from where the colours begin before a range is of no use: it hides or floods. */
const mostOffDb = 15;

/** True where the range somebody chose shows this radio's noise and peaks, though perhaps not as Auto would. */
export function suits(chosen: Levels, fitted: Levels): boolean {
  const { minDb, maxDb } = defaultSettings.view;
  if (chosen.minDb === minDb && chosen.maxDb === maxDb) return false;
  return Math.abs(chosen.minDb - fitted.minDb) <= mostOffDb && chosen.maxDb >= fitted.maxDb - mostOffDb;
}

/** The radio whose first rows were looked at last: later changes of its levels are the user's. */
let lookedAt: string | undefined;

/** Looks at the first rows of each radio that is started; asks again until some have come. */
export function useFirstLevels(
  handle: RefObject<WaterfallHandle | null>,
  radioId: string,
  running: boolean,
  levels: Levels,
): void {
  const { minDb, maxDb } = levels;
  useEffect(() => {
    if (!running || lookedAt === radioId) return;
    let tries = 0;
    const look = async (): Promise<void> => {
      const seen = await handle.current?.autoLevels((fitted) => suits({ minDb, maxDb }, fitted));
      if (seen === true) lookedAt = radioId;
      if (seen === true || ++tries >= mostTries) clearInterval(timer);
    };
    const timer = setInterval(() => void look(), triesMs);
    return () => clearInterval(timer);
  }, [handle, radioId, running, minDb, maxDb]);
}
