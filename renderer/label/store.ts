/**
 * The labels of the open recording as the engine holds them, with what the user just did on top. Edits go one after
 * the other; each is shown at once and forgotten when the engine's labels hold it, or when it was refused.
 */
import { create } from 'zustand';
import type { Stop } from '../../contract/bridge.ts';
import { followLabelSet } from '../../contract/label-view.ts';
import type { Label, LabelClass, LabelEdit, LabelSet } from '../../contract/label.ts';
import type { Box } from '../analysis/store.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { useSettings } from '../settings/store.ts';
import { applyEdits, inOrder, provisional } from './edit.ts';

/** An edit under way. */
interface Waiting {
  edits: readonly LabelEdit[];
  /** The engine's labels of this revision or a later one hold it. */
  revision: number | undefined;
}

export interface LabelState {
  /** Whose labels these are. */
  recordingId: string | undefined;
  /** The engine's own word, apart from the labels. */
  set: Omit<LabelSet, 'labels'> | undefined;
  /** What is shown, in the order of time. */
  labels: readonly Label[];
  /** Places of labels that are being dragged or nudged: not sent yet. */
  draft: ReadonlyMap<string, Box>;
  selected: ReadonlySet<string>;
  /** The one of the selected labels that was chosen last. */
  leadId: string | undefined;
  /** A label being drawn. */
  drawing: Box | undefined;
  /** Edits the engine has not acknowledged. */
  underWay: number;
}

const nothing: Omit<LabelState, 'recordingId'> = {
  set: undefined,
  labels: [],
  draft: new Map(),
  selected: new Set(),
  leadId: undefined,
  drawing: undefined,
  underWay: 0,
};

export const useLabels = create<LabelState>(() => ({ ...nothing, recordingId: undefined }));

/** The classes, in their order. */
export const useTaxonomy = create<{ classes: readonly LabelClass[] }>(() => ({ classes: [] }));

let confirmed: readonly Label[] = [];
let waiting: readonly Waiting[] = [];
let sending: Promise<void> = Promise.resolve();
let goal: { recordingId: string; uuid: string } | undefined;
let shows: ((label: Label) => void) | undefined;

/** Who the page writes as until the engine says it. */
const ownName = (): string => {
  const { author } = useSettings.getState().settings;
  return author === '' ? 'you' : author;
};

/** The place of a label, a drag included. */
export const boxOf = (label: Label, draft: LabelState['draft']): Box => draft.get(label.uuid) ?? label;

/** Follows the labels of a recording. Returns what ends it. */
export function followLabels(recordingId: string): Stop {
  if (useLabels.getState().recordingId !== recordingId) forget(recordingId);
  const subscription = followLabelSet((parts) => engine().label.of({ recordingId }, parts), {
    next: (set) => take(recordingId, set),
    end: (fault) => fault && reportFault(fault),
  });
  return () => {
    subscription.close();
    reach(Infinity);
  };
}

export function followTaxonomy(): Stop {
  const subscription = engine().label.taxonomy(
    {},
    {
      next: ({ classes }) => useTaxonomy.setState({ classes }),
      end: (fault) => fault && reportFault(fault),
    },
  );
  return () => subscription.close();
}

function forget(recordingId: string): void {
  confirmed = [];
  waiting = [];
  sending = Promise.resolve();
  reach(Infinity);
  useLabels.setState({ ...nothing, recordingId });
}

function take(recordingId: string, set: LabelSet): void {
  if (useLabels.getState().recordingId !== recordingId) return;
  const { labels, ...rest } = set;
  confirmed = labels;
  waiting = waiting.filter(({ revision }) => revision === undefined || revision > set.revision);
  useLabels.setState({ set: rest });
  show();
  reach(set.revision);
  if (goal?.recordingId !== recordingId) return;
  const wanted = useLabels.getState().labels.find(({ uuid }) => uuid === goal?.uuid);
  goal = undefined;
  if (wanted === undefined) return;
  select([wanted.uuid]);
  shows?.(wanted);
}

function show(): void {
  const { reviewers } = useSettings.getState().settings;
  const context = { who: ownName(), nowMs: Date.now(), reviewers };
  const labels = inOrder(
    applyEdits(
      confirmed,
      waiting.flatMap(({ edits }) => edits),
      context,
    ),
  );
  const { selected, leadId } = useLabels.getState();
  // Twenty thousand labels and a few that are selected: no set of all of them.
  const here = new Set<string>();
  for (const { uuid } of labels) if (uuid === leadId || selected.has(uuid)) here.add(uuid);
  const left = [...selected].filter((uuid) => here.has(uuid));
  useLabels.setState({
    labels,
    underWay: waiting.length,
    ...(left.length === selected.size ? {} : { selected: new Set(left) }),
    ...(leadId === undefined || here.has(leadId) ? {} : { leadId: left.at(-1) }),
  });
}

/** Shows an edit at once and sends it. It counts as one step of undo. */
export function edit(edits: readonly LabelEdit[]): void {
  const { recordingId } = useLabels.getState();
  if (recordingId === undefined || edits.length === 0) return;
  let own: Waiting = { edits, revision: undefined };
  waiting = [...waiting, own];
  show();
  const mine = (): boolean => useLabels.getState().recordingId === recordingId;
  sending = sending.then(async () => {
    try {
      const { revision, uuids } = await engine().label.edit({ recordingId, edits: [...edits] });
      if (!mine()) return;
      const acknowledged: Waiting = { edits, revision };
      const seen = (useLabels.getState().set?.revision ?? -1) >= revision;
      waiting = waiting.flatMap((one) => (one !== own ? one : seen ? [] : acknowledged));
      own = acknowledged;
      show();
      if (!seen) await reached(revision);
      if (mine() && chooses(edits)) selectMade(edits, uuids);
    } catch (error) {
      if (!mine()) return;
      waiting = waiting.filter((one) => one !== own);
      show();
      reportFault(error);
    }
  });
}

/** What comes out of these has names that only the engine knows. */
const chooses = (edits: readonly LabelEdit[]): boolean =>
  edits.some(({ kind }) => kind === 'split' || kind === 'merge');

/** What waits for the engine's labels of a revision. */
let waiters: { revision: number; resolve: () => void }[] = [];

const reached = (revision: number): Promise<void> =>
  new Promise((resolve) => waiters.push({ revision, resolve }));

/** Lets everything go on that waits for this revision or an earlier one. */
function reach(revision: number): void {
  const over = waiters.filter((one) => one.revision <= revision);
  waiters = waiters.filter((one) => one.revision > revision);
  for (const { resolve } of over) resolve();
}

/** What came of a split or a merge is selected, unless something else was chosen meanwhile. */
function selectMade(edits: readonly LabelEdit[], made: readonly string[]): void {
  const { selected, labels } = useLabels.getState();
  const named = new Set(
    edits.flatMap((one) => (one.kind === 'merge' ? one.uuids : one.kind === 'split' ? [one.uuid] : [])),
  );
  if (selected.size > 0 && ![...selected].some((uuid) => named.has(uuid))) return;
  const here = new Set(labels.map(({ uuid }) => uuid));
  select([...selected, ...made].filter((uuid) => here.has(uuid)));
}

/** Resolves when every edit so far is answered and seen. */
export const settled = (): Promise<void> => sending;

export function select(uuids: Iterable<string>, leadId?: string): void {
  const selected = new Set(uuids);
  useLabels.setState({ selected, leadId: leadId ?? [...selected].at(-1) });
}

/** Selects a label as soon as the labels of its recording are there. */
export function aimAt(recordingId: string, uuid: string): void {
  goal = { recordingId, uuid };
  const { labels, recordingId: shown } = useLabels.getState();
  const wanted = shown === recordingId ? labels.find((label) => label.uuid === uuid) : undefined;
  if (wanted === undefined) return;
  goal = undefined;
  select([uuid]);
  shows?.(wanted);
}

/** Set by the overlay: brings a label into sight. */
export const onShow = (run: ((label: Label) => void) | undefined): void => {
  shows = run;
};
export const bringIntoSight = (label: Label): void => shows?.(label);

/** The selected labels, in the order of time; not those that wait for their name from the engine. */
export function selectedLabels(): readonly Label[] {
  const { labels, selected } = useLabels.getState();
  return selected.size === 0
    ? []
    : labels.filter(({ uuid }) => selected.has(uuid) && !uuid.endsWith(provisional));
}
