/** A wait that can be cut short. */
export interface Sleeper {
  /** Settles after `ms` (Infinity: not by itself) or at the next `wake`. One sleep at a time. */
  sleep(ms: number): Promise<void>;
  wake(): void;
}

export function makeSleeper(): Sleeper {
  let finish: (() => void) | undefined;
  return {
    sleep(ms) {
      return new Promise((resolve) => {
        const timer = ms === Infinity ? undefined : setTimeout(() => finish?.(), ms);
        finish = () => {
          clearTimeout(timer);
          finish = undefined;
          resolve();
        };
      });
    },
    wake: () => finish?.(),
  };
}
