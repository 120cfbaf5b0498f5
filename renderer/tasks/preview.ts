/** What the queue says of the tasks of a form, before they are added. Pure. */
import type { z } from 'zod';
import { formatRounded } from '../../contract/quantity.ts';
import type { TaskDraft, TaskPreview } from '../../contract/task.ts';

export type Preview = z.infer<typeof TaskPreview>;

/** Every one of this many is asked about; of more, this many spread over all. */
export const mostLooked = 64;

/** The tasks to ask about: all, or the first, the last and some between. */
export function sampleOf<T>(drafts: readonly T[]): T[] {
  if (drafts.length <= mostLooked) return [...drafts];
  return Array.from(
    { length: mostLooked },
    (_, k) => drafts[Math.round((k * (drafts.length - 1)) / (mostLooked - 1))]!,
  );
}

export interface PreviewSum {
  /** Of the first task, or of the first that can't be served; among several with its frequency. */
  summary: string;
  possible: boolean;
  /** Tasks asked about that no radio can serve. */
  refused: number;
  looked: number;
  total: number;
  radios: Preview['radios'];
  nextRunsMs: readonly number[];
  /** Of all tasks at most; where only some were asked about, in proportion. */
  needsBytes: number;
  freeBytes: number;
  sharesWith: number;
}

/** Joins the answers; undefined without any. */
export function sumOf(
  looked: readonly TaskDraft[],
  answers: readonly Preview[],
  total: number,
): PreviewSum | undefined {
  const [first] = answers;
  if (first === undefined) return undefined;
  const bad = answers.findIndex(({ possible }) => !possible);
  const shown = bad < 0 ? first : answers[bad]!;
  const where = total > 1 ? `${formatRounded(looked[Math.max(0, bad)]?.centreHz ?? 0, 'Hz', 9)}: ` : '';
  const bytes = answers.reduce((sum, { needsBytes }) => sum + needsBytes, 0);
  return {
    summary: `${where}${shown.summary}`,
    possible: bad < 0,
    refused: answers.filter(({ possible }) => !possible).length,
    looked: answers.length,
    total,
    radios: shown.radios,
    nextRunsMs: first.nextRunsMs,
    needsBytes: (bytes * total) / answers.length,
    freeBytes: first.freeBytes,
    sharesWith: first.sharesWith,
  };
}
