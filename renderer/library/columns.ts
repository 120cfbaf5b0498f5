/** The columns of the list: name, order they sort by, class that gives their width and when they leave. */
import type { LibraryOrder } from './query.ts';

export interface Column {
  name: string;
  title: string;
  order?: LibraryOrder;
  /** What the title leaves out. */
  hint?: string;
}

export const columns: readonly Column[] = [
  { name: 'stars', title: 'Stars', hint: 'Keys 0 to 5 give stars' },
  { name: 'thumb', title: '', hint: 'Waterfall' },
  { name: 'name', title: 'Name', order: 'name' },
  { name: 'start', title: 'Start (UTC)', order: 'started' },
  { name: 'frequency', title: 'Frequency', order: 'frequency', hint: 'Centre frequency' },
  { name: 'rate', title: 'Rate', hint: 'Sample rate' },
  { name: 'length', title: 'Length', order: 'seconds' },
  { name: 'size', title: 'Size', order: 'bytes' },
  { name: 'labels', title: 'Labels', order: 'labels' },
  { name: 'strength', title: 'SNR', order: 'strength', hint: 'Highest signal to noise ratio of its labels' },
  { name: 'state', title: '', hint: 'Where its files are, and how they stand' },
];
