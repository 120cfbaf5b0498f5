import { describe, expect, it } from 'vitest';
import { LibrarySearch } from '../../contract/library.ts';
import { dayMs } from '../tasks/clock.ts';
import { chipsOf, formOf, isEverything, nextOrder, readForm, sameSearch, tidy, without } from './query.ts';

const names = { source: (id: number) => (id === 3 ? 'Mast North' : undefined), session: () => undefined };
const empty = formOf({});

describe('the form of a search', () => {
  it('is understood in the units people write', () => {
    const { search, problems } = readForm(
      {
        ...empty,
        low: '433',
        high: '434.5 MHz',
        from: '2026-11-01',
        to: '2026-11-02',
        least: '5min',
        label: '  ADS-B ',
        snr: '10',
        task: '17',
        place: '45.5 N 7.25 E',
        within: '1.5 km',
      },
      { leastStars: 3 },
    );
    expect(problems).toEqual({});
    expect(LibrarySearch.parse(search)).toEqual({
      lowHz: 433e6,
      highHz: 434.5e6,
      fromMs: Date.UTC(2026, 10, 1),
      // The whole of the last day counts.
      toMs: Date.UTC(2026, 10, 3) - 1,
      leastSeconds: 300,
      label: 'ADS-B',
      leastSnrDb: 10,
      taskId: 17,
      near: { latitudeDeg: 45.5, longitudeDeg: 7.25, withinM: 1500 },
      leastStars: 3,
    });
  });

  it('says what it can not read and searches for the rest', () => {
    const { search, problems } = readForm(
      {
        ...empty,
        low: 'abc',
        from: '2026-13-01',
        to: '2026-02-30',
        most: '10 lightyears',
        task: '-1',
        high: '1G',
      },
      {},
    );
    expect(search).toEqual({ highHz: 1e9 });
    expect(Object.keys(problems).sort()).toEqual(['from', 'low', 'most', 'task', 'to']);
  });

  it('comes back from every search as it was', () => {
    const searches: LibrarySearch[] = [
      {},
      { lowHz: 433_920_001, highHz: 434e6 },
      { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) - 1 },
      { fromMs: Date.UTC(2026, 0, 1, 12, 30, 5), toMs: Date.UTC(2026, 0, 1, 23, 59, 58) },
      { leastSeconds: 0.25, mostSeconds: 7200 },
      { leastSnrDb: -3.5, taskId: 4, label: 'Key fob', radio: 'RTL-SDR' },
      { near: { latitudeDeg: -33.8688, longitudeDeg: 151.2093, withinM: 250 } },
    ];
    for (const search of searches) expect(readForm(formOf(search), {})).toEqual({ search, problems: {} });
  });
});

describe('searches', () => {
  it('that mean the same are the same', () => {
    expect(tidy({ text: '  gqrx   raw ', lowHz: undefined })).toEqual({ text: 'gqrx raw' });
    expect(sameSearch({ lowHz: 1, text: ' ' }, { text: '', lowHz: 1 })).toBe(true);
    expect(isEverything({ text: ' ', label: undefined })).toBe(true);
    expect(isEverything({ leastStars: 1 })).toBe(false);
  });

  it('are shown by chips that each take their own part away', () => {
    const search: LibrarySearch = {
      text: 'noon',
      lowHz: 433e6,
      highHz: 435e6,
      toMs: Date.UTC(2026, 10, 2) - 1,
      leastStars: 3,
      sourceId: 3,
      sessionId: 8,
      labelled: 'unreviewed',
      condition: 'cut-short',
      near: { latitudeDeg: 45, longitudeDeg: 7, withinM: 5000 },
    };
    const chips = chipsOf(search, names);
    expect(chips.map(({ name }) => name)).toEqual([
      '433 MHz – 435 MHz',
      'Until 2026-11-01',
      'Labels to review',
      '3 stars or more',
      'Source Mast North',
      'Session 8',
      'Cut short',
      expect.stringMatching(/^Within 5 km of 45/),
    ]);
    const left = chips.reduce((rest, { fields }) => without(rest, fields), search);
    expect(left).toEqual({ text: 'noon' });
  });

  it('know every field of the contract: each gives a chip', () => {
    const whole: Required<Omit<LibrarySearch, 'text'>> = {
      lowHz: 1e6,
      highHz: 2e6,
      fromMs: dayMs,
      toMs: 2 * dayMs,
      leastSeconds: 1,
      mostSeconds: 2,
      label: 'a',
      radio: 'b',
      sourceId: 3,
      sessionId: 1,
      taskId: 1,
      leastSnrDb: 1,
      leastStars: 1,
      condition: 'missing',
      origin: 'imported',
      labelled: 'any',
      near: { latitudeDeg: 1, longitudeDeg: 1, withinM: 1 },
    };
    const fields = Object.keys(LibrarySearch.shape).filter((field) => field !== 'text');
    expect(Object.keys(whole).sort()).toEqual(fields.sort());
    expect(
      chipsOf(whole, names)
        .flatMap((chip) => chip.fields)
        .sort(),
    ).toEqual(fields.sort());
  });
});

describe('the order', () => {
  it('begins as people look: names and frequencies rise, the rest falls; the same column turns round', () => {
    expect(nextOrder({ order: 'name', descending: false }, 'bytes')).toEqual({
      order: 'bytes',
      descending: true,
    });
    expect(nextOrder({ order: 'bytes', descending: true }, 'frequency').descending).toBe(false);
    expect(nextOrder({ order: 'bytes', descending: true }, 'bytes').descending).toBe(false);
  });
});
