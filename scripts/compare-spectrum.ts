/**
 * Compares the native spectrum kernels, called from JavaScript, with the fused FFTW line and FFTW itself of
 * shared/bench/dsp, in the same run: `npm run bench:spectrum -- [--rounds 5] [--seconds 0.15] [--json]`.
 * Exit status: 0 at or above the floor everywhere, 1 below it somewhere, 2 when it can't be measured.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWindow, type Kernels } from '../main/dsp/index.ts';
import { buildDsp, compare, measureDsp, median } from './compare.ts';
import { callsPerSecond, kernelComparison, machineLine, record, type Rates } from './compare-kernels.ts';

/** Below this ratio the kernels are not done; the goals are the product's. */
const floor = 0.7;
const lineSizes = [1024, 2048, 4096, 8192, 16384, 65536];
const fftSizes = [1024, 2048, 4096, 8192, 16384, 65536];

type Kind = 'line' | 'fft';
interface Row {
  kind: Kind;
  size: number;
  ours: number;
  theirs: number | undefined;
  ratio: number | undefined;
  goal: number;
  verdict: 'goal' | 'floor' | 'below' | 'no twin';
}

function goalOf(kind: Kind, size: number): number {
  return kind === 'line' && size === 8192 ? 1 : 0.8;
}

/** Rates are million samples per processor second. */
const keyOf = (kind: Kind, size: number): string => `${kind} ${size}`;

function measureTheirs(folder: string, seconds: number, rates: Rates): void {
  for (const { impl, n, rate } of ['waterfall', 'fft'].flatMap((name) => measureDsp(folder, name, seconds))) {
    if (impl === 'c-fftw+fused') record(rates, keyOf('line', n), rate);
    if (impl === 'fftw-measure') record(rates, keyOf('fft', n), (rate * n) / 1e6);
  }
}

/** The work of the other side for each kind and size: bytes of noise to a row of levels, floats to floats. */
function makeOurs(kernels: Kernels): { kind: Kind; size: number; call: () => void }[] {
  const lines = lineSizes.map((size) => {
    const spectrum = kernels.makeSpectrum({
      size,
      format: 'cu8',
      window: makeWindow('blackman-harris', size),
      detector: 'sample',
      floorDb: -120,
      stepDb: 0.5,
    });
    const samples = Uint8Array.from({ length: 2 * size }, (_, n) => (n * 2_654_435_761) >>> 24);
    const row = new Uint8Array(size);
    return { kind: 'line' as const, size, call: () => spectrum.row(samples, 1, 0, row) };
  });
  const ffts = fftSizes.map((size) => {
    const fft = kernels.makeFft(size);
    const input = Float32Array.from({ length: 2 * size }, (_, n) => Math.sin(n * n));
    const output = new Float32Array(2 * size);
    return { kind: 'fft' as const, size, call: () => fft.process(input, output) };
  });
  return [...lines, ...ffts];
}

function judge(kind: Kind, size: number, ours: Rates, theirs: Rates): Row {
  const key = keyOf(kind, size);
  const mine = median(ours.get(key) ?? []);
  const goal = goalOf(kind, size);
  const other = theirs.get(key);
  if (other === undefined)
    return { kind, size, ours: mine, theirs: undefined, ratio: undefined, goal, verdict: 'no twin' };
  const ratio = mine / median(other);
  const verdict = ratio >= goal ? 'goal' : ratio >= floor ? 'floor' : 'below';
  return { kind, size, ours: mine, theirs: median(other), ratio, goal, verdict };
}

function print(rows: readonly Row[], machine: string): void {
  console.log(machine);
  console.log(
    'line: u8 IQ, Blackman-Harris, one transform a row, dB, u8 row. Theirs also runs an average over',
  );
  console.log(
    "rows (a multiply-add a bin); ours uses the detector 'sample'. fft: complex float, out of place.",
  );
  console.log('Rates in million samples per processor second; ours includes the call from JavaScript.\n');
  console.log('kind    size   theirs     ours  ratio  goal  floor  verdict');
  for (const row of rows) {
    const theirs = row.theirs === undefined ? '-' : row.theirs.toFixed(0);
    const ratio = row.ratio === undefined ? '-' : row.ratio.toFixed(2);
    const cells = [
      row.kind.padEnd(5),
      String(row.size).padStart(6),
      theirs.padStart(8),
      row.ours.toFixed(0).padStart(8),
    ];
    cells.push(ratio.padStart(6), row.goal.toFixed(1).padStart(5), floor.toFixed(1).padStart(6));
    console.log(`${cells.join(' ')}  ${row.verdict}`);
  }
}

function main(): number {
  const { rounds, seconds, json, kernels, machine } = kernelComparison(0.15);
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-spectrum-'));
  try {
    // They keep FFTW's plans beside themselves, so later rounds are quick.
    const build = buildDsp(folder, ['fft', 'waterfall']);
    if (!json) console.log('FFTW plans its transforms once: about a minute.');
    // Also a warm-up; its rates don't count.
    measureTheirs(build, 0.01, new Map());
    const ours: Rates = new Map();
    const theirs: Rates = new Map();
    const work = makeOurs(kernels);
    for (let round = 0; round < rounds; round++) {
      measureTheirs(build, seconds, theirs);
      for (const { kind, size, call } of work)
        record(ours, keyOf(kind, size), (callsPerSecond(seconds, 16, call) * size) / 1e6);
    }
    const rows = work.map(({ kind, size }) => judge(kind, size, ours, theirs));
    const { cores, ...facts } = machine();
    if (json) console.log(JSON.stringify({ ...facts, rounds, floor, rows }, null, 2));
    else print(rows, machineLine({ cores, ...facts }, rounds));
    return rows.some((row) => row.verdict === 'below') ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

compare(main);
