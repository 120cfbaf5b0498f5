/**
 * Compares 50 submissions at once with the rebuilt path of the system before this one (FastAPI, Celery, RabbitMQ,
 * Redis, from shared/bench/queue) in the same run: `npm run bench:queue -- [--rounds 5] [--json]`.
 * Ours is `wavekeep loadtest`, twice before and twice after theirs: every task is on disk when it is acknowledged and
 * is really recorded afterwards. Theirs acknowledges before its broker has written, and its tasks do nothing.
 * Exit status: 0 when every goal is met, 1 when one is missed, 2 when it can't be measured.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { benchmarkFolder, CannotMeasure, compare, median } from './compare.ts';

const root = dirname(import.meta.dirname);
const tasks = 50;
/** The product's goals, milliseconds. */
const goalMs = { mean: 5, p99: 20 };

const Latency = z.object({ mean: z.number(), p95: z.number(), p99: z.number() });
type Latency = z.infer<typeof Latency>;

const LoadTest = z.object({
  accepted: z.number(),
  succeeded: z.number(),
  submissionMs: Latency,
  serial: z.object({ submissionMs: Latency }),
  completed: z.object({ seconds: z.number(), measurements: z.number(), onFrequency: z.number() }),
});
type LoadTest = z.infer<typeof LoadTest>;

function measureOurs(folder: string, round: number): LoadTest {
  const args = [
    'main/cli.ts',
    'loadtest',
    '--tasks',
    String(tasks),
    '--radio',
    'sim:band',
    '--json',
    '--quiet',
  ];
  const result = spawnSync(process.execPath, [...args, '--data', join(folder, `profile-${String(round)}`)], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  const parsed = LoadTest.safeParse(JSON.parse(result.stdout || '{}'));
  if (!parsed.success) throw new CannotMeasure(`the load test failed: ${result.stdout}${result.stderr}`);
  return parsed.data;
}

interface Theirs {
  cold: Latency;
  warm: Latency;
}

/** The benchmark's own script on a copy; it finds better-sqlite3, which it uses for its other rows, through a link. */
function measureTheirs(folder: string, rounds: number): Map<string, Theirs> {
  const source = benchmarkFolder('queue');
  for (const program of ['redis-server', 'rabbitmq-server', 'uvicorn'])
    if (spawnSync('which', [program]).status !== 0)
      throw new CannotMeasure(
        `${program} is missing: apt-get install redis-server rabbitmq-server python3-celery python3-fastapi uvicorn python3-redis`,
      );
  cpSync(source, join(folder, 'queue'), { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', join(folder, 'queue')]);
  mkdirSync(join(folder, 'node'));
  writeFileSync(join(folder, 'node', 'package.json'), '{}');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node', 'node_modules'));
  const result = spawnSync('bash', ['run.sh', 'celery'], {
    cwd: join(folder, 'queue'),
    encoding: 'utf8',
    timeout: 600_000,
    env: { ...process.env, ROUNDS: String(rounds) },
  });
  const found = new Map<string, Theirs>();
  const cold = new Map<string, Latency>();
  for (const line of result.stdout.split('\n')) {
    const [, path, what, json] = /^(\/\w+) (first \(cold\) burst|50 concurrent) (\{.*\})$/.exec(line) ?? [];
    if (path === undefined || json === undefined) continue;
    const latency = Latency.parse(JSON.parse(json));
    // Its script measures every path twice: the coldest first burst and the better warm figure count.
    if (what !== '50 concurrent') cold.set(path, cold.get(path) ?? latency);
    else {
      const before = found.get(path)?.warm;
      const warm = before && before.mean < latency.mean ? before : latency;
      found.set(path, { cold: cold.get(path) ?? latency, warm });
    }
  }
  if (!found.has('/tasks'))
    throw new CannotMeasure(`the rebuilt path gave no figure: ${result.stderr.slice(-500)}`);
  return found;
}

const ms = (value: number): string => value.toFixed(2).padStart(8);
const row = (name: string, latency: Latency): string =>
  `${name.padEnd(58)}${ms(latency.mean)}${ms(latency.p95)}${ms(latency.p99)}`;

function middle(runs: readonly Latency[]): Latency {
  return {
    mean: median(runs.map((one) => one.mean)),
    p95: median(runs.map((one) => one.p95)),
    p99: median(runs.map((one) => one.p99)),
  };
}

function main(): number {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const rounds = Number(values.rounds);
  if (!(rounds >= 2)) throw new CannotMeasure('--rounds takes a number of at least 2');
  const load = loadavg().map((value) => Number(value.toFixed(2)));
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-queue-'));
  try {
    const ours = [measureOurs(folder, 0), measureOurs(folder, 1)];
    const theirs = measureTheirs(folder, rounds);
    ours.push(measureOurs(folder, 2), measureOurs(folder, 3));
    const rebuilt = theirs.get('/tasks')!;
    const concurrent = middle(ours.map((one) => one.submissionMs));
    const serial = middle(ours.map((one) => one.serial.submissionMs));
    const whole = ours.every(
      (one) =>
        one.accepted === tasks &&
        one.succeeded === tasks &&
        one.completed.measurements === tasks &&
        one.completed.onFrequency === tasks,
    );
    const ratio = concurrent.mean / rebuilt.warm.mean;
    const good = whole && concurrent.mean < goalMs.mean && concurrent.p99 < goalMs.p99 && ratio < 1;
    if (values.json)
      console.log(
        JSON.stringify(
          { load, ours, theirs: Object.fromEntries(theirs), concurrent, serial, ratio, good },
          null,
          2,
        ),
      );
    else
      console.log(
        [
          `${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores, load before ${load.join(' ')}`,
          '',
          `${`${String(tasks)} submissions at once, ms`.padEnd(58)}    mean     p95     p99`,
          row('rebuilt path, warm (FastAPI → Celery → RabbitMQ)', rebuilt.warm),
          row('rebuilt path, first burst', rebuilt.cold),
          ...[...theirs].flatMap(([path, one]) =>
            path === '/tasks_async' ? [row('the same, async endpoint', one.warm)] : [],
          ),
          row('Wavekeep, acknowledged after fsync (median of 4 processes)', concurrent),
          row('Wavekeep, one after another', serial),
          '',
          `ratio of means ${ratio.toFixed(3)}; every task recorded, whole and on its frequency: ${whole ? 'yes' : 'NO'}`,
          `goals: mean below ${String(goalMs.mean)} ms, p99 below ${String(goalMs.p99)} ms: ${good ? 'met' : 'MISSED'}`,
          'The rebuilt path answers before its broker has written anything, and its tasks do nothing.',
        ].join('\n'),
      );
    return good ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

compare(main);
