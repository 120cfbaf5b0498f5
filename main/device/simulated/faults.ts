/**
 * Faults on a script, so that losses can be counted exactly: times are on the sample clock.
 * `lose=1.5:2400,3:100` samples vanish; `stall=2:0.4` the radio falls silent; `unplug=2:1` it goes and
 * returns (without a length: for good); `clip=2:0.5:40` the gain is 40 dB too high for a while.
 */
import { Fault } from '../../../contract/fault.ts';
import { parseQuantity } from '../../../contract/quantity.ts';

export interface ScriptedFault {
  kind: 'lose' | 'stall' | 'unplug' | 'clip';
  atS: number;
  /** Seconds it lasts; Infinity: for good. 0 for `lose`. */
  forS: number;
  /** `lose`: samples that vanish. */
  samples: number;
  /** `clip`: dB too much. */
  gainDb: number;
}

const forms: Readonly<Record<ScriptedFault['kind'], string>> = {
  lose: 'lose=SECONDS:SAMPLES',
  stall: 'stall=SECONDS:SECONDS',
  unplug: 'unplug=SECONDS or unplug=SECONDS:SECONDS',
  clip: 'clip=SECONDS:SECONDS or clip=SECONDS:SECONDS:DB',
};

/** One parameter of a radio's name, `kind=text`. Throws Fault 'invalid' with the form it takes. */
export function parseFaults(kind: ScriptedFault['kind'], text: string): ScriptedFault[] {
  return text.split(',').map((entry) => {
    const parts = entry.split(':');
    const fewest = kind === 'unplug' ? 1 : 2;
    const most = kind === 'clip' ? 3 : 2;
    if (parts.length < fewest || parts.length > most || parts.includes(''))
      throw new Fault('invalid', `'${kind}=${entry.slice(0, 60)}' is no scripted fault.`, {
        hint: `Write ${forms[kind]}, several separated by commas.`,
      });
    const [at = '', second, third] = parts;
    const time = { min: 0, max: 1e6, name: `The time in '${kind}=${entry.slice(0, 60)}'` };
    const fault: ScriptedFault = { kind, atS: parseQuantity(at, 's', time), forS: 0, samples: 0, gainDb: 40 };
    if (kind === 'lose') fault.samples = Math.round(parseQuantity(second ?? '', '', { min: 1, max: 1e12 }));
    else fault.forS = second === undefined ? Infinity : parseQuantity(second, 's', time);
    if (third !== undefined) fault.gainDb = parseQuantity(third, 'dB', { min: 0, max: 120 });
    return fault;
  });
}

/** What happens to the stream at one sample. */
export interface FaultStep {
  atSample: number;
  kind: 'lose' | 'silence' | 'gain';
  /** Samples that never come; Infinity: the radio doesn't return. */
  samples: number;
  /** `gain`: dB added from here on. */
  gainDb: number;
  /** `silence`: true where the radio itself went, not only its samples. */
  unplugged: boolean;
}

/** The script at one sample rate, in stream order. */
export function planFaults(faults: readonly ScriptedFault[], sampleRateHz: number): FaultStep[] {
  const steps: FaultStep[] = [];
  for (const fault of faults) {
    const atSample = Math.round(fault.atS * sampleRateHz);
    const samples = fault.kind === 'lose' ? fault.samples : Math.round(fault.forS * sampleRateHz);
    const step: FaultStep = {
      atSample,
      kind: 'lose',
      samples,
      gainDb: 0,
      unplugged: fault.kind === 'unplug',
    };
    if (fault.kind === 'clip') {
      steps.push({ ...step, kind: 'gain', gainDb: fault.gainDb });
      steps.push({ ...step, kind: 'gain', atSample: atSample + samples });
    } else steps.push({ ...step, kind: fault.kind === 'lose' ? 'lose' : 'silence' });
  }
  return steps.sort((a, b) => a.atSample - b.atSample);
}
