/** The store's benchmarks as the contract tells them. */
import type { z } from 'zod';
import type { BenchResult } from '../contract/tool.ts';
import { benchLibrary, benchQueue } from './store/index.ts';

type Benches = z.output<typeof BenchResult>['benches'];

/** @param folder on the disk that is measured. */
export async function benchStore(which: 'queue' | 'library', folder: string): Promise<Benches> {
  if (which === 'queue') {
    const { sizes, operations } = await benchQueue({ folder });
    return operations.map(({ name, ms, ratio }) => ({
      name: `queue, ${name}`,
      value: ratio,
      unit: 'times as long',
      detail: sizes.map((size, i) => `${(ms[i] ?? 0).toFixed(2)} ms with ${size} queued`).join(', '),
    }));
  }
  const { recordings, labels, searches } = await benchLibrary({ folder });
  return searches.map(({ name, ms, longestMs, found }) => ({
    name: `library, ${name}`,
    value: ms,
    unit: 'ms',
    detail: `${found} found of ${recordings} recordings with ${labels} labels, longest ${longestMs.toFixed(1)} ms`,
  }));
}
