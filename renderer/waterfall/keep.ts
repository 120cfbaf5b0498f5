/** The box that is dragged over past rows: it stands at its time and frequency while the rows move on. */
import { timeAtY, type Rows, type TimeBox } from './boxes.ts';
import { xToHz } from './scale.ts';

interface Corner {
  hz: number;
  timeMs: number;
}

export class Keep {
  box: TimeBox | undefined;
  #from: Corner | undefined;

  begin(rows: Rows, x: number, y: number): void {
    this.#from = cornerAt(rows, x, y);
    this.box = undefined;
  }

  /** The other corner is here now. */
  move(rows: Rows, x: number, y: number): void {
    const to = cornerAt(rows, x, y);
    if (this.#from === undefined || to === undefined) return;
    const from = this.#from;
    this.box = {
      fromMs: Math.min(from.timeMs, to.timeMs),
      toMs: Math.max(from.timeMs, to.timeMs),
      lowerHz: Math.min(from.hz, to.hz),
      upperHz: Math.max(from.hz, to.hz),
    };
  }

  show(box: TimeBox | undefined): void {
    this.#from = undefined;
    this.box = box;
  }
}

function cornerAt(rows: Rows, x: number, y: number): Corner | undefined {
  const { view, geometry } = rows;
  const timeMs = timeAtY(rows, y);
  const inside = Math.min(Math.max(x, 0), geometry.width);
  return timeMs === undefined ? undefined : { hz: xToHz(view, geometry.width, inside), timeMs };
}
