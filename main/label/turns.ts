/** Work on one recording, one after another; on different ones side by side. */
export interface Turns {
  /** Settles as the work does. One that fails doesn't keep the next from its turn. */
  take<T>(recordingId: string, work: () => Promise<T>): Promise<T>;
  /** When everything taken so far is over. */
  over(): Promise<void>;
}

export function makeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(recordingId, work) {
      const turn = (last.get(recordingId) ?? Promise.resolve()).then(work);
      const settled = turn.then(
        () => undefined,
        () => undefined,
      );
      last.set(recordingId, settled);
      void settled.then(() => {
        if (last.get(recordingId) === settled) last.delete(recordingId);
      });
      return turn;
    },
    async over() {
      await Promise.all(last.values());
    },
  };
}
