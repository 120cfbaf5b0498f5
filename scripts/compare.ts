/** What the comparisons with programs of shared/bench have in common: building and running theirs, and how they end. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Nothing is wrong with us: the other side is not there, or gave no figure. */
export class CannotMeasure extends Error {}

const longestMs = 900_000;

/** Runs a program to its end and answers its output. */
function run(command: string, args: readonly string[], folder: string): string {
  const result = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: longestMs });
  if (result.error !== undefined) throw new CannotMeasure(`${command}: ${result.error.message}`);
  if (result.status === 0) return result.stdout;
  const missing = /(volk|liquid)\/\S+: No such file|cannot find -l(volk|liquid)/.test(result.stderr);
  throw new CannotMeasure(
    missing
      ? 'VOLK or liquid-dsp is missing: apt install libvolk2-dev libliquid-dev libfftw3-dev'
      : `${command} ${args.join(' ')} failed: ${result.stderr.trim().split('\n').at(-1) ?? ''}`,
  );
}

/** A folder of shared/bench. */
export function benchmarkFolder(name: string): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const source = resolve(root, process.env['WAVEKEEP_SHARED'] ?? '../shared', 'bench', name);
  if (!existsSync(source)) throw new CannotMeasure(`there is no ${source}: set WAVEKEEP_SHARED`);
  return source;
}

/** A copy of the DSP benchmark in `folder`, these of its programs built. Answers where they are. */
export function buildDsp(folder: string, programs: readonly string[]): string {
  cpSync(benchmarkFolder('dsp'), folder, { recursive: true });
  run('make', ['-s', ...programs.map((name) => `build/${name}`)], folder);
  return join(folder, 'build');
}

export interface Measurement {
  impl: string;
  n: number;
  /** Per processor second. */
  rate: number;
}

/** One round of one of its programs. Each line of output is one measurement, see the benchmark's common.h. */
export function measureDsp(folder: string, program: string, seconds: number): Measurement[] {
  return run(join(folder, program), ['1', String(seconds)], folder)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const found: unknown = JSON.parse(line);
      if (!isMeasurement(found)) throw new CannotMeasure(`the benchmark printed ${line}`);
      return found;
    });
}

function isMeasurement(value: unknown): value is Measurement {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'impl' in value &&
    typeof value.impl === 'string' &&
    'n' in value &&
    typeof value.n === 'number' &&
    'rate' in value &&
    typeof value.rate === 'number'
  );
}

/** Of one value or more. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Runs a comparison; what it answers is the exit status, 2 where it can't be made. */
export function compare(main: () => number): void {
  try {
    process.exitCode = main();
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    console.error(`The comparison can't be made: ${error.message}`);
    process.exitCode = 2;
  }
}
