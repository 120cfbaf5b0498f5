import { describe, expect, it } from 'vitest';
import { readForm } from './drafts.ts';
import { emptyForm } from './form.ts';
import { mostLooked, sampleOf, sumOf, type Preview } from './preview.ts';

const answer = (change: Partial<Preview>): Preview => ({
  radios: [{ id: 'sim:band', label: 'Simulated band' }],
  summary: 'Serves it now.',
  possible: true,
  nextRunsMs: [],
  needsBytes: 100,
  freeBytes: 1000,
  sharesWith: 2,
  ...change,
});
const { drafts } = readForm(
  { ...emptyForm('UTC'), many: 'range', from: '100M', to: '101M', step: '500k' },
  'utc',
);

describe('previews of several tasks', () => {
  it('ask about all, or about enough spread over all', () => {
    expect(sampleOf([1, 2, 3])).toEqual([1, 2, 3]);
    const many = sampleOf(Array.from({ length: 10_000 }, (_, k) => k));
    expect(many).toHaveLength(mostLooked);
    expect([many[0], many.at(-1)]).toEqual([0, 9999]);
    expect(new Set(many).size).toBe(mostLooked);
  });

  it('name the first that can not be served, and how many', () => {
    const refused = answer({ possible: false, summary: 'No radio reaches it.', radios: [] });
    expect(sumOf(drafts, [answer({}), refused, refused], 3)).toMatchObject({
      possible: false,
      refused: 2,
      summary: '100.5 MHz: No radio reaches it.',
    });
  });

  it('add up the bytes, in proportion where only some were asked about', () => {
    expect(sumOf(drafts, [answer({}), answer({}), answer({ needsBytes: 400 })], 3)?.needsBytes).toBe(600);
    expect(sumOf(drafts, [answer({}), answer({})], 1000)?.needsBytes).toBe(100_000);
    expect(sumOf(drafts.slice(0, 1), [answer({})], 1)?.summary).toBe('Serves it now.');
    expect(sumOf([], [], 0)).toBeUndefined();
  });
});
