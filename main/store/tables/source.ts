/** Known sources. A removed one is kept, so that removing can be undone. */
import { Fault } from '../../../contract/fault.ts';
import { SourceDraft, type Source } from '../../../contract/source.ts';
import type { Readable, Writable } from '../db.ts';
import { wholeMs } from './rows.ts';

interface Row {
  id: number;
  draft: string;
  createdMs: number;
  updatedMs: number;
}

const columns = 'id, draft, created_ms AS createdMs, updated_ms AS updatedMs';
const sourceOf = ({ draft, ...row }: Row): Source => ({ ...row, ...SourceDraft.parse(JSON.parse(draft)) });

const noSource = (id: number): Fault =>
  new Fault('not-found', `There is no source with the number ${id}.`, {
    hint: 'It may have been removed: look at the list of sources.',
  });

export function sourceReads(db: Readable): () => Source[] {
  const all = db.query<Row>(`SELECT ${columns} FROM source WHERE removed_ms IS NULL ORDER BY id`);
  return () => all.all().map(sourceOf);
}

export interface SourceWrites {
  add(draft: SourceDraft, nowMs: number): Source;
  /** Throws Fault 'not-found', as the others do. */
  update(id: number, draft: SourceDraft, nowMs: number): Source;
  remove(id: number, nowMs: number): void;
  restore(id: number, nowMs: number): Source;
}

export function sourceWrites(db: Writable): SourceWrites {
  const insert = db.query<Row>(
    `INSERT INTO source (draft, created_ms, updated_ms) VALUES (@draft, @nowMs, @nowMs) RETURNING ${columns}`,
  );
  const update = db.query<Row>(
    `UPDATE source SET draft = @draft, updated_ms = @nowMs WHERE id = @id AND removed_ms IS NULL
     RETURNING ${columns}`,
  );
  const remove = db.change('UPDATE source SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL');
  const restore = db.query<Row>(
    `UPDATE source SET removed_ms = NULL, updated_ms = @nowMs WHERE id = @id AND removed_ms IS NOT NULL
     RETURNING ${columns}`,
  );
  const known = (row: Row | undefined, id: number): Source => {
    if (!row) throw noSource(id);
    return sourceOf(row);
  };
  return {
    add(draft, nowMs) {
      const row = insert.get({ draft: JSON.stringify(draft), nowMs: wholeMs(nowMs) });
      if (!row) throw new Error('The database added a source without answering it.');
      return sourceOf(row);
    },
    update: (id, draft, nowMs) =>
      known(update.get({ id, draft: JSON.stringify(draft), nowMs: wholeMs(nowMs) }), id),
    remove(id, nowMs) {
      if (remove.run(wholeMs(nowMs), id).changes === 0) throw noSource(id);
    },
    restore: (id, nowMs) => known(restore.get({ id, nowMs: wholeMs(nowMs) }), id),
  };
}
