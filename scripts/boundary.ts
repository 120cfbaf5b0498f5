/** The form of an import rule, and the patterns rules are made of. */
export interface Boundary {
  name: string;
  /** Files the rule is about. */
  from: string;
  except?: string;
  /** Everything else is forbidden… */
  allowed?: readonly string[];
  /** …or only this is. */
  never?: readonly string[];
  /** A file that breaks the rule: where it stands and what it imports. */
  bad: { file: string; imports: string };
}

/** A package, wherever npm put it; or its bare name where it is not installed. */
export const npm = (name: string): string => `(^|node_modules/)(@types/)?${name}(/|$)`;
export const node =
  '^(node:|(fs|path|crypto|url|os|net|http|stream|util|events|buffer|module|worker_threads|child_process|perf_hooks|timers|readline|v8)(/|$))';
export const room = (path: string): string => `^${path}(/|$)`;
export const face = (path: string): string => `^${path}/index\\.ts$`;

export const contract = room('contract');
export const native = face('native');
