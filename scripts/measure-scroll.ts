/**
 * `node scripts/measure-scroll.ts [--seconds 20] [--bytes 20e9]`: a sparse recording of 20 GB, imported by reference, in
 * the real interface (`wavekeep serve` in Chromium) at two window sizes. Measured are the time from the key that opens
 * it to its picture and overview, and every task of the page's main thread while it is opened and scrolled through.
 * Prints a Markdown table. Ends with status 1 when opening took over a second or a task computed for over 50 ms; the
 * long tasks of the page's own observer, which count waits for a busy machine, are reported beside that.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { seen } from '../e2e/analysis.ts';
import { addressOf, openBrowser } from '../e2e/browser.ts';
import { root, within } from '../e2e/desktop.ts';
import { largePlan, writeSparse } from '../testing/sparse.ts';
import { buildAll } from './build.ts';
import { readTrace, traceCategories, type Task } from './page-trace.ts';
import { journey } from './scroll-journey.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, bytes: { type: 'string', default: '20e9' } },
});
const goals = { openMs: 1000, taskMs: 50 };
const sizes = [
  { width: 1280, height: 720 },
  { width: 2560, height: 1440 },
] as const;
const name = 'large';
const cli = join(root, 'out', 'main', 'cli.js');
const marks = { open: 'measure-open', scroll: 'measure-scroll', end: 'measure-end' } as const;

interface Figures {
  firstMs: number;
  openMs: number;
  opening: readonly Task[];
  scrolling: readonly Task[];
  /** Lengths of the tasks the page's own observer reported, ms. */
  longTasks: readonly number[];
  events: number;
  settleMs: number;
  heapBytes: readonly [before: number, after: number];
  cachedBytes: number;
  pagePeakBytes: number;
  engineBytes: readonly [before: number, peak: number];
  load: number;
}

/** Resident memory of a process now, or at its most so far. Bytes. */
function residentBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? NaN) * 1024;
}

const mark = (page: Page, which: string): Promise<void> =>
  page.evaluate((text) => void performance.mark(text), which);

/** Of the page alone, after a collection of what is garbage. */
async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** From the key that opens it to the first tile on screen and to all of picture and overview, ms. */
async function open(page: Page): Promise<{ firstMs: number; openMs: number }> {
  // In place before the key is pressed: a key it missed would leave no figure, and nothing to fail.
  await page.evaluate(() => {
    window.addEventListener('keydown', ({ timeStamp }) => Reflect.set(window, 'measuredFrom', timeStamp), {
      once: true,
      capture: true,
    });
  });
  const opened = page.evaluate(
    () =>
      new Promise<{ firstMs: number; openMs: number }>((resolve) => {
        let firstMs = NaN;
        const look = (): void => {
          const ask: unknown = Reflect.get(window, 'wavekeepAnalysis');
          const { drawn } =
            typeof ask === 'function'
              ? (Reflect.apply(ask, window, []) as Awaited<ReturnType<typeof seen>>)
              : {};
          const now = performance.now() - Number(Reflect.get(window, 'measuredFrom'));
          if (drawn !== undefined && drawn.shown > 0 && Number.isNaN(firstMs)) firstMs = now;
          if (drawn?.pending === 0 && drawn.overviewPending === 0) resolve({ firstMs, openMs: now });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await page.keyboard.press('Enter');
  return await within(opened, 30_000, 'The recording was not drawn');
}

async function measure(data: string, viewport: (typeof sizes)[number]): Promise<Figures> {
  const server = spawn(process.execPath, [cli, 'serve', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const browser = await openBrowser();
  try {
    const address = await within(addressOf(server), 20_000, 'The server did not print its address');
    const engine = server.pid ?? NaN;
    const page = await browser.newPage({ viewport });
    await page.goto(address);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
    await page.getByRole('grid', { name: 'Recordings' }).getByText(name, { exact: true }).click();
    // Thumbnails and what loads at leisure are none of the opening.
    await page.waitForTimeout(3000);
    const heapBefore = await heapBytes(page);
    const engineBefore = residentBytes(engine, 'VmRSS');
    await page.evaluate(() => {
      const lengths: number[] = [];
      Reflect.set(window, 'measuredTasks', lengths);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) lengths.push(duration);
      }).observe({ type: 'longtask' });
    });
    await browser.startTracing(page, { categories: traceCategories });
    await mark(page, marks.open);
    const opening = await open(page);
    await mark(page, marks.scroll);
    const legs = await journey(page, Number(values.seconds));
    await mark(page, marks.end);
    const trace = readTrace((await browser.stopTracing()).toString(), marks.open);
    const longTasks = await page.evaluate(() => Reflect.get(window, 'measuredTasks') as number[]);
    const { drawn } = await seen(page);
    const figures: Figures = {
      ...opening,
      opening: trace.between(marks.open, marks.scroll),
      scrolling: trace.between(marks.scroll, marks.end),
      longTasks,
      events: legs.reduce((sum, { events }) => sum + events, 0),
      settleMs: Math.max(...legs.map(({ settleMs }) => settleMs)),
      heapBytes: [heapBefore, await heapBytes(page)],
      cachedBytes: drawn?.cachedBytes ?? NaN,
      pagePeakBytes: residentBytes(trace.pid, 'VmHWM'),
      engineBytes: [engineBefore, residentBytes(engine, 'VmHWM')],
      load: loadavg()[0] ?? NaN,
    };
    await page.close();
    return figures;
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await within(ended, 15_000, 'The server did not end');
  }
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const longest = (tasks: readonly Task[], by: 'wallMs' | 'cpuMs'): number =>
  tasks.reduce((most, task) => Math.max(most, task[by]), 0);
const both = (tasks: readonly Task[]): string =>
  `${ms(longest(tasks, 'cpuMs'))} (${ms(longest(tasks, 'wallMs'))})`;

const rows: readonly (readonly [what: string, (figures: Figures) => string])[] = [
  ['opened: first tile on screen', ({ firstMs }) => ms(firstMs)],
  ['opened: all of picture and overview', ({ openMs }) => ms(openMs)],
  ['longest task while opening: processor (wall)', ({ opening }) => both(opening)],
  ['longest task while scrolling: processor (wall)', ({ scrolling }) => both(scrolling)],
  ['tasks while scrolling', ({ scrolling }) => scrolling.length.toLocaleString('en')],
  ['long tasks the page observed (50 ms wall)', ({ longTasks }) => String(longTasks.length)],
  ['keys, wheel and mouse events', ({ events }) => events.toLocaleString('en')],
  ['all drawn after the hand rested, at most', ({ settleMs }) => ms(settleMs)],
  ['heap of the page, before → after', ({ heapBytes: [before, after] }) => `${mb(before)} → ${mb(after)}`],
  ['tiles kept by the page’s worker', ({ cachedBytes }) => mb(cachedBytes)],
  ['process of the page, peak', ({ pagePeakBytes }) => mb(pagePeakBytes)],
  ['engine, before → peak', ({ engineBytes: [before, peak] }) => `${mb(before)} → ${mb(peak)}`],
  ['load average', ({ load }) => load.toFixed(1)],
];

await buildAll((line) => process.stderr.write(`${line}\n`));
const folder = mkdtempSync(join(tmpdir(), 'wavekeep-scroll-'));
try {
  const plan = largePlan(join(folder, 'air', `${name}.sigmf-meta`));
  const samples = Math.floor(Number(values.bytes) / 4);
  await writeSparse({
    ...plan,
    samples,
    pieces: plan.pieces.filter(({ startSample, sampleCount }) => startSample + sampleCount <= samples),
  });
  const data = join(folder, 'profile');
  execFileSync(process.execPath, [cli, 'import', '--quiet', '--data', data, plan.path]);
  const all: Figures[] = [];
  for (const size of sizes) all.push(await measure(data, size));

  const heads = sizes.map(({ width, height }) => `${String(width)} × ${String(height)}`);
  console.log(`${String(cpus().length)} cores, ${cpus()[0]?.model ?? ''}`);
  console.log(
    `\n| ${String((samples * 4) / 1e9)} GB, scrolled for ${values.seconds} s | ${heads.join(' | ')} |`,
  );
  console.log(`| --- |${sizes.map(() => ' --- |').join('')}`);
  for (const [what, show] of rows) console.log(`| ${what} | ${all.map(show).join(' | ')} |`);
  for (const [n, { opening, scrolling }] of all.entries())
    for (const [when, tasks] of [
      ['opening', opening],
      ['scrolling', scrolling],
    ] as const)
      for (const { cpuMs, wallMs, atMs, parts } of tasks.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, 3))
        if (cpuMs > goals.taskMs / 3)
          console.log(
            `\n${heads[n] ?? ''}, ${when}, ${ms(atMs)}: ${ms(cpuMs)} (${ms(wallMs)}): ${parts.join('; ')}`,
          );
  const missed = all.flatMap(({ openMs, opening, scrolling }, n) => {
    const taskMs = longest([...opening, ...scrolling], 'cpuMs');
    return [
      ...(!(openMs <= goals.openMs) ? [`${heads[n] ?? ''}: opening took ${ms(openMs)}.`] : []),
      ...(taskMs > goals.taskMs ? [`${heads[n] ?? ''}: a task computed for ${ms(taskMs)}.`] : []),
    ];
  });
  for (const line of missed) console.error(`Missed: ${line}`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
