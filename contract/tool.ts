import { z } from 'zod';
import { Datatype, RadioId } from './radio.ts';
import { paletteNames } from './settings.ts';

/** One finding of `validate`; `where` is a JSON path into the metadata or a byte of the data file. */
const Problem = z.object({
  code: z.string().max(60),
  severity: z.enum(['error', 'warning']),
  where: z.string().max(300),
  message: z.string().max(1000),
});
export const ValidateResult = z.object({
  files: z
    .array(z.object({ name: z.string().max(300), ok: z.boolean(), problems: z.array(Problem).max(1000) }))
    .max(10_000),
});

export const SpectrogramRequest = z
  .object({
    /** A granted file, or a radio. */
    input: z.union([z.object({ grant: z.string().max(64) }), z.object({ radio: RadioId })]),
    out: z.string().max(64),
    datatype: Datatype.optional(),
    sampleRateHz: z.number().positive().max(1e12).optional(),
    centreHz: z.number().min(0).max(1e12).optional(),
    /** Default: chosen so that the picture is about as wide as it is readable. */
    fftSize: z.number().int().min(64).max(65_536).optional(),
    fromSeconds: z.number().min(0).optional(),
    toSeconds: z.number().positive().optional(),
    palette: z.enum(paletteNames).optional(),
  })
  .strict();
export const SpectrogramResult = z.object({
  width: z.number().int(),
  height: z.number().int(),
  fft: z.number().int(),
  rows: z.number().int(),
});

export const SceneTruth = z.object({
  emitters: z
    .array(
      z.object({
        kind: z.string().max(40),
        centreHz: z.number(),
        bandwidthHz: z.number(),
        /** Mean power while on at the default gain; 0 is a complex tone of full scale. */
        powerDbfs: z.number(),
        /** Seconds since start; an emitter that is always on has one pair [0, …]. */
        onOff: z.array(z.tuple([z.number(), z.number()])).max(100_000),
      }),
    )
    .max(10_000),
});

export const benchNames = ['spectrum', 'channels', 'queue', 'library', 'recording'] as const;
export const BenchRequest = z
  .object({ which: z.enum(benchNames), seconds: z.number().min(0.2).max(600) })
  .strict();
export const BenchResult = z.object({
  benches: z
    .array(
      z.object({
        name: z.string().max(80),
        value: z.number(),
        unit: z.string().max(40),
        detail: z.string().max(400),
      }),
    )
    .max(100),
});
