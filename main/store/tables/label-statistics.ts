/** How many labels of which class there are, and which should be looked at next. */
import type { LibrarySearch } from '../../../contract/library.ts';
import type { LabelStatistics, ReviewState } from '../../../contract/label.ts';
import type { Readable, Value } from '../db.ts';
import type { LibraryOps } from '../library-types.ts';
import { labelColumns, labelOf, type LabelRow } from './label.ts';
import { keeper, whereOf } from './recording-search.ts';

const mostNames = 1000;

interface ClassRow {
  name: string;
  count: number;
  recordings: number;
  byMachine: number;
  seconds: number | null;
  unreviewed: number;
  accepted: number;
  confirmed: number;
  rejected: number;
  disputed: number;
}

const among = (search: LibrarySearch): { sql: string; values: Record<string, Value> } => {
  const { sql, values } = whereOf(search);
  return { sql: `label.rid IN (SELECT rid FROM recording WHERE ${sql})`, values };
};

const count = (state: ReviewState): string => `sum(review = '${state}') AS ${state}`;

export function labelStatistics(db: Readable): (search: LibrarySearch) => LabelStatistics {
  const statement = keeper(db);
  return (search) => {
    const { sql, values } = among(search);
    const classes = statement<ClassRow>(
      `SELECT label.name, count(*) AS count, count(DISTINCT label.rid) AS recordings, sum(by_machine) AS byMachine,
         sum(sample_count / sample_rate_hz) AS seconds, ${count('unreviewed')}, ${count('accepted')},
         ${count('confirmed')}, ${count('rejected')}, ${count('disputed')}
       FROM label JOIN recording ON recording.rid = label.rid WHERE ${sql}
       GROUP BY label.name ORDER BY count DESC, label.name LIMIT ${mostNames}`,
    ).all(values);
    const medians = new Map(
      statement<{ name: string; snrDb: number }>(
        `SELECT name, avg(snr_db) AS snrDb FROM (SELECT label.name, snr_db,
           row_number() OVER (PARTITION BY label.name ORDER BY snr_db) AS place,
           count(*) OVER (PARTITION BY label.name) AS n FROM label WHERE snr_db IS NOT NULL AND ${sql})
         WHERE place IN ((n + 1) / 2, n / 2 + 1) GROUP BY name`,
      )
        .all(values)
        .map(({ name, snrDb }) => [name, snrDb]),
    );
    const found = whereOf(search);
    const recordings = statement<{ n: number; labelled: number | null }>(
      `SELECT count(*) AS n, sum(label_count > 0) AS labelled FROM recording WHERE ${found.sql}`,
    ).get(found.values);
    return {
      recordings: recordings?.n ?? 0,
      labelledRecordings: recordings?.labelled ?? 0,
      classes: classes.map(({ unreviewed, accepted, confirmed, rejected, disputed, seconds, ...row }) => {
        const snrDb = medians.get(row.name);
        return {
          ...row,
          seconds: seconds ?? 0,
          reviews: { unreviewed, accepted, confirmed, rejected, disputed },
          ...(snrDb === undefined ? {} : { snrDb }),
        };
      }),
    };
  };
}

/** The statements of the queue. Exported for the test that reads their plans. */
export function queueSql({
  search,
  name,
  second,
}: Pick<Parameters<LibraryOps['reviewQueue']>[0], 'search' | 'name' | 'second'>): {
  rows: string;
  total: string;
  values: Record<string, Value>;
} {
  const found = search && among(search);
  const where = [
    `review = '${second ? 'accepted' : 'unreviewed'}'`,
    found?.sql ?? 'label.rid IN (SELECT rid FROM recording WHERE removed_ms IS NULL)',
    ...(name === undefined ? [] : ['+label.name = @name']),
    ...(second ? [`NOT EXISTS (SELECT 1 FROM json_each(label.reviews) WHERE value ->> 'by' = @by)`] : []),
  ].join(' AND ');
  // Its order is that of the index: only the rows wanted are read.
  const from = `FROM label INDEXED BY ${second ? 'label_second' : 'label_queue'} WHERE ${where}`;
  return {
    rows: `SELECT (SELECT id FROM recording WHERE recording.rid = label.rid) AS recordingId, ${labelColumns} ${from}
      ORDER BY by_machine DESC, confidence, snr_db, lid LIMIT @limit`,
    total: `SELECT count(*) AS n ${from}`,
    values: { ...found?.values, ...(name === undefined ? {} : { name }) },
  };
}

export function reviewQueue(db: Readable): LibraryOps['reviewQueue'] {
  const statement = keeper(db);
  return ({ by, limit, ...request }) => {
    const { rows, total, values } = queueSql(request);
    const bound = { ...values, ...(request.second ? { by } : {}) };
    return {
      total: statement<{ n: number }>(total).get(bound)?.n ?? 0,
      rows: statement<LabelRow & { recordingId: string }>(rows)
        .all({ ...bound, limit })
        .map(({ recordingId, ...row }) => ({ recordingId, label: labelOf(row) })),
    };
  };
}
