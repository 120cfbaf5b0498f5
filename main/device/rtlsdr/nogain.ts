import { Fault } from '../../../contract/fault.ts';

/** The answer of tuners that have one gain only. */
export function noIfGain(chip: string): Promise<number> {
  return Promise.reject(
    new Fault('unsupported', `The ${chip} has no IF gain stages to set.`, { hint: 'Use the tuner gain.' }),
  );
}
