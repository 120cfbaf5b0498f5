/** From a row of SQLite to a value of the contract. */

/** The row without its empty columns: the contract has no nulls. */
export type Compact<R> = {
  [K in keyof R as null extends R[K] ? never : K]: R[K];
} & {
  [K in keyof R as null extends R[K] ? K : never]?: NonNullable<R[K]>;
};

/** Takes the empty columns out of the row itself. */
export function compact<R extends object>(row: R): Compact<R> {
  for (const key of Object.keys(row)) if (Reflect.get(row, key) === null) Reflect.deleteProperty(row, key);
  return { ...row };
}

/** Times are whole milliseconds in the database; back-off with jitter is not. */
export const wholeMs = (ms: number): number => Math.round(ms);
export const orNull = <T>(value: T | undefined): T | null => value ?? null;
export const jsonOrNull = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);
