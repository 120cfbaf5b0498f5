/**
 * How fast this machine records to the disk of the recording folder: an unpaced simulated radio, the real ring,
 * the real recorder with hash and syncs. Nothing is lost: the radio waits for the recorder.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSession, startRecording } from '../acquire/index.ts';
import type { Bench } from './bench-spectrum.ts';

export async function benchRecording(folder: string, seconds: number, signal: AbortSignal): Promise<Bench[]> {
  const place = await mkdtemp(join(folder, '.bench-'));
  const session = makeSession('sim:quiet?speed=max', 'sim:quiet?speed=max');
  try {
    let begun: ReturnType<typeof startRecording> | undefined;
    session.onStream((stream) => {
      if (!stream || begun) return undefined;
      begun = startRecording({
        ring: stream.ring,
        radio: session.state.id,
        hardware: stream.info.label,
        datatype: stream.info.datatype,
        settings: stream.settings,
        folder: place,
        nameTemplate: 'bench',
        reserveBytes: 2_000_000_000,
        author: '',
        description: 'Benchmark; removed at its end.',
        version: '',
        onProgress: () => undefined,
      });
      return begun.then(() => undefined);
    });
    const cpu = process.cpuUsage();
    await session.start({ centreHz: 100e6, sampleRateHz: 20e6 });
    const recording = await begun;
    if (!recording) throw new Error('The benchmark began no recording.');
    const started = performance.now();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    const stopping = performance.now();
    const info = await recording.stop();
    const stopped = performance.now();
    const used = process.cpuUsage(cpu);
    const detail = `cs8 from a simulated radio, SHA-512 and syncs included, ${(info.bytes / 1e6).toFixed(0)} MB in ${((stopping - started) / 1000).toFixed(1)} s, ${info.lostSamples} samples lost`;
    return [
      {
        name: 'recording, sustained',
        value: info.bytes / 1e6 / ((stopped - started) / 1000),
        unit: 'MB/s',
        detail,
      },
      {
        name: 'recording, ready after stop',
        value: stopped - stopping,
        unit: 'ms',
        detail: 'hash and metadata final',
      },
      {
        name: 'recording, processor time',
        value: (used.user + used.system) / 1e3 / (info.bytes / 1e6),
        unit: 'ms per MB',
        detail: 'radio, ring and recorder together',
      },
    ];
  } finally {
    await session.close();
    await rm(place, { recursive: true, force: true });
  }
}
