/** Which label comes next. Pure: labels are in their order. */
import type { Label } from '../../contract/label.ts';
import { isOpen } from './edit.ts';

/** The label `step` further than the one named; from nowhere the first or the last. Undefined past either end. */
export function neighbour(
  labels: readonly Label[],
  uuid: string | undefined,
  step: 1 | -1,
): Label | undefined {
  const at = labels.findIndex((label) => label.uuid === uuid);
  if (at < 0) return step > 0 ? labels[0] : labels.at(-1);
  return labels[at + step];
}

/** The next label that waits for a verdict, around the end to the beginning; undefined where none does. */
export function nextOpen(
  labels: readonly Label[],
  uuid: string | undefined,
  step: 1 | -1,
): Label | undefined {
  const count = labels.length;
  const at = labels.findIndex((label) => label.uuid === uuid);
  const from = at < 0 ? (step > 0 ? -1 : count) : at;
  for (let n = 1; n <= count; n++) {
    const label = labels[(((from + step * n) % count) + count) % count];
    if (label !== undefined && isOpen(label) && label.uuid !== uuid) return label;
  }
  return undefined;
}

/** From the anchor to `uuid`, both included, as Shift+click takes them. */
export function rangeOf(labels: readonly Label[], anchor: string | undefined, uuid: string): string[] {
  const to = labels.findIndex((label) => label.uuid === uuid);
  const from = labels.findIndex((label) => label.uuid === anchor);
  if (to < 0) return [];
  if (from < 0) return [uuid];
  return labels.slice(Math.min(from, to), Math.max(from, to) + 1).map((label) => label.uuid);
}
