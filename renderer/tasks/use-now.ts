/** The present moment, for what moves with it. */
import { useEffect, useState } from 'react';

/** Now, renewed every `everyMs` while the component is shown in a visible window. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const tick = (): void => setNowMs(Date.now());
    const follow = (): void => {
      clearInterval(timer);
      if (document.hidden) return;
      tick();
      timer = setInterval(tick, everyMs);
    };
    timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', follow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [everyMs]);
  return nowMs;
}
