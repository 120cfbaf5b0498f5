/** Edits in words, for the tooltip of undo: "Move 3 labels". */

type DoneKind =
  | 'add'
  | 'move'
  | 'resize'
  | 'name'
  | 'comment'
  | 'remove'
  | 'split'
  | 'merge'
  | 'accepted'
  | 'rejected'
  | 'unreviewed';

/** One edit that was carried out. */
export interface Done {
  kind: DoneKind;
  /** Of the label, as it is now. */
  name: string;
  /** Labels it was about; default 1. */
  count?: number;
}

const verbs: Readonly<Record<DoneKind, string>> = {
  add: 'Draw',
  move: 'Move',
  resize: 'Resize',
  name: 'Name',
  comment: 'Comment on',
  remove: 'Remove',
  split: 'Split',
  merge: 'Merge',
  accepted: 'Accept',
  rejected: 'Reject',
  unreviewed: 'Take the verdict back on',
};

export function describeEdits(done: readonly Done[]): string {
  const [first] = done;
  if (!first) return 'Change nothing';
  const count = done.reduce((sum, one) => sum + (one.count ?? 1), 0);
  const labels = count === 1 ? 'a label' : `${count} labels`;
  const verb = done.every(({ kind }) => kind === first.kind) ? verbs[first.kind] : 'Change';
  const named = first.kind === 'name' && done.every(({ name }) => name === first.name);
  return `${verb} ${labels}${named && verb === 'Name' ? ` ${first.name === '' ? 'nothing' : first.name}` : ''}`;
}
