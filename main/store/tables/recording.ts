/** Recordings as the catalogue knows them: one row each, searched in recording-search.ts. */
import type { LibraryEntry } from '../../../contract/library.ts';
import type { Query, Readable, Writable } from '../db.ts';
import type { CatalogueRow, KnownRecording, LibraryOps, RecordingChange } from '../library-types.ts';
import type { RecordingRow } from '../types.ts';
import { compact, jsonOrNull, orNull, wholeMs } from './rows.ts';

type Nullable<T, K extends keyof T> = { [P in K]: NonNullable<T[P]> | null };
type Empty =
  | 'problem'
  | 'sampleRateHz'
  | 'centreHz'
  | 'startedMs'
  | 'sha512'
  | 'radio'
  | 'author'
  | 'sourceId'
  | 'sessionId'
  | 'taskId'
  | 'latitudeDeg'
  | 'longitudeDeg'
  | 'strongestSnrDb'
  | 'checkedMs';
type EntryRow = Omit<LibraryEntry, Empty | 'labels'> & Nullable<LibraryEntry, Empty> & { labels: string };

const entryColumns = `id, name, origin, condition, place, problem, datatype, channels, sample_rate_hz AS sampleRateHz,
  centre_hz AS centreHz, samples, bytes, seconds, started_ms AS startedMs, added_ms AS addedMs,
  lost_samples AS lostSamples, gaps, clipped_samples AS clippedSamples, sha512, radio, author,
  source_id AS sourceId, session_id AS sessionId, task_id AS taskId, latitude_deg AS latitudeDeg,
  longitude_deg AS longitudeDeg, notes, stars, labels, label_count AS labelCount, unreviewed,
  strongest_snr_db AS strongestSnrDb, checked_ms AS checkedMs`;

function entryOf({ labels, ...row }: EntryRow): LibraryEntry {
  return { ...compact(row), labels: JSON.parse(labels) as LibraryEntry['labels'] };
}

type KnownRow = Omit<KnownRecording, 'stated' | 'sha512' | 'modifiedMs'> & {
  stated: string | null;
  sha512: string | null;
  modifiedMs: number | null;
};

const knownColumns = `id, name, place, path, format, stated, bytes, sha512, modified_ms AS modifiedMs, condition`;

function knownOf({ stated, sha512, modifiedMs, ...row }: KnownRow): KnownRecording {
  return {
    ...row,
    ...(stated === null ? {} : { stated: JSON.parse(stated) as NonNullable<KnownRecording['stated']> }),
    ...(sha512 === null ? {} : { sha512 }),
    ...(modifiedMs === null ? {} : { modifiedMs }),
  };
}

export interface RecordingReads {
  named(name: string): boolean;
  /** By row number; undefined where it is gone or removed. */
  byRow(rid: number): LibraryEntry | undefined;
  entry: LibraryOps['entry'];
  known: LibraryOps['knownRecordings'];
  find: LibraryOps['findRecordings'];
  removed: LibraryOps['removedRecordings'];
  retainable: LibraryOps['retainable'];
  folderBytes(): number;
}

export function recordingReads(db: Readable): RecordingReads {
  const named = db.query<{ rid: number }>('SELECT rid FROM recording WHERE name = ? LIMIT 1');
  const byRow = db.query<EntryRow>(
    `SELECT ${entryColumns} FROM recording WHERE rid = ? AND removed_ms IS NULL`,
  );
  const byId = db.query<EntryRow>(
    `SELECT ${entryColumns} FROM recording WHERE id = ? AND removed_ms IS NULL`,
  );
  const knownById = db.query<KnownRow & { hardware: string | null }>(
    `SELECT ${knownColumns}, hardware FROM recording WHERE id = ? AND removed_ms IS NULL`,
  );
  const known = db.query<KnownRow>(
    `SELECT ${knownColumns} FROM recording WHERE id > ? AND removed_ms IS NULL ORDER BY id LIMIT ?`,
  );
  const amongSql = (column: string): Query<KnownRow> =>
    db.query<KnownRow>(
      `SELECT ${knownColumns} FROM recording
       WHERE ${column} IN (SELECT value FROM json_each(?)) AND removed_ms IS NULL`,
    );
  const byPath = amongSql('path');
  const byHash = amongSql('sha512');
  const removed = db.query<KnownRow>(
    `SELECT ${knownColumns} FROM recording WHERE removed_ms IS NOT NULL ORDER BY removed_ms, id LIMIT ?`,
  );
  const retainable = db.query<{ id: string; name: string; bytes: number; startedMs: number; stars: number }>(
    `SELECT id, name, bytes, coalesce(started_ms, added_ms) AS startedMs, stars FROM recording
     WHERE removed_ms IS NULL AND place = 'folder' AND stars < @starsBelow
       AND (@labelledToo = 1 OR agreed = 0)
       AND (@olderThanMs IS NULL OR coalesce(started_ms, added_ms) < @olderThanMs)
     ORDER BY startedMs, id`,
  );
  const folderBytes = db.query<{ n: number | null }>(
    `SELECT sum(bytes) AS n FROM recording WHERE removed_ms IS NULL AND place = 'folder'`,
  );
  return {
    named: (name) => named.get(name) !== undefined,
    byRow(rid) {
      const row = byRow.get(rid);
      return row && entryOf(row);
    },
    entry({ id }) {
      const row = byId.get(id);
      const found = knownById.get(id);
      if (!row || !found) return undefined;
      const { hardware, ...rest } = found;
      return { entry: entryOf(row), row: knownOf(rest), ...(hardware === null ? {} : { hardware }) };
    },
    known: ({ afterId = '', limit }) => known.all(afterId, limit).map(knownOf),
    find({ paths, hashes }) {
      const found = new Map<string, KnownRecording>();
      for (const row of paths ? byPath.all(JSON.stringify(paths)) : []) found.set(row.id, knownOf(row));
      for (const row of hashes ? byHash.all(JSON.stringify(hashes)) : []) found.set(row.id, knownOf(row));
      return [...found.values()];
    },
    removed: ({ limit }) => removed.all(limit).map(knownOf),
    retainable: ({ starsBelow, labelledToo, olderThanMs }) =>
      retainable.all({ starsBelow, labelledToo: labelledToo ? 1 : 0, olderThanMs: orNull(olderThanMs) }),
    folderBytes: () => folderBytes.get()?.n ?? 0,
  };
}

/** What an import or a task says besides: taken where nobody has said it yet. */
interface Said {
  sourceId?: number | undefined;
  notes?: string | undefined;
}

export interface RecordingWrites {
  put(row: CatalogueRow, nowMs: number, said?: Said): void;
  /** A task's recording, when the task ends. */
  finished(row: RecordingRow, taskId: number, bytes: number, nowMs: number): void;
  change(id: string, change: RecordingChange): boolean;
  remove(id: string, nowMs: number): boolean;
  restore(id: string): boolean;
  forget(id: string): boolean;
}

export function recordingWrites(db: Writable): RecordingWrites {
  const put = db.change(putSql);
  const taskOf = db.query<{ sessionId: number | null; sourceId: number | null }>(
    'SELECT session_id AS sessionId, source_id AS sourceId FROM task WHERE id = ?',
  );
  // Every field says whether it is meant: absent ones stay.
  const change = db.change(
    `UPDATE recording SET stars = coalesce(@stars, stars), notes = coalesce(@notes, notes),
       source_id = iif(@sourceMeant = 1, @sourceId, source_id), condition = coalesce(@condition, condition),
       problem = iif(@problemMeant = 1, @problem, problem), sha512 = coalesce(@sha512, sha512),
       checked_ms = coalesce(@checkedMs, checked_ms)
     WHERE id = @id AND removed_ms IS NULL`,
  );
  const remove = db.change('UPDATE recording SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL');
  const restore = db.change('UPDATE recording SET removed_ms = NULL WHERE id = ? AND removed_ms IS NOT NULL');
  const forget = db.change('DELETE FROM recording WHERE id = ?');

  const writes: RecordingWrites = {
    put(row, nowMs, said = {}) {
      const { centreHz, sampleRateHz, startedMs } = row;
      const half = sampleRateHz === undefined ? undefined : sampleRateHz / 2;
      const inBand = centreHz !== undefined && half !== undefined;
      const place = onSphere(row.latitudeDeg, row.longitudeDeg);
      put.run({
        id: row.id,
        name: row.name,
        origin: row.origin,
        place: row.place,
        condition: row.condition,
        problem: orNull(row.problem),
        format: row.format,
        path: row.path,
        stated: jsonOrNull(row.stated),
        datatype: row.datatype,
        channels: row.channels,
        sampleRateHz: orNull(sampleRateHz),
        centreHz: orNull(centreHz),
        lowHz: inBand ? centreHz - half : null,
        highHz: inBand ? centreHz + half : null,
        samples: row.samples,
        bytes: row.bytes,
        seconds: row.seconds,
        startedMs: startedMs === undefined ? null : wholeMs(startedMs),
        endedMs: startedMs === undefined ? null : wholeMs(startedMs + row.seconds * 1000),
        addedMs: wholeMs(nowMs),
        lostSamples: row.lostSamples,
        gaps: row.gaps,
        clippedSamples: row.clippedSamples,
        sha512: orNull(row.sha512),
        radio: orNull(row.radio),
        author: orNull(row.author),
        hardware: orNull(row.hardware),
        sourceId: orNull(said.sourceId),
        sessionId: orNull(row.sessionId),
        taskId: orNull(row.taskId),
        latitudeDeg: orNull(row.latitudeDeg),
        longitudeDeg: orNull(row.longitudeDeg),
        x: place?.x ?? null,
        y: place?.y ?? null,
        z: place?.z ?? null,
        notes: said.notes ?? '',
        modifiedMs: row.modifiedMs === undefined ? null : wholeMs(row.modifiedMs),
      });
    },
    finished(row, taskId, bytes, nowMs) {
      const task = taskOf.get(taskId);
      const more = { taskId, sessionId: task?.sessionId ?? undefined, bytes, channels: 1, path: row.name };
      writes.put(
        { ...row, ...more, origin: 'task', place: 'folder', condition: 'complete', format: 'sigmf' },
        nowMs,
        { sourceId: task?.sourceId ?? undefined },
      );
    },
    change: (id, { stars, notes, sourceId, condition, problem, sha512, checkedMs }) =>
      change.run({
        id,
        stars: orNull(stars),
        notes: orNull(notes),
        sourceMeant: sourceId === undefined ? 0 : 1,
        sourceId: orNull(sourceId),
        condition: orNull(condition),
        problemMeant: problem === undefined ? 0 : 1,
        problem: orNull(problem),
        sha512: orNull(sha512),
        checkedMs: checkedMs === undefined ? null : wholeMs(checkedMs),
      }).changes > 0,
    remove: (id, nowMs) => remove.run(wholeMs(nowMs), id).changes > 0,
    restore: (id) => restore.run(id).changes > 0,
    forget: (id) => forget.run(id).changes > 0,
  };
  return writes;
}

/** How it came here first stays, and that a task made it; what a person said stays too. */
const putSql = `INSERT INTO recording (id, name, origin, place, condition, problem, format, path, stated, datatype,
    channels, sample_rate_hz, centre_hz, low_hz, high_hz, samples, bytes, seconds, started_ms, ended_ms, added_ms,
    lost_samples, gaps, clipped_samples, sha512, radio, author, hardware, source_id, session_id, task_id,
    latitude_deg, longitude_deg, place_x, place_y, place_z, notes, modified_ms)
  VALUES (@id, @name, @origin, @place, @condition, @problem, @format, @path, @stated, @datatype,
    @channels, @sampleRateHz, @centreHz, @lowHz, @highHz, @samples, @bytes, @seconds, @startedMs, @endedMs, @addedMs,
    @lostSamples, @gaps, @clippedSamples, @sha512, @radio, @author, @hardware, @sourceId, @sessionId, @taskId,
    @latitudeDeg, @longitudeDeg, @x, @y, @z, @notes, @modifiedMs)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name,
    origin = iif(excluded.origin = 'task', 'task', origin), place = excluded.place,
    condition = excluded.condition, problem = excluded.problem, format = excluded.format, path = excluded.path,
    stated = excluded.stated, datatype = excluded.datatype, channels = excluded.channels,
    sample_rate_hz = excluded.sample_rate_hz, centre_hz = excluded.centre_hz, low_hz = excluded.low_hz,
    high_hz = excluded.high_hz, samples = excluded.samples, bytes = excluded.bytes, seconds = excluded.seconds,
    started_ms = excluded.started_ms, ended_ms = excluded.ended_ms, lost_samples = excluded.lost_samples,
    gaps = excluded.gaps, clipped_samples = excluded.clipped_samples, sha512 = excluded.sha512,
    radio = excluded.radio, author = coalesce(excluded.author, author),
    hardware = coalesce(excluded.hardware, hardware), source_id = coalesce(source_id, excluded.source_id),
    session_id = coalesce(excluded.session_id, session_id), task_id = coalesce(excluded.task_id, task_id),
    latitude_deg = coalesce(excluded.latitude_deg, latitude_deg),
    longitude_deg = coalesce(excluded.longitude_deg, longitude_deg), place_x = coalesce(excluded.place_x, place_x),
    place_y = coalesce(excluded.place_y, place_y), place_z = coalesce(excluded.place_z, place_z),
    notes = iif(notes = '', excluded.notes, notes), modified_ms = coalesce(excluded.modified_ms, modified_ms),
    removed_ms = NULL`;

/** A place as a point of the unit sphere; undefined where it isn't whole. */
export function onSphere(
  latitudeDeg: number | undefined,
  longitudeDeg: number | undefined,
): { x: number; y: number; z: number } | undefined {
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  const [lat, lon] = [(latitudeDeg * Math.PI) / 180, (longitudeDeg * Math.PI) / 180];
  return { x: Math.cos(lat) * Math.cos(lon), y: Math.cos(lat) * Math.sin(lon), z: Math.sin(lat) };
}
