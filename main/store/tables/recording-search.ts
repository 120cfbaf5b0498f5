/** Finding recordings: by text, band, time, place, labels and all the rest, in every order. */
import type { LibraryPage, LibraryQuery, LibrarySearch, libraryOrders } from '../../../contract/library.ts';
import type { Query, Readable, Value } from '../db.ts';
import { onSphere } from './recording.ts';

/** Those that aren't known come last when descending, first when ascending. */
const orders: Readonly<Record<(typeof libraryOrders)[number], string>> = {
  started: 'started_ms',
  added: 'added_ms',
  name: 'name COLLATE NOCASE',
  frequency: 'centre_hz',
  seconds: 'seconds',
  bytes: 'bytes',
  strength: 'strongest_snr_db',
  labels: 'label_count',
};

/** Mean radius of the Earth, metres (IUGG). */
const earthM = 6_371_008.8;

interface Condition {
  /** Of the table `recording`, removed ones left out. */
  sql: string;
  values: Record<string, Value>;
}

/** Words as FTS5 wants them, each as it begins: quoted, so that nothing in them is syntax. */
function matchOf(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${word.replaceAll('"', '""')}"*`)
    .join(' ');
}

/** The conditions of a search as SQL. */
export function whereOf(search: LibrarySearch): Condition {
  const parts = ['removed_ms IS NULL'];
  const values: Record<string, Value> = {};
  const add = (sql: string, more: Record<string, Value | undefined>): void => {
    const given = Object.entries(more).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    if (given.length < Object.keys(more).length) return;
    parts.push(sql);
    for (const [key, value] of given) values[key] = value;
  };
  const match = matchOf(search.text ?? '');
  if (match !== '')
    add('rid IN (SELECT rowid FROM recording_text WHERE recording_text MATCH @text)', { text: match });
  add('high_hz >= @lowHz', { lowHz: search.lowHz });
  add('low_hz <= @highHz', { highHz: search.highHz });
  add('ended_ms >= @fromMs', { fromMs: search.fromMs });
  add('started_ms <= @toMs', { toMs: search.toMs });
  add('seconds >= @leastSeconds', { leastSeconds: search.leastSeconds });
  add('seconds <= @mostSeconds', { mostSeconds: search.mostSeconds });
  add('rid IN (SELECT rid FROM label_count WHERE name = @label AND n > 0)', { label: search.label });
  add('radio = @radio', { radio: search.radio });
  add('source_id = @sourceId', { sourceId: search.sourceId });
  add('session_id = @sessionId', { sessionId: search.sessionId });
  add('task_id = @taskId', { taskId: search.taskId });
  add('strongest_snr_db >= @leastSnrDb', { leastSnrDb: search.leastSnrDb });
  if (search.leastStars !== undefined && search.leastStars > 0)
    add('stars > 0 AND stars >= @leastStars', { leastStars: search.leastStars });
  // The first half lets the small index of the odd ones serve.
  if (search.condition !== undefined)
    add(`${search.condition === 'complete' ? '' : `condition <> 'complete' AND `}condition = @condition`, {
      condition: search.condition,
    });
  add('origin = @origin', { origin: search.origin });
  if (search.labelled === 'unreviewed') parts.push('unreviewed > 0');
  if (search.labelled === 'none') parts.push('label_count = 0');
  if (search.labelled === 'any') parts.push('label_count > 0');
  if (search.near) addNear(search.near, add);
  return { sql: parts.join(' AND '), values };
}

/** A belt of latitudes by index; in it, the chord between two points of the sphere. */
function addNear(
  { latitudeDeg, longitudeDeg, withinM }: NonNullable<LibrarySearch['near']>,
  add: (sql: string, values: Record<string, Value | undefined>) => void,
): void {
  const angle = Math.min(withinM / earthM, Math.PI);
  // A hair wider: rounding must not lose who stands on the edge.
  const beltDeg = (angle * 180) / Math.PI + 1e-9;
  const point = onSphere(latitudeDeg, longitudeDeg);
  add(
    `latitude_deg BETWEEN @south AND @north AND (place_x - @x) * (place_x - @x) + (place_y - @y) * (place_y - @y)
       + (place_z - @z) * (place_z - @z) <= @chord2`,
    {
      south: latitudeDeg - beltDeg,
      north: latitudeDeg + beltDeg,
      x: point?.x,
      y: point?.y,
      z: point?.z,
      chord2: (2 * Math.sin(angle / 2)) ** 2,
    },
  );
}

/** The statements of one page. Exported for the test that reads their plans. */
export function searchSql(query: LibraryQuery): {
  rows: string;
  totals: string;
  ids: string;
  values: Record<string, Value>;
} {
  const { sql, values } = whereOf(query);
  const direction = query.descending ? 'DESC' : 'ASC';
  const from = `FROM recording WHERE ${sql}`;
  return {
    rows: `SELECT rid ${from} ORDER BY ${orders[query.order]} ${direction}, rid ${direction}
      LIMIT @limit OFFSET @offset`,
    totals: `SELECT count(*) AS total, sum(bytes) AS bytes, sum(seconds) AS seconds ${from}`,
    ids: `SELECT id ${from} ORDER BY id LIMIT @limit`,
    values,
  };
}

/** Statements are kept by their text: kinds of searches are few. */
const keptStatements = 200;

/** Statements prepared when they are first needed. */
export function keeper(db: Readable): <R>(sql: string) => Query<R> {
  const kept = new Map<string, Query<unknown>>();
  return <R>(sql: string): Query<R> => {
    const found = kept.get(sql);
    if (found) return found as Query<R>;
    if (kept.size >= keptStatements) kept.clear();
    const made = db.query<R>(sql);
    kept.set(sql, made);
    return made;
  };
}

export interface SearchReads {
  page(query: LibraryQuery): { rids: number[] } & Omit<LibraryPage, 'rows'>;
  ids(search: LibrarySearch, limit: number): string[];
}

export function searchReads(db: Readable): SearchReads {
  const statement = keeper(db);
  return {
    page(query) {
      const { rows, totals, values } = searchSql(query);
      const { limit, offset } = query;
      const found = statement<{ rid: number }>(rows).all({ ...values, limit, offset });
      const sums = statement<{ total: number; bytes: number | null; seconds: number | null }>(totals).get(
        values,
      );
      return {
        rids: found.map(({ rid }) => rid),
        total: sums?.total ?? 0,
        bytes: sums?.bytes ?? 0,
        seconds: sums?.seconds ?? 0,
      };
    },
    ids(search, limit) {
      const { ids, values } = searchSql({
        ...search,
        order: 'name',
        descending: false,
        offset: 0,
        limit,
      });
      return statement<{ id: string }>(ids)
        .all({ ...values, limit })
        .map(({ id }) => id);
    },
  };
}
