/** The last things used, bounded in bytes. */

export interface Cache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, bytes: number): void;
  /** Drops all whose key begins so. */
  drop(prefix: string): void;
  readonly bytes: number;
}

export function makeCache<T>(mostBytes: number): Cache<T> {
  /** In order of their last use. */
  const entries = new Map<string, { value: T; bytes: number }>();
  let held = 0;
  const remove = (key: string): void => {
    held -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put(key, value, bytes) {
      remove(key);
      entries.set(key, { value, bytes });
      held += bytes;
      for (const oldest of entries.keys()) {
        if (held <= mostBytes) return;
        remove(oldest);
      }
    },
    drop(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) remove(key);
    },
    get bytes() {
      return held;
    },
  };
}
