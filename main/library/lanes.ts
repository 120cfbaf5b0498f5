/** Work on many files: a few at a time, in bunches, on every recording. */
import type { Store } from '../store/index.ts';
import type { KnownRecording } from './types.ts';

/** Does `work` for each item, `width` at a time; the first failure ends it. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}

export function bunches<T>(items: readonly T[], size: number): T[][] {
  const list: T[][] = [];
  for (let i = 0; i < items.length; i += size) list.push(items.slice(i, i + size));
  return list;
}

const pageRows = 1000;

/** Every recording of the catalogue, in order of id. */
export async function* allKnown(store: Pick<Store, 'knownRecordings'>): AsyncGenerator<KnownRecording> {
  let afterId: string | undefined;
  for (;;) {
    const page = await store.knownRecordings({ afterId, limit: pageRows });
    yield* page;
    afterId = page.at(-1)?.id;
    if (page.length < pageRows) return;
  }
}
