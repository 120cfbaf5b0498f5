/** Labels, and what a recording's row says of them. */
import { Fault } from '../../../contract/fault.ts';
import type { Label } from '../../../contract/label.ts';
import type { Readable, Writable } from '../db.ts';
import type { ChangePlace } from '../library-types.ts';
import { compact, orNull, wholeMs } from './rows.ts';

type Empty = 'confidence' | 'snrDb' | 'powerDbfs';
export type LabelRow = Omit<Label, Empty | 'byMachine' | 'reviews'> & {
  [K in Empty]: number | null;
} & { byMachine: number; reviews: string };

export const labelColumns = `uuid, start_sample AS startSample, sample_count AS sampleCount, lower_hz AS lowerHz,
  upper_hz AS upperHz, label.name, comment, label.author, by_machine AS byMachine, confidence, snr_db AS snrDb,
  power_dbfs AS powerDbfs, review, reviews, created_ms AS createdMs, updated_ms AS updatedMs`;

export function labelOf({ byMachine, reviews, ...row }: LabelRow): Label {
  return { ...compact(row), byMachine: byMachine === 1, reviews: JSON.parse(reviews) as Label['reviews'] };
}

/** A label's place in the order of time. */
interface LabelPlace {
  startSample: number;
  uuid: string;
}

function withoutChanged(row: LabelRow & { changed?: number }): LabelRow {
  delete row.changed;
  return row;
}

export interface LabelReads {
  /** The row number of a recording in the catalogue. Throws Fault 'not-found'. */
  rowOf(recordingId: string): number;
  /** By their start. */
  list(rid: number, limit: number): Label[];
  count(rid: number): number;
  /** By their start, then by uuid; those after one. */
  page(rid: number, after: LabelPlace | undefined, limit: number): Label[];
  /** Those changed after a revision, in the order of their change; `next` is where the following ones begin. */
  changed(rid: number, after: ChangePlace, limit: number): { labels: Label[]; next?: ChangePlace };
  get(rid: number, uuid: string): Label | undefined;
}

export function labelReads(db: Readable): LabelReads {
  const row = db.query<{ rid: number }>('SELECT rid FROM recording WHERE id = ? AND removed_ms IS NULL');
  const list = db.query<LabelRow>(
    `SELECT ${labelColumns} FROM label WHERE rid = ? ORDER BY start_sample, lid LIMIT ?`,
  );
  const page = db.query<LabelRow>(
    `SELECT ${labelColumns} FROM label WHERE rid = ? AND start_sample >= ? AND (start_sample, uuid) > (?, ?)
     ORDER BY start_sample, uuid LIMIT ?`,
  );
  const changed = db.query<LabelRow & { changed: number }>(
    `SELECT ${labelColumns}, changed FROM label WHERE rid = ? AND (changed, uuid) > (?, ?)
     ORDER BY changed, uuid LIMIT ?`,
  );
  const count = db.query<{ n: number }>('SELECT count(*) AS n FROM label WHERE rid = ?');
  const get = db.query<LabelRow>(`SELECT ${labelColumns} FROM label WHERE rid = ? AND uuid = ?`);
  return {
    rowOf(recordingId) {
      const rid = row.get(recordingId)?.rid;
      if (rid === undefined)
        throw new Fault('not-found', `There is no recording ${recordingId} in the library.`, {
          hint: 'It may have been removed: look at the list of recordings.',
        });
      return rid;
    },
    list: (rid, limit) => list.all(rid, limit).map(labelOf),
    count: (rid) => count.get(rid)?.n ?? 0,
    page: (rid, { startSample, uuid } = { startSample: -1, uuid: '' }, limit) =>
      page.all(rid, startSample, startSample, uuid, limit).map(labelOf),
    changed(rid, after, limit) {
      const rows = changed.all(rid, after.revision, after.uuid, limit);
      const last = rows.at(-1);
      const next = last && { revision: last.changed, uuid: last.uuid };
      const labels = rows.map((row) => labelOf(withoutChanged(row)));
      return { labels, ...(next && rows.length === limit ? { next } : {}) };
    },
    get(rid, uuid) {
      const found = get.get(rid, uuid);
      return found && labelOf(found);
    },
  };
}

export interface LabelWrites {
  /** @param edited the revision of this edit; 0: read from metadata. @param changed the revision it makes, in either case. */
  put(rid: number, label: Label, edited: number, changed: number): void;
  /** Revision of its last edit; undefined: it is not there. */
  editedAt(rid: number, uuid: string): number | undefined;
  /** Labels of that name count as edited. */
  markNamed(rid: number, name: string, edited: number): void;
  remove(rid: number, uuid: string): void;
  /** Brings what the recording's row says of its labels up to date. */
  summarise(rid: number): void;
  /** Answers the recordings that had such labels, by row and id, and how many labels. */
  rename(
    from: string,
    to: string,
    nowMs: number,
  ): { recordings: { rid: number; id: string }[]; count: number };
}

/** Names a recording's row shows, and those it is found by. */
const shownNames = 20;
const foundNames = 1000;

export function labelWrites(db: Writable): LabelWrites {
  const put = db.change(
    `INSERT INTO label (rid, uuid, start_sample, sample_count, lower_hz, upper_hz, name, comment, author, by_machine,
       confidence, snr_db, power_dbfs, review, reviews, created_ms, updated_ms,
       edited, changed)
     VALUES (@rid, @uuid, @startSample, @sampleCount, @lowerHz, @upperHz, @name, @comment, @author, @byMachine,
       @confidence, @snrDb, @powerDbfs, @review, @reviews, @createdMs, @updatedMs, @edited, @changed)
     ON CONFLICT (rid, uuid) DO UPDATE SET start_sample = excluded.start_sample,
       sample_count = excluded.sample_count, lower_hz = excluded.lower_hz, upper_hz = excluded.upper_hz,
       name = excluded.name, comment = excluded.comment, author = excluded.author,
       by_machine = excluded.by_machine, confidence = excluded.confidence, snr_db = excluded.snr_db,
       power_dbfs = excluded.power_dbfs, review = excluded.review, reviews = excluded.reviews,
       created_ms = excluded.created_ms, updated_ms = excluded.updated_ms, edited = excluded.edited,
       changed = excluded.changed`,
  );
  const remove = db.change('DELETE FROM label WHERE rid = ? AND uuid = ?');
  const editedAt = db.query<{ edited: number }>('SELECT edited FROM label WHERE rid = ? AND uuid = ?');
  const mark = db.change(
    'UPDATE label SET edited = @edited, changed = @edited WHERE rid = @rid AND name = @name',
  );
  const counts = db.query<{ name: string; n: number; unreviewed: number; agreed: number }>(
    `SELECT name, n, unreviewed, agreed FROM label_count WHERE rid = ? AND n > 0 ORDER BY n DESC, name`,
  );
  const strongest = db.query<{ snrDb: number | null }>(
    `SELECT max(snr_db) AS snrDb FROM label WHERE rid = ? AND snr_db IS NOT NULL AND review <> 'rejected'`,
  );
  const summary = db.change(
    `UPDATE recording SET labels = @labels, label_words = @words, label_count = @n, unreviewed = @unreviewed,
       agreed = @agreed, strongest_snr_db = @snrDb WHERE rid = @rid`,
  );
  const named = db.query<{ rid: number; id: string }>(
    `SELECT DISTINCT label.rid, recording.id FROM label JOIN recording ON recording.rid = label.rid
     WHERE label.name = ?`,
  );
  const rename = db.change('UPDATE label SET name = @to, updated_ms = @nowMs WHERE name = @from');
  return {
    put(rid, label, edited, changed) {
      put.run({
        rid,
        uuid: label.uuid,
        startSample: label.startSample,
        sampleCount: label.sampleCount,
        lowerHz: label.lowerHz,
        upperHz: label.upperHz,
        name: label.name,
        comment: label.comment,
        author: label.author,
        byMachine: label.byMachine ? 1 : 0,
        confidence: orNull(label.confidence),
        snrDb: orNull(label.snrDb),
        powerDbfs: orNull(label.powerDbfs),
        review: label.review,
        reviews: JSON.stringify(label.reviews),
        createdMs: wholeMs(label.createdMs),
        updatedMs: wholeMs(label.updatedMs),
        edited,
        changed,
      });
    },
    editedAt: (rid, uuid) => editedAt.get(rid, uuid)?.edited,
    markNamed: (rid, name, edited) => void mark.run({ edited, rid, name }),
    remove: (rid, uuid) => void remove.run(rid, uuid),
    summarise(rid) {
      const all = counts.all(rid);
      const names = all.filter(({ name }) => name !== '');
      const sum = (key: 'n' | 'unreviewed' | 'agreed'): number => all.reduce((n, one) => n + one[key], 0);
      summary.run({
        rid,
        labels: JSON.stringify(names.slice(0, shownNames).map(({ name, n }) => ({ name, count: n }))),
        words: names
          .slice(0, foundNames)
          .map(({ name }) => name)
          .join(' '),
        n: sum('n'),
        unreviewed: sum('unreviewed'),
        agreed: sum('agreed'),
        snrDb: strongest.get(rid)?.snrDb ?? null,
      });
    },
    rename(from, to, nowMs) {
      const recordings = named.all(from);
      return { recordings, count: rename.run({ from, to, nowMs: wholeMs(nowMs) }).changes };
    },
  };
}
