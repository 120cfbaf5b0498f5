/** Says that the engine can't be reached, and what happens next. */
import { useEffect, useState } from 'react';
import { Button, Loader } from '@mantine/core';
import { describeFault } from '../fault.ts';
import { retryLink, useLink } from '../link.ts';

export function Banner(): React.ReactNode {
  const { phase, fault, retryAtMs } = useLink();
  const waitSeconds = useCountdown(retryAtMs);
  // Nothing is wrong yet while the first connection is made.
  if (phase === 'open' || fault === undefined) return null;
  const { message, advice } = describeFault(fault);
  return (
    <div className="wk-banner" role="alert">
      <strong>No connection to the engine.</strong>
      <span>
        {message} {advice}
      </span>
      {phase === 'connecting' && <Loader size={14} />}
      {phase === 'lost' && retryAtMs !== undefined && <span>Next attempt in {waitSeconds} s.</span>}
      {phase === 'lost' && (
        <Button size="compact-xs" variant="default" onClick={retryLink}>
          Reconnect
        </Button>
      )}
    </div>
  );
}

/** Whole seconds until a moment, counted down while there is one. */
function useCountdown(untilMs: number | undefined): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (untilMs === undefined) return;
    const tick = (): void => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [untilMs]);
  return untilMs === undefined ? 0 : Math.max(0, Math.ceil((untilMs - now) / 1000));
}
