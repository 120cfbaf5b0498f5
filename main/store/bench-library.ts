/** How long searches of a full library take, for `wavekeep bench library`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Label } from '../../contract/label.ts';
import { libraryOrders, LibraryQuery, type LibrarySearch } from '../../contract/library.ts';
import type { CatalogueRow } from './library-types.ts';
import { openStore } from './store.ts';
import type { Store } from './types.ts';

export interface LibraryBench {
  recordings: number;
  labels: number;
  searches: {
    name: string;
    /** Median and longest of one call, milliseconds: to the store's thread and back. */
    ms: number;
    longestMs: number;
    /** How many it found. */
    found: number;
  }[];
}

interface BenchOptions {
  recordings?: number;
  /** Calls measured of each search. */
  rounds?: number;
  /** Where the profile of the measurement is made and removed; a disk, not memory. */
  folder?: string;
}

const accepted = 10_000;
const fillBatch = 1000;
const startMs = Date.UTC(2026, 0, 1);
const words = ['weather', 'pager', 'meter', 'airband', 'satellite', 'beacon', 'unknown'];
const names = ['OOK', 'FSK', 'Narrow FM', 'Carrier', 'AM'];

/** Spread by primes: no two properties go together. */
function someRecording(n: number): CatalogueRow {
  return {
    id: `bench-${n}`,
    name: `${words[n % 7]!} ${words[(n * 3) % 5]!} ${n}`,
    origin: n % 3 === 0 ? 'imported' : 'recorded',
    place: n % 3 === 0 ? 'reference' : 'folder',
    condition: n % 97 === 0 ? 'missing' : 'complete',
    format: 'sigmf',
    path: `bench-${n}`,
    datatype: 'ci16_le',
    channels: 1,
    sampleRateHz: 2.4e6,
    centreHz: 88e6 + ((n * 7919) % 10_000) * 100e3,
    samples: 24e6,
    bytes: 96e6,
    seconds: 1 + ((n * 31) % 600),
    startedMs: startMs + ((n * 104_729) % 10_000) * 3_600_000,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    radio: `rtlsdr:${n % 5}`,
    ...(n % 2 === 0
      ? { latitudeDeg: 47 + ((n * 13) % 1000) / 100, longitudeDeg: 6 + ((n * 17) % 900) / 100 }
      : {}),
  };
}

const someLabel = (n: number, i: number): Label => ({
  uuid: `00000000-0000-4000-8000-${String(n * 10 + i).padStart(12, '0')}`,
  startSample: i * 100_000,
  sampleCount: 50_000,
  lowerHz: 100e6,
  upperHz: 100.02e6,
  name: names[(n + i) % names.length]!,
  comment: '',
  author: 'bench',
  byMachine: true,
  confidence: ((n * 37 + i) % 100) / 100,
  snrDb: (n * 3 + i) % 40,
  review: i === 0 ? 'accepted' : 'unreviewed',
  reviews: [],
  createdMs: startMs,
  updatedMs: startMs,
});

const searches: readonly (readonly [string, LibrarySearch])[] = [
  ['everything', {}],
  ['one word', { text: 'weath' }],
  ['one letter', { text: 'b' }],
  ['two words', { text: 'pager met' }],
  ['band', { lowHz: 433e6, highHz: 435e6 }],
  ['time', { fromMs: startMs + 1e9, toMs: startMs + 2e9 }],
  ['duration', { leastSeconds: 100, mostSeconds: 200 }],
  ['label', { label: 'OOK' }],
  ['radio', { radio: 'rtlsdr:1' }],
  ['strength', { leastSnrDb: 30 }],
  ['condition', { condition: 'missing' }],
  ['unreviewed', { labelled: 'unreviewed' }],
  ['unlabelled', { labelled: 'none' }],
  ['place', { near: { latitudeDeg: 50, longitudeDeg: 9, withinM: 50_000 } }],
  [
    'all at once',
    { text: 'meter', lowHz: 100e6, highHz: 900e6, label: 'FSK', leastSnrDb: 5, labelled: 'unreviewed' },
  ],
];

/** Fills a library, every other recording with three labels, and searches it in every way and order. */
export async function benchLibrary(options: BenchOptions = {}): Promise<LibraryBench> {
  const { recordings = accepted, rounds = 15, folder = tmpdir() } = options;
  const profileDir = await mkdtemp(join(folder, 'wavekeep-bench-'));
  try {
    const store = await openStore({ profileDir });
    try {
      const labels = await fill(store, recordings);
      return { recordings, labels, searches: await measure(store, rounds) };
    } finally {
      await store.close();
    }
  } finally {
    await rm(profileDir, { recursive: true });
  }
}

async function fill(store: Store, recordings: number): Promise<number> {
  let labels = 0;
  for (let from = 0; from < recordings; from += fillBatch) {
    const numbers = Array.from({ length: Math.min(fillBatch, recordings - from) }, (_, i) => from + i);
    await store.putRecordings({ rows: numbers.map(someRecording), nowMs: startMs });
    const labelled = numbers.filter((n) => n % 2 === 0);
    await Promise.all(
      labelled.map((n) =>
        store.readLabels({
          recordingId: `bench-${n}`,
          labels: [0, 1, 2].map((i) => someLabel(n, i)),
          nowMs: startMs,
        }),
      ),
    );
    labels += labelled.length * 3;
  }
  return labels;
}

async function measure(store: Store, rounds: number): Promise<LibraryBench['searches']> {
  const results: LibraryBench['searches'] = [];
  const time = async (name: string, call: () => Promise<number>): Promise<void> => {
    const times: number[] = [];
    // The first prepares the statement, as the first search of a day does.
    const found = await call();
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await call();
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    results.push({ name, ms: times[rounds >> 1]!, longestMs: times.at(-1)!, found });
  };
  for (const [name, search] of searches)
    await time(name, async () => (await store.libraryPage(LibraryQuery.parse(search))).total);
  for (const order of libraryOrders) {
    await time(`by ${order}`, async () => (await store.libraryPage(LibraryQuery.parse({ order }))).total);
    const query = LibraryQuery.parse({ order, descending: false, text: 'b', offset: 1000 });
    await time(`by ${order}, far into many found`, async () => (await store.libraryPage(query)).total);
  }
  const queue = { second: false, limit: 50, by: 'bench' };
  await time('review queue', async () => (await store.reviewQueue(queue)).total);
  await time('second review', async () => (await store.reviewQueue({ ...queue, second: true })).total);
  await time('label statistics', async () => (await store.labelStatistics({})).recordings);
  return results;
}
