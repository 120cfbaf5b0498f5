/**
 * Compares the native channel kernel, called from JavaScript and mixing, with the decimating filters of
 * shared/bench/dsp, which don't mix, in the same run: `npm run bench:channels -- [--rounds 5] [--seconds 0.3] [--json]`.
 * On a path of choice with WAVEKEEP_SIMD=avx2. Needs Debian's libvolk2-dev and libliquid-dev and a C compiler.
 * Exit status: 0 at VOLK's speed or above, 1 below it, 2 when it can't be measured.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernels } from '../main/dsp/index.ts';
import { buildDsp, CannotMeasure, compare, measureDsp, median } from './compare.ts';
import { callsPerSecond, kernelComparison, machineLine, record, type Rates } from './compare-kernels.ts';

/** VOLK's speed, per processor second, is what the channel kernel owes. */
const goal = 1;
const shapes = [
  { taps: 128, decimation: 10 },
  { taps: 63, decimation: 8 },
] as const;
/** The benchmark names its shapes taps·100 + decimation. */
const keyOf = (shape: { taps: number; decimation: number }): number => shape.taps * 100 + shape.decimation;
/** Input samples of one call, as theirs. */
const blockSamples = 163_840;

interface Row {
  taps: number;
  decimation: number;
  /** Million input samples per processor second, medians. */
  volk: number;
  handwritten: number;
  ours: number;
  ratio: number;
  /** The acceptance speaks of the first shape; the second shows that it is no accident. */
  counts: boolean;
}

function measureTheirs(folder: string, seconds: number, rates: Rates): void {
  for (const { impl, n, rate } of measureDsp(folder, 'fir', seconds)) {
    if (impl === 'c-volk-dotprod') record(rates, `volk ${String(n)}`, rate);
    if (impl === 'c-avx2-4out') record(rates, `handwritten ${String(n)}`, rate);
  }
}

/** One call of ours for each shape: a block of noise, mixed down, filtered, decimated. */
function makeOurs(kernels: Kernels): { key: number; call: () => void }[] {
  const input = Float32Array.from({ length: 2 * blockSamples }, (_, n) => Math.sin(n * n));
  return shapes.map((shape) => {
    const taps = Float32Array.from({ length: shape.taps }, (_, n) =>
      Math.sin((Math.PI * (Math.min(n, shape.taps - 1 - n) + 0.5)) / shape.taps),
    );
    const channel = kernels.makeChannel({ stages: [{ taps, decimation: shape.decimation }], shift: 0.1234 });
    const output = new Float32Array(2 * (Math.ceil(blockSamples / shape.decimation) + 1));
    return { key: keyOf(shape), call: () => void channel.process(input, blockSamples, output) };
  });
}

function judge(rates: Rates): Row[] {
  return shapes.map((shape, place) => {
    const of = (who: string): number => {
      const values = rates.get(`${who} ${keyOf(shape)}`);
      if (values === undefined) throw new CannotMeasure(`nothing was measured of ${who}`);
      return median(values);
    };
    const [volk, handwritten, ours] = [of('volk'), of('handwritten'), of('ours')];
    return { ...shape, volk, handwritten, ours, ratio: ours / volk, counts: place === 0 };
  });
}

function print(rows: readonly Row[], machine: string): void {
  console.log(machine);
  console.log(
    'Complex float input, real taps; million input samples per processor second, medians. Ours is called from',
  );
  console.log(
    "JavaScript and mixes, too; VOLK's dot product and the handwritten AVX2 of the benchmark only filter.\n",
  );
  console.log('taps  by    VOLK  handwritten    ours  ours/VOLK  goal');
  for (const row of rows) {
    const cells = [
      String(row.taps).padStart(4),
      String(row.decimation).padStart(3),
      row.volk.toFixed(0).padStart(7),
      row.handwritten.toFixed(0).padStart(12),
      row.ours.toFixed(0).padStart(7),
      row.ratio.toFixed(2).padStart(10),
      (row.counts ? goal.toFixed(1) : '-').padStart(5),
    ];
    console.log(cells.join(' '));
  }
}

function main(): number {
  const { rounds, seconds, json, kernels, machine } = kernelComparison(0.3);
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-channels-'));
  try {
    const build = buildDsp(folder, ['fir']);
    // VOLK chooses its fastest function at the first call; the rates of this round don't count.
    measureTheirs(build, 0.01, new Map());
    const rates: Rates = new Map();
    const work = makeOurs(kernels);
    for (let round = 0; round < rounds; round++) {
      measureTheirs(build, seconds, rates);
      for (const { key, call } of work)
        record(rates, `ours ${String(key)}`, (callsPerSecond(seconds, 4, call) * blockSamples) / 1e6);
    }
    const rows = judge(rates);
    const { cores, ...facts } = machine();
    if (json) console.log(JSON.stringify({ ...facts, rounds, goal, rows }, null, 2));
    else print(rows, machineLine({ cores, ...facts }, rounds));
    return rows.some((row) => row.counts && row.ratio < goal) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

compare(main);
