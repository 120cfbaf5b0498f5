/** What can be done with labels, from the keyboard, the palette and the panel. */
import type { Label, LabelEdit } from '../../contract/label.ts';
import { hzOfY, sampleOfX, useAnalysis, type Box } from '../analysis/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { clampBox, cutAt, limitsOf, nudged, type Direction } from './box.ts';
import { provisional } from './edit.ts';
import { nextOpen, neighbour } from './sequence.ts';
import {
  boxOf,
  bringIntoSight,
  edit,
  select,
  selectedLabels,
  settled,
  useLabels,
  useTaxonomy,
} from './store.ts';

/** A held key's steps are one step of undo: they are sent when the key has rested so long. */
const restMs = 350;
let restTimer: ReturnType<typeof setTimeout> | undefined;

/** Sends what was dragged or nudged, as one change. */
export function commitDraft(): void {
  clearTimeout(restTimer);
  const { draft } = useLabels.getState();
  if (draft.size === 0) return;
  useLabels.setState({ draft: new Map() });
  edit([...draft].map(([uuid, box]): LabelEdit => ({ kind: 'change', uuid, change: pick(box) })));
}

const pick = ({ startSample, sampleCount, lowerHz, upperHz }: Box): Box => ({
  startSample,
  sampleCount,
  lowerHz,
  upperHz,
});

/** Everything but a nudge ends the nudging before. */
function change(edits: readonly LabelEdit[]): void {
  commitDraft();
  edit(edits);
}

export function nudgeSelected(direction: Direction, resize: boolean): void {
  const { info, binHz, rowSamples } = useAnalysis.getState();
  const chosen = selectedLabels();
  if (info === undefined || chosen.length === 0) return;
  const limits = limitsOf(info);
  const draft = new Map(useLabels.getState().draft);
  for (const label of chosen)
    draft.set(label.uuid, nudged(boxOf(label, draft), direction, resize, limits, { binHz, rowSamples }));
  useLabels.setState({ draft });
  clearTimeout(restTimer);
  restTimer = setTimeout(commitDraft, restMs);
}

export function renameSelected(name: string): void {
  change(
    selectedLabels()
      .filter((label) => label.name !== name)
      .map(({ uuid }) => ({ kind: 'change', uuid, change: { name } })),
  );
}

/** Number keys: the class that has the key. */
export function giveClass(key: number): void {
  const named = useTaxonomy.getState().classes.find((one) => one.key === key);
  if (named === undefined) say(`No class has the key ${String(key)}. The Labels page gives keys.`, 'orange');
  else renameSelected(named.name);
}

export function commentOn(uuid: string, comment: string): void {
  change([{ kind: 'change', uuid, change: { comment } }]);
}

/** `null` takes the own verdict back. */
export function judgeSelected(verdict: 'accepted' | 'rejected' | null): void {
  change(selectedLabels().map(({ uuid }) => ({ kind: 'review', uuid, verdict })));
}

export function removeSelected(): void {
  const chosen = selectedLabels();
  const { labels } = useLabels.getState();
  const last = chosen.at(-1);
  const after = last && neighbour(labels, last.uuid, 1);
  change(chosen.map(({ uuid }) => ({ kind: 'remove', uuid })));
  // The keyboard stays among the labels.
  if (chosen.length === 1 && after !== undefined) select([after.uuid]);
}

let pointer: { x: number; y: number } | undefined;
/** Where the pointer is over the picture, CSS pixels; a split cuts there. */
export const setPointer = (at: { x: number; y: number } | undefined): void => {
  pointer = at;
};

export function splitSelected(across: 'time' | 'band'): void {
  commitDraft();
  const place = useAnalysis.getState();
  change(
    selectedLabels().map((label): LabelEdit => {
      if (across === 'band') {
        const atHz = cutAt(label.lowerHz, label.upperHz, pointer && hzOfY(place, pointer.y));
        return { kind: 'split', uuid: label.uuid, atHz };
      }
      const from = label.startSample;
      const at = cutAt(from, from + label.sampleCount, pointer && sampleOfX(place, pointer.x));
      return { kind: 'split', uuid: label.uuid, atSample: Math.round(at) };
    }),
  );
}

export function mergeSelected(): void {
  const { selected } = useLabels.getState();
  // What was split just now has its names in a moment.
  if ([...selected].some((uuid) => uuid.endsWith(provisional))) void settled().then(merge);
  else merge();
}

function merge(): void {
  const uuids = selectedLabels().map(({ uuid }) => uuid);
  if (uuids.length < 2) say('Select two labels or more to merge them: Ctrl+click, or Shift+click.', 'orange');
  else change([{ kind: 'merge', uuids }]);
}

/** Ctrl+Z and back: the engine holds the steps, so they outlive a reload. */
export function stepBack(which: 'undo' | 'redo'): void {
  attempt(async () => {
    commitDraft();
    await settled();
    const { recordingId } = useLabels.getState();
    if (recordingId === undefined) return;
    const { what } = await engine().label[which]({ recordingId });
    if (what === undefined) say(which === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.', 'orange');
    else say(`${which === 'undo' ? 'Undone' : 'Redone'}: ${what}`);
  });
}

/** Draws a label; it is selected and can be named at once. */
export function addLabel(box: Box, name = ''): void {
  commitDraft();
  const uuid = crypto.randomUUID();
  edit([{ kind: 'add', uuid, label: { ...pick(box), name } }]);
  select([uuid]);
}

/** N: a label where the selection is, or in the middle of what is in sight. */
export function addAtSelection(): void {
  const { info, selection, span, binHz, rowSamples } = useAnalysis.getState();
  if (info === undefined) return;
  const limits = limitsOf(info);
  if (selection !== undefined) {
    addLabel(clampBox(selection, limits));
    return;
  }
  const samples = Math.max(rowSamples, (span.toSample - span.fromSample) / 8);
  const hz = Math.max(binHz, (span.highHz - span.lowHz) / 8);
  const startSample = (span.fromSample + span.toSample - samples) / 2;
  const lowerHz = (span.lowHz + span.highHz - hz) / 2;
  addLabel(clampBox({ startSample, sampleCount: samples, lowerHz, upperHz: lowerHz + hz }, limits));
}

/** Selects a label and brings it into sight. */
export function goTo(label: Label): void {
  commitDraft();
  select([label.uuid]);
  bringIntoSight(label);
}

/** Selects the next or previous label and shows it. False past the last one. */
export function stepLabel(step: 1 | -1): boolean {
  const { labels, leadId } = useLabels.getState();
  const next = neighbour(labels, leadId, step);
  if (next !== undefined) goTo(next);
  return next !== undefined;
}

/** `[` and `]`: the next label nobody has decided on. */
export function stepOpen(step: 1 | -1): void {
  const { labels, leadId } = useLabels.getState();
  const next = nextOpen(labels, leadId, step);
  if (next === undefined) say('No other label here waits for a review.');
  else goTo(next);
}

export function selectAll(): void {
  const { labels } = useLabels.getState();
  select(labels.map(({ uuid }) => uuid));
}
