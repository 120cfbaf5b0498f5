/**
 * The pointer over labels. Listens on the element that holds the picture, before the picture does: what belongs to
 * a label ends here, everything else goes on to the view below.
 */
import { hzOfY, sampleOfX, useAnalysis } from '../analysis/store.ts';
import { boxBetween, dragged, limitsOf, type Grid, type Grip, type Limits } from './box.ts';
import { addLabel, commitDraft, setPointer } from './commands.ts';
import { gripAt, hitAt, rectOf } from './hit.ts';
import { rangeOf } from './sequence.ts';
import { boxOf, select, useLabels } from './store.ts';
import type { Box } from '../analysis/store.ts';

/** Movement up to this many CSS pixels is still a click. */
const slackPx = 4;

const cursors: Readonly<Record<Grip, string>> = {
  inside: 'move',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  nw: 'nwse-resize',
  se: 'nwse-resize',
};

interface At {
  x: number;
  y: number;
}

type Press =
  /** A label is moved or resized; those selected with it move along. */
  | { kind: 'drag'; from: At; grip: Grip; boxes: ReadonlyMap<string, Box>; moved: boolean }
  /** A new label is drawn. */
  | { kind: 'draw'; from: At; moved: boolean }
  /** Shift or Ctrl on a label: it joins or leaves the selection. */
  | { kind: 'choose'; from: At; moved: boolean }
  /** The view below has it; a click without movement still chooses a label. */
  | { kind: 'pass'; from: At };

/** Alt holds the grid off. */
function ground(event: { altKey: boolean }): { limits: Limits; grid: Grid | undefined } | undefined {
  const { info, binHz, rowSamples } = useAnalysis.getState();
  if (info === undefined) return undefined;
  return { limits: limitsOf(info), grid: event.altKey ? undefined : { binHz, rowSamples } };
}

/** What of the selected labels lies under a position. */
function gripOfSelected(at: At): { uuid: string; grip: Grip } | undefined {
  const place = useAnalysis.getState();
  const { labels, selected, draft } = useLabels.getState();
  if (selected.size === 0) return undefined;
  for (const label of labels) {
    if (!selected.has(label.uuid)) continue;
    const grip = gripAt(rectOf(place, boxOf(label, draft)), at.x, at.y);
    // Edges of one among many would change the others in ways nobody sees coming: many only move.
    if (grip !== undefined) return { uuid: label.uuid, grip: selected.size > 1 ? 'inside' : grip };
  }
  return undefined;
}

function click(at: At, event: PointerEvent): void {
  const { labels, selected, leadId } = useLabels.getState();
  const hit = hitAt(useAnalysis.getState(), labels, at.x, at.y);
  const joins = event.ctrlKey || event.metaKey;
  if (hit === undefined) {
    if (!joins && !event.shiftKey && selected.size > 0) select([]);
    return;
  }
  if (event.shiftKey) select([...selected, ...rangeOf(labels, leadId, hit.uuid)], hit.uuid);
  else if (!joins) select([hit.uuid]);
  else if (selected.has(hit.uuid)) select([...selected].filter((uuid) => uuid !== hit.uuid));
  else select([...selected, hit.uuid], hit.uuid);
}

function dragTo(press: Extract<Press, { kind: 'drag' }>, at: At, event: PointerEvent): void {
  const place = useAnalysis.getState();
  const found = ground(event);
  if (found === undefined) return;
  const by = {
    samples: sampleOfX(place, at.x) - sampleOfX(place, press.from.x),
    hz: hzOfY(place, at.y) - hzOfY(place, press.from.y),
  };
  const draft = new Map(
    [...press.boxes].map(([uuid, box]) => [uuid, dragged(box, press.grip, by, found.limits, found.grid)]),
  );
  useLabels.setState({ draft });
}

function drawTo(press: Extract<Press, { kind: 'draw' }>, at: At, event: PointerEvent): void {
  const place = useAnalysis.getState();
  const found = ground(event);
  if (found === undefined) return;
  const corner = ({ x, y }: At) => ({ sample: sampleOfX(place, x), hz: hzOfY(place, y) });
  useLabels.setState({
    drawing: boxBetween(corner(press.from), corner(at), found.limits, found.grid),
  });
}

/** Connects `element`; `overlay` lies over it and has its size. Returns what disconnects it. */
export function bindPointer(element: HTMLElement, overlay: HTMLElement): () => void {
  let press: Press | undefined;
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  const place = (event: PointerEvent): At => {
    const box = overlay.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const take = (event: PointerEvent, next: Press): void => {
    press = next;
    overlay.setPointerCapture(event.pointerId);
    event.stopPropagation();
    // No text is selected, and the focus goes where the keys of labels are heard.
    event.preventDefault();
    element.focus({ preventScroll: true });
  };
  const inside = ({ x, y }: At): boolean =>
    x >= 0 && y >= 0 && x <= overlay.clientWidth && y <= overlay.clientHeight;

  const onDown = (event: PointerEvent): void => {
    const at = place(event);
    if (event.button !== 0 || press !== undefined || !inside(at)) return;
    commitDraft();
    const joins = event.shiftKey || event.ctrlKey || event.metaKey;
    const held = joins ? undefined : gripOfSelected(at);
    const { labels, selected } = useLabels.getState();
    if (held !== undefined) {
      const boxes = new Map(
        labels.flatMap((label) => (selected.has(label.uuid) ? [[label.uuid, label]] : [])),
      );
      take(event, { kind: 'drag', from: at, grip: held.grip, boxes, moved: false });
    } else if (joins && hitAt(useAnalysis.getState(), labels, at.x, at.y) !== undefined)
      take(event, { kind: 'choose', from: at, moved: false });
    else if (useAnalysis.getState().tool === 'label') take(event, { kind: 'draw', from: at, moved: false });
    else press = { kind: 'pass', from: at };
  };

  const onMove = (event: PointerEvent): void => {
    const at = place(event);
    setPointer(inside(at) ? at : undefined);
    if (press === undefined) {
      const grip = gripOfSelected(at)?.grip;

      overlay.style.cursor = grip === undefined ? '' : cursors[grip];
      element.style.cursor = overlay.style.cursor;
      return;
    }
    if (press.kind === 'pass') return;
    event.stopPropagation();
    press.moved ||= Math.hypot(at.x - press.from.x, at.y - press.from.y) > slackPx;
    if (!press.moved) return;
    if (press.kind === 'drag') dragTo(press, at, event);
    else if (press.kind === 'draw') drawTo(press, at, event);
  };

  const onUp = (event: PointerEvent): void => {
    const ended = press;
    press = undefined;
    if (ended === undefined) return;
    const at = place(event);
    const still =
      ended.kind === 'pass' ? Math.hypot(at.x - ended.from.x, at.y - ended.from.y) <= slackPx : !ended.moved;
    if (ended.kind !== 'pass') event.stopPropagation();
    const { drawing } = useLabels.getState();
    useLabels.setState({ drawing: undefined });
    if (event.type === 'pointercancel') useLabels.setState({ draft: new Map() });
    else if (still) click(at, event);
    else if (ended.kind === 'drag') commitDraft();
    else if (ended.kind === 'draw' && drawing !== undefined) addLabel(drawing);
  };

  element.addEventListener('pointerdown', onDown, options);
  element.addEventListener('pointermove', onMove, options);
  element.addEventListener('pointerup', onUp, options);
  element.addEventListener('pointercancel', onUp, options);
  element.addEventListener('pointerleave', () => setPointer(undefined), { signal: stop.signal });
  return () => {
    stop.abort();
    setPointer(undefined);
  };
}
