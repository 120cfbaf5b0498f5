/** Labels as SigMF annotations and back; docs/wavekeep.sigmf-ext.md describes our fields. */
import { createHash } from 'node:crypto';
import { Label, LabelId, ReviewState, type LabelClass } from '../../contract/label.ts';
import { ourKeys, putField, putOurs, type Annotation } from '../sigmf/index.ts';
import { bandAt, type Facts } from './facts.ts';

export interface Reading {
  facts: Facts;
  /** `core:offset` of the recording: its first sample's number in the metadata. */
  offset: number;
  /** For what doesn't say when it was made. */
  nowMs: number;
  /** How many of the same content came before: those without a uuid stay apart. */
  seen: Map<string, number>;
}

/** The reference recommends no more characters, and that many are shown everywhere. */
const shortLabel = 20;
/** Programs that name a model write `program version / model@hash`, as we do. */
const ours = /^wavekeep \S+ \/ (.+)$/i;
const machine = /\S@[0-9a-f]{6,}\b|\s\/\s\S/i;

/** Undefined: it lies beyond the samples there are. Nothing an annotation can hold makes it throw. */
export function toLabel(annotation: Annotation, reading: Reading): Label | undefined {
  const { facts, offset, nowMs } = reading;
  const startSample = annotation['core:sample_start'] - offset;
  if (startSample < 0 || startSample >= facts.sampleCount) return undefined;
  const left = facts.sampleCount - startSample;
  const run = facts.runs.findLast((one) => one.startSample <= startSample);
  const toEnd = run ? Math.min(left, run.startSample + run.sampleCount - startSample) : left;
  // To the end of its capture where it doesn't say; a mark without length is one sample.
  const sampleCount = Math.max(1, Math.min(annotation['core:sample_count'] ?? toEnd, left));
  const edges = edgesOf(annotation, facts, startSample);
  const generator = textOf(annotation['core:generator'], 200);
  const author = annotation[ourKeys.author];
  const confidence = numberOf(annotation[ourKeys.confidence]);
  const by = annotation[ourKeys.byMachine];
  const snrDb = numberOf(annotation[ourKeys.snrDb]) ?? numberOf(annotation['capture_details:SNRdB']);
  const powerDbfs = numberOf(annotation[ourKeys.powerDbfs]);
  const reviews = reviewsOf(annotation[ourKeys.reviews]);
  return {
    uuid: uuidOf(annotation, reading),
    startSample,
    sampleCount,
    ...edges,
    name: textOf(annotation[ourKeys.name] ?? annotation['core:label'], 100),
    comment: textOf(annotation['core:comment'], 2000),
    author: typeof author === 'string' ? author.slice(0, 200) : (ours.exec(generator)?.[1] ?? generator),
    byMachine: typeof by === 'boolean' ? by : confidence !== undefined || machine.test(generator),
    ...(confidence === undefined ? {} : { confidence: Math.min(1, Math.max(0, confidence)) }),
    ...(snrDb === undefined ? {} : { snrDb }),
    ...(powerDbfs === undefined ? {} : { powerDbfs }),
    review: ReviewState.safeParse(annotation[ourKeys.review]).data ?? 'unreviewed',
    reviews,
    createdMs: timeOf(annotation[ourKeys.createdMs]) ?? nowMs,
    updatedMs: timeOf(annotation[ourKeys.updatedMs]) ?? nowMs,
  };
}

/** All of the band where there are no edges, or one only. */
function edgesOf(
  annotation: Annotation,
  facts: Facts,
  startSample: number,
): { lowerHz: number; upperHz: number } {
  const lower = annotation['core:freq_lower_edge'];
  const upper = annotation['core:freq_upper_edge'];
  if (lower !== undefined && upper !== undefined)
    return { lowerHz: Math.min(lower, upper), upperHz: Math.max(lower, upper) };
  const band = bandAt(facts, startSample);
  return { lowerHz: band?.lowHz ?? 0, upperHz: band?.highHz ?? 0 };
}

/** Its own; or one made of its content, so that reading it twice gives the same. */
function uuidOf(annotation: Annotation, { seen }: Reading): string {
  const own = annotation['core:uuid']?.toLowerCase();
  if (LabelId.safeParse(own).success && own !== undefined && !seen.has(own)) {
    seen.set(own, 1);
    return own;
  }
  const content = JSON.stringify(Object.entries(annotation).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const before = seen.get(content) ?? 0;
  seen.set(content, before + 1);
  const hex = createHash('sha256').update(`${before} ${content}`).digest('hex');
  // Version 8 of RFC 9562: made of a hash.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function textOf(value: unknown, longest: number): string {
  return typeof value === 'string' ? value.slice(0, longest) : '';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function reviewsOf(value: unknown): Label['reviews'] {
  if (!Array.isArray(value)) return [];
  const list = (value as unknown[]).map((one) =>
    typeof one === 'object' && one !== null
      ? { ...one, timeMs: timeOf(Reflect.get(one, 'datetime')) ?? 0 }
      : one,
  );
  return Label.shape.reviews.safeParse(list).data ?? [];
}

/** What a label says, without when it was said. */
export function contentOf(label: Label): string {
  const said = Object.entries(label).filter(([key]) => key !== 'createdMs' && key !== 'updatedMs');
  return JSON.stringify(said.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface Writing {
  offset: number;
  version: string;
  classes: ReadonlyMap<string, LabelClass>;
}

/**
 * The annotation of a label. `existing` is the one the metadata holds now, `read` the label it reads as: what others
 * wrote beside our fields stays, and where nothing changed its own words stay too.
 */
export function toAnnotation(
  label: Label,
  { offset, version, classes }: Writing,
  existing?: Annotation,
  read?: Label,
): Annotation {
  const same = read !== undefined && contentOf(read) === contentOf(label);
  const keepsEnd = same && existing?.['core:sample_count'] === undefined;
  const keepsBand =
    same &&
    existing?.['core:freq_lower_edge'] === undefined &&
    existing?.['core:freq_upper_edge'] === undefined;
  const hasBand = label.lowerHz < label.upperHz;
  const annotation: Annotation = { ...existing, 'core:sample_start': label.startSample + offset };
  putField(annotation, 'core:sample_count', keepsEnd ? undefined : label.sampleCount);
  putField(annotation, 'core:freq_lower_edge', keepsBand || !hasBand ? undefined : label.lowerHz);
  putField(annotation, 'core:freq_upper_edge', keepsBand || !hasBand ? undefined : label.upperHz);
  putField(annotation, 'core:uuid', label.uuid);
  if (same) return annotation;
  const long = label.name.length > shortLabel;
  putField(annotation, 'core:label', long ? label.name.slice(0, shortLabel) : label.name || undefined);
  // Before 1.0 labels stood there.
  putField(annotation, 'core:description', undefined);
  putField(annotation, 'core:comment', label.comment || undefined);
  const { author, byMachine } = label;
  if (read?.author !== author || read.byMachine !== byMachine)
    putField(
      annotation,
      'core:generator',
      byMachine ? `wavekeep ${version} / ${author}` : author || undefined,
    );
  if (read?.name !== label.name) putField(annotation, 'signal:detail', undefined);
  const detail = detailOf(classes.get(label.name));
  if (detail) {
    const before = annotation['signal:detail'];
    annotation['signal:detail'] = typeof before === 'object' ? { ...before, ...detail } : detail;
  }
  putOurs(annotation, { ...label, longName: long ? label.name : undefined });
  return annotation;
}

/** Of the `signal` extension, for readers that know it. */
function detailOf(one: LabelClass | undefined): Record<string, string> | undefined {
  const { type, modClass, standard } = one?.signal ?? {};
  const detail = {
    ...(type === undefined ? {} : { type }),
    ...(modClass === undefined ? {} : { mod_class: modClass }),
    ...(standard === undefined ? {} : { standard }),
  };
  return Object.keys(detail).length > 0 ? detail : undefined;
}
