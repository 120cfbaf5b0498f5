/** A text that takes effect a moment after the last key. */
import { useEffect, useState } from 'react';

/** Long enough to finish a word. */
const typingMs = 200;

/** @param take must stay the same function: another one starts the wait anew. */
export function useTyped(value: string, take: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState<string>();
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => {
      take(typed);
      setTyped(undefined);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed, take]);
  return [typed ?? value, setTyped];
}
