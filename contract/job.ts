/** Long work that goes on while other things are done: imports, checks, moves, bundles. */
import { z } from 'zod';
import { FaultShape } from './fault.ts';

const jobKinds = [
  'import',
  'check',
  'repair',
  'move',
  'export',
  'crop',
  'detect',
  'bundle-export',
  'bundle-import',
] as const;
export type JobKind = (typeof jobKinds)[number];

export const Job = z.object({
  id: z.number().int().positive(),
  kind: z.enum(jobKinds),
  /** One short line: what it works on. */
  title: z.string().max(300),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** In `unit`s; total 0: not known yet. */
  done: z.number(),
  total: z.number(),
  unit: z.enum(['files', 'bytes', 'samples']),
  startedMs: z.number().int(),
  endedMs: z.number().int().optional(),
  /** Of what it worked on, what was not done, and why: the first thousand. */
  rejected: z
    .array(z.object({ name: z.string().max(300), code: z.string().max(40), message: z.string().max(1000) }))
    .max(1000),
  /** All that was rejected. */
  rejectedCount: z.number().int(),
  /** Recordings it added or changed: the first thousand. */
  ids: z.array(z.string().max(200)).max(1000),
  /** One sentence, when it ended. */
  summary: z.string().max(1000).optional(),
  fault: FaultShape.optional(),
});
export type Job = z.infer<typeof Job>;
