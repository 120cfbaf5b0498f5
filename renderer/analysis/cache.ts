/** Things by name, bounded in bytes: what was not used for longest goes first. */
export interface Cache<T> {
  /** Counts as use. */
  get(name: string): T | undefined;
  has(name: string): boolean;
  /** Takes the place of what had the name. One that alone is more than the bound is kept until the next. */
  set(name: string, value: T, bytes: number): void;
  delete(name: string): void;
  clear(): void;
  readonly bytes: number;
  readonly size: number;
}

/** @param dropped is told of everything that goes, so that it can be freed. */
export function makeCache<T>(mostBytes: number, dropped: (value: T) => void = () => undefined): Cache<T> {
  // A Map keeps the order of insertion: the first is the one unused for longest.
  const kept = new Map<string, { value: T; bytes: number }>();
  let sum = 0;
  const drop = (name: string): void => {
    const entry = kept.get(name);
    if (entry === undefined) return;
    kept.delete(name);
    sum -= entry.bytes;
    dropped(entry.value);
  };
  return {
    get(name) {
      const entry = kept.get(name);
      if (entry === undefined) return undefined;
      kept.delete(name);
      kept.set(name, entry);
      return entry.value;
    },
    has: (name) => kept.has(name),
    set(name, value, bytes) {
      drop(name);
      kept.set(name, { value, bytes });
      sum += bytes;
      for (const oldest of kept.keys()) {
        if (sum <= mostBytes || kept.size === 1) return;
        drop(oldest);
      }
    },
    delete: drop,
    clear() {
      for (const name of [...kept.keys()]) drop(name);
    },
    get bytes() {
      return sum;
    },
    get size() {
      return kept.size;
    },
  };
}
