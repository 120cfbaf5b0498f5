/**
 * What a bundle holds: a tar whose first file says what is in it, and whose last one holds the hash of every other.
 * Small parts come before recordings, so that it is looked into without reading it whole.
 */
import { z } from 'zod';
import { bundleParts, LibraryEntry } from '../../contract/library.ts';
import { Label } from '../../contract/label.ts';

const sha512 = z.string().regex(/^[0-9a-f]{128}$/);

export const bundleVersion = 1;
export const headName = 'wavekeep-bundle.json';
export const manifestName = 'manifest.json';
export const partNames = {
  settings: 'settings.json',
  sources: 'sources.json',
  sessions: 'sessions.json',
  taxonomy: 'taxonomy.json',
  labels: 'labels.jsonl',
  recordings: 'recordings.json',
} as const;
export const recordingsFolder = 'recordings/';

export const Head = z.object({
  format: z.literal('wavekeep-bundle'),
  version: z.number().int(),
  madeMs: z.number().int(),
  madeBy: z.string().max(300),
  program: z.string().max(100),
  parts: z.array(z.object({ part: z.enum(bundleParts), count: z.number().int(), bytes: z.number() })),
});
export type Head = z.infer<typeof Head>;

/** A recording, always as SigMF: `recordings/FILE.sigmf-meta` and `.sigmf-data`. */
export const BundledRecording = z.object({
  id: z.string().max(200),
  file: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\0]+$/),
  bytes: z.number(),
  /** Of the data as the catalogue knew it; what is in the bundle stands in the manifest. */
  sha512: sha512.optional(),
  origin: LibraryEntry.shape.origin,
  stars: LibraryEntry.shape.stars,
  notes: LibraryEntry.shape.notes,
  sourceId: z.number().int().positive().optional(),
});
export type BundledRecording = z.infer<typeof BundledRecording>;

/** One line of the labels. */
export const BundledLabel = z.object({
  recordingId: z.string().max(200),
  sha512: sha512.optional(),
  label: Label,
});
export type BundledLabel = z.infer<typeof BundledLabel>;

export const Manifest = z.object({
  files: z.array(z.object({ path: z.string().max(400), bytes: z.number(), sha512 })),
});
export type Manifest = z.infer<typeof Manifest>;
