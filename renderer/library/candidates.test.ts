import { describe, expect, it } from 'vitest';
import { ImportRequest, type ImportCandidate } from '../../contract/library.ts';
import {
  appliedToAlike,
  beginItems,
  confirmed,
  countAlike,
  factProblem,
  fieldText,
  isOpen,
  joined,
  likelyOf,
  missingOf,
  readFact,
  rejectionsCsv,
  requestOf,
  said,
  standingOf,
  summaryOf,
  tabOf,
  type Item,
} from './candidates.ts';

const candidate = (part: Partial<ImportCandidate>): ImportCandidate => ({
  grant: 'g',
  name: 'a.iq',
  format: 'raw',
  bytes: 1000,
  known: [],
  missing: [],
  questions: [],
  ...part,
});

const whole = candidate({
  grant: 'whole',
  name: 'a.sigmf-meta',
  format: 'sigmf',
  datatype: 'cf32_le',
  sampleRateHz: 1e6,
  centreHz: 1e8,
  known: ['datatype', 'sampleRateHz', 'centreHz'],
});
const bare = candidate({ grant: 'bare', missing: ['datatype', 'sampleRateHz'] });
const likely = candidate({
  grant: 'likely',
  name: 'g001_433.92M_250k.cu8',
  datatype: 'cu8',
  known: ['datatype'],
  likely: { sampleRateHz: 250e3, centreHz: 433.92e6 },
  missing: ['sampleRateHz'],
});
const broken = candidate({
  grant: 'broken',
  format: 'wav',
  rejected: { code: 'corrupt', message: 'No header.' },
});
const twice = candidate({ ...whole, grant: 'twice', knownAs: 'r7' });
const packed = candidate({ ...whole, grant: 'packed', format: 'sigmf-archive', copyBytes: 4000 });

const one = (of: ImportCandidate): Item => beginItems([of])[0]!;
const choices = { copy: false, incomplete: false, sourceId: undefined, notes: '' };

describe('files before they are imported', () => {
  it('stand as what has to be done about them; known and rejected ones are left out at first', () => {
    const items = beginItems([whole, bare, likely, broken, twice]);
    expect(items.map(standingOf)).toEqual(['ready', 'ask', 'ask', 'rejected', 'known']);
    expect(items.map(({ chosen }) => chosen)).toEqual([true, true, true, false, false]);
    expect(tabOf(items, 'ask')).toEqual([1, 2]);
    expect(tabOf(items, 'all')).toHaveLength(5);
  });

  it('take an answer for what they do not say, never for what they do', () => {
    expect(isOpen(one(whole), 'sampleRateHz')).toBe(false);
    expect(said(one(whole), 'sampleRateHz', 5)).toEqual(one(whole));
    expect(isOpen(one(broken), 'sampleRateHz')).toBe(false);
    const answered = said(said(one(bare), 'datatype', 'cs8'), 'sampleRateHz', 2e6);
    expect(missingOf(answered)).toEqual([]);
    expect(standingOf(answered)).toBe('ready');
    expect(standingOf(said(answered, 'datatype', undefined))).toBe('ask');
  });

  it('are not changed by what is only likely until somebody confirms it', () => {
    const item = one(likely);
    expect(likelyOf(item, 'sampleRateHz')).toBe(250e3);
    expect(item.stated).toEqual({});
    expect(requestOf([item], choices).items).toEqual([]);
    const sure = confirmed(item);
    expect(sure.stated).toEqual({ sampleRateHz: 250e3, centreHz: 433.92e6 });
    expect(standingOf(sure)).toBe('ready');
    expect(confirmed(sure)).toBe(sure);
  });

  it('keep what the person said against what is likely', () => {
    const item = confirmed(said(one(likely), 'sampleRateHz', 1e6));
    expect(item.stated).toEqual({ sampleRateHz: 1e6, centreHz: 433.92e6 });
  });

  it('of one kind are answered together, each with the likely frequency of its own name', () => {
    const other = candidate({
      ...likely,
      grant: 'other',
      name: 'g002_868M_250k.CU8',
      likely: { sampleRateHz: 250e3, centreHz: 868e6 },
    });
    const items = beginItems([likely, other, bare, whole]);
    expect(countAlike(items, items[0]!)).toBe(1);
    const sure = said(confirmed(items[0]!), 'sampleRateHz', 1.024e6);
    const after = appliedToAlike(items.with(0, sure), sure);
    expect(after[1]?.stated).toEqual({ sampleRateHz: 1.024e6, centreHz: 868e6 });
    expect(after.slice(2)).toEqual(items.slice(2));
  });

  it('join others without losing what was said; the same file comes once', () => {
    const items = [said(one(bare), 'datatype', 'cu8')];
    const more = joined(items, [bare, whole]);
    expect(more.map(({ candidate: { grant } }) => grant)).toEqual(['bare', 'whole']);
    expect(more[0]).toBe(items[0]);
  });
});

describe('what is asked of the engine', () => {
  const items = beginItems([whole, bare, likely, broken, twice, packed]);

  it('holds what is chosen and answered', () => {
    const request = ImportRequest.parse(requestOf(items, { ...choices, notes: 'Field day', sourceId: 4 }));
    expect(request.items).toEqual([{ grant: 'whole' }, { grant: 'packed' }]);
    expect(request).toMatchObject({ copy: false, incomplete: false, notes: 'Field day', sourceId: 4 });
    const all = requestOf(items, { ...choices, incomplete: true });
    expect(all.items.map(({ grant }) => grant)).toEqual(['whole', 'bare', 'likely', 'packed']);
  });

  it('is summed up before', () => {
    expect(summaryOf(items, false)).toEqual({
      counts: { all: 6, ready: 2, ask: 2, known: 1, rejected: 1 },
      coming: 2,
      comingBytes: 2000,
      copied: 1,
      copyBytes: 4000,
      waiting: 2,
    });
    expect(summaryOf(items, true)).toMatchObject({ coming: 4, waiting: 0 });
  });

  it('carries ten thousand files within the contract', () => {
    const many = beginItems(Array.from({ length: 10_000 }, (_, k) => ({ ...whole, grant: String(k) })));
    expect(ImportRequest.parse(requestOf(many, choices)).items).toHaveLength(10_000);
  });
});

describe('the fields', () => {
  it('read rates and frequencies as they are written', () => {
    expect(readFact('sampleRateHz', '2.4')).toBe(2.4e6);
    expect(readFact('sampleRateHz', '48000')).toBe(48_000);
    expect(readFact('sampleRateHz', '250k')).toBe(250e3);
    expect(readFact('centreHz', '433.92')).toBe(433.92e6);
    expect(readFact('startedMs', '2026-01-02 03:04:05')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(readFact('centreHz', ' ')).toBeUndefined();
    expect(factProblem('sampleRateHz', 'fast')).toMatch(/sample rate/i);
    expect(factProblem('sampleRateHz', '0')).toMatch(/at least/);
  });

  it('begin with a text that reads back as exactly what it says', () => {
    for (const hz of [433_920_000, 433_920_001, 1, 2_400_000])
      expect(readFact('centreHz', fieldText('centreHz', hz))).toBe(hz);
    expect(readFact('sampleRateHz', fieldText('sampleRateHz', 1_024_000))).toBe(1_024_000);
  });
});

describe('the list of reasons', () => {
  it('survives quotes, commas and line breaks', () => {
    expect(rejectionsCsv([{ name: 'a,"b".wav', code: 'corrupt', message: 'Two\nlines' }])).toBe(
      'name,code,reason\n"a,""b"".wav","corrupt","Two\nlines"',
    );
  });
});
