import { describe, expect, it } from 'vitest';
import type { RadioInfo } from '../../contract/radio.ts';
import { parseSelector } from '../../contract/selector.ts';
import { choicesOf, labelsOf } from './radios.ts';
import { radioText } from './words.ts';

const radio = (id: string, label: string, simulated = false): RadioInfo => ({
  id,
  driver: id.split(':')[0] ?? '',
  label,
  serial: '',
  available: true,
  simulated,
  tuningHz: { min: 24e6, max: 1.7e9 },
  sampleRatesHz: [2.4e6],
  gains: [],
});
const radios = [radio('sim:band', 'Band', true), radio('rtlsdr:1', 'Blog V4'), radio('file:/x.sigmf', 'x')];

describe('radios a task can ask for', () => {
  const values = (current: string): string[] =>
    choicesOf(radios, { Roof: ['rtlsdr:1'] }, current).flatMap(({ items }) =>
      items.map(({ value }) => value),
    );

  it('are any, every kind that is here, groups, and each radio', () => {
    expect(values('any')).toEqual([
      'any',
      'rtlsdr',
      'sim',
      'group:Roof',
      'sim:band',
      'rtlsdr:1',
      'file:/x.sigmf',
    ]);
    for (const value of values('any')) expect(() => parseSelector(value)).not.toThrow();
  });

  it('keep one that is not plugged in', () => {
    expect(values('hackrf:77')).toContain('hackrf:77');
  });

  it('are named, simulated ones as such', () => {
    const labels = labelsOf(radios);
    expect(labels['sim:band']).toBe('Band (simulated)');
    expect(radioText('rtlsdr', labels)).toBe('Any RTL-SDR');
    expect(radioText('group:Roof', labels)).toBe('Group Roof');
    expect(radioText('hackrf:77', labels)).toBe('hackrf:77');
    expect(radioText('any', labels)).toBe('Any radio');
  });
});
