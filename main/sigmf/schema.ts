/**
 * The core namespace of SigMF 1.2.5 as schemas. Keys of other namespaces pass through untouched; what a schema
 * can't say (order, edges, sizes) is in check.ts.
 */
import { z } from 'zod';
import { datatypePattern } from './datatype.ts';

/** The version this program writes. 1.2.6 differs only in allowing rates below 1 S/s. */
export const writtenVersion = '1.2.5';

/** SigMF counts to 2^63-1; the nearest double is 2^63. */
const index = z
  .number()
  .refine((n) => Number.isInteger(n), 'must be a whole number')
  .min(0, 'must not be negative')
  .max(2 ** 63, 'is larger than 2^63');
const frequencyHz = z.number().min(-1e12, 'is below -1 THz').max(1e12, 'is above 1 THz');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** RFC 3339 with `Z` alone, any number of fractional digits, second 60 for leap seconds. */
const datetimeForm = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?Z$/;

/** True for a date and time SigMF allows, its day being one of its month. */
export function isDatetime(text: string): boolean {
  const parts = datetimeForm.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Only a name, never a path: the file lies beside its metadata. */
export const plainName = /^[^/\\:*?"<>|\u0000]+$/;
const fileName = z
  .string()
  .refine((s) => plainName.test(s) && s !== '.' && s !== '..', 'must be a file name without a path');

/** GeoJSON point, WGS 84: longitude, latitude, altitude in metres. */
const Geolocation = z
  .looseObject({
    type: z.literal('Point', 'must be "Point"'),
    coordinates: z
      .array(z.number())
      .min(2, 'needs longitude and latitude')
      .max(3, 'holds at most longitude, latitude and altitude')
      .refine(
        ([lon = 0, lat = 0]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90,
        'is longitude (±180), then latitude (±90)',
      ),
  })
  .refine(
    (point) => !('geometry' in point) && !('properties' in point),
    'must not have members named geometry or properties (RFC 7946)',
  );

export const Extension = z.strictObject({ name: z.string(), version: z.string(), optional: z.boolean() });
export type Extension = z.infer<typeof Extension>;

export const Global = z.looseObject({
  'core:datatype': z
    .string()
    .regex(
      datatypePattern,
      'is not a SigMF datatype: like ci16_le, cf32_be, cu8 (8 bits have no byte order)',
    ),
  'core:version': z.string().regex(/^\d+\.\d+\.\d+$/, 'must have the form X.Y.Z'),
  'core:sample_rate': z.number().positive('must be above 0').max(1e12, 'is above 1e12').optional(),
  'core:author': z.string().optional(),
  'core:collection': fileName.optional(),
  'core:dataset': fileName.optional(),
  'core:data_doi': z.string().optional(),
  'core:meta_doi': z.string().optional(),
  'core:description': z.string().optional(),
  'core:hw': z.string().optional(),
  'core:license': z.string().optional(),
  'core:metadata_only': z.boolean().optional(),
  'core:num_channels': index.min(1, 'must be at least 1').optional(),
  'core:offset': index.optional(),
  'core:recorder': z.string().optional(),
  'core:sha512': z
    .string()
    .regex(/^[0-9a-fA-F]{128}$/, 'must be 128 hexadecimal digits')
    .optional(),
  'core:trailing_bytes': index.optional(),
  'core:geolocation': Geolocation.optional(),
  'core:extensions': z.array(Extension).optional(),
});
export type Global = z.infer<typeof Global>;

export const Capture = z.looseObject({
  'core:sample_start': index,
  'core:datetime': z
    .string()
    .refine(isDatetime, 'must be UTC like 2026-03-01T12:00:00.5Z (RFC 3339, Z only)')
    .optional(),
  'core:frequency': frequencyHz.optional(),
  'core:global_index': index.optional(),
  'core:header_bytes': index.optional(),
  'core:geolocation': Geolocation.optional(),
});
export type Capture = z.infer<typeof Capture>;

export const Annotation = z.looseObject({
  'core:sample_start': index,
  'core:sample_count': index.optional(),
  'core:freq_lower_edge': frequencyHz.optional(),
  'core:freq_upper_edge': frequencyHz.optional(),
  'core:label': z.string().optional(),
  'core:comment': z.string().optional(),
  'core:generator': z.string().optional(),
  'core:uuid': z.string().regex(uuid, 'must be an RFC 4122 UUID').optional(),
});
export type Annotation = z.infer<typeof Annotation>;

export interface Meta {
  global: Global;
  /** Sorted by `core:sample_start`; an empty list means one capture at the first sample. */
  captures: Capture[];
  /** Sorted by `core:sample_start`. */
  annotations: Annotation[];
}

export const Collection = z.looseObject({
  'core:version': z.string().regex(/^\d+\.\d+\.\d+$/, 'must have the form X.Y.Z'),
  'core:description': z.string().optional(),
  'core:author': z.string().optional(),
  'core:collection_doi': z.string().optional(),
  'core:license': z.string().optional(),
  'core:extensions': z.array(Extension).optional(),
  'core:streams': z
    .array(
      z.looseObject({
        name: fileName,
        /** SHA-512 of the recording's metadata file. */
        hash: z.string().regex(/^[0-9a-fA-F]{128}$/, 'must be 128 hexadecimal digits'),
      }),
    )
    .optional(),
});
export type Collection = z.infer<typeof Collection>;

/** Fields of the core namespace that earlier versions had, and what became of them. */
export const oldFields: Readonly<Record<string, string>> = {
  'core:length': 'was removed: a segment ends where the next begins',
  'core:time': 'became core:datetime',
  'core:date': 'became core:datetime of the captures',
  'core:latitude': 'became core:geolocation',
  'core:longitude': 'became core:geolocation',
  'core:sha256': 'became core:sha512',
};
