/** What is said of labels. Frequencies are absolute where the recording knows its centre, otherwise offsets. */
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Label, ReviewState } from '../../contract/label.ts';
import type { Box } from '../analysis/store.ts';

export const reviewWords: Readonly<Record<ReviewState, string>> = {
  unreviewed: 'Not reviewed',
  accepted: 'Accepted',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  disputed: 'Disputed',
};

export const reviewTones: Readonly<Record<ReviewState, string>> = {
  unreviewed: 'wk-dim',
  accepted: 'wk-good',
  confirmed: 'wk-good',
  rejected: 'wk-bad',
  disputed: 'wk-warn',
};

export const nameText = (name: string): string => (name === '' ? 'Unnamed' : name);

/** A length of time with three figures: 250 µs, 12.5 ms, 3.2 s, 12 min 5 s. */
export function lengthText(seconds: number): string {
  const round = (value: number): string => String(Number(value.toPrecision(3)));
  if (seconds < 0.9995e-3) return `${round(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${round(seconds * 1e3)} ms`;
  if (seconds < 60) return `${round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
  return `${String(Math.floor(whole / 3600))} h ${String(Math.floor(whole / 60) % 60)} min`;
}

/** A moment of the recording: 0:07.312, 1:02:05.250. */
export function momentText(seconds: number): string {
  const thousandths = Math.round(Math.max(0, seconds) * 1000);
  const whole = Math.floor(thousandths / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = `${two(whole % 60)}.${String(thousandths % 1000).padStart(3, '0')}`;
  if (whole < 3600) return `${String(Math.floor(whole / 60))}:${rest}`;
  return `${String(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${rest}`;
}

type Ground = Pick<AnalysisInfo, 'sampleRateHz' | 'centreKnown'>;

export const startText = (box: Box, { sampleRateHz }: Pick<Ground, 'sampleRateHz'>): string =>
  momentText(box.startSample / sampleRateHz);

export const secondsText = (box: Box, { sampleRateHz }: Pick<Ground, 'sampleRateHz'>): string =>
  lengthText(box.sampleCount / sampleRateHz);

/** The middle of the band; an offset carries its sign. */
export function middleText(box: Box, centreKnown: boolean): string {
  const hz = (box.lowerHz + box.upperHz) / 2;
  if (centreKnown) return formatRounded(hz, 'Hz', 8);
  return `${hz < 0 ? '−' : '+'}${formatRounded(Math.abs(hz), 'Hz', 6)}`;
}

export const widthText = (box: Box): string => formatRounded(box.upperHz - box.lowerHz, 'Hz', 3);

/** One sentence for a screen reader. */
export function spokenLabel(label: Label, info: Ground, place: number, count: number): string {
  return [
    nameText(label.name),
    reviewWords[label.review].toLowerCase(),
    `at ${startText(label, info)} for ${secondsText(label, info)}`,
    `${middleText(label, info.centreKnown)}, ${widthText(label)} wide`,
    `${String(place)} of ${String(count)}`,
  ].join(', ');
}
