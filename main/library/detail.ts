/** All that is known of one recording, and what people say of it. */
import { dirname } from 'node:path';
import type { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { contract } from '../../contract/index.ts';
import type { LibraryDetail, LibraryEntry, Stated } from '../../contract/library.ts';
import { openSamples, survey } from '../formats/index.ts';
import { readMeta } from '../sigmf/index.ts';
import { entryOf, openedPath } from './resolve.ts';
import { incompleteRow, referenceRow } from './rows.ts';
import type { LibraryOptions } from './types.ts';

type Detail = z.input<typeof LibraryDetail>;
type Options = Pick<LibraryOptions, 'store' | 'recordingFolder'>;

const mostCaptures = 10_000;

/** Throws Fault 'not-found' for what the library doesn't know. Files that can't be read leave their part out. */
export async function readDetail({ store, recordingFolder }: Options, id: string): Promise<Detail> {
  const { entry, row, hardware } = await entryOf(store, id);
  const path = openedPath(row, recordingFolder());
  const detail: Detail = { entry, folder: dirname(path).slice(-4096), captures: [] };
  if (hardware !== undefined) detail.hardware = hardware.slice(0, 500);
  if (row.condition === 'missing') return detail;
  try {
    const file = await openSamples(path, row.stated);
    await file.close();
    detail.captures = file.facts.runs.slice(0, mostCaptures).map((run) => ({
      startSample: run.startSample,
      sampleCount: run.sampleCount,
      ...(run.centreHz === undefined ? {} : { centreHz: run.centreHz }),
      ...(run.timeMs === undefined ? {} : { timeMs: run.timeMs }),
      lostBefore: run.lostBefore,
    }));
    if (row.format === 'sigmf') Object.assign(detail, await metaWords(path));
  } catch (error) {
    // Its condition says so; the catalogue's facts are shown all the same.
    if (!(error instanceof Fault)) throw error;
  }
  return detail;
}

async function metaWords(metaPath: string): Promise<Pick<Detail, 'description' | 'recorder' | 'licence'>> {
  const { global } = (await readMeta(metaPath)).meta;
  const description = global['core:description']?.slice(0, 4000);
  const recorder = global['core:recorder']?.slice(0, 300);
  const licence = global['core:license']?.slice(0, 300);
  return {
    ...(description === undefined ? {} : { description }),
    ...(recorder === undefined ? {} : { recorder }),
    ...(licence === undefined ? {} : { licence }),
  };
}

type Change = z.output<(typeof contract.library.change)['input']>;

/** Answers with the entry as it is then. Throws as `openSamples` where what is stated contradicts the file. */
export async function changeEntry(
  { store }: Options,
  { id, stated, ...change }: Change,
): Promise<LibraryEntry> {
  const { row } = await entryOf(store, id);
  if (stated !== undefined) await restate(store, row, stated);
  if (Object.keys(change).length > 0) await store.changeRecordings({ ids: [id], change });
  return (await entryOf(store, id)).entry;
}

/** What nobody knew is read again with what somebody says now. */
async function restate(
  store: LibraryOptions['store'],
  row: Awaited<ReturnType<typeof entryOf>>['row'],
  stated: Stated,
): Promise<void> {
  if (row.place === 'folder')
    throw new Fault('unsupported', 'This recording says itself what it is.', {
      hint: 'Change its metadata, or import it anew.',
    });
  const said = { ...row.stated, ...stated };
  const candidate = await survey(row.path);
  const unknown = candidate.missing.includes('datatype') && said.datatype === undefined;
  const fresh = unknown ? await incompleteRow(row.path, candidate, said) : await referenceRow(row.path, said);
  const rows = [{ ...fresh, sha512: fresh.sha512 ?? row.sha512 }];
  await store.putRecordings({ rows, nowMs: Date.now() });
}
