/** Which lines of the history are on the screen: live, scrolled back, or frozen. */
import type { History } from './history.ts';

export class LineWindow {
  frozen = false;
  #pinned: number | undefined;
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  /** True while new rows appear at the top. */
  get live(): boolean {
    return this.#pinned === undefined;
  }

  /** The line at the top of the screen is `end(visible) - 1`. `visible`: lines the screen holds. */
  end(visible: number): number {
    if (this.#pinned === undefined) return this.#history.end;
    const { oldest, end } = this.#history;
    // What was on the screen may have left the history meanwhile.
    this.#pinned = Math.max(Math.min(end, oldest + visible), Math.min(end, this.#pinned));
    return this.#pinned;
  }

  /** Scrolls towards the past; negative towards now, where it becomes live again. */
  scroll(lines: number, visible: number): void {
    this.#pinned = this.end(visible) - lines;
    const end = this.end(visible);
    if (end >= this.#history.end && !this.frozen) this.#pinned = undefined;
  }

  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.#pinned = frozen ? (this.#pinned ?? this.#history.end) : undefined;
  }

  goLive(): void {
    this.freeze(false);
  }
}

/** Number of the newest line not younger than `timeMs`; undefined where the history doesn't reach. */
export function lineAtTime(history: History, timeMs: number): number | undefined {
  let low = history.oldest;
  let high = history.end - 1;
  if (low > high || (history.line(low)?.timeMs ?? Infinity) > timeMs) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((history.line(middle)?.timeMs ?? Infinity) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}
