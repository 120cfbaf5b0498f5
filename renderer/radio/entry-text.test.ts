import { describe, expect, it } from 'vitest';
import { readEntry, submits, usesDecimalComma } from './entry-text.ts';

const rtl = { min: 24e6, max: 1.766e9 };

describe('direct entry', () => {
  it.each([
    ['100.1M', 100.1e6],
    ['100.1 MHz', 100.1e6],
    ['433920k', 433.92e6],
    ['433.92e6', 433.92e6],
    ['1.09G', 1.09e9],
    ['107,074,000', 107_074_000],
  ])('shows %s before it takes effect', (text, hz) => {
    expect(readEntry(text, 'M', rtl, false)).toMatchObject({ hz, tone: 'plain' });
  });

  it('says which unit a bare number got', () => {
    expect(readEntry('145.5', 'M', rtl, false).message).toBe('= 145.5 MHz (read as MHz)');
    expect(readEntry('145500000', 'M', rtl, false).message).toBe('= 145.5 MHz (read as Hz)');
    expect(readEntry('145500', 'k', rtl, false).message).toBe('= 145.5 MHz (read as kHz)');
  });

  it('clamps only with a message', () => {
    const high = readEntry('2.4G', 'M', rtl, false);
    expect(high).toMatchObject({ hz: 1.766e9, tone: 'warning' });
    expect(high.message).toContain('1766MHz is the highest this radio tunes.');
    expect(high.message).toContain('Enter tunes to 1766MHz');
  });

  it('says what is wrong with what it cannot read', () => {
    expect(readEntry('10 apples', 'M', rtl, false)).toMatchObject({ hz: undefined, tone: 'error' });
    expect(readEntry('', 'k', rtl, false)).toMatchObject({ hz: undefined, tone: 'plain', prefix: 'k' });
  });

  it('submits on a unit letter after a number, not on others and not out of range', () => {
    expect(submits('100.1', 'M', rtl, false)).toBe(true);
    expect(submits('433920', 'k', rtl, false)).toBe(true);
    expect(submits('1.09', 'g', rtl, false)).toBe(true);
    expect(submits('433.92', 'e', rtl, false)).toBe(false);
    expect(submits('', 'M', rtl, false)).toBe(false);
    expect(submits('5', 'k', rtl, false)).toBe(false);
    expect(submits('100 k', 'M', rtl, false)).toBe(false);
  });

  it("knows the language's decimal sign", () => {
    expect(usesDecimalComma('de')).toBe(true);
    expect(usesDecimalComma('en')).toBe(false);
    expect(readEntry('100,1M', 'M', rtl, true).hz).toBe(100.1e6);
  });
});
