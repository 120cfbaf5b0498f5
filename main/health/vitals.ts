/** Processor use, memory, disk and event-loop lag, once a second while somebody looks; nothing otherwise. */
import { statfsSync, type StatsFs } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import type { Vitals } from '../../contract/health.ts';

const everyMs = 1000;
/** The first reading comes sooner, but not at once: use of a processor is a difference over time. */
const firstAfterMs = 200;

/** @param folder its disk is the one whose space is told: the recording folder. */
export function watchVitals(folder: () => string, sink: ValueSink<Vitals>): Stop {
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  let cpu = process.cpuUsage();
  let atMs = performance.now();

  const measure = (): void => {
    const now = performance.now();
    const used = process.cpuUsage(cpu);
    const cpuCores = now > atMs ? (used.user + used.system) / 1000 / (now - atMs) : 0;
    cpu = process.cpuUsage();
    atMs = now;
    const disk = diskOf(folder());
    sink.send({
      cpuCores,
      memoryBytes: process.memoryUsage.rss(),
      ...(disk ? { diskFreeBytes: disk.bavail * disk.bsize, diskTotalBytes: disk.blocks * disk.bsize } : {}),
      // The sampling itself waits 20 ms; what is over that is lag.
      eventLoopLagMs: Math.max(0, lag.max / 1e6 - 20),
    });
    lag.reset();
  };

  let timer = setTimeout(() => {
    measure();
    timer = setInterval(measure, everyMs);
  }, firstAfterMs);
  return () => {
    // Node's timers of both kinds are cleared alike.
    clearTimeout(timer);
    lag.disable();
  };
}

function diskOf(folder: string): StatsFs | undefined {
  try {
    return statfsSync(folder);
  } catch {
    // The medium may be pulled out at any time: the health check says so, the vitals go on.
    return undefined;
  }
}
