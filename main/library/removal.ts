/** Recordings that go, and come back. */
import { rm } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { asFault } from '../thread/index.ts';
import { sidecarPath } from './resolve.ts';
import type { Sync } from './sync.ts';
import type { Thumbnails } from './thumbnail.ts';
import { deleteTrash, moveFromTrash, moveToTrash } from './trash.ts';
import type { KnownRecording, LibraryOptions } from './types.ts';

export interface Removal {
  /** To the trash; references are forgotten only. Returns how many it was done to; throws the first thing that kept one. */
  remove(ids: readonly string[]): Promise<number>;
  restore(ids: readonly string[]): Promise<number>;
  /** For good, with what the library kept of them. Returns the bytes that became free. */
  emptyTrash(): Promise<number>;
}

type Options = Pick<LibraryOptions, 'store' | 'recordingFolder' | 'libraryFolder' | 'shelf'> & {
  sync: Sync;
  thumbnails: Thumbnails;
};

const pageRows = 1000;

export function makeRemoval({
  store,
  recordingFolder,
  libraryFolder,
  shelf,
  sync,
  thumbnails,
}: Options): Removal {
  const removed = async (): Promise<Map<string, KnownRecording>> =>
    new Map((await store.removedRecordings({ limit: 100_000 })).map((row) => [row.id, row]));

  return {
    async remove(ids) {
      const writing = new Set(
        shelf.list().flatMap(({ id, condition }) => (condition === 'recording' ? [id] : [])),
      );
      const rows: KnownRecording[] = [];
      for (const id of ids) {
        const row = (await store.entry({ id }))?.row;
        if (writing.has(id))
          throw new Fault('busy', `The recording ${id} is still being written.`, { hint: 'Stop it first.' });
        if (row) rows.push(row);
      }
      // The catalogue first: after a crash between the two, the folder brings back what was not moved.
      sync.leave(rows.map(({ id }) => id));
      const reached = await store.removeRecordings({ ids: rows.map(({ id }) => id), nowMs: Date.now() });
      const kept: { id: string; fault: Fault }[] = [];
      for (const row of rows)
        if (row.place === 'folder')
          await moveToTrash(recordingFolder(), row.name).catch((error: unknown) =>
            kept.push({ id: row.id, fault: asFault(error) }),
          );
      if (kept[0]) {
        await store.restoreRecordings({ ids: kept.map(({ id }) => id) });
        throw kept[0].fault;
      }
      return reached;
    },

    async restore(ids) {
      const there = await removed();
      const back: string[] = [];
      let gone: string | undefined;
      for (const id of ids) {
        const row = there.get(id);
        if (!row) continue;
        if (row.place === 'reference' || (await moveFromTrash(recordingFolder(), row))) back.push(id);
        else gone ??= row.name;
      }
      const reached = await store.restoreRecordings({ ids: back });
      if (gone !== undefined && reached === 0)
        throw new Fault('not-found', `${gone} is no longer in the trash, or its name was given again.`, {
          hint: 'Look into the folder trash of the recording folder.',
        });
      return reached;
    },

    async emptyTrash() {
      const freed = await deleteTrash(recordingFolder());
      for (;;) {
        const rows = await store.removedRecordings({ limit: pageRows });
        if (rows.length === 0) break;
        const ids = rows.map(({ id }) => id);
        await store.forgetRecordings({ ids });
        await thumbnails.forget(ids);
        for (const { id } of rows) await rm(sidecarPath(libraryFolder, id), { force: true });
      }
      return freed;
    },
  };
}
