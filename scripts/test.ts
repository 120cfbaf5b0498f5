/**
 * `npm test`, `npm run check` and CI: the same steps. `--long` runs the acceptance lines' full counts.
 * Ends with one line `N passed, N failed, N skipped` over all test suites.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const long = process.argv.includes('--long');
const reports = mkdtempSync(join(tmpdir(), 'wavekeep-test-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

interface Step {
  name: string;
  command: readonly string[];
  /** Vitest's JSON report, counted in the closing line. */
  report?: string;
}

const vitest = (name: string, ...args: string[]): Step => {
  const report = join(reports, `${name}.json`);
  return {
    name,
    command: [
      'vitest',
      'run',
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    report,
  };
};

const steps: Step[] = [
  ...['contract', 'main', 'preload', 'renderer', 'scripts'].map((side) => ({
    name: `types: ${side}`,
    command: ['tsc', '-p', side],
  })),
  {
    name: 'lint',
    command: [
      'eslint',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint/',
    ],
  },
  { name: 'boundaries', command: ['node', 'scripts/boundaries.ts'] },
  { name: 'unused exports', command: ['knip'] },
  { name: 'formatting', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  vitest('unit'),
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  vitest('end-to-end', '--config', 'vitest.e2e.config.ts'),
  // The measured acceptance lines want a quiet machine: each prints its load, and fails below its floor.
  ...(long
    ? [
        { name: 'spectrum comparison', command: ['node', 'scripts/compare-spectrum.ts'] },
        { name: 'channel comparison', command: ['node', 'scripts/compare-channels.ts'] },
        { name: 'queue comparison', command: ['node', 'scripts/compare-queue.ts'] },
        { name: 'trace of an acknowledgement', command: ['node', 'scripts/trace-acknowledgement.ts'] },
        { name: 'sustained recording', command: ['node', 'scripts/measure-record.ts'] },
        { name: 'start, idle, memory', command: ['node', 'scripts/measure-start.ts'] },
        { name: 'a large recording', command: ['node', 'scripts/measure-library.ts'] },
        { name: 'opening and scrolling it', command: ['node', 'scripts/measure-scroll.ts'] },
        { name: 'detection in scenes of liquid-dsp', command: ['node', 'scripts/detect-scenes.ts'] },
      ]
    : []),
];

const totals = { passed: 0, failed: 0, skipped: 0 };
const broken: string[] = [];
const started = performance.now();
for (const step of steps) {
  const stepStarted = performance.now();
  const [program = '', ...args] = step.command;
  console.log(`\n── ${step.name}`);
  const result = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, ...(long ? { WAVEKEEP_LONG: '1' } : {}) },
  });
  if (result.status !== 0) broken.push(step.name);
  if (step.report !== undefined) count(step.report);
  console.log(`── ${step.name}: ${result.status === 0 ? 'ok' : 'FAILED'} in ${seconds(stepStarted)} s`);
}
console.log(
  `\n${broken.length === 0 ? 'All steps passed' : `Failed: ${broken.join(', ')}`} in ${seconds(started)} s.`,
);
// A step that failed without a failed test (types, lint) must show in the closing line too.
totals.failed = Math.max(totals.failed, broken.length);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = broken.length === 0 ? 0 : 1;

function count(file: string): void {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) return;
  const facts = new Map<string, unknown>(Object.entries(parsed));
  totals.passed += Number(facts.get('numPassedTests'));
  totals.failed += Number(facts.get('numFailedTests'));
  totals.skipped += Number(facts.get('numPendingTests'));
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
