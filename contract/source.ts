/** Known sources: transmitters with a name, a frequency and, where known, a place. */
import { z } from 'zod';

const id = z.number().int().positive();

export const SourceDraft = z
  .object({
    name: z.string().min(1).max(200),
    frequencyHz: z.number().min(0).max(1e12).optional(),
    bandwidthHz: z.number().positive().max(1e9).optional(),
    /** WGS 84 degrees; both or neither. */
    latitudeDeg: z.number().min(-90).max(90).optional(),
    longitudeDeg: z.number().min(-180).max(180).optional(),
    /** The true place lies within this distance of the given one, metres. */
    errorRadiusM: z.number().min(0).max(20_037_508).optional(),
    notes: z.string().max(4000).default(''),
  })
  .strict()
  .refine((s) => (s.latitudeDeg === undefined) === (s.longitudeDeg === undefined), {
    message: 'A place needs both latitude and longitude.',
    path: ['longitudeDeg'],
  });
export type SourceDraft = z.output<typeof SourceDraft>;

export const Source = z.object({
  id,
  ...SourceDraft.shape,
  createdMs: z.number().int(),
  updatedMs: z.number().int(),
});
export type Source = z.infer<typeof Source>;

/** What a CSV, GPX or KML file holds, shown before anything is kept. */
export const SourceImport = z.object({
  format: z.enum(['csv', 'gpx', 'kml']),
  rows: z
    .array(
      z.object({
        /** Line of the file, or number of the point in it, from 1. */
        place: z.number().int(),
        draft: SourceDraft,
        /** A source of that name and frequency is known already. */
        known: z.boolean(),
      }),
    )
    .max(20_000),
  rejected: z.array(z.object({ place: z.number().int(), message: z.string().max(300) })).max(20_000),
});
export type SourceImport = z.infer<typeof SourceImport>;
