/** Recordings and labels to put into a store. */
import type { Label } from '../contract/label.ts';
import type { CatalogueRow, Store } from '../main/store/index.ts';
import { by, startMs as nowMs } from './store.ts';

export function rowOf(id: string, more: Partial<CatalogueRow> = {}): CatalogueRow {
  return {
    id,
    name: `${id} name`,
    origin: 'imported',
    place: 'reference',
    condition: 'complete',
    format: 'sigmf',
    path: `/somewhere/${id}.sigmf-meta`,
    datatype: 'cu8',
    channels: 1,
    sampleRateHz: 250_000,
    centreHz: 433.92e6,
    samples: 250_000,
    bytes: 500_000,
    seconds: 1,
    startedMs: nowMs,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    ...more,
  };
}

export const labelOf = (n: number, more: Partial<Label> = {}): Label => ({
  uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  startSample: 1000 * n,
  sampleCount: 500,
  lowerHz: 433.9e6,
  upperHz: 433.95e6,
  name: 'OOK',
  comment: '',
  author: by,
  byMachine: false,
  review: 'unreviewed',
  reviews: [],
  createdMs: nowMs,
  updatedMs: nowMs,
  ...more,
});

export async function label(store: Store, recordingId: string, puts: Label[]): Promise<void> {
  const { revision } = await store.labels({ recordingId, limit: 0 });
  await store.editLabels({
    recordingId,
    what: 'Label',
    puts,
    removes: [],
    baseRevision: revision,
    by,
    nowMs,
  });
}
