/** The rule by which recordings may go, as typed and as it is meant. Pure. */
import type { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { RetentionRule } from '../../contract/library.ts';
import { parseQuantity } from '../../contract/quantity.ts';

export interface RuleForm {
  days: string;
  /** `500G`. */
  keep: string;
  starsBelow: number;
  labelledToo: boolean;
}

export const emptyRule: RuleForm = { days: '', keep: '', starsBelow: 1, labelledToo: false };

/** Undefined while something is wrong, or nothing limits the rule: everything without stars would go. */
export function readRule(form: RuleForm): {
  rule: z.input<typeof RetentionRule> | undefined;
  problems: { days?: string; keep?: string };
} {
  const problems: { days?: string; keep?: string } = {};
  const read = (field: 'days' | 'keep', unit: '' | 'B', name: string): number | undefined => {
    if (form[field].trim() === '') return undefined;
    try {
      return parseQuantity(form[field], unit, { name, min: 0, max: unit === 'B' ? 1e18 : 1e6 });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems[field] = `${error.message} ${error.hint ?? ''}`.trim();
      return undefined;
    }
  };
  const olderThanDays = read('days', '', 'The age');
  const keepBytes = read('keep', 'B', 'The size');
  const wrong = Object.keys(problems).length > 0;
  if (wrong || (olderThanDays === undefined && keepBytes === undefined)) return { rule: undefined, problems };
  const { starsBelow, labelledToo } = form;
  return {
    rule: {
      starsBelow,
      labelledToo,
      ...(olderThanDays === undefined ? {} : { olderThanDays }),
      ...(keepBytes === undefined ? {} : { keepBytes: Math.round(keepBytes) }),
    },
    problems,
  };
}
