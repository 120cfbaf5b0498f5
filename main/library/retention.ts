/** What may go: by age, size and stars. */
import type { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { RetentionPlan, RetentionRule } from '../../contract/library.ts';
import type { Store } from '../store/index.ts';

type Rule = z.output<typeof RetentionRule>;

const dayMs = 86_400_000;
/** As many as a plan shows. */
const mostRows = 100_000;

/**
 * What `rule` lets go, the oldest first. Only recordings in the recording folder: what is referred to frees nothing.
 * Throws Fault 'invalid' for a rule that asks nothing: it would let everything go.
 */
export async function planRetention(
  store: Pick<Store, 'retainable' | 'folderBytes'>,
  rule: Rule,
  nowMs: number,
): Promise<z.infer<typeof RetentionPlan>> {
  const { olderThanDays, keepBytes, starsBelow, labelledToo } = rule;
  if (olderThanDays === undefined && keepBytes === undefined && starsBelow === 1)
    throw new Fault('invalid', 'This rule would let every recording without stars go.', {
      hint: 'Give an age, a size, or more stars.',
    });
  const olderThanMs = olderThanDays === undefined ? undefined : nowMs - olderThanDays * dayMs;
  const candidates = await store.retainable({ starsBelow, labelledToo, olderThanMs });
  const allBytes = await store.folderBytes({});
  const rows: z.infer<typeof RetentionPlan>['rows'] = [];
  let freesBytes = 0;
  for (const { id, name, bytes, startedMs, stars } of candidates) {
    if (keepBytes !== undefined && allBytes - freesBytes <= keepBytes) break;
    if (rows.length >= mostRows) break;
    freesBytes += bytes;
    rows.push({ id, name, bytes, why: why(nowMs - startedMs, stars, keepBytes !== undefined) });
  }
  return { rows, freesBytes, keptBytes: allBytes - freesBytes };
}

function why(ageMs: number, stars: number, forSpace: boolean): string {
  const days = Math.max(0, Math.floor(ageMs / dayMs));
  const age = days === 1 ? '1 day old' : `${days} days old`;
  const liked = stars === 0 ? 'no stars' : stars === 1 ? '1 star' : `${stars} stars`;
  return `${age}, ${liked}${forSpace ? '; the oldest go until the rest fits' : ''}`;
}
