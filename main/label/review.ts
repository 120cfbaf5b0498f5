/** What the verdicts of several people come to. */
import type { Label, ReviewState } from '../../contract/label.ts';

export type Review = Label['reviews'][number];

/** As the contract has it: a label keeps the last verdict of so many people. */
const mostReviews = 20;

/** @param reviewers how many acceptances confirm a label */
export function stateOf(reviews: readonly Review[], reviewers: number): ReviewState {
  const accepted = reviews.filter(({ verdict }) => verdict === 'accepted').length;
  const rejected = reviews.length - accepted;
  if (accepted > 0 && rejected > 0) return 'disputed';
  if (rejected > 0) return 'rejected';
  if (accepted === 0) return 'unreviewed';
  return accepted >= reviewers ? 'confirmed' : 'accepted';
}

/** The reviews after one person's verdict; `undefined` takes theirs back. */
export function withVerdict(
  reviews: readonly Review[],
  by: string,
  verdict: Review['verdict'] | undefined,
  timeMs: number,
): Review[] {
  const others = reviews.filter((review) => review.by !== by);
  return verdict === undefined ? others : [...others, { by, verdict, timeMs }].slice(-mostReviews);
}

/** `person@machine (window)` is the same person as `person@machine (command line)`: two people are two people. */
export const personOf = (who: string): string => who.replace(/ \([^()]*\)$/, '').slice(0, 200);
