/** What `validate` says of a file: one problem, its place and its weight. */

export type ProblemCode =
  | 'not-found'
  | 'unreadable'
  | 'extension'
  | 'too-large'
  | 'encoding'
  | 'json'
  | 'trailing-comma'
  | 'top-level-key'
  | 'missing'
  | 'type'
  | 'value'
  | 'datatype'
  | 'datetime'
  | 'version'
  | 'order'
  | 'global-index'
  | 'one-edge'
  | 'frequency-edges'
  | 'before-offset'
  | 'label-length'
  | 'namespace'
  | 'undeclared-extension'
  | 'unsupported-extension'
  | 'unknown-field'
  | 'old-form'
  | 'dataset'
  | 'not-only-samples'
  | 'data-missing'
  | 'meta-missing'
  | 'data-size'
  | 'capture-past-end'
  | 'annotation-past-end'
  | 'hash-mismatch'
  | 'stream-missing'
  | 'stream-hash'
  | 'archive'
  | 'more';

export interface Problem {
  code: ProblemCode;
  /** Place inside the file: `captures[2].core:datetime`, `line 3, column 7`, `data`. */
  where: string;
  message: string;
  /** A file with errors is not SigMF; one with warnings alone is. */
  severity: 'error' | 'warning';
}

/** A broken file of a million annotations needs no million lines: after this many only the fact is told. */
const problemLimit = 200;

/** Collects problems, bounded. */
export class Problems {
  readonly list: Problem[] = [];

  get full(): boolean {
    return this.list.length > problemLimit;
  }

  error(code: ProblemCode, where: string, message: string): void {
    this.add({ code, where, message, severity: 'error' });
  }

  warning(code: ProblemCode, where: string, message: string): void {
    this.add({ code, where, message, severity: 'warning' });
  }

  add(problem: Problem): void {
    if (this.list.length < problemLimit) this.list.push(problem);
    else if (this.list.length === problemLimit)
      this.list.push({
        code: 'more',
        where: problem.where,
        message: `More than ${problemLimit} problems: the rest is not listed.`,
        severity: 'error',
      });
  }
}

/** Quotes a value of a file for a message, short and on one line. */
export function quote(value: unknown): string {
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
      ? JSON.stringify(value)
      : Array.isArray(value)
        ? 'a list'
        : value === undefined
          ? 'nothing'
          : 'an object';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
