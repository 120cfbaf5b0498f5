/** Replays every scenario of a folder on simulated devices and judges it. */
import { SimulatedBus } from '../testing/usb/bus.ts';
import { outputDifference, type OutputKind } from './usb-compare-common.ts';
import { compareRegisters } from './usb-compare-registers.ts';
import { compareSequence } from './usb-compare-sequence.ts';
import { Run, type Program } from './usb-program.ts';
import { airspyInfo, airspyRx } from './usb-program-airspy.ts';
import { airspyhfInfo, airspyhfRx, hfSeq } from './usb-program-airspyhf.ts';
import { hackrfInfo, hackrfSeq, hackrfTransfer } from './usb-program-hackrf.ts';
import { rtlSdr, rtlSeq } from './usb-program-rtl.ts';
import { readIndex, readOutput, readTranscript, words, type Scenario } from './usb-scenario.ts';

/** The programs whose vocabulary we speak. A new radio adds its lines here. */
const programs: Readonly<Record<string, Program>> = {
  rtl_sdr: rtlSdr,
  rtlseq: rtlSeq,
  hackrf_info: hackrfInfo,
  hackrf_transfer: hackrfTransfer,
  hackrfseq: hackrfSeq,
  airspy_info: airspyInfo,
  airspy_rx: airspyRx,
  airspyhf_info: airspyhfInfo,
  airspyhf_rx: airspyhfRx,
  hfseq: hfSeq,
};

export interface Verdict {
  readonly name: string;
  /** The first difference, or why it could not run; undefined is a pass. */
  readonly problem: string | undefined;
  /** Operations our drivers deliberately don't offer. */
  readonly notOffered: readonly string[];
}

/** Replays the scenarios of `folder` one after another. */
export async function replayFolder(folder: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const scenario of await readIndex(folder)) verdicts.push(await replay(folder, scenario));
  return verdicts;
}

async function replay(folder: string, scenario: Scenario): Promise<Verdict> {
  const notOffered: string[] = [];
  let problem: string | undefined;
  try {
    problem = await judge(folder, scenario, notOffered);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return { name: scenario.name, problem, notOffered };
}

async function judge(folder: string, scenario: Scenario, notOffered: string[]): Promise<string | undefined> {
  const [name = '', ...args] = words(scenario.cmd);
  const program = programs[name];
  if (!program) return `no driver of ours speaks the vocabulary of ${name} yet`;
  const reference = await readTranscript(folder, scenario.name);
  const bus = new SimulatedBus();
  const run = new Run(scenario, args, bus, bus.plug(scenario.env));
  await program.run(run);
  notOffered.push(...run.notOffered);
  const difference =
    program.rule === 'registers'
      ? compareRegisters(run.lines, reference, scenario.lib)
      : compareSequence(run.lines, reference);
  if (difference !== undefined) return difference;
  const output = await readOutput(folder, scenario.name);
  return output === undefined ? undefined : outputDifference(run.output, output, outputKind(name, args));
}

/** Airspy types 0 and 1 and everything of the HF+ are floats; the rest are integers, compared exactly. */
function outputKind(program: string, args: readonly string[]): OutputKind {
  if (program === 'hfseq' || program === 'airspyhf_rx') return 'f32';
  if (program !== 'airspy_rx') return 'bytes';
  const type = args.indexOf('-t') < 0 ? '2' : args[args.indexOf('-t') + 1];
  return type === '0' || type === '1' ? 'f32' : 'bytes';
}
