/** What can be done with recordings. Every command answers with a promise whose fault becomes a toast. */
import type { LibraryEntry } from '../../contract/library.ts';
import { openAnalysis } from '../analysis/commands.ts';
import { confirm } from '../frame/confirm.tsx';
import { showPage } from '../frame/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { hideUndo, sayUndoable } from '../frame/undo.tsx';
import { engine } from '../link.ts';
import { replayRecording } from '../radio/commands.ts';
import { counted } from '../tasks/words.ts';
import { chosenIds, selectNothing } from './choose.ts';
import { inChunks } from './ids.ts';
import { askTarget, safeName } from './place.ts';
import { changeSearch, rowOf, rows, useLibrary } from './store.ts';
import { sizeText } from './words.ts';

/** Removed in this window, the last at the end: for Ctrl+Z. */
const removed: (readonly string[])[] = [];

const none = 'Choose a recording first: click its row, or go there with the arrow keys.';

async function withChosen(run: (ids: readonly string[]) => Promise<void>): Promise<void> {
  const ids = await chosenIds();
  if (ids.length === 0) say(none, 'orange');
  else await run(ids);
}

/** Runs a command on the recording under the cursor. */
export function withCursor(run: (entry: LibraryEntry) => void | Promise<void>): void {
  const { cursorId } = useLibrary.getState();
  if (cursorId === undefined) {
    say(none, 'orange');
    return;
  }
  attempt(async () => run(rowOf(cursorId) ?? (await engine().library.get({ id: cursorId })).entry));
}

/** Why a recording can't be looked into; undefined where it can. */
export function whyNotOpen(
  entry: Pick<LibraryEntry, 'condition' | 'sampleRateHz' | 'problem'>,
): string | undefined {
  if (entry.condition === 'missing') return 'Its files are gone.';
  if (entry.condition === 'unreadable') return entry.problem ?? 'Its files break their format.';
  if (entry.sampleRateHz === undefined)
    return 'Nobody knows its sample rate: say it in the panel at the right first.';
  return undefined;
}

export function openEntry(entry: LibraryEntry): void {
  const why = whyNotOpen(entry);
  if (why === undefined) openAnalysis(entry.id);
  else say(`${entry.name} can't be opened. ${why}`, 'orange');
}

/** Why a recording can't be replayed as a radio; undefined where it can. */
export function whyNotPlay(entry: LibraryEntry): string | undefined {
  return (
    whyNotOpen(entry) ??
    (entry.place === 'reference'
      ? 'Only what lies in the recording folder is replayed as a radio.'
      : undefined)
  );
}

export async function playEntry(entry: LibraryEntry): Promise<void> {
  const why = whyNotPlay(entry);
  if (why !== undefined) {
    say(`${entry.name} can't be played. ${why}`, 'orange');
    return;
  }
  await replayRecording(entry.id);
  showPage('receive');
}

/** The row that takes the place of those that go: several can be removed one after another. */
function neighbourOf(ids: readonly string[]): string | undefined {
  const gone = new Set(ids);
  const at = Math.max(...ids.map((id) => rows.indexOf(id) ?? -1));
  for (let index = at + 1; index < at + 100; index++) {
    const row = rows.at(index);
    if (row === undefined) break;
    if (!gone.has(row.id)) return row.id;
  }
  for (let index = at - 1; index >= 0 && index > at - 100; index--) {
    const row = rows.at(index);
    if (row !== undefined && !gone.has(row.id)) return row.id;
  }
  return undefined;
}

async function remove(ids: readonly string[]): Promise<void> {
  const name = ids.length === 1 ? (rowOf(ids[0])?.name ?? 'One recording') : counted(ids.length, 'recording');
  const next = neighbourOf(ids);
  let reached = 0;
  for (const chunk of inChunks(ids)) reached += (await engine().library.remove({ ids: chunk })).reached;
  if (reached === 0) {
    say('Nothing was removed: these recordings are not in the library any more.', 'orange');
    return;
  }
  removed.push(ids);
  selectNothing();
  useLibrary.setState({ cursorId: next });
  sayUndoable(`${name} removed.`, () => attempt(restoreRemoved));
}

export const removeChosen = (): Promise<void> => withChosen(remove);

/** For removals by rule: they can be taken back as others are. */
export function noteRemoved(ids: readonly string[], text: string): void {
  removed.push(ids);
  sayUndoable(text, () => attempt(restoreRemoved));
}

/** Puts back what was removed last. */
export async function restoreRemoved(): Promise<void> {
  const last = removed.pop();
  hideUndo();
  if (last === undefined) {
    say('There is no removed recording to put back.', 'orange');
    return;
  }
  let reached = 0;
  for (const chunk of inChunks(last)) reached += (await engine().library.restore({ ids: chunk })).reached;
  if (last.length === 1) useLibrary.setState({ cursorId: last[0] });
  say(
    reached === 0
      ? 'Nothing could be put back: the trash was emptied.'
      : `${counted(reached, 'recording')} put back.`,
    reached === 0 ? 'orange' : 'wave',
  );
}

/** Gives all selected the same stars; one that has them alone loses them. */
export const starChosen = (stars: number): Promise<void> =>
  withChosen(async (ids) => {
    const only = ids.length === 1 ? rowOf(ids[0]) : undefined;
    const next = only?.stars === stars ? 0 : stars;
    for (const id of ids) await engine().library.change({ id, stars: next });
    if (ids.length > 1) say(`${counted(ids.length, 'recording')}: ${counted(next, 'star')}.`);
  });

export async function starEntry(entry: LibraryEntry, stars: number): Promise<void> {
  await engine().library.change({ id: entry.id, stars: entry.stars === stars ? 0 : stars });
}

/** Most that one archive may hold, the contract's limit. */
const mostArchived = 10_000;

export const exportChosen = (): Promise<void> =>
  withChosen(async (ids) => {
    if (ids.length > mostArchived) {
      say(
        `An archive holds at most ${mostArchived.toLocaleString('en')} recordings: select fewer.`,
        'orange',
      );
      return;
    }
    const first = rowOf(ids[0])?.name ?? 'recording';
    const name = `${safeName(ids.length === 1 ? first : `${String(ids.length)} recordings`)}.sigmf`;
    const out = await askTarget(name);
    if (out === undefined) return;
    await engine().library.exportArchive({ ids: [...ids], out: out.grant });
    say(`Writing ${out.name}; Jobs says when it is done.`);
  });

export async function emptyTrash(): Promise<void> {
  const yes = await confirm({
    title: 'Empty the trash',
    text: 'Everything that was removed is deleted from the disk for good. Imports by reference stay where they are.',
    action: 'Delete for good',
  });
  if (!yes) return;
  const { freedBytes } = await engine().library.emptyTrash({});
  removed.length = 0;
  hideUndo();
  say(freedBytes > 0 ? `${sizeText(freedBytes)} freed.` : 'The trash was empty.');
}

export async function cancelJob(id: number): Promise<void> {
  await engine().library.cancelJob({ id });
}

/** All recordings with the label. */
export const searchLabel = (label: string): void => changeSearch({ label });
