import { describe, expect, it } from 'vitest';
import { nameOf } from '../frame/keys.ts';
import { commandOf } from './keys.ts';
import { neighbour, nextOpen, rangeOf } from './sequence.ts';
import type { Label } from '../../contract/label.ts';
import { lengthText, middleText, momentText } from './words.ts';
import { parseQuantity } from '../../contract/quantity.ts';

const press = (key: string, modifiers: { shiftKey?: boolean; ctrlKey?: boolean } = {}) =>
  commandOf(nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers }));

describe('keys of labels', () => {
  it('reads what the keyboard sends', () => {
    expect(press('3')).toEqual({ kind: 'class', key: 3 });
    expect(press('Enter')).toEqual({ kind: 'accept' });
    expect(press('x')).toEqual({ kind: 'reject' });
    expect(press('Tab', { shiftKey: true })).toEqual({ kind: 'previous' });
    expect(press('ArrowLeft')).toEqual({ kind: 'nudge', direction: 'left' });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ kind: 'resize', direction: 'up' });
    expect(press('S', { shiftKey: true })).toEqual({ kind: 'splitBand' });
  });

  it('leaves everything else to the application', () => {
    for (const key of ['0', 'd', 'PageUp', ' ']) expect(press(key)).toBeUndefined();
    expect(press('s', { ctrlKey: true })).toBeUndefined();
    expect(press('1', { ctrlKey: true })).toBeUndefined();
  });
});

const labels = (['accepted', 'unreviewed', 'rejected', 'disputed'] as const).map((review, n): Label => ({
  uuid: String(n),
  startSample: n,
  sampleCount: 1,
  lowerHz: 0,
  upperHz: 1,
  name: '',
  comment: '',
  author: '',
  byMachine: false,
  review,
  reviews: [],
  createdMs: 0,
  updatedMs: 0,
}));
const idOf = (label: Label | undefined): string | undefined => label?.uuid;

describe('which label comes next', () => {
  it('Tab ends at either end', () => {
    expect(idOf(neighbour(labels, undefined, 1))).toBe('0');
    expect(idOf(neighbour(labels, undefined, -1))).toBe('3');
    expect(idOf(neighbour(labels, '1', 1))).toBe('2');
    expect(neighbour(labels, '3', 1)).toBeUndefined();
    expect(neighbour(labels, '0', -1)).toBeUndefined();
  });

  it('review goes around, over those that are decided', () => {
    expect(idOf(nextOpen(labels, undefined, 1))).toBe('1');
    expect(idOf(nextOpen(labels, '1', 1))).toBe('3');
    expect(idOf(nextOpen(labels, '3', 1))).toBe('1');
    expect(idOf(nextOpen(labels, '1', -1))).toBe('3');
    expect(nextOpen(labels.slice(0, 1), undefined, 1)).toBeUndefined();
    expect(nextOpen(labels.slice(0, 2), '1', 1)).toBeUndefined();
  });

  it('Shift takes everything from the last one', () => {
    expect(rangeOf(labels, '2', '0')).toEqual(['0', '1', '2']);
    expect(rangeOf(labels, undefined, '2')).toEqual(['2']);
    expect(rangeOf(labels, '1', 'gone')).toEqual([]);
  });
});

describe('words of labels', () => {
  it('writes lengths that read back', () => {
    for (const seconds of [12e-6, 0.0125, 0.25, 3.2, 59])
      expect(parseQuantity(lengthText(seconds), 's')).toBeCloseTo(seconds, 9);
    expect(lengthText(0)).toBe('0 µs');
    expect(lengthText(3725)).toBe('1 h 2 min');
  });

  it('carries thousandths over into the minute', () => {
    expect(momentText(59.9996)).toBe('1:00.000');
    expect(momentText(3661.5)).toBe('1:01:01.500');
  });

  it('an offset has a sign, a frequency has none', () => {
    const box = { startSample: 0, sampleCount: 1, lowerHz: -3000, upperHz: -1000 };
    expect(middleText(box, false)).toBe('−2 kHz');
    expect(middleText({ ...box, lowerHz: 99e6, upperHz: 101e6 }, true)).toBe('100 MHz');
  });
});
