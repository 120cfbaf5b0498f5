import { z } from 'zod';

export const HealthStatus = z.enum(['ok', 'degraded', 'failed']);
export type HealthStatus = z.infer<typeof HealthStatus>;

export const ComponentHealth = z.object({
  name: z.string().max(60),
  status: HealthStatus,
  /** One sentence: what was tried and what came out. */
  detail: z.string().max(1000),
  metrics: z.record(z.string().max(60), z.number()),
});
export type ComponentHealth = z.infer<typeof ComponentHealth>;

export const HealthReport = z.object({
  status: HealthStatus,
  checkedAtMs: z.number(),
  components: z.array(ComponentHealth).max(100),
});
export type HealthReport = z.infer<typeof HealthReport>;

/** What the status bar shows, once a second while somebody looks. */
export const Vitals = z.object({
  /** Of one core, 1 = a whole core, this process and its threads. */
  cpuCores: z.number(),
  memoryBytes: z.number(),
  /** Of the disk of the recording folder; absent while the folder is gone (a drive pulled out). */
  diskFreeBytes: z.number().optional(),
  diskTotalBytes: z.number().optional(),
  eventLoopLagMs: z.number(),
});
export type Vitals = z.infer<typeof Vitals>;
