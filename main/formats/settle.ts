/** Joins what a file says with what a person says of it. */
import type { Stated } from '../../contract/library.ts';
import { Fault } from '../../contract/fault.ts';
import { formatExact } from '../../contract/quantity.ts';
import type { ByteRun, Description } from './describe.ts';
import { encodingOf, sigmfName } from './encoding.ts';
import type { Choice } from './header.ts';

export interface Settled {
  choice: Choice;
  sampleRateHz: number | undefined;
  centreHz: number | undefined;
  startedMs: number | undefined;
  /** Without the empty ones. */
  runs: readonly ByteRun[];
  sampleCount: number;
}

/**
 * Throws Fault invalid where both say different things or nobody says how the samples are encoded, corrupt where
 * there are none.
 */
export function settle(description: Description, stated: Stated = {}): Settled {
  const { header, named } = description;
  refuse(description, 'S/s', header.sampleRateHz, stated.sampleRateHz);
  refuse(description, 'Hz', header.centreHz, stated.centreHz);
  const choice = settleChoice(description, stated.datatype);
  const runs = description.runs(choice).filter((run) => run.sampleCount > 0);
  const last = runs.at(-1);
  if (!last && description.decodedSamples === undefined)
    throw new Fault('corrupt', `${description.name} holds no samples (its data ends at byte 0).`, {
      hint: 'Choose another recording.',
      data: { byte: 0 },
    });
  return {
    choice,
    sampleRateHz: header.sampleRateHz ?? stated.sampleRateHz ?? named.sampleRateHz,
    centreHz: header.centreHz ?? stated.centreHz ?? named.centreHz,
    startedMs: header.startedMs ?? stated.startedMs ?? named.startedMs,
    runs,
    sampleCount: last ? last.startSample + last.sampleCount : 0,
  };
}

/** Rounding of a rate that was typed in is no contradiction. */
const tolerance = 1e-9;

function refuse(
  { name }: Description,
  unit: 'Hz' | 'S/s',
  said: number | undefined,
  claimed: number | undefined,
): void {
  if (said === undefined || claimed === undefined) return;
  if (Math.abs(said - claimed) <= tolerance * Math.abs(said)) return;
  throw new Fault(
    'invalid',
    `${name} says it holds ${formatExact(said, unit)}, not ${formatExact(claimed, unit)}.`,
    { hint: 'Leave out what the file knows itself.' },
  );
}

function settleChoice(description: Description, stated: Stated['datatype']): Choice {
  const { name, choices, named } = description;
  const wanted = stated === undefined ? undefined : sigmfName(stated);
  const [first, second] = choices ?? [];
  if (first && second) {
    // Two channels: the header knows the numbers, the person whether they are I and Q.
    if (wanted === undefined)
      throw new Fault('invalid', `${name} does not say whether its two channels are I and Q.`, {
        hint: 'State its sample format: one that begins with c for I and Q, one with r for sound.',
      });
    return wanted.startsWith('c') === first.encoding.complex ? first : second;
  }
  if (first) {
    if (wanted !== undefined && wanted !== first.encoding.datatype)
      throw new Fault('invalid', `${name} says it holds ${first.encoding.datatype}, not ${wanted}.`, {
        hint: 'Leave out what the file knows itself.',
      });
    return first;
  }
  const encoding = encodingOf(wanted ?? named.datatype ?? '');
  if (encoding) return { encoding, channels: 1 };
  throw new Fault('invalid', `${name} does not say its sample format.`, {
    hint: 'State it: cu8, cs8, cs16 or cf32; rs16, ru8 or rf32 for sound.',
  });
}
