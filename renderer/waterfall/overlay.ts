/** What lies over the rows, as the page says it: signals found, and the box that is to be kept. */
import type { Rows, SignalBox } from './boxes.ts';
import { Keep } from './keep.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { Over } from './over.ts';

export class Overlay {
  /** Boxes in sight when it was drawn last. */
  shown = 0;
  #boxes: readonly SignalBox[] = [];
  readonly #keep = new Keep();

  handle(
    message: Extract<ToWorker, { kind: 'boxes' | 'keep' | 'kept' }>,
    rows: Rows | undefined,
    post: (message: FromWorker) => void,
  ): void {
    if (message.kind === 'boxes') this.#boxes = message.boxes;
    else if (message.kind === 'kept') this.#keep.show(message.box);
    else if (rows !== undefined) {
      const { step, x, y } = message;
      if (step === 'begin') this.#keep.begin(rows, x, y);
      else if (step === 'move') this.#keep.move(rows, x, y);
      const { box } = this.#keep;
      if (box !== undefined && step === 'end') post({ kind: 'held', box });
    }
  }

  draw(over: Over, rows: Rows): void {
    this.shown = over.draw({ ...rows, boxes: this.#boxes, keep: this.#keep.box });
  }
}
