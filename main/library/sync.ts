/**
 * The catalogue follows the recording folder: what is finished enters, what is gone becomes missing, what comes back
 * is complete again. At the start, only files whose name, size or time is new are read.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../contract/fault.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import { metaExtension, recordingPaths } from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import { allKnown, bunches, inLanes } from './lanes.ts';
import { folderRow, unknownDatatype } from './rows.ts';
import { exists, findInTrash } from './trash.ts';
import type { CatalogueRow, KnownRecording, LibraryOptions } from './types.ts';

/** A recorder of another process says something twice a second: changes are gathered this long, milliseconds. */
const gatherMs = 200;
const bunchRows = 500;
const parallelReads = 16;
/** With more changes than this, the whole catalogue is read at once instead of row by row. */
const fewChanges = 100;

export interface Sync {
  /** Settles when all that the list held when it was asked is in the catalogue. Rejects with what kept it from that. */
  settled(): Promise<void>;
  /** Files that are about to go to the trash: the list still names them for a moment. */
  leave(ids: readonly string[]): void;
  /** What kept the last pass from ending. */
  readonly problem: Fault | undefined;
  close(): Promise<void>;
}

export type SyncOptions = Pick<LibraryOptions, 'store' | 'recordingFolder' | 'shelf'> & {
  /** Rows that have no hash yet. */
  onUnhashed: (ids: readonly string[]) => void;
};

export function startSync({ store, recordingFolder, shelf, onUnhashed }: SyncOptions): Sync {
  /** As each stood when it was last taken into the catalogue. */
  let seen: Map<string, RecordingInfo> | undefined;
  const leaving = new Map<string, RecordingInfo>();
  let timer: NodeJS.Timeout | undefined;
  let tail: Promise<void> = Promise.resolve();
  let problem: Fault | undefined;
  let closed = false;

  const finished = (): Map<string, RecordingInfo> => {
    const list = new Map<string, RecordingInfo>();
    for (const info of shelf.list()) if (info.condition !== 'recording') list.set(info.id, info);
    return list;
  };

  /** What the catalogue holds of these; of the first pass, all of the folder. */
  const knownOf = async (ids: readonly string[] | undefined): Promise<Map<string, KnownRecording>> => {
    const known = new Map<string, KnownRecording>();
    if (ids !== undefined && ids.length <= fewChanges)
      for (const id of ids) {
        const found = await store.entry({ id });
        if (found?.row.place === 'folder') known.set(id, found.row);
      }
    else for await (const row of allKnown(store)) if (row.place === 'folder') known.set(row.id, row);
    return known;
  };

  const readRow = async (info: RecordingInfo, known: KnownRecording | undefined): Promise<CatalogueRow> => {
    const meta = join(recordingFolder(), info.name + metaExtension);
    const row = await folderRow(meta, info.name, undefined);
    const same = known?.bytes === row.bytes && known.modifiedMs === row.modifiedMs;
    return {
      ...row,
      ...(row.sha512 === undefined && same ? { sha512: known.sha512 } : {}),
      // The metadata still vouches for data that has another size now.
      ...(known?.sha512 !== undefined && known.sha512 === row.sha512 && known.bytes !== row.bytes
        ? { condition: 'changed', problem: 'The data has another size than when it was catalogued.' }
        : {}),
    };
  };

  const take = async (infos: readonly RecordingInfo[], known: Map<string, KnownRecording>): Promise<void> => {
    for (const bunch of bunches(infos, bunchRows)) {
      const rows: CatalogueRow[] = [];
      await inLanes(bunch, parallelReads, async (info) => {
        if (closed) return;
        const before = known.get(info.id);
        if (info.condition === 'unreadable') {
          // What was known of it stays: it may be mended.
          if (!before) {
            // One half alone: the other is still to come, of a copy or a crop under way. A check tells of what stays so.
            const { meta, data } = recordingPaths(join(recordingFolder(), info.name));
            if ((await exists(meta)) && (await exists(data))) rows.push(unreadableRow(info));
          } else if (before.condition !== 'unreadable')
            await store.changeRecordings({
              ids: [info.id],
              change: { condition: 'unreadable', problem: info.problem ?? null },
            });
        } else if (!before || !(await isSame(recordingFolder(), info, before)))
          await readRow(info, before).then(
            (row) => rows.push(row),
            // Gone again, or changed under our hands: the folder says so in a moment.
            () => seen?.delete(info.id),
          );
      });
      if (rows.length === 0 || closed) continue;
      await store.putRecordings({ rows, nowMs: Date.now() });
      onUnhashed(rows.filter(({ sha512 }) => sha512 === undefined).map(({ id }) => id));
    }
  };

  const drop = async (gone: readonly KnownRecording[]): Promise<void> => {
    const missing: string[] = [];
    const removed: string[] = [];
    for (const row of gone) {
      if (row.condition === 'missing') continue;
      const inTrash = (await findInTrash(recordingFolder(), row)) !== undefined;
      (inTrash ? removed : missing).push(row.id);
    }
    if (missing.length > 0)
      await store.changeRecordings({
        ids: missing,
        change: { condition: 'missing', problem: 'Its files are no longer in the recording folder.' },
      });
    if (removed.length > 0) await store.removeRecordings({ ids: removed, nowMs: Date.now() });
  };

  const pass = async (): Promise<void> => {
    if (closed) return;
    const list = finished();
    for (const [id, info] of leaving)
      if (list.get(id) === info) list.delete(id);
      else leaving.delete(id);
    const before = seen;
    const fresh = [...list.values()].filter((info) => before?.get(info.id) !== info);
    const gone = before && [...before.keys()].filter((id) => !list.has(id));
    if (gone && gone.length + fresh.length === 0) return;
    const known = await knownOf(gone && [...gone, ...fresh.map(({ id }) => id)]);
    // Set before it is read: whatever can't be read takes itself out again.
    seen = list;
    await take(fresh, known);
    const goneIds = gone && new Set(gone);
    await drop([...known.values()].filter(({ id }) => (goneIds ? goneIds.has(id) : !list.has(id))));
  };

  const run = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const over = tail.then(pass);
    tail = over.then(
      () => void (problem = undefined),
      (error: unknown) => {
        problem = asFault(error);
        // What was not taken is looked at again with the next change.
        seen = undefined;
      },
    );
    return over;
  };
  const stop = shelf.onChange(() => {
    if (!closed) timer ??= setTimeout(() => void run().catch(() => undefined), gatherMs);
  });
  // In the background: a folder of 10,000 recordings must not keep anybody waiting.
  run().catch(() => undefined);

  return {
    settled: run,
    leave(ids) {
      const list = finished();
      for (const id of ids) {
        const info = list.get(id);
        if (info) leaving.set(id, info);
      }
    },
    get problem() {
      return problem;
    },
    async close() {
      closed = true;
      stop();
      clearTimeout(timer);
      await tail;
    },
  };
}

/** Whether the files are those the catalogue knows: by size, time and hash of the metadata, without reading data. */
async function isSame(folder: string, info: RecordingInfo, known: KnownRecording): Promise<boolean> {
  const condition = known.condition === 'changed' ? 'complete' : known.condition;
  if (condition !== info.condition || known.bytes !== info.bytes) return false;
  if (info.sha512 !== undefined && info.sha512 !== known.sha512) return false;
  const { data } = recordingPaths(join(folder, info.name));
  const stats = await stat(data).catch(() => undefined);
  return stats !== undefined && Math.round(stats.mtimeMs) === known.modifiedMs;
}

function unreadableRow(info: RecordingInfo): CatalogueRow {
  return {
    id: info.id,
    name: info.name,
    origin: 'imported',
    place: 'folder',
    condition: 'unreadable',
    problem: info.problem,
    format: 'sigmf',
    path: recordingPaths(info.name).data,
    datatype: unknownDatatype,
    channels: 1,
    samples: 0,
    bytes: info.bytes,
    seconds: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
  };
}
