/**
 * Health: each room hands in a probe that really tries its part. A probe that doesn't answer within its
 * limit has failed: a frozen part must not look healthy.
 */
import type { ComponentHealth, HealthReport, HealthStatus } from '../../contract/health.ts';

export interface Probe {
  readonly name: string;
  /** Tries the part and says what came out. Throwing counts as failed. */
  check(signal: AbortSignal): Promise<Omit<ComponentHealth, 'name'>> | Omit<ComponentHealth, 'name'>;
}

/** Long enough for a slow disk's fsync, short enough for a person to wait. */
export const probeLimitMs = 3000;

export async function checkHealth(probes: readonly Probe[]): Promise<HealthReport> {
  const components = await Promise.all(probes.map(runProbe));
  return { status: worst(components), checkedAtMs: Date.now(), components };
}

async function runProbe(probe: Probe): Promise<ComponentHealth> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Omit<ComponentHealth, 'name'>>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          status: 'failed',
          detail: `No answer within ${probeLimitMs / 1000} s: frozen.`,
          metrics: {},
        }),
      probeLimitMs,
    );
  });
  try {
    return { name: probe.name, ...(await Promise.race([Promise.resolve(probe.check(abort.signal)), late])) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: probe.name, status: 'failed', detail: reason.slice(0, 1000), metrics: {} };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function worst(components: readonly ComponentHealth[]): HealthStatus {
  if (components.some((c) => c.status === 'failed')) return 'failed';
  return components.some((c) => c.status === 'degraded') ? 'degraded' : 'ok';
}

export { watchVitals } from './vitals.ts';
