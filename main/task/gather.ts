/**
 * What is asked within one turn of the event loop becomes one question: fifty tasks that arrive together are one
 * message to the store, one write and one answer.
 */

/** @param ask answers one result for each item, in order; its failure is everybody's. */
export function gather<T, R>(ask: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  let items: T[] = [];
  let answer: Promise<readonly R[]> | undefined;
  return async (item) => {
    const place = items.push(item) - 1;
    answer ??= new Promise((resolve, reject) =>
      setImmediate(() => {
        const asked = items;
        items = [];
        answer = undefined;
        ask(asked).then(resolve, reject);
      }),
    );
    const results = await answer;
    return results[place]!;
  };
}
