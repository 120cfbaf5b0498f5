/** From what a detector found to labels. */
import { createHash } from 'node:crypto';
import type { Detection, DetectionSettings } from '../../contract/detection.ts';
import { mostLabels, type Label } from '../../contract/label.ts';
import type { Facts } from './facts.ts';

const detector = 'wavekeep-detector';

/** `name version@hash`: the same name means the same program with the same settings. */
export function detectorName(version: string, settings: DetectionSettings): string {
  const text = JSON.stringify([version, Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return `${detector} ${version}@${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

const isDetectors = ({ author, byMachine }: Label): boolean => byMachine && author.startsWith(`${detector} `);

export interface DetectedPlan {
  puts: Label[];
  removes: string[];
  /** Found, but more than labels are shown. */
  beyond: number;
  /** Found, and there already as a label somebody has looked at. */
  known: number;
}

interface DetectedContext {
  author: string;
  facts: Facts;
  replace: boolean;
  nowMs: number;
  newUuid: () => string;
}

/**
 * Earlier finds nobody has reviewed go where that is asked for; what was looked at stays, and is not added again.
 * The strongest are kept where there are more than labels are shown.
 */
export function planDetected(
  detections: readonly Detection[],
  labels: readonly Label[],
  { author, facts, replace, nowMs, newUuid }: DetectedContext,
): DetectedPlan {
  const removes = replace
    ? labels.filter((one) => isDetectors(one) && one.reviews.length === 0).map(({ uuid }) => uuid)
    : [];
  const gone = new Set(removes);
  const kept = labels.filter(({ uuid }) => !gone.has(uuid));
  const there = overlaps(kept);
  const fresh = detections.filter((one) => one.startSample < facts.sampleCount && !there(one));
  const room = Math.max(0, mostLabels - kept.length);
  const chosen = fresh.length > room ? fresh.toSorted((a, b) => b.snrDb - a.snrDb).slice(0, room) : fresh;
  return {
    puts: chosen.map((one) => ({
      uuid: newUuid(),
      ...within(one, facts.sampleCount),
      lowerHz: one.lowerHz,
      upperHz: one.upperHz,
      name: '',
      comment: '',
      author,
      byMachine: true,
      snrDb: one.snrDb,
      powerDbfs: one.powerDbfs,
      review: 'unreviewed',
      reviews: [],
      createdMs: nowMs,
      updatedMs: nowMs,
    })),
    removes,
    beyond: fresh.length - chosen.length,
    known: detections.length - fresh.length,
  };
}

/** Cut at the ends of the recording. */
function within(
  { startSample, sampleCount }: Detection,
  count: number,
): Pick<Label, 'startSample' | 'sampleCount'> {
  const start = Math.max(0, startSample);
  return { startSample: start, sampleCount: Math.max(1, Math.min(startSample + sampleCount, count) - start) };
}

/** Two boxes are of the same signal when they share so much of what they cover together. */
const sameShare = 0.5;

type Box = Pick<Label, 'startSample' | 'sampleCount' | 'lowerHz' | 'upperHz'>;

/** Whether a box is one of these, roughly. Boxes of one signal begin at most their length apart. */
function overlaps(boxes: readonly Box[]): (box: Box) => boolean {
  const byStart = boxes.toSorted((a, b) => a.startSample - b.startSample);
  const starts = byStart.map(({ startSample }) => startSample);
  return (box) => {
    // More than half in common: neither begins more than a length of this one earlier or later.
    for (let i = firstFrom(starts, box.startSample - box.sampleCount); i < byStart.length; i++) {
      const other = byStart[i]!;
      if (other.startSample > box.startSample + box.sampleCount) return false;
      if (shared(box, other) >= sameShare) return true;
    }
    return false;
  };
}

function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What two boxes cover both, of what they cover together. */
function shared(a: Box, b: Box): number {
  const time =
    Math.min(a.startSample + a.sampleCount, b.startSample + b.sampleCount) -
    Math.max(a.startSample, b.startSample);
  const band = Math.min(a.upperHz, b.upperHz) - Math.max(a.lowerHz, b.lowerHz);
  if (time <= 0 || band <= 0) return 0;
  const areaOf = (box: Box): number => box.sampleCount * (box.upperHz - box.lowerHz);
  return (time * band) / (areaOf(a) + areaOf(b) - time * band);
}
