/** What this program says of an annotation in fields of its own; docs/wavekeep.sigmf-ext.md describes them. */
import type { Label } from '../../contract/label.ts';
import { formatDatetime } from './layout.ts';
import type { Annotation } from './schema.ts';

/** As the metadata declares our fields. */
export const ourExtension = { name: 'wavekeep', version: '1.0.0', optional: true };

export const ourKeys = {
  name: 'wavekeep:name',
  author: 'wavekeep:author',
  byMachine: 'wavekeep:by_machine',
  confidence: 'wavekeep:confidence',
  snrDb: 'wavekeep:snr_db',
  powerDbfs: 'wavekeep:power_dbfs',
  review: 'wavekeep:review',
  reviews: 'wavekeep:reviews',
  createdMs: 'wavekeep:created',
  updatedMs: 'wavekeep:updated',
} as const;

type OurFacts = Pick<
  Label,
  | 'author'
  | 'byMachine'
  | 'confidence'
  | 'snrDb'
  | 'powerDbfs'
  | 'review'
  | 'reviews'
  | 'createdMs'
  | 'updatedMs'
> & {
  /** Only where it is too long for `core:label`. */
  longName?: string | undefined;
};

/** Writes our fields; those that say nothing are taken away. */
export function putOurs(annotation: Annotation, facts: OurFacts): void {
  const reviews = facts.reviews.map(({ by, verdict, timeMs }) => ({
    by,
    verdict,
    datetime: formatDatetime(timeMs),
  }));
  putField(annotation, ourKeys.name, facts.longName);
  putField(annotation, ourKeys.author, facts.author);
  putField(annotation, ourKeys.byMachine, facts.byMachine);
  putField(annotation, ourKeys.confidence, facts.confidence);
  putField(annotation, ourKeys.snrDb, facts.snrDb);
  putField(annotation, ourKeys.powerDbfs, facts.powerDbfs);
  putField(annotation, ourKeys.review, facts.review);
  putField(annotation, ourKeys.reviews, reviews.length === 0 ? undefined : reviews);
  putField(annotation, ourKeys.createdMs, formatDatetime(facts.createdMs));
  putField(annotation, ourKeys.updatedMs, formatDatetime(facts.updatedMs));
}

/** No key without a value: it would be written as one. */
export function putField(annotation: Annotation, key: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(annotation, key);
  else annotation[key] = value;
}
