/** What of a live search is shown: what is on now, and the newest of what has ended. */
import type { LiveDetections } from '../../contract/detection.ts';

export type LiveBox = LiveDetections['boxes'][number];

/** As many as the contract's list holds. */
const mostBoxes = 500;

export interface LiveBoxes {
  /** A signal has ended: its last figures. */
  add(box: LiveBox): void;
  /** Replaces what is on. */
  setOpen(boxes: LiveBox[]): void;
  /** At most 500, by their start: what is on goes before what has ended, new before old. */
  list(): LiveBox[];
  /** Ended since the beginning, and on now. */
  readonly found: number;
}

export function makeLiveBoxes(): LiveBoxes {
  let ended: LiveBox[] = [];
  let open: LiveBox[] = [];
  let count = 0;
  return {
    add(box) {
      count++;
      ended.push(box);
      if (ended.length >= 2 * mostBoxes) ended = newest(ended);
    },
    setOpen(boxes) {
      open = newest(boxes);
    },
    list() {
      const rest = mostBoxes - open.length;
      return [...(rest === 0 ? [] : newest(ended).slice(-rest)), ...open].sort(byStart);
    },
    get found() {
      return count + open.length;
    },
  };
}

const byStart = (a: LiveBox, b: LiveBox): number => a.startMs - b.startMs || a.id - b.id;

function newest(boxes: readonly LiveBox[]): LiveBox[] {
  return [...boxes].sort(byStart).slice(-mostBoxes);
}
