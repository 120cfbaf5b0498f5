/** What the comparisons of kernels have in common: options, rounds, processor time, the machine. */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { loadKernels, type Kernels } from '../main/dsp/index.ts';
import { CannotMeasure } from './compare.ts';

/** Figures of several rounds, by name. */
export type Rates = Map<string, number[]>;

export function record(rates: Rates, name: string, rate: number): void {
  const list = rates.get(name);
  if (list === undefined) rates.set(name, [rate]);
  else list.push(rate);
}

/**
 * Calls per second of processor time of this process, all its threads, over about `seconds`.
 * @param batch calls between two looks at the clock.
 */
export function callsPerSecond(seconds: number, batch: number, call: () => void): number {
  for (let n = 0; n < batch; n++) call();
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  while (performance.now() < end) {
    for (let n = 0; n < batch; n++) call();
    calls += batch;
  }
  const used = process.cpuUsage(before);
  return calls / ((used.user + used.system) / 1e6);
}

interface Machine {
  processor: string;
  cores: number;
  simd: string;
  /** Average load now, over 1, 5 and 15 minutes. */
  load: number[];
}

interface KernelComparison {
  rounds: number;
  seconds: number;
  json: boolean;
  kernels: Kernels;
  machine: () => Machine;
}

/** The options of a comparison of kernels, `--rounds --seconds --json`, and the kernels it is about. */
export function kernelComparison(usualSeconds: number): KernelComparison {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: String(usualSeconds) },
      json: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  if (!(rounds >= 1 && seconds > 0)) throw new CannotMeasure('--rounds and --seconds take positive numbers');
  const { kernels, reason } = loadKernels();
  if (kernels.kind !== 'native') throw new CannotMeasure(reason ?? 'the native kernels are not loaded');
  return {
    rounds,
    seconds,
    json: values.json,
    kernels,
    machine: () => ({
      processor: cpus()[0]?.model ?? 'unknown processor',
      cores: cpus().length,
      simd: kernels.simd,
      load: loadavg().map((value) => Number(value.toFixed(2))),
    }),
  };
}

/** The first line of what a comparison prints. */
export const machineLine = ({ processor, cores, simd, load }: Machine, rounds: number): string =>
  `${processor}, ${String(cores)} cores, ${simd}, load ${load.join(' ')}, ${String(rounds)} rounds`;
