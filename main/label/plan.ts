/** From the edits a person asks for to the labels that come of them: decided here, kept by the store. */
import { Fault } from '../../contract/fault.ts';
import type { Label, LabelEdit } from '../../contract/label.ts';
import type { z } from 'zod';
import { checkBox, type Facts } from './facts.ts';
import { stateOf, withVerdict } from './review.ts';
import { describeEdits, type Done } from './what.ts';

export type Edit = z.output<typeof LabelEdit>;

export interface PlanContext {
  person: string;
  reviewers: number;
  nowMs: number;
  facts: Facts;
  newUuid: () => string;
}

export interface Plan {
  puts: Label[];
  removes: string[];
  /** Labels made or changed, in the order of the edits. */
  uuids: string[];
  /** For the tooltip of undo. */
  what: string;
}

/** Labels the edits speak of; those they make need not be there. */
export function namedIn(edits: readonly Edit[]): string[] {
  const uuids = edits.flatMap((edit) =>
    edit.kind === 'merge' ? edit.uuids : edit.uuid === undefined ? [] : [edit.uuid],
  );
  return [...new Set(uuids.map((uuid) => uuid.toLowerCase()))];
}

/** Throws Faults: `not-found` for a label that is gone, `invalid` for a box that isn't on the recording. */
export function planEdits(edits: readonly Edit[], known: readonly Label[], context: PlanContext): Plan {
  const labels = new Map(known.map((label) => [label.uuid, label]));
  const touched = new Set<string>();
  const done: Done[] = [];
  const { facts, newUuid, nowMs, person, reviewers } = context;

  const mine = { author: person, byMachine: false, updatedMs: nowMs } as const;
  const find = (uuid: string): Label => {
    const label = labels.get(uuid.toLowerCase());
    if (!label)
      throw new Fault('not-found', 'This label is no longer there.', {
        hint: 'Somebody may have removed it meanwhile.',
        data: { uuid },
      });
    return label;
  };
  const put = (label: Label): void => {
    labels.set(label.uuid, label);
    touched.add(label.uuid);
  };
  const remove = (uuid: string): void => {
    labels.delete(uuid);
    touched.add(uuid);
  };
  const nameOf = ({ name }: Pick<Label, 'name'>): string => (name === '' ? 'The label' : `The label ${name}`);

  function add({ uuid = newUuid(), label }: Extract<Edit, { kind: 'add' }>): void {
    const own = uuid.toLowerCase();
    if (labels.has(own))
      throw new Fault('invalid', 'There is a label with this uuid already.', {
        hint: 'Change that one, or give the new one another uuid.',
      });
    checkBox(label, facts, nameOf(label));
    put({ ...label, ...mine, uuid: own, review: 'unreviewed', reviews: [], createdMs: nowMs });
    done.push({ kind: 'add', name: label.name });
  }

  /** Who changes what was reviewed says something new; who changes what a machine said speaks for themselves. */
  function change({ uuid, change: wish }: Extract<Edit, { kind: 'change' }>): void {
    const before = find(uuid);
    const after: Label = { ...before, ...defined(wish) };
    const boxed = boxOf(after) !== boxOf(before);
    const named = after.name !== before.name;
    if (boxed) checkBox(after, facts, nameOf(after));
    if (!boxed && !named) {
      if (after.comment === before.comment) return;
      put({ ...after, updatedMs: nowMs });
      done.push({ kind: 'comment', name: after.name });
      return;
    }
    put({ ...(boxed ? unmeasured(after) : unsure(after)), ...mine, review: 'unreviewed', reviews: [] });
    const moved = after.sampleCount === before.sampleCount && widthOf(after) === widthOf(before);
    done.push({ kind: boxed ? (moved ? 'move' : 'resize') : 'name', name: after.name });
  }

  function split({ uuid, atSample, atHz }: Extract<Edit, { kind: 'split' }>): void {
    const whole = find(uuid);
    const { startSample, sampleCount, lowerHz, upperHz } = whole;
    const base: Label = { ...unmeasured(whole), ...mine, review: 'unreviewed', reviews: [] };
    const second = { ...base, uuid: newUuid(), createdMs: nowMs };
    if ((atSample === undefined) === (atHz === undefined))
      throw new Fault('invalid', 'A label is split at a moment or at a frequency: one of them.', {
        hint: 'Give a sample or a frequency.',
      });
    if (atSample !== undefined) {
      const first = atSample - startSample;
      if (first < 1 || first >= sampleCount)
        throw outside(`${nameOf(whole)} reaches from sample ${startSample} to ${startSample + sampleCount}`);
      put({ ...base, sampleCount: first });
      put({ ...second, startSample: atSample, sampleCount: sampleCount - first });
    } else if (atHz !== undefined) {
      if (atHz <= lowerHz || atHz >= upperHz)
        throw outside(`${nameOf(whole)} reaches from ${lowerHz} to ${upperHz} Hz`);
      put({ ...base, upperHz: atHz });
      put({ ...second, lowerHz: atHz });
    }
    done.push({ kind: 'split', name: whole.name });
  }

  function merge({ uuids }: Extract<Edit, { kind: 'merge' }>): void {
    const parts = [...new Set(uuids.map((uuid) => uuid.toLowerCase()))].map(find);
    const [first, ...others] = parts;
    if (!first || others.length === 0)
      throw new Fault('invalid', 'Merging needs two labels.', { hint: 'Select another one too.' });
    const startSample = Math.min(...parts.map((part) => part.startSample));
    const end = Math.max(...parts.map((part) => part.startSample + part.sampleCount));
    for (const { uuid } of others) remove(uuid);
    put({
      ...unmeasured(first),
      ...mine,
      startSample,
      sampleCount: end - startSample,
      lowerHz: Math.min(...parts.map((part) => part.lowerHz)),
      upperHz: Math.max(...parts.map((part) => part.upperHz)),
      review: 'unreviewed',
      reviews: [],
    });
    done.push({ kind: 'merge', name: first.name, count: parts.length });
  }

  function review({ uuid, verdict }: Extract<Edit, { kind: 'review' }>): void {
    const label = find(uuid);
    const reviews = withVerdict(label.reviews, person, verdict ?? undefined, nowMs);
    put({ ...label, reviews, review: stateOf(reviews, reviewers), updatedMs: nowMs });
    done.push({ kind: verdict ?? 'unreviewed', name: label.name });
  }

  for (const edit of edits)
    switch (edit.kind) {
      case 'add':
        add(edit);
        break;
      case 'change':
        change(edit);
        break;
      case 'remove': {
        const { uuid, name } = find(edit.uuid);
        remove(uuid);
        done.push({ kind: 'remove', name });
        break;
      }
      case 'split':
        split(edit);
        break;
      case 'merge':
        merge(edit);
        break;
      case 'review':
        review(edit);
    }
  const puts = [...touched].flatMap((uuid) => labels.get(uuid) ?? []);
  return {
    puts,
    removes: [...touched].filter((uuid) => !labels.has(uuid)),
    uuids: puts.map(({ uuid }) => uuid),
    what: describeEdits(done),
  };
}

const outside = (where: string): Fault =>
  new Fault('invalid', `${where}: it can't be split outside that.`, { hint: 'Split it inside its box.' });
const boxOf = ({ startSample, sampleCount, lowerHz, upperHz }: Label): string =>
  [startSample, sampleCount, lowerHz, upperHz].join();
const widthOf = ({ lowerHz, upperHz }: Label): number => Math.round((upperHz - lowerHz) * 1e3);

/** A machine's certainty was of its own box and name. */
function unsure(label: Label): Label {
  const after = { ...label };
  delete after.confidence;
  return after;
}

/** What was measured was measured in the old box. */
function unmeasured(label: Label): Label {
  const after = unsure(label);
  delete after.snrDb;
  delete after.powerDbfs;
  return after;
}

function defined<T extends object>(wish: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
