/**
 * A page of the list of tasks. Every state is in order by index, for every sort; a list of several states merges
 * those, so that a page of a hundred thousand rows is read as quickly as one of a hundred.
 */
import { taskStates, type TaskQuery, type TaskState } from '../../../contract/task.ts';
import type { Query, Readable, Value } from '../db.ts';
import type { QueueReads } from './queue.ts';

const sorts: Readonly<Record<TaskQuery['sort'], { column: string; index: string }>> = {
  // Numbers are given in the order of adding.
  created: { column: 'id', index: 'task_created' },
  due: { column: 'due_ms', index: 'task_due' },
  priority: { column: 'priority', index: 'task_priority' },
  frequency: { column: 'centre_hz', index: 'task_frequency' },
  ended: { column: 'ended_ms', index: 'task_ended' },
};

interface Condition {
  sql: string;
  values: Record<string, Value>;
}

function conditions({
  text,
  radioId,
  lowHz,
  highHz,
  scheduleId,
  sessionId,
  sourceId,
}: TaskQuery['filter']): Condition {
  const parts: string[] = [];
  const values: Record<string, Value> = {};
  const add = (sql: string, name: string, value: Value): void => {
    parts.push(sql);
    values[name] = value;
  };
  if (text !== undefined && text !== '')
    add(`(instr(search, @text) > 0 OR instr(lower(radio_id), @text) > 0)`, 'text', text.toLowerCase());
  if (radioId !== undefined) add('radio_id = @radioId', 'radioId', radioId);
  if (lowHz !== undefined) add('high_hz >= @lowHz', 'lowHz', lowHz);
  if (highHz !== undefined) add('low_hz <= @highHz', 'highHz', highHz);
  if (scheduleId !== undefined) add('schedule_id = @scheduleId', 'scheduleId', scheduleId);
  if (sessionId !== undefined) add('session_id = @sessionId', 'sessionId', sessionId);
  if (sourceId !== undefined) add('source_id = @sourceId', 'sourceId', sourceId);
  return { sql: parts.map((part) => ` AND ${part}`).join(''), values };
}

/** The few rows that belong together are sorted; nothing else is. */
const groups = { scheduleId: 'task_run', sessionId: 'task_session', sourceId: 'task_source' } as const;

/** Statements are kept by their text: filters and sorts are few. */
const keptStatements = 200;

/** The SELECT of one page's numbers. Exported for the test that reads its plan. */
export function pageSql(query: TaskQuery): { ids: string; count: string; values: Record<string, Value> } {
  const { filter, sort, descending } = query;
  const states = statesOf(filter.states);
  const where = conditions(filter);
  const { column, index } = sorts[sort];
  const direction = descending ? 'DESC' : 'ASC';
  const order = `ORDER BY k ${direction}, id ${direction} LIMIT @limit OFFSET @offset`;
  const group = Object.entries(groups).find(([key]) => Reflect.get(filter, key) !== undefined)?.[1];
  const inStates = `state IN (${states.map((state) => `'${state}'`).join(', ')})`;
  if (group !== undefined) {
    const from = `FROM task INDEXED BY ${group} WHERE ${inStates}${where.sql}`;
    return {
      ids: `SELECT id, ${column} AS k ${from} ${order}`,
      count: `SELECT count(*) AS n ${from}`,
      values: where.values,
    };
  }
  const one = (state: TaskState): string =>
    `SELECT id, ${column} AS k FROM task INDEXED BY ${index} WHERE state = '${state}'${where.sql}`;
  const everything = states.length === taskStates.length && sort === 'created';
  return {
    // Unary plus: the condition must not choose the index.
    ids: everything
      ? `SELECT id, id AS k FROM task NOT INDEXED WHERE 1${where.sql} ${order}`
      : `${states.map(one).join(' UNION ALL ')} ${order}`,
    count: `SELECT count(*) AS n FROM task WHERE ${inStates}${where.sql}`,
    values: where.values,
  };
}

const statesOf = (wanted: readonly TaskState[] | undefined): readonly TaskState[] =>
  wanted === undefined || wanted.length === 0 ? taskStates : taskStates.filter((s) => wanted.includes(s));

/** Numbers of the rows of a page in their order, and how many rows the whole filter has. */
export function taskPages(
  db: Readable,
  queue: QueueReads,
): (query: TaskQuery) => { ids: number[]; total: number } {
  const prepared = new Map<string, Query<{ id?: number; n?: number }>>();
  const statement = (sql: string): Query<{ id?: number; n?: number }> => {
    let found = prepared.get(sql);
    if (!found) {
      if (prepared.size >= keptStatements) prepared.clear();
      found = db.query(sql);
      prepared.set(sql, found);
    }
    return found;
  };
  return (query) => {
    const { ids, count, values } = pageSql(query);
    const rows = statement(ids).all({ ...values, limit: query.limit, offset: query.offset });
    return { ids: rows.flatMap(({ id }) => (id === undefined ? [] : [id])), total: total() };

    function total(): number {
      if (Object.keys(values).length > 0) return statement(count).get({ ...values })?.n ?? 0;
      const counts = queue.counts();
      return statesOf(query.filter.states).reduce((sum, state) => sum + counts[state], 0);
    }
  };
}
