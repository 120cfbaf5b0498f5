/** Imports that were asked for: what is left of them after a crash is gone on with. */
import { Fault } from '../../../contract/fault.ts';
import type { Stated } from '../../../contract/library.ts';
import type { Readable, Writable } from '../db.ts';
import type { ImportItem, LibraryOps, OpenImport } from '../library-types.ts';
import { jsonOrNull, orNull, wholeMs } from './rows.ts';

interface ImportRow extends Omit<OpenImport, 'copy' | 'incomplete' | 'sourceId'> {
  copy: number;
  incomplete: number;
  sourceId: number | null;
}

const columns = 'id, copy, incomplete, source_id AS sourceId, notes, total, done';

const importOf = ({ copy, incomplete, sourceId, ...row }: ImportRow): OpenImport => ({
  ...row,
  copy: copy === 1,
  incomplete: incomplete === 1,
  ...(sourceId === null ? {} : { sourceId }),
});

export interface ImportReads {
  open(): OpenImport[];
  items(importId: number, limit: number): ImportItem[];
}

export function importReads(db: Readable): ImportReads {
  const open = db.query<ImportRow>(`SELECT ${columns} FROM import ORDER BY id`);
  const items = db.query<{ position: number; path: string; stated: string | null }>(
    `SELECT position, path, stated FROM import_item WHERE import_id = ? AND settled = 0
     ORDER BY position LIMIT ?`,
  );
  return {
    open: () => open.all().map(importOf),
    items: (importId, limit) =>
      items.all(importId, limit).map(({ stated, ...row }) => ({
        ...row,
        ...(stated === null ? {} : { stated: JSON.parse(stated) as Stated }),
      })),
  };
}

export interface ImportWrites {
  open(input: Parameters<LibraryOps['openImport']>[0]): number;
  /** What the import says of all its recordings. Throws Fault 'not-found'. */
  said(importId: number): Pick<OpenImport, 'sourceId' | 'notes'>;
  settle(importId: number, items: Parameters<LibraryOps['settleImport']>[0]['items']): void;
  close(importId: number): void;
}

export function importWrites(db: Writable): ImportWrites {
  const begin = db.change(
    `INSERT INTO import (copy, incomplete, source_id, notes, total, begun_ms)
     VALUES (@copy, @incomplete, @sourceId, @notes, @total, @nowMs)`,
  );
  const item = db.change(
    'INSERT INTO import_item (import_id, position, path, stated) VALUES (@importId, @position, @path, @stated)',
  );
  const one = db.query<ImportRow>(`SELECT ${columns} FROM import WHERE id = ?`);
  const settle = db.change(
    `UPDATE import_item SET settled = 1, code = @code, message = @message
     WHERE import_id = @importId AND position = @position AND settled = 0`,
  );
  const count = db.change('UPDATE import SET done = done + ? WHERE id = ?');
  const close = db.change('DELETE FROM import WHERE id = ?');
  return {
    open({ items, copy, incomplete, sourceId, notes, nowMs }) {
      const { id } = begin.run({
        copy: copy ? 1 : 0,
        incomplete: incomplete ? 1 : 0,
        sourceId: orNull(sourceId),
        notes,
        total: items.length,
        nowMs: wholeMs(nowMs),
      });
      for (const { position, path, stated } of items)
        item.run({ importId: id, position, path, stated: jsonOrNull(stated) });
      return id;
    },
    said(importId) {
      const row = one.get(importId);
      if (!row)
        throw new Fault('not-found', `There is no import with the number ${importId}.`, {
          hint: 'It may have ended.',
        });
      return importOf(row);
    },
    settle(importId, items) {
      let settled = 0;
      for (const { position, code, message } of items)
        settled += settle.run({
          importId,
          position,
          code: orNull(code),
          message: orNull(message),
        }).changes;
      count.run(settled, importId);
    },
    close: (importId) => void close.run(importId),
  };
}
