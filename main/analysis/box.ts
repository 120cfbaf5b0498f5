/** A selection of time and band, laid over what the recording holds. */
import type { z } from 'zod';
import type { Selection } from '../../contract/analysis.ts';
import { Fault } from '../../contract/fault.ts';
import type { SampleFacts } from '../formats/index.ts';
import type { Extent } from './samples.ts';

type Wish = Omit<z.output<typeof Selection>, 'id'>;

/** Samples of the selection without a gap, at one centre. */
export interface Piece {
  startSample: number;
  sampleCount: number;
  /** Of its first sample in the stream, lost samples counted in. */
  streamIndex: number;
  /** All such samples around it, in samples of the file. */
  run: Extent;
  /** 0 where nobody knows. */
  centreHz: number;
  /** UTC milliseconds of its first sample. */
  timeMs: number | undefined;
}

export interface Box {
  sampleRateHz: number;
  startSample: number;
  sampleCount: number;
  /** As the selection counts: absolute where the centre is known, otherwise from the centre. */
  lowHz: number;
  highHz: number;
  /** All that is there, as seen from the recording's own centre. */
  whole: boolean;
  /** In order, at least one. */
  pieces: Piece[];
}

/** Rates and centres are rounded when they are written. */
const tolerance = 1e-9;

/** Throws Fault 'invalid' where the rate is unknown. */
export function rateOf({ name, sampleRateHz }: SampleFacts): number {
  if (sampleRateHz === undefined)
    throw new Fault('invalid', `Nobody knows the sample rate of ${name}.`, {
      hint: 'Say the sample rate in its details in the library.',
    });
  return sampleRateHz;
}

/** The recording's own centre: frequencies are offsets where it is undefined. */
export const ownCentre = ({ centreHz, runs }: SampleFacts): number | undefined =>
  centreHz ?? runs.find((run) => run.centreHz !== undefined)?.centreHz;

/** Throws Fault 'invalid' for a box outside the recording, or one of no width. */
export function layBox(facts: SampleFacts, wish: Wish): Box {
  const sampleRateHz = rateOf(facts);
  const end = Math.min(facts.sampleCount, wish.startSample + wish.sampleCount);
  if (wish.startSample >= end)
    throw new Fault(
      'invalid',
      `The selection begins at sample ${wish.startSample}, and the recording has ${facts.sampleCount}.`,
      { hint: 'Select a time inside the recording.' },
    );
  const centreHz = ownCentre(facts) ?? 0;
  const lowest = facts.real ? centreHz : centreHz - sampleRateHz / 2;
  const highest = centreHz + sampleRateHz / 2;
  // In a retuned recording the band may lie beside the first centre; then it is looked for at the others.
  const several = facts.runs.some((run) => (run.centreHz ?? centreHz) !== centreHz);
  const clip = (hz: number): number => (several ? hz : Math.min(highest, Math.max(lowest, hz)));
  const lowHz = clip(wish.lowerHz ?? lowest);
  const highHz = clip(wish.upperHz ?? highest);
  if (!(highHz > lowHz))
    throw new Fault('invalid', 'The selection has no width inside the recording’s band.', {
      hint: 'Select a band inside the recording.',
    });
  const pieces = joined(facts, centreHz).flatMap((run) => {
    const from = Math.max(run.startSample, wish.startSample);
    const to = Math.min(run.run.to, end);
    if (to <= from) return [];
    const skipped = from - run.startSample;
    return {
      ...run,
      startSample: from,
      sampleCount: to - from,
      streamIndex: run.streamIndex + skipped,
      timeMs: run.timeMs === undefined ? undefined : run.timeMs + (skipped / sampleRateHz) * 1000,
    };
  });
  return {
    sampleRateHz,
    startSample: wish.startSample,
    sampleCount: end - wish.startSample,
    lowHz,
    highHz,
    whole: lowHz <= lowest && highHz >= highest && !several,
    pieces,
  };
}

/** All runs, those that follow on each other at one centre as one. */
function joined({ runs }: SampleFacts, centreHz: number): Piece[] {
  const pieces: Piece[] = [];
  let lost = 0;
  for (const run of runs) {
    lost += run.lostBefore;
    const own = run.centreHz ?? centreHz;
    const to = run.startSample + run.sampleCount;
    const last = pieces.at(-1);
    if (last?.centreHz === own && run.lostBefore === 0) {
      last.run.to = to;
      last.sampleCount += run.sampleCount;
    } else
      pieces.push({
        startSample: run.startSample,
        sampleCount: run.sampleCount,
        streamIndex: run.startSample + lost,
        run: { from: run.startSample, to },
        centreHz: own,
        timeMs: run.timeMs,
      });
  }
  return pieces;
}

/** Pieces whose band holds the whole box. */
export function holding({ pieces, lowHz, highHz, sampleRateHz }: Box): Piece[] {
  const reach = (sampleRateHz / 2) * (1 + tolerance);
  return pieces.filter(({ centreHz }) => lowHz >= centreHz - reach && highHz <= centreHz + reach);
}

/** Of those, the pieces at the centre with the most samples. Throws Fault 'invalid' where there are none. */
export function atOneCentre(box: Box): Piece[] {
  const samples = new Map<number, number>();
  const held = holding(box);
  for (const { centreHz, sampleCount } of held)
    samples.set(centreHz, (samples.get(centreHz) ?? 0) + sampleCount);
  const [most] = [...samples].sort((a, b) => b[1] - a[1]);
  if (!most)
    throw new Fault('invalid', 'The recording holds the selected band at no time of the selection.', {
      hint: 'Select a band and a time the radio was tuned to.',
    });
  return held.filter(({ centreHz }) => centreHz === most[0]);
}
