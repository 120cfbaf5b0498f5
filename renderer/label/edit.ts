/**
 * What an edit makes of the labels, as the engine will: the page shows it at once and takes the engine's word when
 * it comes. Applying an edit that the engine has done already changes nothing that can be seen.
 */
import { inLabelOrder } from '../../contract/label-view.ts';
import type { Label, LabelEdit, ReviewState } from '../../contract/label.ts';
import type { Box } from '../analysis/store.ts';
import { around } from './box.ts';

export interface EditContext {
  who: string;
  nowMs: number;
  /** Acceptances that make a label confirmed. */
  reviewers: number;
}

/** The state that the verdicts add up to. */
export function reviewOf(reviews: Label['reviews'], reviewers: number): ReviewState {
  const accepted = reviews.filter(({ verdict }) => verdict === 'accepted').length;
  const rejected = reviews.length - accepted;
  if (accepted > 0 && rejected > 0) return 'disputed';
  if (rejected > 0) return 'rejected';
  if (accepted === 0) return 'unreviewed';
  return accepted >= reviewers ? 'confirmed' : 'accepted';
}

export const isOpen = (label: Pick<Label, 'review'>): boolean =>
  label.review === 'unreviewed' || label.review === 'disputed';

/** Applies edits in their order. The labels that aren't touched stay the same objects. */
export function applyEdits(
  labels: readonly Label[],
  edits: readonly LabelEdit[],
  context: EditContext,
): readonly Label[] {
  if (edits.length === 0) return labels;
  const named = new Set(edits.flatMap(namedBy));
  // Only those the edits speak of are looked up: there may be twenty thousand others.
  const few = new Map<string, Label>();
  for (const label of labels) if (named.has(label.uuid)) few.set(label.uuid, label);
  for (const edit of edits) applyOne(few, edit, context);
  const after: Label[] = [];
  for (const label of labels) {
    const own = named.has(label.uuid) ? few.get(label.uuid) : label;
    few.delete(label.uuid);
    if (own !== undefined) after.push(own);
  }
  return [...after, ...few.values()];
}

function namedBy(edit: LabelEdit): string[] {
  if (edit.kind === 'merge') return edit.uuids;
  return edit.uuid === undefined ? [] : [edit.uuid];
}

function applyOne(labels: Map<string, Label>, edit: LabelEdit, context: EditContext): void {
  switch (edit.kind) {
    case 'add':
      if (edit.uuid !== undefined) labels.set(edit.uuid, newLabel(edit.uuid, edit.label, context));
      return;
    case 'change':
      return withLabel(labels, edit.uuid, (label) => changed(label, edit.change, context));
    case 'remove':
      labels.delete(edit.uuid);
      return;
    case 'review':
      return withLabel(labels, edit.uuid, (label) => reviewed(label, edit.verdict, context));
    case 'split':
      return split(labels, edit, context);
    case 'merge':
      return merge(labels, edit.uuids, context);
  }
}

function withLabel(labels: Map<string, Label>, uuid: string, make: (label: Label) => Label): void {
  const label = labels.get(uuid);
  if (label !== undefined) labels.set(uuid, make(label));
}

type NewLabel = Extract<LabelEdit, { kind: 'add' }>['label'];

function newLabel(uuid: string, label: NewLabel, { who, nowMs }: EditContext): Label {
  return {
    uuid,
    startSample: label.startSample,
    sampleCount: label.sampleCount,
    lowerHz: label.lowerHz,
    upperHz: label.upperHz,
    name: label.name ?? '',
    comment: label.comment ?? '',
    author: who,
    byMachine: false,
    review: 'unreviewed',
    reviews: [],
    createdMs: nowMs,
    updatedMs: nowMs,
  };
}

type Change = Extract<LabelEdit, { kind: 'change' }>['change'];

function changed(label: Label, change: Change, { nowMs }: EditContext): Label {
  return {
    ...label,
    startSample: change.startSample ?? label.startSample,
    sampleCount: change.sampleCount ?? label.sampleCount,
    lowerHz: change.lowerHz ?? label.lowerHz,
    upperHz: change.upperHz ?? label.upperHz,
    name: change.name ?? label.name,
    comment: change.comment ?? label.comment,
    updatedMs: nowMs,
  };
}

function reviewed(label: Label, verdict: 'accepted' | 'rejected' | null, context: EditContext): Label {
  const { who, nowMs, reviewers } = context;
  const others = label.reviews.filter(({ by }) => by !== who);
  const reviews = verdict === null ? others : [...others, { by: who, verdict, timeMs: nowMs }];
  return { ...label, reviews, review: reviewOf(reviews, reviewers), updatedMs: nowMs };
}

/** Ends the name of a label that the engine has not named yet: nothing can be done with it until then. */
export const provisional = '/2';

function split(
  labels: Map<string, Label>,
  { uuid, atSample, atHz }: Extract<LabelEdit, { kind: 'split' }>,
  { nowMs }: EditContext,
): void {
  const label = labels.get(uuid);
  if (label === undefined) return;
  const halves = halvesOf(label, atSample, atHz);
  if (halves === undefined) return;
  labels.set(uuid, { ...label, ...halves[0], updatedMs: nowMs });
  // A name of its own until the engine gives it one: the edit is taken back when its word comes.
  const other = `${uuid}${provisional}`;
  labels.set(other, { ...label, ...halves[1], uuid: other, updatedMs: nowMs });
}

/** The two parts of a box, or undefined where the cut doesn't lie inside it. */
function halvesOf(
  box: Box,
  atSample: number | undefined,
  atHz: number | undefined,
): readonly [Partial<Box>, Partial<Box>] | undefined {
  const end = box.startSample + box.sampleCount;
  if (atSample !== undefined && atSample > box.startSample && atSample < end)
    return [
      { sampleCount: atSample - box.startSample },
      { startSample: atSample, sampleCount: end - atSample },
    ];
  if (atHz !== undefined && atHz > box.lowerHz && atHz < box.upperHz)
    return [{ upperHz: atHz }, { lowerHz: atHz }];
  return undefined;
}

function merge(labels: Map<string, Label>, uuids: readonly string[], { nowMs }: EditContext): void {
  const merged = uuids.flatMap((uuid) => labels.get(uuid) ?? []);
  const [first] = merged;
  const box = around(merged);
  if (first === undefined || box === undefined || merged.length < 2) return;
  for (const label of merged) labels.delete(label.uuid);
  labels.set(first.uuid, { ...first, ...box, updatedMs: nowMs });
}

/** The order of the list and of Tab. */
export function inOrder(labels: readonly Label[]): readonly Label[] {
  for (let n = 1; n < labels.length; n++)
    if (inLabelOrder(labels[n]!, labels[n - 1]!) < 0) return [...labels].sort(inLabelOrder);
  return labels;
}
