/** Damaged files of every format: read or refused with a place, quickly, and in little memory. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ImportCandidate, type Stated } from '../../contract/library.ts';
import { Fault } from '../../contract/fault.ts';
import { collect, makeTestFolder } from '../../testing/files.ts';
import { encodeFlac } from '../../testing/flac.ts';
import { makeSeeds, type Seed } from '../../testing/mutate-seeds.ts';
import { mutate, watchAllocations } from '../../testing/mutate.ts';
import { makeRandom } from '../../testing/random.ts';
import { validate } from '../sigmf/index.ts';
import { carryOut } from './convert-work.ts';
import { expand, openSamples, survey } from './index.ts';
import { crc32 } from './sdriq.ts';

const folder = makeTestFolder();
afterAll(() => {
  folder.remove();
});

const runs = process.env['WAVEKEEP_LONG'] === '1' ? 10_000 : 600;
/** Of each file: reading takes milliseconds, a loaded machine some more. */
const longestMs = 2000;
/** A FLAC block of eight channels is 4 MiB, whatever the file's size; nothing else comes near. */
const fixedBytes = 8 * 1024 * 1024;
const perByte = 16;

const tone = Array.from({ length: 700 }, (_, n) => Math.round(3000 * Math.cos(n / 9)));
const flac = encodeFlac([tone, tone.map((value, n) => value - (n % 5))], {
  rateHz: 48_000,
  blockSize: 256,
  kinds: ['linear', 'fixed', 'verbatim'],
});

/** A byte, a line and column, or a path into the JSON. */
function hasPlace(code: string, message: string): boolean {
  // What is not there has no place but its name.
  if (code === 'not-found' || code === 'permission') return true;
  return /byte \d+|line \d+, column \d+|global\b|captures\[|annotations\[|collection\b/.test(message);
}

function expectPlace(error: unknown, what: string): void {
  if (!(error instanceof Fault)) throw error;
  expect([what, error.code, error.message, hasPlace(error.code, error.message)]).toEqual([
    what,
    error.code,
    error.message,
    true,
  ]);
  expect([what, error.code]).not.toEqual([what, 'internal']);
}

/** What a patient person would answer to the questions. */
function answer(candidate: Awaited<ReturnType<typeof survey>>): Stated {
  const stated: Stated = {};
  if (candidate.missing.includes('datatype')) stated.datatype = candidate.likely?.datatype ?? 'cs16';
  if (candidate.missing.includes('sampleRateHz')) stated.sampleRateHz = 1e6;
  return stated;
}

async function readThrough(path: string, stated: Stated, size: number): Promise<void> {
  const file = await openSamples(path, stated);
  try {
    const { sampleCount, runs: found } = file.facts;
    expect(sampleCount).toBeGreaterThan(0);
    // No sample is smaller than a byte.
    expect(sampleCount).toBeLessThanOrEqual(size);
    expect(found.reduce((sum, run) => sum + run.sampleCount, 0)).toBe(sampleCount);
    const into = new Float32Array(2 * 64);
    for (const start of [0, Math.floor(sampleCount / 2), Math.max(0, sampleCount - 64), sampleCount])
      expect(await file.read(start, 64, into)).toBe(Math.min(64, sampleCount - start));
  } finally {
    await file.close();
  }
}

async function convertThrough(path: string, stated: Stated, what: string): Promise<void> {
  const outBase = join(folder.path, 'out', 'copy');
  try {
    await carryOut({ path, stated, outBase }, { stopped: () => false, onBytes: () => undefined });
    await readThrough(`${outBase}.sigmf-meta`, {}, Infinity);
    const [checked] = await validate([`${outBase}.sigmf-meta`]);
    expect([what, checked?.problems.filter(({ severity }) => severity === 'error')]).toEqual([what, []]);
  } catch (error) {
    expectPlace(error, what);
    expect([what, readdirSync(join(folder.path, 'out'))]).toEqual([what, []]);
  }
  for (const end of ['meta', 'data']) rmSync(`${outBase}.sigmf-${end}`, { force: true });
}

async function tryFile(paths: string[], what: string): Promise<'read' | 'refused'> {
  const size = paths.reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);
  const [given = ''] = paths;
  let members = [given];
  try {
    members = await collect(expand([given], new AbortController().signal));
  } catch (error) {
    expectPlace(error, what);
    return 'refused';
  }
  let result: 'read' | 'refused' = 'refused';
  for (const path of members) {
    const candidate = await survey(path);
    ImportCandidate.parse({ ...candidate, grant: 'g' });
    const stated = answer(candidate);
    if (candidate.rejected) {
      const { code, message } = candidate.rejected;
      expectPlace(new Fault(code as 'corrupt', message), what);
    } else {
      result = 'read';
      if (candidate.format !== 'flac')
        await readThrough(path, stated, size).catch((error: unknown) => {
          expectPlace(error, what);
        });
      await convertThrough(path, stated, what);
    }
  }
  return result;
}

describe('damaged files', () => {
  it(`are read or refused with a place (${runs} of them)`, { timeout: 1_800_000 }, async () => {
    const seeds = await makeSeeds(crc32, flac);
    mkdirSync(join(folder.path, 'out'));
    const watch = watchAllocations();
    const counts = { read: 0, refused: 0 };
    const slowest = { ms: 0, what: '' };
    try {
      for (let index = 0; index < runs; index++) {
        const random = makeRandom(7000 + index);
        const seed = seeds[index % seeds.length];
        if (!seed) throw new Error('no seeds');
        const paths = writeDamaged(seed, random);
        const what = `mutation ${index} of ${seed.name}`;
        watch.reset();
        const began = performance.now();
        counts[await tryFile(paths, what)]++;
        const ms = performance.now() - began;
        if (ms > slowest.ms) Object.assign(slowest, { ms, what });
        const size = paths.reduce((sum, path) => sum + statSync(path).size, 0);
        expect([what, watch.largest() <= fixedBytes + perByte * size]).toEqual([what, true]);
        for (const path of paths) rmSync(path);
      }
    } finally {
      watch.stop();
    }
    expect([slowest.what, slowest.ms < longestMs]).toEqual([slowest.what, true]);
    // Both happen often: mutations neither miss nor destroy everything.
    expect(counts.read).toBeGreaterThan(runs / 10);
    expect(counts.refused).toBeGreaterThan(runs / 10);
  });

  it('are whole before they are damaged', async () => {
    for (const seed of await makeSeeds(crc32, flac)) {
      const paths = seed.files.map(({ name, bytes }) => folder.put(name, bytes));
      expect([seed.name, await tryFile(paths, seed.name)]).toEqual([seed.name, 'read']);
      for (const path of paths) rmSync(path);
    }
  });
});

/** One file of the seed is damaged, the others are whole. */
function writeDamaged(seed: Seed, random: ReturnType<typeof makeRandom>): string[] {
  // Metadata breaks in more ways than samples.
  const victim = random.next() < 0.8 ? 0 : random.integer(seed.files.length);
  return seed.files.map(({ name, bytes, text }, i) => {
    const path = join(folder.path, name);
    writeFileSync(path, i === victim ? mutate(bytes, random, text ?? false) : bytes);
    return path;
  });
}
