/** What has to be known of a recording's samples to place a box on them. */
import { Fault } from '../../contract/fault.ts';
import type { Label } from '../../contract/label.ts';
import type { SampleFacts } from '../formats/index.ts';

export type Facts = Pick<SampleFacts, 'sampleCount' | 'sampleRateHz' | 'centreHz' | 'runs'>;
export type Box = Pick<Label, 'startSample' | 'sampleCount' | 'lowerHz' | 'upperHz'>;

/** Edges come from the page as sums of doubles: rounding must not push a box out of its band. */
const slack = 1e-6;

/** Ends of the band received at a sample; undefined where nobody knows the rate. */
export function bandAt(facts: Facts, sample: number): { lowHz: number; highHz: number } | undefined {
  if (facts.sampleRateHz === undefined) return undefined;
  const run = facts.runs.findLast(({ startSample }) => startSample <= sample);
  const centreHz = run?.centreHz ?? facts.centreHz ?? 0;
  return { lowHz: centreHz - facts.sampleRateHz / 2, highHz: centreHz + facts.sampleRateHz / 2 };
}

/** Throws Fault 'invalid' with what is wrong and where, for a box that isn't wholly on the recording. */
export function checkBox(box: Box, facts: Facts, which: string): void {
  const { startSample, sampleCount, lowerHz, upperHz } = box;
  const end = startSample + sampleCount;
  if (end > facts.sampleCount)
    throw new Fault(
      'invalid',
      `${which} ends at sample ${end}; the recording has ${facts.sampleCount} samples.`,
      { hint: 'Make it shorter or move it to the left.' },
    );
  if (lowerHz >= upperHz)
    throw new Fault(
      'invalid',
      `${which} has its lower edge at ${lowerHz} Hz, not below its upper edge at ${upperHz} Hz.`,
      { hint: 'Give it a bandwidth.' },
    );
  const band = bandAt(facts, startSample);
  const near = slack * (facts.sampleRateHz ?? 0);
  if (band && (lowerHz < band.lowHz - near || upperHz > band.highHz + near))
    throw new Fault(
      'invalid',
      `${which} reaches from ${lowerHz} to ${upperHz} Hz; the recording holds ${band.lowHz} to ${band.highHz} Hz at sample ${startSample}.`,
      { hint: 'Move its edges into the band.' },
    );
}
