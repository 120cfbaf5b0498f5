import { describe, expect, it } from 'vitest';
import type { Source } from '../../contract/source.ts';
import { chunked } from './chunks.ts';
import { found, readBand, sorted } from './filter.ts';
import { editableHz, emptyForm, formatMetres, formOf, parseMetres, readForm } from './form.ts';

const source = (id: number, rest: Partial<Source>): Source => ({
  id,
  name: `S${id}`,
  notes: '',
  createdMs: 1,
  updatedMs: id,
  ...rest,
});

const list = [
  source(1, {
    name: 'Turin R4',
    frequencyHz: 145_625_000,
    latitudeDeg: 45,
    longitudeDeg: 7,
    notes: 'FM repeater',
  }),
  source(2, { name: 'beacon 10', frequencyHz: 144_490_000, errorRadiusM: 50 }),
  source(3, { name: 'Beacon 9', frequencyHz: 432_490_000, errorRadiusM: 5 }),
  source(4, { name: 'Unknown' }),
];
const ids = (sources: readonly Source[]): number[] => sources.map(({ id }) => id);

describe('searching', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['  beacon ', [2, 3]],
    ['beacon 144', [2]],
    ['145.625', [1]],
    ['repeater turin', [1]],
    ['144.49MHz', [2]],
    ['144M-146M', [1, 2]],
    ['144-146', [1, 2]],
    ['430 – 440 MHz', [3]],
    ['440 MHz to 430 MHz', [3]],
    ['nothing', []],
  ])('%j', (search, expected) => {
    expect(ids(found(list, search))).toEqual(expected);
  });
  it('takes no band out of what is none', () => {
    expect(readBand('R-4')).toBeUndefined();
    expect(readBand('1.2.3-4')).toBeUndefined();
  });
});

describe('sorting', () => {
  it.each([
    ['name', false, [3, 2, 1, 4]],
    ['name', true, [4, 1, 2, 3]],
    ['frequency', false, [2, 1, 3, 4]],
    ['frequency', true, [3, 1, 2, 4]],
    ['error', false, [3, 2, 1, 4]],
    ['place', true, [1, 3, 2, 4]],
    ['changed', true, [4, 3, 2, 1]],
  ] as const)('by %s, descending %s', (key, descending, expected) => {
    expect(ids(sorted(list, key, descending))).toEqual(expected);
  });
});

describe('the form', () => {
  it('reads what is typed', () => {
    const { draft, problems, placeText } = readForm({
      name: ' Turin R4 ',
      frequency: '145.625M',
      bandwidth: '12.5k',
      place: `45°07'22.8"N 7°27'21.6"E`,
      errorRadius: '1,5 km',
      notes: ' as it is ',
    });
    expect(problems).toEqual({});
    expect(draft).toMatchObject({
      name: 'Turin R4',
      frequencyHz: 145_625_000,
      bandwidthHz: 12_500,
      errorRadiusM: 1500,
      notes: ' as it is ',
    });
    expect(draft?.latitudeDeg).toBeCloseTo(45.123, 12);
    expect(placeText).toBe('45.12300° N, 7.45600° E');
  });
  it('takes a bare frequency as megahertz and a bare bandwidth as kilohertz, as the dial does', () => {
    const { draft } = readForm({ ...emptyForm, name: 'A', frequency: '145.5', bandwidth: '12.5' });
    expect(draft).toMatchObject({ frequencyHz: 145_500_000, bandwidthHz: 12_500 });
  });
  it('says what is wrong, field by field, and gives no draft', () => {
    const { draft, problems } = readForm({
      ...emptyForm,
      frequency: 'high',
      bandwidth: '0',
      place: 'Turin',
      errorRadius: 'far',
    });
    expect(draft).toBeUndefined();
    expect(Object.keys(problems).sort()).toEqual(['bandwidth', 'errorRadius', 'frequency', 'name', 'place']);
    expect(readForm({ ...emptyForm, name: 'A', errorRadius: '5' }).problems.errorRadius).toContain(
      'needs a place',
    );
  });
  it('gives back exactly what it was filled with', () => {
    const exact = source(7, {
      name: 'A',
      frequencyHz: 145_625_000.5,
      bandwidthHz: 12_345,
      latitudeDeg: 45.123_456_789_012,
      longitudeDeg: -1e-7,
      errorRadiusM: 12.345,
      notes: 'x\ny',
    });
    const { draft } = readForm(formOf(exact));
    expect({ ...draft, id: 7, createdMs: 1, updatedMs: 7 }).toEqual(exact);
  });
  it('writes frequencies as people do, and exactly', () => {
    expect([432_492_000, 145_625_000.5, 12_500, 50, 1e12, 8333.333_333_333].map(editableHz)).toEqual([
      '432.492 MHz',
      '145.6250005 MHz',
      '12.5 kHz',
      '50 Hz',
      '1000 GHz',
      '8.333333333333 kHz',
    ]);
  });
  it('writes distances short', () => {
    expect([0.5, 50, 999, 1500, 12_345].map(formatMetres)).toEqual([
      '0.5 m',
      '50 m',
      '999 m',
      '1.5 km',
      '12.3 km',
    ]);
    expect(parseMetres('± 50')).toBe(50);
    expect(() => parseMetres('30000 km')).toThrow('no distance');
  });
});

describe('messages', () => {
  it('stay below what the bridge takes, with every item once and in order', () => {
    const items = Array.from({ length: 5000 }, (_, i) => ({ i, notes: 'x'.repeat(i % 4000) }));
    const chunks = chunked(items);
    expect(chunks.flat()).toEqual(items);
    for (const chunk of chunks) {
      expect(chunk.length).toBeLessThanOrEqual(2000);
      expect(JSON.stringify(chunk).length).toBeLessThan(1_000_000);
    }
    expect(chunked([])).toEqual([]);
  });
});
