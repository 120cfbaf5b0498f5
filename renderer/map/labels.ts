/** Which names fit on the map: the first come first, and none over another. */
export interface Spot {
  id: number;
  text: string;
  /** Of the marker, pixels. */
  x: number;
  y: number;
}

export interface Label {
  id: number;
  text: string;
  x: number;
  y: number;
}

const heightPx = 16;
const gapPx = 9;
/** Mean width of a letter at 11 px, generous. */
const letterPx = 6.4;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Names right of their markers, left where right is taken; those with room on neither side are left out.
 * @param spots in the order of importance
 * @param always has its name whatever it covers
 */
export function placeLabels(spots: readonly Spot[], most: number, always?: number): Label[] {
  const taken: Box[] = spots
    .slice(0, most * 4)
    .map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }));
  const labels: Label[] = [];
  for (const { id, text, x, y } of spots) {
    if (labels.length >= most) break;
    const width = text.length * letterPx;
    for (const left of [x + gapPx, x - gapPx - width]) {
      const box = { left, right: left + width, top: y - heightPx / 2, bottom: y + heightPx / 2 };
      if (id !== always && taken.some((other) => overlap(other, box))) continue;
      taken.push(box);
      labels.push({ id, text, x: left, y });
      break;
    }
  }
  return labels;
}
