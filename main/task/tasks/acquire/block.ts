/** A radio that could not be started is left alone for a while: longer each time, a minute at most. */

const longestMs = 60_000;

export interface Block {
  /** Why it is left alone now; undefined: it is not. */
  readonly why: string | undefined;
  failed(why: string): void;
  started(): void;
  close(): void;
}

/** @param over it may be tried again. */
export function makeBlock(firstMs: number, over: () => void): Block {
  let now: { why: string; timer: NodeJS.Timeout } | undefined;
  let failures = 0;
  const end = (): void => {
    clearTimeout(now?.timer);
    now = undefined;
  };
  return {
    get why() {
      return now?.why;
    },
    failed(why) {
      end();
      // One that another program has for days costs few tries.
      const ms = Math.min(longestMs, firstMs * 2 ** Math.min(failures++, 30));
      now = {
        why,
        timer: setTimeout(() => {
          end();
          over();
        }, ms),
      };
    },
    started() {
      failures = 0;
    },
    close: end,
  };
}
