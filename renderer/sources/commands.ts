/** What can be done with sources. Every command answers with a promise whose fault becomes a toast. */
import type { Grant } from '../../contract/app.ts';
import type { Source, SourceDraft } from '../../contract/source.ts';
import { showPage } from '../frame/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { useHealth } from '../health/store.ts';
import { engine } from '../link.ts';
import { showOnMap } from '../map/front.ts';
import { tuneTo } from '../radio/commands.ts';
import { currentRadio } from '../radio/store.ts';
import { saveText } from '../save.ts';
import { openSessionForm } from '../sessions/form-store.ts';
import { openTaskForm } from '../tasks/form-store.ts';
import { hideUndo, sayUndoable } from '../frame/undo.tsx';
import { counted } from '../tasks/words.ts';
import { chunked } from './chunks.ts';
import { selectedSource, selectSource, shownNow, useSources } from './store.ts';

/** Removed in this window, the last at the end: for Ctrl+Z. */
const removed: { id: number; name: string }[] = [];

export const openSourceForm = (source?: Source): void => useSources.setState({ form: { source } });

export async function saveSource(draft: SourceDraft, id: number | undefined): Promise<void> {
  const [saved] =
    id === undefined
      ? await engine().source.add({ drafts: [draft] })
      : [await engine().source.update({ id, draft })];
  useSources.setState({ form: undefined });
  if (saved !== undefined) selectSource(saved.id);
}

/** Runs a command on the selected source; says so where there is none. */
export function withSelected(run: (source: Source) => void | Promise<void>): void {
  const source = selectedSource();
  if (source === undefined)
    say('Choose a source first: click its row, or go there with the arrow keys.', 'orange');
  else attempt(async () => run(source));
}

export async function removeSource({ id, name }: Source): Promise<void> {
  const shown = shownNow();
  const at = shown.findIndex((source) => source.id === id);
  await engine().source.remove({ id });
  removed.push({ id, name });
  // The next one: several can be removed one after another.
  selectSource((shown[at + 1] ?? shown[at - 1])?.id);
  sayUndoable(`${name} removed.`, () => attempt(restoreSource));
}

/** Puts back what was removed last. */
export async function restoreSource(): Promise<void> {
  const last = removed.pop();
  hideUndo();
  if (last === undefined) {
    say('There is no removed source to put back.', 'orange');
    return;
  }
  const { id, name } = await engine().source.restore({ id: last.id });
  selectSource(id);
  say(`${name} is back.`);
}

/** Tunes the radio in front and goes to where it is seen. */
export function tuneToSource({ name, frequencyHz }: Source): void {
  if (frequencyHz === undefined) {
    say(`${name} has no frequency.`, 'orange');
    return;
  }
  showPage('receive');
  if (currentRadio() === undefined) say('Choose a radio first.', 'orange');
  else tuneTo(frequencyHz);
}

/** Brings the place of a source into the middle of the map. */
export function showPlace({ id, name, latitudeDeg }: Source): void {
  if (latitudeDeg === undefined) say(`${name} has no place.`, 'orange');
  else showOnMap(id);
}

const prefill = ({ id, name, frequencyHz, bandwidthHz }: Source): Parameters<typeof openTaskForm>[0] => ({
  sourceId: id,
  name,
  ...(frequencyHz === undefined ? {} : { centreHz: frequencyHz }),
  ...(bandwidthHz === undefined ? {} : { bandwidthHz }),
});

export const newTaskFor = (source: Source): void => openTaskForm(prefill(source));

export function newSessionFor(source: Source): void {
  showPage('sessions');
  openSessionForm({ ...prefill(source) });
}

const hasFileDialog = (): boolean => useHealth.getState().app?.host === 'electron';

/** Chooses a list of sources and shows what it holds. */
export async function importSources(): Promise<void> {
  if (!hasFileDialog()) {
    useSources.setState({ browsing: 'list' });
    return;
  }
  const file = await engine().app.pick({ what: 'source-list' });
  if (file !== null) await readSources(file);
}

export async function readSources(file: Grant): Promise<void> {
  useSources.setState({ browsing: undefined, reading: true });
  try {
    const content = await engine().source.inspect({ grant: file.grant });
    useSources.setState({ file: { name: file.name, content } });
  } finally {
    useSources.setState({ reading: false });
  }
}

export async function addSources(drafts: readonly SourceDraft[]): Promise<void> {
  let added = 0;
  try {
    for (const chunk of chunked(drafts)) {
      await engine().source.add({ drafts: chunk });
      added += chunk.length;
    }
    useSources.setState({ file: undefined });
  } finally {
    // Where a later part was refused, what came before it is there all the same.
    if (added > 0) say(`${counted(added, 'source')} added.`);
  }
}

export async function exportSources(): Promise<void> {
  const { text } = await engine().source.csv({});
  const saved = await saveText('sources.csv', text, 'text/csv');
  if (saved) say(`${counted(useSources.getState().sources.length, 'source')} written.`);
}

/** Chooses the folder of the map's second layer. */
export async function chooseTiles(): Promise<void> {
  if (!hasFileDialog()) {
    useSources.setState({ browsing: 'tiles' });
    return;
  }
  const folder = await engine().app.pick({ what: 'tile-folder' });
  if (folder !== null) await takeTiles(folder);
}

export async function takeTiles(folder: Grant): Promise<void> {
  useSources.setState({ browsing: undefined });
  await engine().settings.setTileFolder({ grant: folder.grant });
}

export async function forgetTiles(): Promise<void> {
  await engine().settings.setTileFolder({});
}
