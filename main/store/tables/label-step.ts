/** What was done to the labels of a recording, step by step, so that it can be taken back; and how far it is written. */
import type { Label } from '../../../contract/label.ts';
import type { Readable, Writable } from '../db.ts';
import { orNull, wholeMs } from './rows.ts';

/** One label as it was and as it became; absent: it was not there. */
export interface LabelChanged {
  before?: Label | undefined;
  after?: Label | undefined;
}

interface LabelFacts {
  revision: number;
  written: number;
  stamp: string | null;
}

const none: LabelFacts = { revision: 0, written: 0, stamp: null };

/** A recording keeps so many steps, in so many bytes; the oldest go first, the newest never. */
const mostSteps = 1000;
const mostBytes = 64 * 1024 * 1024;

interface StepRow {
  id: number;
  what: string;
  changes: string;
}

export interface StepReads {
  facts(recordingId: string): LabelFacts;
  /** What undo, or redo, would do. */
  next(recordingId: string, way: 'undo' | 'redo'): { id: number; what: string } | undefined;
  isGone(recordingId: string, uuid: string): boolean;
  /** Those removed after a revision, the last ones first. */
  goneAfter(recordingId: string, revision: number, limit: number): string[];
  unwritten(limit: number): string[];
  unread(limit: number): string[];
}

const nextSql = {
  undo: `SELECT id, what FROM label_step WHERE recording_id = ? AND state = 'done' ORDER BY id DESC LIMIT 1`,
  redo: `SELECT id, what FROM label_step WHERE recording_id = ? AND state = 'undone' ORDER BY id LIMIT 1`,
} as const;

export function stepReads(db: Readable): StepReads {
  const facts = db.query<LabelFacts>(
    `SELECT revision, written, stamp FROM label_state WHERE recording_id = ?`,
  );
  const next = {
    undo: db.query<{ id: number; what: string }>(nextSql.undo),
    redo: db.query<{ id: number; what: string }>(nextSql.redo),
  };
  const gone = db.query<{ uuid: string }>('SELECT uuid FROM label_gone WHERE recording_id = ? AND uuid = ?');
  const goneAfter = db.query<{ uuid: string }>(
    'SELECT uuid FROM label_gone WHERE recording_id = ? AND revision > ? ORDER BY revision DESC LIMIT ?',
  );
  const unwritten = db.query<{ id: string }>(
    `SELECT recording_id AS id FROM label_state JOIN recording ON recording.id = label_state.recording_id
     WHERE written < revision AND removed_ms IS NULL ORDER BY recording_id LIMIT ?`,
  );
  const unread = db.query<{ id: string }>(
    `SELECT id FROM recording WHERE format = 'sigmf' AND condition IN ('complete', 'cut-short')
       AND removed_ms IS NULL AND NOT EXISTS (
         SELECT 1 FROM label_state WHERE recording_id = recording.id AND stamp IS NOT NULL)
     ORDER BY id LIMIT ?`,
  );
  return {
    facts: (recordingId) => facts.get(recordingId) ?? none,
    next: (recordingId, way) => next[way].get(recordingId),
    isGone: (recordingId, uuid) => gone.get(recordingId, uuid) !== undefined,
    goneAfter: (recordingId, revision, limit) =>
      goneAfter.all(recordingId, revision, limit).map(({ uuid }) => uuid),
    unwritten: (limit) => unwritten.all(limit).map(({ id }) => id),
    unread: (limit) => unread.all(limit).map(({ id }) => id),
  };
}

export interface StepWrites {
  /** The revision rises. Answers it. */
  rise(recordingId: string): number;
  written(recordingId: string, revision: number, stamp: string | undefined): void;
  /** The metadata was read. */
  read(recordingId: string, stamp: string | undefined): void;
  /** A step done; what was undone before can't be done again. */
  add(recordingId: string, what: string, by: string, changes: readonly LabelChanged[], nowMs: number): void;
  /** Takes the next step in one way: answers what has to change, in order. */
  take(recordingId: string, way: 'undo' | 'redo'): { what: string; changes: LabelChanged[] } | undefined;
  /** Remembers what was removed here, and with which revision; or forgets it: undefined. */
  setGone(recordingId: string, uuid: string, revision: number | undefined): void;
  /** Nothing of it can be taken back any more. */
  close(recordingId: string): void;
  /** So that taking a step back does not bring an old name back. */
  rename(from: string, to: string): void;
}

export function stepWrites(db: Writable): StepWrites {
  const rise = db.query<{ revision: number }>(
    `INSERT INTO label_state (recording_id, revision) VALUES (?, 1)
     ON CONFLICT (recording_id) DO UPDATE SET revision = revision + 1 RETURNING revision`,
  );
  const written = db.change(
    `INSERT INTO label_state (recording_id, revision, written, stamp)
     VALUES (@recordingId, @revision, @revision, @stamp)
     ON CONFLICT (recording_id) DO UPDATE SET written = max(written, excluded.written), stamp = excluded.stamp`,
  );
  const read = db.change(
    `INSERT INTO label_state (recording_id, stamp) VALUES (?, ?)
     ON CONFLICT (recording_id) DO UPDATE SET stamp = excluded.stamp`,
  );
  const cut = db.change(`DELETE FROM label_step WHERE recording_id = ? AND state = 'undone'`);
  const add = db.change(
    `INSERT INTO label_step (recording_id, what, who, time_ms, changes, bytes, state)
     VALUES (@recordingId, @what, @by, @nowMs, @changes, @bytes, 'done')`,
  );
  // Counted from the newest on: what is beyond either bound goes, but the newest itself stays.
  const trim = db.change(
    `DELETE FROM label_step WHERE id IN (SELECT id FROM (
       SELECT id, row_number() OVER newest AS n, sum(bytes) OVER newest AS total FROM label_step
       WHERE recording_id = @recordingId AND state = 'done' WINDOW newest AS (ORDER BY id DESC))
       WHERE n > @mostSteps OR (n > 1 AND total > @mostBytes))`,
  );
  const next = { undo: db.query<StepRow>(full('undo')), redo: db.query<StepRow>(full('redo')) };
  const mark = db.change('UPDATE label_step SET state = ? WHERE id = ?');
  const gone = db.change('INSERT OR REPLACE INTO label_gone (recording_id, uuid, revision) VALUES (?, ?, ?)');
  const back = db.change('DELETE FROM label_gone WHERE recording_id = ? AND uuid = ?');
  const close = db.change(`UPDATE label_step SET state = 'closed' WHERE recording_id = ?`);
  const forget = db.change('DELETE FROM label_state WHERE recording_id = ?');
  const ungone = db.change('DELETE FROM label_gone WHERE recording_id = ?');
  const rename = db.change(
    `UPDATE label_step SET changes = replace(changes, @from, @to) WHERE instr(changes, @from) > 0`,
  );
  return {
    rise(recordingId) {
      const row = rise.get(recordingId);
      if (!row) throw new Error('The database raised a revision without answering it.');
      return row.revision;
    },
    written: (recordingId, revision, stamp) =>
      void written.run({ recordingId, revision, stamp: orNull(stamp) }),
    read: (recordingId, stamp) => void read.run(recordingId, orNull(stamp)),
    add(recordingId, what, by, changes, nowMs) {
      cut.run(recordingId);
      const text = JSON.stringify(changes);
      add.run({ recordingId, what, by, nowMs: wholeMs(nowMs), changes: text, bytes: text.length });
      trim.run({ recordingId, mostSteps, mostBytes });
    },
    take(recordingId, way) {
      const step = next[way].get(recordingId);
      if (!step) return undefined;
      mark.run(way === 'undo' ? 'undone' : 'done', step.id);
      const changes = JSON.parse(step.changes) as LabelChanged[];
      return {
        what: step.what,
        changes:
          way === 'redo' ? changes : changes.map(({ before, after }) => ({ before: after, after: before })),
      };
    },
    setGone(recordingId, uuid, revision) {
      if (revision === undefined) back.run(recordingId, uuid);
      else gone.run(recordingId, uuid, revision);
    },
    close(recordingId) {
      close.run(recordingId);
      forget.run(recordingId);
      ungone.run(recordingId);
    },
    // In JSON the quotes of a text are escaped: only a field looks like this.
    rename: (from, to) =>
      void rename.run({ from: `"name":${JSON.stringify(from)}`, to: `"name":${JSON.stringify(to)}` }),
  };
}

const full = (way: 'undo' | 'redo'): string => nextSql[way].replace('id, what', 'id, what, changes');
