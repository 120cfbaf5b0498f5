/** The health probes of the rooms: each really tries its part. A later issue adds the rest of the thirteen. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Radios } from './acquire/index.ts';
import { makeWindow, type loadKernels } from './dsp/index.ts';
import type { Probe } from './health/index.ts';
import type { Library } from './library/index.ts';
import type { SettingsFile } from './settings/index.ts';
import type { Store } from './store/index.ts';
import type { Queue } from './task/index.ts';

interface Parts {
  settings: SettingsFile;
  recordingFolder: () => string;
  radios: Radios;
  loaded: ReturnType<typeof loadKernels>;
  store: Store;
  queue: Queue;
  library: Library;
}

/** Below this, recordings stop soon; the person should know before. */
const littleSpaceBytes = 5_000_000_000;

export function probes(parts: Parts): Probe[] {
  return [
    { name: 'kernels', check: () => checkKernels(parts.loaded) },
    { name: 'recording folder', check: () => checkFolder(parts.recordingFolder()) },
    {
      name: 'settings',
      check: () =>
        parts.settings.problem === undefined
          ? { status: 'ok', detail: 'Read, and written through on every change.', metrics: {} }
          : { status: 'degraded', detail: parts.settings.problem, metrics: {} },
    },
    {
      name: 'radio list',
      async check() {
        await parts.radios.refresh();
        const radios = parts.radios.list();
        const problems = parts.radios.problems();
        if (problems.length > 0)
          return { status: 'degraded', detail: problems.join(' '), metrics: { radios: radios.length } };
        return {
          status: 'ok',
          detail: `${radios.length} radios listed.`,
          metrics: { radios: radios.length },
        };
      },
    },
    { name: 'receivers', check: () => checkReceivers(parts.radios) },
    { name: 'store', check: () => checkStore(parts.store) },
    { name: 'task queue', check: () => parts.queue.probe() },
    {
      name: 'library',
      async check() {
        await parts.library.probe();
        return { status: 'ok', detail: 'The catalogue answers and its folder can be written.', metrics: {} };
      },
    },
  ];
}

/** One transform of a known tone: an addon that loads but computes nonsense must not look healthy. */
function checkKernels({ kernels, reason }: Parts['loaded']): ReturnType<Probe['check']> {
  const size = 1024;
  const spectrum = kernels.makeSpectrum({
    size,
    format: 'cf32',
    window: makeWindow('hann', size),
    detector: 'sample',
    floorDb: -140,
    stepDb: 0.5,
  });
  const samples = new Float32Array(size * 2);
  for (let i = 0; i < size; i++) {
    samples[2 * i] = Math.cos((2 * Math.PI * 100 * i) / size);
    samples[2 * i + 1] = Math.sin((2 * Math.PI * 100 * i) / size);
  }
  const row = new Float32Array(size);
  spectrum.rowDb(new Uint8Array(samples.buffer), 1, size, row);
  const peakDb = row[size / 2 + 100] ?? Number.NaN;
  if (!(Math.abs(peakDb) < 0.1))
    return {
      status: 'failed',
      detail: `A full-scale tone came out at ${peakDb.toFixed(2)} dBFS.`,
      metrics: { peakDb },
    };
  if (kernels.kind === 'typescript')
    return {
      status: 'degraded',
      detail: `Running on the slower TypeScript kernels: ${reason ?? 'the native addon is not loaded'}.`,
      metrics: { peakDb },
    };
  return { status: 'ok', detail: `Native, ${kernels.simd}.`, metrics: { peakDb } };
}

/** Writes, syncs, reads back and removes a file where recordings go. */
async function checkFolder(folder: string): Promise<Awaited<ReturnType<Probe['check']>>> {
  const place = await mkdtemp(join(folder, '.probe-'));
  try {
    const content = randomBytes(4096);
    const file = join(place, 'probe');
    const started = performance.now();
    const handle = await open(file, 'w');
    try {
      await handle.write(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const writeMs = performance.now() - started;
    const back = await readFile(file);
    if (!back.equals(content))
      return {
        status: 'failed',
        detail: 'What was written did not read back the same.',
        metrics: { writeMs },
      };
    const disk = await statfs(folder);
    const freeBytes = disk.bavail * disk.bsize;
    const metrics = { writeMs: Math.round(writeMs * 10) / 10, freeBytes };
    return freeBytes < littleSpaceBytes
      ? { status: 'degraded', detail: `Only ${(freeBytes / 1e9).toFixed(1)} GB are free.`, metrics }
      : { status: 'ok', detail: `Writes and reads back; ${(freeBytes / 1e9).toFixed(0)} GB free.`, metrics };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** A radio that runs but brings no samples is frozen, whatever its thread says. */
async function checkReceivers(radios: Radios): Promise<Awaited<ReturnType<Probe['check']>>> {
  const running = radios.active().filter((session) => session.state.phase === 'running');
  if (running.length === 0) return { status: 'ok', detail: 'No radio is running.', metrics: { running: 0 } };
  const before = running.map((session) => session.state.samples);
  // Two periods of the receivers' own reports.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const silent = running.filter(
    (session, i) => session.state.phase === 'running' && session.state.samples === before[i],
  );
  const lostSamples = running.reduce((sum, session) => sum + session.state.lostSamples, 0);
  const metrics = { running: running.length, silent: silent.length, lostSamples };
  if (silent.length > 0)
    return {
      status: 'failed',
      detail: `No samples from ${silent.map((session) => session.state.id).join(', ')}.`,
      metrics,
    };
  return {
    status: lostSamples > 0 ? 'degraded' : 'ok',
    detail: `${running.length} running, ${lostSamples} samples lost.`,
    metrics,
  };
}

/** Beyond this a commit is felt by who waits for it. */
const slowCommitMs = 250;

/** Writes, reads and takes back a row, the fsync included. */
async function checkStore(store: Store): Promise<Awaited<ReturnType<Probe['check']>>> {
  const { walBytes, tookMs } = await store.probe({});
  const metrics = { walBytes, commitMs: Math.round(tookMs * 10) / 10 };
  if (store.notice !== undefined) return { status: 'degraded', detail: store.notice.slice(0, 1000), metrics };
  return tookMs > slowCommitMs
    ? {
        status: 'degraded',
        detail: `A commit took ${tookMs.toFixed(0)} ms: the disk is slow or busy.`,
        metrics,
      }
    : { status: 'ok', detail: 'Writes, syncs and reads back.', metrics };
}
