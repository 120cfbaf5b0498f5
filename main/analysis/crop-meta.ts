/** The metadata of a crop: what the original says, moved to where it is now. */
import type { SampleFacts } from '../formats/index.ts';
import {
  formatDatetime,
  ourExtension,
  writtenVersion,
  type Annotation,
  type Capture,
  type Global,
  type Meta,
} from '../sigmf/index.ts';
import { ownCentre, type Box } from './box.ts';
import type { CropPlan } from './crop-plan.ts';

export interface CropSubject {
  facts: SampleFacts;
  /** The original's, or what is known of it: of a file that is no SigMF its captures are empty. */
  meta: Meta;
  box: Box;
  plan: CropPlan;
  datatype: string;
  channels: number;
  sha512: string;
  version: string;
  who: string;
}

/** Fields of the original that say something of its own data or files. */
const notTaken = [
  'core:offset',
  'core:dataset',
  'core:metadata_only',
  'core:trailing_bytes',
  'core:num_channels',
  'core:collection',
  'core:data_doi',
  'core:meta_doi',
  'wavekeep:writer',
  'wavekeep:synced',
  'wavekeep:ended_because',
];

export function cropMeta(subject: CropSubject): Meta {
  return { global: globalOf(subject), captures: capturesOf(subject), annotations: annotationsOf(subject) };
}

function without(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function globalOf(subject: CropSubject): Global {
  const { meta, plan, facts, box } = subject;
  const { global } = meta;
  const extensions = (global['core:extensions'] ?? []).filter(({ name }) => name !== ourExtension.name);
  const lost = losses(plan);
  const clipped = global['wavekeep:clipped_samples'];
  const middle = plan.filter && ownCentre(facts) === undefined ? plan.filter.middleHz : undefined;
  const description = [
    global['core:description'],
    // Where nobody knows the centre, this is the only place that tells where the band lay.
    middle === undefined ? undefined : `Its centre is ${middle} Hz from that of ${facts.name}.`,
  ].filter((text) => text !== undefined && text !== '');
  return {
    ...without(global, notTaken),
    'core:datatype': subject.datatype,
    'core:version': writtenVersion,
    'core:sample_rate': plan.sampleRateHz,
    'core:recorder': `Wavekeep ${subject.version}`,
    'core:sha512': subject.sha512,
    ...(subject.channels === 1 ? {} : { 'core:num_channels': subject.channels }),
    ...(description.length === 0 ? {} : { 'core:description': description.join(' ') }),
    'core:extensions': [...extensions, ourExtension],
    'wavekeep:state': 'complete',
    'wavekeep:radio': global['wavekeep:radio'] ?? global['core:hw'] ?? '',
    'wavekeep:lost_samples': lost.samples,
    'wavekeep:gaps': lost.gaps,
    // Which of them are in this part nobody knows: at most so many.
    'wavekeep:clipped_samples': Math.min(plan.sampleCount, typeof clipped === 'number' ? clipped : 0),
    'wavekeep:cropped_from': {
      name: facts.name,
      ...(global['core:sha512'] === undefined ? {} : { sha512: global['core:sha512'] }),
      sample_start: box.startSample,
      sample_count: box.sampleCount,
      by: subject.who,
    },
  };
}

function losses({ stretches }: CropPlan): { samples: number; gaps: number } {
  let samples = 0;
  let gaps = 0;
  let end: number | undefined;
  for (const { first, count } of stretches) {
    if (end !== undefined && first > end) {
      samples += first - end;
      gaps++;
    }
    end = first + count;
  }
  return { samples, gaps };
}

/** A capture for every stretch, and wherever the original begins a new one inside it. */
function capturesOf({ facts, meta, plan, box }: CropSubject): Capture[] {
  const { decimation, origin, stretches, filter } = plan;
  const offset = meta.global['core:offset'] ?? 0;
  const marks = meta.captures.map((capture) => ({ at: capture['core:sample_start'] - offset, capture }));
  const known = ownCentre(facts) !== undefined;
  const base = stretches[0]?.first ?? 0;
  const captures: Capture[] = [];
  let expected = base;
  for (const { piece, first, count, start } of stretches) {
    const inside = marks
      .map(({ at }) => Math.ceil((at - piece.startSample + piece.streamIndex - origin) / decimation))
      .filter((sample) => sample > first && sample < first + count);
    for (const sample of new Set([first, ...inside])) {
      // What it shows, in samples since the piece began: the filter's delay may be half a sample off the grid.
      const shown =
        origin +
        sample * decimation -
        piece.streamIndex -
        (filter ? filter.delay - Math.floor(filter.delay) : 0);
      const before =
        marks.findLast(({ at }) => at <= piece.startSample + shown)?.capture ?? marks[0]?.capture;
      const lost = sample === first ? first - expected : 0;
      captures.push({
        ...without(before ?? {}, [
          'core:header_bytes',
          'core:frequency',
          'core:datetime',
          'wavekeep:lost_before',
          'wavekeep:missed_before',
        ]),
        'core:sample_start': start + sample - first,
        'core:global_index': sample - base,
        ...(known ? { 'core:frequency': filter?.middleHz ?? piece.centreHz } : {}),
        ...(piece.timeMs === undefined
          ? {}
          : { 'core:datetime': formatDatetime(piece.timeMs + (shown / box.sampleRateHz) * 1000) }),
        ...(lost > 0 ? { 'wavekeep:lost_before': lost } : {}),
      });
    }
    expected = first + count;
  }
  return captures;
}

/** Those that touch the box, cut to it. */
function annotationsOf({ facts, meta, plan, box }: CropSubject): Annotation[] {
  const offset = meta.global['core:offset'] ?? 0;
  const end = box.startSample + box.sampleCount;
  const below = ownCentre(facts) === undefined ? (plan.filter?.middleHz ?? 0) : 0;
  return meta.annotations.flatMap((annotation) => {
    const from = annotation['core:sample_start'] - offset;
    const to = from + (annotation['core:sample_count'] ?? endOfRun(facts, from) - from);
    if (to <= box.startSample || from >= end) return [];
    const start = place(plan, Math.max(from, box.startSample));
    const count = place(plan, Math.min(to, end)) - start;
    if (count <= 0) return [];
    const moved: Annotation = { ...annotation, 'core:sample_start': start, 'core:sample_count': count };
    const lower = annotation['core:freq_lower_edge'];
    const upper = annotation['core:freq_upper_edge'];
    if (lower === undefined || upper === undefined || !plan.filter) return moved;
    const low = Math.max(lower, box.lowHz);
    const high = Math.min(upper, box.highHz);
    if (low >= high) return [];
    return { ...moved, 'core:freq_lower_edge': low - below, 'core:freq_upper_edge': high - below };
  });
}

function endOfRun({ runs, sampleCount }: SampleFacts, sample: number): number {
  const run = runs.findLast(({ startSample }) => startSample <= sample);
  return run ? run.startSample + run.sampleCount : sampleCount;
}

/** Where a sample of the recording is in the crop's data; in a gap of it, the next that is there. */
function place({ stretches, decimation, origin, sampleCount }: CropPlan, sample: number): number {
  const after = stretches.find(({ piece }) => sample <= piece.startSample + piece.sampleCount);
  if (!after) return sampleCount;
  const { piece, first, count, start } = after;
  const at = Math.ceil((sample - piece.startSample + piece.streamIndex - origin) / decimation) - first;
  return start + Math.min(count, Math.max(0, at));
}
