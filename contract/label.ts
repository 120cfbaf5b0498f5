/** Labels: boxes of time and frequency with a name, who said so, and who agreed. SigMF annotations on disk. */
import { z } from 'zod';
import { DetectionSettings } from './detection.ts';
import { LibrarySearch, RecordingId } from './library.ts';

const sample = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53);
const hz = z.number().min(-1e12).max(1e12);
const timeMs = z.number().int();

export const LabelId = z.uuid();

/**
 * `unreviewed`; `accepted` by one person; `confirmed` by two; `rejected` by somebody; `disputed`: one accepts, another
 * rejects.
 */
export const reviewStates = ['unreviewed', 'accepted', 'confirmed', 'rejected', 'disputed'] as const;
export const ReviewState = z.enum(reviewStates);
export type ReviewState = z.infer<typeof ReviewState>;

const Review = z.object({ by: z.string().max(200), verdict: z.enum(['accepted', 'rejected']), timeMs });

const box = {
  startSample: sample,
  sampleCount: z
    .number()
    .int()
    .min(1)
    .max(2 ** 53),
  /** Absolute where the recording knows its centre, otherwise from the centre. */
  lowerHz: hz,
  upperHz: hz,
};

export const Label = z.object({
  uuid: LabelId,
  ...box,
  /** A class of the taxonomy or any other name; empty: nobody has said what it is. */
  name: z.string().max(100),
  comment: z.string().max(2000),
  /** A person, or a model or detector as `name version@hash`. */
  author: z.string().max(200),
  byMachine: z.boolean(),
  /** Of a machine, 0 to 1. */
  confidence: z.number().min(0).max(1).optional(),
  snrDb: z.number().optional(),
  powerDbfs: z.number().optional(),
  review: ReviewState,
  /** The last verdict of each person. */
  reviews: z.array(Review).max(20),
  createdMs: timeMs,
  updatedMs: timeMs,
});
export type Label = z.infer<typeof Label>;

const NewLabel = z
  .object({
    ...box,
    name: z.string().max(100).default(''),
    comment: z.string().max(2000).default(''),
  })
  .strict();

const LabelChange = z
  .object({
    startSample: sample,
    sampleCount: z
      .number()
      .int()
      .min(1)
      .max(2 ** 53),
    lowerHz: hz,
    upperHz: hz,
    name: z.string().max(100),
    comment: z.string().max(2000),
  })
  .partial()
  .strict();

export const LabelEdit = z.discriminatedUnion('kind', [
  /** The page may choose the uuid: it can go on with the new label before the answer. */
  z.object({ kind: z.literal('add'), uuid: LabelId.optional(), label: NewLabel }).strict(),
  z.object({ kind: z.literal('change'), uuid: LabelId, change: LabelChange }).strict(),
  z.object({ kind: z.literal('remove'), uuid: LabelId }).strict(),
  /** In two, at a moment or at a frequency inside it: one of them. */
  z
    .object({
      kind: z.literal('split'),
      uuid: LabelId,
      atSample: sample.optional(),
      atHz: hz.optional(),
    })
    .strict(),
  /** To one around all of them, with the name of the first. */
  z.object({ kind: z.literal('merge'), uuids: z.array(LabelId).min(2).max(1000) }).strict(),
  /** `null` takes the person's own verdict back. */
  z
    .object({
      kind: z.literal('review'),
      uuid: LabelId,
      verdict: z.enum(['accepted', 'rejected']).nullable(),
    })
    .strict(),
]);
export type LabelEdit = z.input<typeof LabelEdit>;

/** A view begins with no more; what is beyond is counted. */
export const mostLabels = 20_000;

/** Labels in one part of a message: a part costs a few milliseconds on its way. */
export const labelsInPart = 500;
/** Where more were removed at once, everything is sent anew. */
export const mostRemoved = 5000;

/**
 * What `label.of` sends: first every label, in parts, then only what changed. A part that is not the next one, or a
 * message that builds on another revision than the one held, says that something was lost: to be opened anew.
 */
export const LabelPart = z.object({
  /** Of the labels once the last part is taken. */
  revision: z.number().int(),
  /** The revision that this message changes; absent: everything is sent, what was held before is forgotten. */
  since: z.number().int().optional(),
  /** Its place in the message, from 0. */
  part: z.number().int().min(0),
  /** Parts of this message follow; what stands below the labels counts in the last one. */
  more: z.boolean(),
  /** New or changed, in no order; a later part has the last word on a label. */
  labels: z.array(Label).max(labelsInPart),
  removed: z.array(LabelId).max(mostRemoved),
  /** Of all labels of the recording; beyond the most a view begins with, some are not sent. */
  total: z.number().int(),
  /** What the next undo or redo would do; absent: nothing. */
  undo: z.string().max(200).optional(),
  redo: z.string().max(200).optional(),
  /** Written into the recording's SigMF metadata; false: within a second. */
  written: z.boolean(),
  /** Why the metadata can't be written; the labels are safe in the catalogue. */
  problem: z.string().max(500).optional(),
});
export type LabelPart = z.infer<typeof LabelPart>;

/** The labels of a recording as `makeLabelView` puts them together, in the order of time and then of frequency. */
export interface LabelSet extends Pick<LabelPart, 'revision' | 'undo' | 'redo' | 'written' | 'problem'> {
  labels: readonly Label[];
  /** How many more there are. */
  left: number;
}

/** Of the `signal` extension of SigMF, for those that read it. */
const SignalDetail = z.object({
  type: z.enum(['analog', 'digital']).optional(),
  modClass: z
    .enum(['am', 'fm', 'pm', 'ssb', 'dsb', 'vsb', 'ask', 'fsk', 'psk', 'qam', 'ook', 'cpm', 'msk'])
    .optional(),
  standard: z.string().max(100).optional(),
});

export const LabelClass = z.object({
  name: z.string().min(1).max(100),
  /** `#rrggbb`. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  /** The number key that gives it. */
  key: z.number().int().min(1).max(9).optional(),
  signal: SignalDetail.optional(),
  notes: z.string().max(1000),
});
export type LabelClass = z.infer<typeof LabelClass>;

/** In their order. */
export const Taxonomy = z.object({ classes: z.array(LabelClass).max(500) });
export type Taxonomy = z.infer<typeof Taxonomy>;

export const TaxonomyEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put'), class: LabelClass }).strict(),
  /** Labels of that name are renamed with it; one that exists already takes them in. */
  z
    .object({
      kind: z.literal('rename'),
      from: z.string().min(1).max(100),
      to: z.string().min(1).max(100),
    })
    .strict(),
  /** Labels keep the name. */
  z.object({ kind: z.literal('remove'), name: z.string().min(1).max(100) }).strict(),
  z.object({ kind: z.literal('order'), names: z.array(z.string().max(100)).max(500) }).strict(),
]);
export type TaxonomyEdit = z.infer<typeof TaxonomyEdit>;

export const LabelStatistics = z.object({
  recordings: z.number().int(),
  /** With a label that is not rejected. */
  labelledRecordings: z.number().int(),
  classes: z
    .array(
      z.object({
        name: z.string().max(100),
        count: z.number().int(),
        recordings: z.number().int(),
        byMachine: z.number().int(),
        seconds: z.number(),
        reviews: z.record(ReviewState, z.number().int()),
        /** Median, where it is known. */
        snrDb: z.number().optional(),
      }),
    )
    .max(1000),
});
export type LabelStatistics = z.infer<typeof LabelStatistics>;

/** The next label to look at, the least certain first. */
export const ReviewQueueRequest = z
  .object({
    search: LibrarySearch.optional(),
    name: z.string().max(100).optional(),
    /** Only those the person asking has not given a verdict on, accepted by another: the second pair of eyes. */
    second: z.boolean().default(false),
    limit: z.number().int().min(1).max(200).default(50),
  })
  .strict();
export const ReviewQueue = z.object({
  total: z.number().int(),
  rows: z.array(z.object({ recordingId: RecordingId, label: Label })).max(200),
});
export type ReviewQueue = z.infer<typeof ReviewQueue>;

export const DetectIntoRequest = z
  .object({
    recordingId: RecordingId,
    settings: DetectionSettings.optional(),
    /** Earlier detections nobody has reviewed go. */
    replace: z.boolean().default(true),
  })
  .strict();
