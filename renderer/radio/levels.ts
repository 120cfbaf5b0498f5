/** The first look at a radio: a level range that was right for another one is fitted to it. */
import { useEffect, useRef, type RefObject } from 'react';
import { defaultSettings, type ViewSettings } from '../../contract/settings.ts';
import type { WaterfallHandle } from '../waterfall/index.ts';

type Levels = Pick<ViewSettings, 'minDb' | 'maxDb'>;

const lookMs = 400;
/** So many looks until rows have come, and so many more for what pauses: voices, bursts. */
const mostTries = 25;
const moreLooks = 7;
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

/**
 * Looks at the first rows of each radio that is started: fits the range where it doesn't suit, then lets it grow with
 * stronger signals for some seconds, unless the user takes over.
 */
export function useFirstLevels(
  handle: RefObject<WaterfallHandle | null>,
  radioId: string,
  running: boolean,
  { minDb, maxDb }: Levels,
): void {
  const present = useRef<Levels>({ minDb, maxDb });
  present.current = { minDb, maxDb };
  useEffect(() => {
    if (!running || lookedAt === radioId) return;
    let looks = 0;
    let own: Levels | undefined;
    const isOwn = ({ minDb, maxDb }: Levels): boolean => own?.minDb === minDb && own.maxDb === maxDb;
    const keeps = (fitted: Levels): boolean => {
      const kept =
        own === undefined
          ? suits(present.current, fitted)
          : !isOwn(present.current) || fitted.maxDb <= own.maxDb;
      if (!kept) own = { minDb: fitted.minDb, maxDb: fitted.maxDb };
      return kept;
    };
    const look = async (): Promise<void> => {
      const seen = await handle.current?.autoLevels(keeps);
      looks++;
      if (seen === true && lookedAt !== radioId) {
        lookedAt = radioId;
        looks = mostTries - moreLooks;
      }
      if (looks >= mostTries || (seen === true && own === undefined)) clearInterval(timer);
    };
    const timer = setInterval(() => void look(), lookMs);
    return () => clearInterval(timer);
  }, [handle, radioId, running]);
}
