import { describe, expect, it } from 'vitest';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { lossesOf, makeDescription, ownFields, type Progress, type Segment } from './recorder-meta.ts';

const settings = (gainDb: number): ReceiverSettings => ({
  centreHz: 1e8,
  sampleRateHz: 1000,
  gainMode: 'manual',
  gainsDb: { LNA: gainDb },
  controls: {},
});
const progress: Progress = { state: 'recording', lostSamples: 0, gaps: 0, clippedSamples: 0 };
const segment = (sampleStart: number, settingsEpoch: number): Segment => ({
  sampleStart,
  globalIndex: sampleStart,
  timeMs: 0,
  centreHz: 1e8,
  settingsEpoch,
  lostBefore: 0,
  missedBefore: 0,
});

function make(description = 'plain'): ReturnType<typeof makeDescription> {
  return makeDescription(
    {
      datatype: 'cs8',
      sampleRateHz: 1000,
      radio: 'sim:test',
      hardware: '',
      recorder: 'Wavekeep',
      author: '',
      description,
    },
    settings(0),
  );
}

interface Document {
  global: Record<string, unknown>;
  captures: Record<string, { gains_db: { LNA: number } }>[];
  annotations: unknown[];
}
const parse = (text: string): Document => JSON.parse(text) as Document;

describe('the metadata of a recording under way', () => {
  it('is the same document however often and in whatever steps it is written', () => {
    const steps = make();
    const once = make();
    for (let i = 0; i < 10; i++) {
      steps.add(segment(i * 100, 0));
      once.add(segment(i * 100, 0));
      steps.text(progress, i + 1);
    }
    expect(steps.text(progress, 10)).toBe(once.text(progress, 10));
    expect(parse(once.text(progress, 10)).captures).toHaveLength(10);
    expect(parse(once.text(progress, 4)).captures).toHaveLength(4);
    expect(parse(once.text(progress, 0)).captures).toEqual([]);
  });

  it('takes settings that come after the samples they hold for', () => {
    const one = make();
    for (const epoch of [0, 1, 2, 5]) one.add(segment(epoch * 100, epoch));
    const gains = (): number[] =>
      parse(one.text(progress, 4)).captures.map((c) => c['wavekeep:settings']!.gains_db.LNA);
    expect(gains()).toEqual([0, 0, 0, 0]);
    one.settings(2, settings(20));
    expect(gains()).toEqual([0, 0, 20, 20]);
    one.settings(1, settings(10));
    expect(gains()).toEqual([0, 10, 20, 20]);
    one.settings(2, settings(25));
    expect(gains()).toEqual([0, 10, 25, 25]);
  });

  it('is not led astray by what people write into it', () => {
    const text = make('\n  "captures": [], "x').text(progress, 0);
    expect(parse(text).global['core:description']).toBe('\n  "captures": [], "x');
  });

  it('with ten thousand segments is written again within a refresh', () => {
    const one = make();
    for (let i = 0; i < 10_000; i++) one.add(segment(i * 100, i));
    one.text(progress, 10_000);
    const started = performance.now();
    expect(one.text(progress, 10_000).length).toBeGreaterThan(1_000_000);
    // Two milliseconds on a quiet machine: half a second is the time between refreshes.
    expect(performance.now() - started).toBeLessThan(250);
  });
});

describe('our own fields', () => {
  it('are read one by one: a broken one hides no other', () => {
    const global = {
      'core:datatype': 'cu8',
      'core:version': '1.2.5',
      'wavekeep:state': 'cut-short',
      'wavekeep:synced': { samples: -1, sha512: 'x' },
      'wavekeep:clipped_samples': 'many',
      'wavekeep:radio': 'sim:test',
    };
    expect(ownFields({ global, captures: [], annotations: [] })).toEqual({
      state: 'cut-short',
      owner: undefined,
      synced: undefined,
      radio: 'sim:test',
      clippedSamples: undefined,
      endedBecause: undefined,
    });
  });

  it('losses are what the captures tell, in recordings of any program', () => {
    const captures = [
      { 'core:sample_start': 0 },
      { 'core:sample_start': 500, 'core:global_index': 1000 },
      { 'core:sample_start': 600 },
      { 'core:sample_start': 700, 'core:global_index': 1250 },
    ];
    expect(lossesOf(captures)).toEqual({ lostSamples: 550, gaps: 2 });
    expect(lossesOf([])).toEqual({ lostSamples: 0, gaps: 0 });
  });
});
