/**
 * Small waterfalls of the rows in sight. A few are asked for at a time, the latest wish first: whoever scrolls fast
 * wants what is in sight now. Those that can't be drawn yet are asked for again when the library changed.
 */
import { create } from 'zustand';
import { engine } from '../link.ts';

/** Pictures kept; each is some kilobytes. */
const mostKept = 400;
const mostAsked = 3;

/** `null`: there is none (yet). */
type Thumb = string | null;

export const useThumbs = create<{ thumbs: ReadonlyMap<string, Thumb> }>(() => ({ thumbs: new Map() }));

let wanted: string[] = [];
const asking = new Set<string>();
/** Revision at which a missing one was asked for. */
const missedAt = new Map<string, number>();

/** Says that a row is in sight. */
export function wantThumb(id: string, revision: number): void {
  const held = useThumbs.getState().thumbs.get(id);
  const old = held === null && missedAt.get(id) !== revision;
  if ((held !== undefined && !old) || asking.has(id)) return;
  wanted = [id, ...wanted.filter((other) => other !== id)].slice(0, 60);
  pump(revision);
}

/** A row went out of sight before its picture came. */
export function dropThumb(id: string): void {
  wanted = wanted.filter((other) => other !== id);
}

function pump(revision: number): void {
  while (asking.size < mostAsked) {
    const id = wanted.shift();
    if (id === undefined) return;
    asking.add(id);
    void load(id, revision);
  }
}

async function load(id: string, revision: number): Promise<void> {
  let thumb: Thumb = null;
  try {
    const answer = await engine().library.thumbnail({ id });
    if (answer !== null) thumb = `data:image/png;base64,${answer.base64}`;
  } catch {
    // A row without its picture is no fault worth a message: what is wrong with the files stands in the row.
    thumb = null;
  }
  asking.delete(id);
  if (thumb === null) missedAt.set(id, revision);
  const thumbs = new Map(useThumbs.getState().thumbs);
  thumbs.delete(id);
  thumbs.set(id, thumb);
  for (const oldest of thumbs.keys()) {
    if (thumbs.size <= mostKept) break;
    thumbs.delete(oldest);
    missedAt.delete(oldest);
  }
  useThumbs.setState({ thumbs });
  pump(revision);
}
