/**
 * How fast the application starts and what it costs at rest, measured on the real desktop application:
 * start to the first waterfall row, processor use over 30 s and memory with the window open and the radio
 * stopped. `--json` prints one document; `--runs N` starts N times (default 5).
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBench, startDesktop, type Bench, type Desktop } from '../e2e/desktop.ts';
import { cpuSecondsOf, pssBytesOf, treeOf } from './processes.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
});

/** Goals of the product: docs of the first issue, acceptance 7. */
const goals = { startMs: 2000, idleCores: 0.03, memoryBytes: 400e6 };
/** Memory is read this long after the radio stopped; processor use over the second half of it. */
const restSeconds = 60;
const idleSeconds = 30;

interface Start {
  /** From starting the program to its window's page. */
  windowMs: number;
  /** From starting the program to the first row on screen, the click on the simulated band included. */
  firstRowMs: number;
  desktop: Desktop;
}

async function startOnce(bench: Bench, run: number): Promise<Start> {
  const from = performance.now();
  const desktop = await startDesktop(bench, `start-${run}`);
  const windowMs = performance.now() - from;
  await desktop.page.getByRole('button', { name: /^Simulated band/ }).click();
  await desktop.page.waitForFunction(
    async () => {
      const ask: unknown = Reflect.get(window, 'wavekeepProbe');
      if (typeof ask !== 'function') return false;
      const seen: unknown = await Reflect.apply(ask, window, []);
      return typeof seen === 'object' && seen !== null && Number(Reflect.get(seen, 'rowsDrawn')) > 0;
    },
    undefined,
    { polling: 10 },
  );
  return { windowMs, firstRowMs: performance.now() - from, desktop };
}

/** Stops the radio and watches the process tree at rest. */
async function rest(
  desktop: Desktop,
): Promise<{ idleCores: number; memoryBytes: number; processes: number }> {
  await desktop.page.getByRole('toolbar').getByRole('button', { name: 'Stop', exact: true }).click();
  await sleep((restSeconds - idleSeconds) * 1000);
  const before = cpuSecondsOf(treeOf(desktop.pid));
  const from = performance.now();
  await sleep(idleSeconds * 1000);
  const tree = treeOf(desktop.pid);
  const idleCores = (cpuSecondsOf(tree) - before) / ((performance.now() - from) / 1000);
  return { idleCores, memoryBytes: pssBytesOf(tree), processes: tree.length };
}

const bench = await openBench();
try {
  const starts: Start[] = [];
  const runs = Number(values.runs);
  let resting: Awaited<ReturnType<typeof rest>> | undefined;
  for (let run = 0; run < runs; run++) {
    const start = await startOnce(bench, run);
    starts.push(start);
    if (run === runs - 1) resting = await rest(start.desktop);
    await start.desktop.close();
  }
  const middle = (pick: (start: Start) => number): number =>
    starts.map(pick).sort((a, b) => a - b)[Math.floor((runs - 1) / 2)] ?? NaN;
  const result = {
    electron: bench.runtime.version,
    cores: cpus().length,
    loadAverage: loadavg()[0],
    runs,
    windowMs: middle((start) => start.windowMs),
    firstRowMs: middle((start) => start.firstRowMs),
    firstRowMsAll: starts.map((start) => Math.round(start.firstRowMs)),
    ...resting,
    goals,
  };
  console.log(values.json ? JSON.stringify(result) : table(result));
} finally {
  await bench.close();
}

function table(result: {
  electron: string;
  cores: number;
  loadAverage: number | undefined;
  runs: number;
  windowMs: number;
  firstRowMs: number;
  idleCores?: number;
  memoryBytes?: number;
  processes?: number;
}): string {
  return [
    `Electron ${result.electron}, ${result.cores} cores, load ${(result.loadAverage ?? NaN).toFixed(2)}, median of ${result.runs} starts`,
    '',
    '| what | measured | goal |',
    '| --- | --- | --- |',
    `| start to window | ${(result.windowMs / 1000).toFixed(2)} s | |`,
    `| start to first waterfall row | ${(result.firstRowMs / 1000).toFixed(2)} s | ${goals.startMs / 1000} s |`,
    `| processor at rest, ${idleSeconds} s | ${((result.idleCores ?? NaN) * 100).toFixed(1)} % of a core | ${goals.idleCores * 100} % |`,
    `| memory (sum of PSS, ${result.processes ?? 0} processes) | ${((result.memoryBytes ?? NaN) / 1e6).toFixed(0)} MB | ${goals.memoryBytes / 1e6} MB |`,
  ].join('\n');
}
