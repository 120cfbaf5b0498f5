import { describe, expect, it } from 'vitest';
import { RetentionRule } from '../../contract/library.ts';
import { endText } from './ended.ts';
import { datatypeText } from './facts.ts';
import { inChunks } from './ids.ts';
import { safeName } from './place.ts';
import { emptyRule, readRule } from './rule.ts';
import { elapsedText, jobShare, momentText, sizeText, splitName } from './words.ts';
import { TargetRequest } from '../../contract/app.ts';

describe('names and lengths in the list', () => {
  it('keeps the end of a long name, and all of its letters', () => {
    const [start, end] = splitName('ook-lacrosse-01-gfile002_433.92M_250k.cu8');
    expect(end).toBe('433.92M_250k.cu8');
    expect(start + end).toBe('ook-lacrosse-01-gfile002_433.92M_250k.cu8');
    // What this program writes: day and time, then what tells two of them apart.
    expect(splitName('2026-03-08_12-00-00_433.920M_250k_band-7')[1]).toBe('433.920M_250k_band-7');
    // No word begins there.
    expect(splitName('x'.repeat(60))[1]).toHaveLength(18);
    expect(splitName('plain.iq')).toEqual(['plain.iq', '']);
  });
  it('says how short a burst is', () => {
    expect(elapsedText(0.012)).toBe('12 ms');
    expect(elapsedText(0.9999)).toBe('0:00.9');
    expect(elapsedText(2.4)).toBe('0:02.4');
  });
});

describe('the rule that makes room', () => {
  it('needs a limit: stars alone would take everything', () => {
    expect(readRule(emptyRule).rule).toBeUndefined();
    expect(readRule({ ...emptyRule, starsBelow: 6 }).rule).toBeUndefined();
  });
  it('reads days and sizes', () => {
    const { rule, problems } = readRule({ ...emptyRule, days: '90', keep: '500G' });
    expect(problems).toEqual({});
    expect(RetentionRule.parse(rule)).toEqual({
      olderThanDays: 90,
      keepBytes: 5e11,
      starsBelow: 1,
      labelledToo: false,
    });
  });
  it('does nothing while a field is wrong', () => {
    const { rule, problems } = readRule({ ...emptyRule, days: '90', keep: 'much' });
    expect(rule).toBeUndefined();
    expect(problems.keep).toMatch(/not a number/);
  });
});

describe('words of the library', () => {
  it('tell what became of a job', () => {
    const job = { kind: 'import', title: '3 files', state: 'done', rejectedCount: 1 } as const;
    expect(endText(job)).toBe('Import: 3 files is done. 1 file could not be taken.');
    expect(endText({ ...job, summary: '2 recordings imported.', rejectedCount: 0 })).toBe(
      '2 recordings imported.',
    );
    expect(endText({ ...job, state: 'cancelled' })).toMatch(/cancelled/);
  });
  it('show sizes, shares and dates', () => {
    expect([sizeText(999e9), sizeText(2.04e12)]).toEqual(['999 GB', '2.04 TB']);
    expect(jobShare({ done: 1, total: 0 })).toBeUndefined();
    expect(jobShare({ done: 9, total: 4 })).toBe(1);
    expect(momentText(Date.UTC(2026, 0, 2))).toBe('2026-01-02');
    expect(datatypeText('ci16_le')).toBe('ci16_le: complex, 16 bit integer');
    expect(datatypeText('odd')).toBe('odd');
  });
});

describe('what is sent', () => {
  it('comes in parts no larger than one call takes', () => {
    const ids = Array.from({ length: 25_000 }, (_, k) => String(k));
    expect(inChunks(ids).map(({ length }) => length)).toEqual([10_000, 10_000, 5000]);
    expect(inChunks(ids).flat()).toEqual(ids);
    expect(inChunks([])).toEqual([]);
  });
  it('names files as the save dialog takes them', () => {
    for (const name of ['Süden/Mast: 1', '', '../../etc', 'x'.repeat(300)])
      expect(TargetRequest.safeParse({ name: `${safeName(name)}.sigmf` }).success).toBe(true);
  });
});
