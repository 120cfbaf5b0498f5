/** What the Labels page shows: its part, and the queue of labels that wait for a verdict. */
import { create } from 'zustand';
import type { z } from 'zod';
import type { ReviewQueue } from '../../contract/label.ts';
import type { LibraryEntry } from '../../contract/library.ts';
import { openAnalysis } from '../analysis/commands.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { aimAt, useTaxonomy } from './store.ts';

export type LabelsPart = 'review' | 'statistics' | 'classes';
export type QueueRow = z.infer<typeof ReviewQueue>['rows'][number];

interface LabelsPageState {
  part: LabelsPart;
  /** Only what another accepted and the person here has not looked at. */
  second: boolean;
  /** Only labels of this name; empty: all. */
  name: string;
  rows: readonly QueueRow[];
  /** Of all that wait; undefined until the first answer. */
  total: number | undefined;
  /** The row the keyboard stands on. */
  cursorId: string | undefined;
  /** Decided here and not yet gone from an answer. */
  decided: ReadonlySet<string>;
  /** Recordings with an edit of this page, the last one last: what Ctrl+Z takes back. */
  done: readonly { recordingId: string; uuid: string }[];
  recordings: ReadonlyMap<string, LibraryEntry>;
}

export const useLabelsPage = create<LabelsPageState>(() => ({
  part: 'review',
  second: false,
  name: '',
  rows: [],
  total: undefined,
  cursorId: undefined,
  decided: new Set(),
  done: [],
  recordings: new Map(),
}));

export const showPart = (part: LabelsPart): void => useLabelsPage.setState({ part });

/** What is asked for. */
export const changeQueue = (change: Partial<Pick<LabelsPageState, 'second' | 'name'>>): void =>
  useLabelsPage.setState({ ...change, decided: new Set(), total: undefined, rows: [], cursorId: undefined });

/** Takes an answer; what was decided meanwhile stays away. */
export function takeQueue({ rows, total }: z.infer<typeof ReviewQueue>): void {
  const { decided, cursorId } = useLabelsPage.getState();
  const listed = new Set(rows.map(({ label }) => label.uuid));
  const left = rows.filter(({ label }) => !decided.has(label.uuid));
  useLabelsPage.setState({
    rows: left,
    total: Math.max(left.length, total - (rows.length - left.length)),
    decided: new Set([...decided].filter((uuid) => listed.has(uuid))),
    cursorId: left.some(({ label }) => label.uuid === cursorId) ? cursorId : left[0]?.label.uuid,
  });
  for (const { recordingId } of left) learn(recordingId);
}

const learning = new Set<string>();

/** Name, rate and centre of a recording, asked once. */
function learn(id: string): void {
  if (learning.has(id) || useLabelsPage.getState().recordings.has(id)) return;
  learning.add(id);
  attempt(async () => {
    try {
      const { entry } = await engine().library.get({ id });
      useLabelsPage.setState(({ recordings }) => ({ recordings: new Map(recordings).set(id, entry) }));
    } finally {
      learning.delete(id);
    }
  });
}

function cursorRow(): QueueRow | undefined {
  const { rows, cursorId } = useLabelsPage.getState();
  return rows.find(({ label }) => label.uuid === cursorId);
}

export function moveQueue(step: number): void {
  const { rows, cursorId } = useLabelsPage.getState();
  const at = rows.findIndex(({ label }) => label.uuid === cursorId);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next !== undefined) useLabelsPage.setState({ cursorId: next.label.uuid });
}

/** The verdict is shown at once and the next label comes; a refused one comes back. */
export function judge(verdict: 'accepted' | 'rejected'): void {
  const row = cursorRow();
  if (row === undefined) return;
  const { recordingId, label } = row;
  const before = useLabelsPage.getState();
  const at = before.rows.indexOf(row);
  const rows = before.rows.filter((one) => one !== row);
  useLabelsPage.setState({
    rows,
    total: Math.max(0, (before.total ?? 1) - 1),
    cursorId: (rows[at] ?? rows.at(-1))?.label.uuid,
    decided: new Set([...before.decided, label.uuid]),
    done: [...before.done.slice(-199), { recordingId, uuid: label.uuid }],
  });
  attempt(async () => {
    try {
      await engine().label.edit({ recordingId, edits: [{ kind: 'review', uuid: label.uuid, verdict }] });
    } catch (error) {
      bringBack(row);
      throw error;
    }
  });
}

function bringBack(row: QueueRow): void {
  const { uuid } = row.label;
  useLabelsPage.setState(({ rows, decided, done, total }) => ({
    rows: rows.some(({ label }) => label.uuid === uuid) ? rows : [row, ...rows],
    total: (total ?? 0) + 1,
    decided: new Set([...decided].filter((one) => one !== uuid)),
    done: done.filter((one) => one.uuid !== uuid),
    cursorId: uuid,
  }));
}

/** Number keys: what it really is. The verdict comes after. */
export function classify(key: number): void {
  const row = cursorRow();
  const named = useTaxonomy.getState().classes.find((one) => one.key === key);
  if (row === undefined) return;
  if (named === undefined) {
    say(`No class has the key ${String(key)}.`, 'orange');
    return;
  }
  const { recordingId, label } = row;
  const rename = (name: string): void =>
    useLabelsPage.setState(({ rows }) => ({
      rows: rows.map((one) =>
        one.label.uuid === label.uuid ? { ...one, label: { ...one.label, name } } : one,
      ),
    }));
  rename(named.name);
  useLabelsPage.setState(({ done }) => ({ done: [...done.slice(-199), { recordingId, uuid: label.uuid }] }));
  attempt(async () => {
    try {
      const change = { name: named.name };
      await engine().label.edit({ recordingId, edits: [{ kind: 'change', uuid: label.uuid, change }] });
    } catch (error) {
      rename(label.name);
      throw error;
    }
  });
}

/** Ctrl+Z: the last thing done here, wherever it was. */
export function takeBack(): void {
  const last = useLabelsPage.getState().done.at(-1);
  if (last === undefined) {
    say('Nothing to undo here.', 'orange');
    return;
  }
  attempt(async () => {
    const { what } = await engine().label.undo({ recordingId: last.recordingId });
    useLabelsPage.setState(({ done, decided }) => ({
      done: done.filter((one) => one !== last),
      decided: new Set([...decided].filter((uuid) => uuid !== last.uuid)),
      cursorId: last.uuid,
    }));
    say(what === undefined ? 'Nothing to undo here.' : `Undone: ${what}`);
  });
}

/** Shows the label in its recording. */
export function openInAnalysis(): void {
  const row = cursorRow();
  if (row === undefined) return;
  aimAt(row.recordingId, row.label.uuid);
  openAnalysis(row.recordingId);
}
