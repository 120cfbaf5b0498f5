/** What a task asks for. */
import { z } from 'zod';
import { RadioSelector } from './selector.ts';

export const productKinds = ['iq', 'spectrogram', 'power', 'metrics', 'detections'] as const;
export const ProductKind = z.enum(productKinds);
export type ProductKind = z.infer<typeof ProductKind>;

export const timeMs = z.number().int().min(0).max(8.64e15);
const windowSeconds = z
  .number()
  .min(0)
  .max(86_400 * 31);

/** When a task runs. Times are UTC milliseconds since 1970. A window is how late it may begin. */
export const TaskWhen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }).strict(),
  z.object({ kind: z.literal('at'), timeMs, windowSeconds: windowSeconds.optional() }).strict(),
  z
    .object({
      kind: z.literal('repeat'),
      /** Five fields (minute hour day month weekday) or six (seconds first). */
      cron: z.string().min(1).max(200),
      /** IANA name; local times follow its daylight saving. */
      timeZone: z.string().min(1).max(60),
      untilMs: timeMs.optional(),
      windowSeconds: windowSeconds.optional(),
    })
    .strict(),
]);
export type TaskWhen = z.infer<typeof TaskWhen>;

/** Records while the power in the task's band is above a level. */
export const TaskTrigger = z
  .object({
    /** Mean power in the task's bandwidth that opens, dBFS. */
    aboveDbfs: z.number().min(-200).max(20),
    /** Closes this far below the opening level, dB. */
    hysteresisDb: z.number().min(0).max(60).default(3),
    /** Kept from before the opening, seconds. */
    preRollSeconds: z.number().min(0).max(60).default(0.5),
    /** Goes on this long after the power fell, seconds. */
    holdSeconds: z.number().min(0).max(3600).default(1),
    /** Ends after this many captures. */
    captures: z.number().int().min(1).max(10_000).default(1),
    /** Ends after listening this long; absent: until cancelled. */
    listenSeconds: z
      .number()
      .positive()
      .max(86_400 * 366)
      .optional(),
  })
  .strict();
export type TaskTrigger = z.infer<typeof TaskTrigger>;

export const TaskGain = z.union([z.literal('auto'), z.record(z.string().max(40), z.number())]);

export const TaskDraft = z
  .object({
    kind: z.literal('acquire'),
    name: z.string().max(200).default(''),
    notes: z.string().max(4000).default(''),
    radio: RadioSelector,
    centreHz: z.number().min(0).max(1e12),
    bandwidthHz: z.number().positive().max(1e9),
    /** Length of the recording; of each capture at most, with a trigger. */
    seconds: z
      .number()
      .min(0.01)
      .max(86_400 * 31),
    when: TaskWhen.default({ kind: 'now' }),
    /** Found past its time (the program was closed): run late, or mark it skipped. */
    missed: z.enum(['late', 'skip']).default('late'),
    /** No radio of that name is there: wait for it, or end with an error that names it. */
    absent: z.enum(['wait', 'fail']).default('wait'),
    trigger: TaskTrigger.optional(),
    /** Ends early, with success. */
    stop: z
      .object({
        bytes: z.number().int().positive().max(1e15).optional(),
        silence: z
          .object({ belowDbfs: z.number().min(-200).max(20), seconds: z.number().positive().max(86_400) })
          .strict()
          .optional(),
      })
      .strict()
      .optional(),
    /** Absent: as the radio stands. Tasks that ask for different gains don't share a tuning. */
    gain: TaskGain.optional(),
    products: z
      .array(ProductKind)
      .min(1)
      .max(productKinds.length)
      .refine((kinds) => !kinds.includes('detections') || kinds.includes('iq'), {
        message: 'Detections are annotations of a recording: ask for iq as well.',
      })
      .default(['iq', 'metrics']),
    priority: z.number().int().min(-100).max(100).default(0),
    /** Tries after the first. */
    retries: z.number().int().min(0).max(20).default(2),
    /** May be cut short for a task of higher priority, and is then run anew. */
    interruptible: z.boolean().default(false),
    sourceId: z.number().int().positive().optional(),
  })
  .strict();
export type TaskDraft = z.output<typeof TaskDraft>;
/** What a caller may leave out. */
export type TaskDraftInput = z.input<typeof TaskDraft>;
