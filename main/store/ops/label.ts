/** Labels: every edit is one step that can be taken back, whole or not at all. */
import { Fault } from '../../../contract/fault.ts';
import type { Label } from '../../../contract/label.ts';
import type { Readable } from '../db.ts';
import type { LabelState, LibraryOps } from '../library-types.ts';
import { classReads } from '../tables/label-class.ts';
import { labelStatistics, reviewQueue } from '../tables/label-statistics.ts';
import { stepReads, type LabelChanged } from '../tables/label-step.ts';
import { labelReads } from '../tables/label.ts';
import type { Tables } from './writes.ts';

type LabelOpWrites = Pick<
  LibraryOps,
  'editLabels' | 'undoLabels' | 'redoLabels' | 'readLabels' | 'labelsWritten' | 'changeTaxonomy'
>;
export type LabelOpReads = Pick<
  LibraryOps,
  | 'labels'
  | 'labelsText'
  | 'labelsById'
  | 'labelPage'
  | 'labelChanges'
  | 'unwritten'
  | 'unread'
  | 'taxonomy'
  | 'labelStatistics'
  | 'reviewQueue'
>;

/** More than a recording ever has. */
const everything = 1e9;
/** Behind every uuid. */
const afterAll = '~';
/** As the contract has it. */
const longestWhat = 200;

export function labelOpReads(db: Readable): LabelOpReads {
  const labels = labelReads(db);
  const steps = stepReads(db);
  const classes = classReads(db);
  const statistics = labelStatistics(db);
  const queue = reviewQueue(db);
  const factsOf = (recordingId: string): Omit<LabelState, 'labels' | 'left'> => {
    const { revision, written, stamp } = steps.facts(recordingId);
    const undo = steps.next(recordingId, 'undo')?.what;
    const redo = steps.next(recordingId, 'redo')?.what;
    return {
      revision,
      writtenRevision: written,
      ...(stamp === null ? {} : { stamp }),
      ...(undo === undefined ? {} : { undo }),
      ...(redo === undefined ? {} : { redo }),
    };
  };
  return {
    labels({ recordingId, limit }) {
      const rid = labels.rowOf(recordingId);
      const list = labels.list(rid, limit);
      return { labels: list, left: labels.count(rid) - list.length, ...factsOf(recordingId) };
    },
    labelsText({ recordingId }) {
      const json = JSON.stringify(labels.list(labels.rowOf(recordingId), everything));
      return { json, ...factsOf(recordingId) };
    },
    labelsById({ recordingId, uuids }) {
      const rid = labels.rowOf(recordingId);
      return uuids.flatMap((uuid) => labels.get(rid, uuid) ?? []);
    },
    labelPage({ recordingId, after, limit }) {
      const rid = labels.rowOf(recordingId);
      return { labels: labels.page(rid, after, limit), revision: steps.facts(recordingId).revision };
    },
    labelChanges({ recordingId, since, after = { revision: since, uuid: afterAll }, limit, mostRemoved }) {
      const rid = labels.rowOf(recordingId);
      const facts = factsOf(recordingId);
      const removed = steps.goneAfter(recordingId, since, mostRemoved + 1);
      const lost = facts.revision < since || removed.length > mostRemoved;
      const total = labels.count(rid);
      if (lost || facts.revision === since) return { ...facts, total, labels: [], removed: [], lost };
      return { ...facts, total, ...labels.changed(rid, after, limit), removed, lost };
    },
    unwritten: ({ limit }) => steps.unwritten(limit),
    unread: ({ limit }) => steps.unread(limit),
    taxonomy: () => classes(),
    labelStatistics: ({ search = {} }) => statistics(search),
    reviewQueue: (input) => queue(input),
  };
}

export function labelOps(tables: Tables): LabelOpWrites {
  const { audit, classes, labels, steps, touchLibrary } = tables;

  /** Carries out changes that are already decided. Answers the new revision. */
  function apply(recordingId: string, rid: number, changes: readonly LabelChanged[]): number {
    const revision = steps.rise(recordingId);
    for (const { before, after } of changes)
      if (after) {
        labels.put(rid, after, revision, revision);
        steps.setGone(recordingId, after.uuid, undefined);
      } else if (before) {
        labels.remove(rid, before.uuid);
        steps.setGone(recordingId, before.uuid, revision);
      }
    labels.summarise(rid);
    touchLibrary();
    return revision;
  }

  function takeStep(
    recordingId: string,
    way: 'undo' | 'redo',
  ): { what: string; revision: number } | undefined {
    const rid = labels.rowOf(recordingId);
    const step = steps.take(recordingId, way);
    return step && { what: step.what, revision: apply(recordingId, rid, step.changes) };
  }

  /** The whole of a step, each label once: what it was before the first and became after the last. */
  function changesOf(rid: number, puts: readonly Label[], removes: readonly string[]): LabelChanged[] {
    const after = new Map<string, Label | undefined>(removes.map((uuid) => [uuid, undefined]));
    for (const label of puts) after.set(label.uuid, label);
    return [...after].flatMap(([uuid, label]) => {
      const before = labels.get(rid, uuid);
      return (before ?? label) ? [{ ...(before && { before }), ...(label && { after: label }) }] : [];
    });
  }

  return {
    editLabels({ recordingId, what, puts, removes, baseRevision, by, nowMs }) {
      const rid = labels.rowOf(recordingId);
      const { revision } = steps.facts(recordingId);
      if (revision !== baseRevision)
        throw new Fault('busy', 'The labels were changed meanwhile by somebody else.', {
          hint: 'Look at them again and repeat the change.',
          data: { revision },
        });
      const changes = changesOf(rid, puts, removes);
      if (changes.length === 0) return revision;
      steps.add(recordingId, what.slice(0, longestWhat), by, changes, nowMs);
      return apply(recordingId, rid, changes);
    },
    undoLabels: ({ recordingId }) => takeStep(recordingId, 'undo'),
    redoLabels: ({ recordingId }) => takeStep(recordingId, 'redo'),
    readLabels({ recordingId, labels: read, holdsAll = false, stamp }) {
      const rid = labels.rowOf(recordingId);
      const { written, revision } = steps.facts(recordingId);
      const news = read.filter(
        ({ uuid }) => !steps.isGone(recordingId, uuid) && (labels.editedAt(rid, uuid) ?? 0) <= written,
      );
      const now = news.length > 0 ? steps.rise(recordingId) : revision;
      for (const label of news) labels.put(rid, label, 0, now);
      steps.read(recordingId, stamp);
      if (news.length > 0) {
        labels.summarise(rid);
        touchLibrary();
      }
      if (holdsAll && written >= revision) steps.written(recordingId, now, stamp);
      return now;
    },
    labelsWritten({ recordingId, revision, stamp }) {
      steps.written(recordingId, revision, stamp);
      touchLibrary();
    },
    changeTaxonomy({ edits, by, nowMs }) {
      touchLibrary();
      let renamed = 0;
      for (const edit of edits)
        switch (edit.kind) {
          case 'put':
            classes.put(edit.class);
            break;
          case 'remove':
            classes.remove(edit.name);
            break;
          case 'order':
            classes.order(edit.names);
            break;
          case 'rename':
            renamed += rename(edit.from, edit.to, by, nowMs);
        }
      return { renamed };
    },
  };

  function rename(from: string, to: string, by: string, nowMs: number): number {
    const known = classes.rename(from, to);
    if (from === to) return 0;
    const { recordings, count } = labels.rename(from, to, nowMs);
    if (!known && count === 0)
      throw new Fault('not-found', `There is neither a class nor a label named ${from}.`, {
        hint: 'Look at the list of classes.',
      });
    steps.rename(from, to);
    for (const { rid, id } of recordings) {
      labels.summarise(rid);
      labels.markNamed(rid, to, steps.rise(id));
    }
    audit(undefined, nowMs, by, 'labels renamed', `${from} to ${to}: ${count} labels.`);
    return count;
  }
}
