import { z } from 'zod';

export const AppInfo = z.object({
  version: z.string().max(40),
  /** Where the engine runs. */
  host: z.enum(['electron', 'server', 'cli']),
  /** `test-fallback` builds carry an old Electron and say so in their title and About. */
  flavour: z.enum(['release', 'development', 'test-fallback']),
  platform: z.string().max(40),
  runtime: z.string().max(80),
  kernels: z.object({
    kind: z.enum(['native', 'typescript']),
    simd: z.string().max(40),
    reason: z.string().max(1000).optional(),
  }),
  recordingFolder: z.string().max(4096),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** A place on disk the page may use without knowing or forging its path. */
export const Grant = z.object({ grant: z.string().max(64), name: z.string().max(300) });
export type Grant = z.infer<typeof Grant>;

export const PickRequest = z.object({
  what: z.enum([
    'recording',
    /** Several at once, raw and audio files too. */
    'imports',
    'import-folder',
    'recording-folder',
    'source-list',
    'tile-folder',
    'bundle',
  ]),
});
export type PickRequest = z.infer<typeof PickRequest>;

/** A place for a file the engine writes. */
export const TargetRequest = z
  .object({
    name: z
      .string()
      .min(1)
      .max(120)
      .regex(/^[\w. -]+$/),
  })
  .strict();

/** Text the page made, for a file of the user's choice. */
export const SaveRequest = z
  .object({
    name: z
      .string()
      .min(1)
      .max(120)
      .regex(/^[\w. -]+$/),
    /** One message carries no more. */
    text: z.string().max(8_000_000),
  })
  .strict();

/** One row of the server's file browser (headless: there is no native dialog). */
const BrowseEntry = z.object({
  grant: z.string().max(64),
  name: z.string().max(300),
  kind: z.enum(['folder', 'recording', 'source-list']),
  bytes: z.number().int(),
});
export const BrowseResult = z.object({
  path: z.array(z.string().max(300)).max(64),
  parent: z.string().max(64).optional(),
  entries: z.array(BrowseEntry).max(5000),
});

/** What a raw file does not say of itself and the user has to. */
export const FileQuestion = z.object({
  missing: z.array(z.enum(['datatype', 'sampleRateHz', 'centreHz'])).max(3),
  datatype: z.string().max(20).optional(),
  sampleRateHz: z.number().optional(),
  centreHz: z.number().optional(),
});
