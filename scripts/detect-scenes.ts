/**
 * Detection on our own scenes, and on those that an independent program made: `node scripts/detect-scenes.ts [SCENES]`,
 * 200 by default. Builds detect-scenes.c with liquid-dsp (Debian: libliquid-dev) and prints the figures of
 * docs/detection.md; where it is missing, it says so and prints ours alone. Ends with status 1 when a goal is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DetectionSettings } from '../contract/detection.ts';
import { makeDetector, type Detection } from '../main/detect/index.ts';
import { loadKernels } from '../main/dsp/index.ts';
import { figuresOf, matched, type Figures, type Pair } from '../testing/detection-figures.ts';
import { ownPairs, sceneResolution } from '../testing/detection-scenes.ts';

const { sampleRateHz } = sceneResolution;
const settings = { ...DetectionSettings.parse({}), leastSnrDb: -5 };
const Truth = z.object({
  kind: z.string(),
  startSample: z.number(),
  endSample: z.number(),
  lowerHz: z.number(),
  upperHz: z.number(),
  snrDb: z.number(),
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function detect(samples: Uint8Array): Detection[] {
  const found: Detection[] = [];
  const detector = makeDetector(
    { kernels: loadKernels().kernels, format: 'cf32', sampleRateHz, settings },
    (one) => found.push(one),
  );
  detector.process(samples);
  detector.flush();
  return found;
}

/** Figures of `count` scenes, all bursts and by kind. */
function compare(
  program: string,
  folder: string,
  count: number,
): { extra: number; pairs: Map<string, Pair[]> } {
  const pairs = new Map<string, Pair[]>([['all', []]]);
  let extra = 0;
  for (let seed = 1; seed <= count; seed++) {
    const file = join(folder, 'scene.cf32');
    const { status, stdout, stderr } = spawnSync(program, [String(seed), file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Scene ${String(seed)} could not be made: ${stderr}`);
    const bursts = stdout
      .trim()
      .split('\n')
      .map((line) => Truth.parse(JSON.parse(line)));
    const found = detect(readFileSync(file));
    extra += Math.max(0, found.length - bursts.length);
    for (const [k, pair] of matched(bursts, found, sceneResolution.binHz).entries())
      for (const name of ['all', bursts[k]!.kind]) pairs.set(name, [...(pairs.get(name) ?? []), pair]);
  }
  return { extra, pairs };
}

function tell(name: string, pairs: readonly Pair[]): Figures {
  const figures = figuresOf(pairs, sceneResolution);
  say(`${name}: ${JSON.stringify(figures)}`);
  return figures;
}

/** The acceptance of the detector. */
const isReached = (all: Figures): boolean =>
  all.found >= 0.99 &&
  all.medianBins <= 1 &&
  all.medianRows <= 1 &&
  all.bandwidthWithin >= 0.95 &&
  all.timeWithin >= 0.95 &&
  all.snrWithin >= 0.95;

function main(): void {
  const count = Number(process.argv[2] ?? 200);
  const own = ownPairs(
    Array.from({ length: count }, (_, i) => i + 1),
    detect,
  );
  say(`ours, boxes beyond one a burst: ${String(own.extra)}`);
  if (!isReached(tell('ours', own.pairs))) process.exitCode = 1;
  const folder = mkdtempSync(join(tmpdir(), 'wavekeep-scenes-'));
  try {
    const program = join(folder, 'detect-scenes');
    const source = join(import.meta.dirname, 'detect-scenes.c');
    const built = spawnSync('cc', ['-O2', '-o', program, source, '-lliquid', '-lm'], { encoding: 'utf8' });
    if (built.status !== 0) {
      say('Skipped: a C compiler and liquid-dsp are needed (Debian: apt-get install gcc libliquid-dev).');
      say(built.stderr || String(built.error));
      return;
    }
    const { extra, pairs } = compare(program, folder, count);
    say(`liquid-dsp, boxes beyond one a burst: ${String(extra)}`);
    for (const [name, list] of pairs) {
      const figures = tell(`liquid-dsp, ${name}`, list);
      if (name === 'all' && !isReached(figures)) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
