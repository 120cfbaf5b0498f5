/** The visible part of a recording: zooming about a place and moving, never beyond what was recorded. Pure. */
import type { AnalysisInfo } from '../../contract/analysis.ts';
import type { Span } from './store.ts';

/** What of a recording bounds its view. */
export type Extent = Pick<AnalysisInfo, 'samples' | 'sampleRateHz' | 'centreHz' | 'real'>;

/** Lowest and highest frequency, hertz: real samples say nothing below their centre. */
export function bandOf({ sampleRateHz, centreHz, real }: Extent): { lowHz: number; highHz: number } {
  return { lowHz: real ? centreHz : centreHz - sampleRateHz / 2, highHz: centreHz + sampleRateHz / 2 };
}

export function wholeSpan(extent: Extent): Span {
  return { fromSample: 0, toSample: Math.max(1, extent.samples), ...bandOf(extent) };
}

/** The picture never shows less than so many samples: single ones stand wide apart then. */
const fewestSamples = 64;
/** Finest share of the band: a bin of the largest transform is still a hundred pixels high then. */
const finestBand = 1 / 8192;

/** Range of the same middle within [low, high], at least `least` wide: moved before it is cut. */
function within(
  from: number,
  to: number,
  low: number,
  high: number,
  least: number,
): readonly [number, number] {
  const width = Math.min(high - low, Math.max(least, to - from));
  const start = Math.min(high - width, Math.max(low, (from + to - width) / 2));
  return [start, start + width];
}

/** The nearest view that lies in the recording. */
export function clampSpan(extent: Extent, span: Span): Span {
  const whole = wholeSpan(extent);
  const least = Math.min(fewestSamples, whole.toSample);
  const [fromSample, toSample] = within(span.fromSample, span.toSample, 0, whole.toSample, least);
  const leastHz = (whole.highHz - whole.lowHz) * finestBand;
  const [lowHz, highHz] = within(span.lowHz, span.highHz, whole.lowHz, whole.highHz, leastHz);
  return { fromSample, toSample, lowHz, highHz };
}

/** `factor` below 1 comes closer; `about` keeps its place on screen, as far as the recording reaches. */
export function zoomTime(extent: Extent, span: Span, factor: number, about: number): Span {
  const least = Math.min(fewestSamples, extent.samples) / (span.toSample - span.fromSample);
  const scale = Math.max(factor, least);
  return clampSpan(extent, {
    ...span,
    fromSample: about - (about - span.fromSample) * scale,
    toSample: about + (span.toSample - about) * scale,
  });
}

export function zoomBand(extent: Extent, span: Span, factor: number, aboutHz: number): Span {
  const band = bandOf(extent);
  const least = ((band.highHz - band.lowHz) * finestBand) / (span.highHz - span.lowHz);
  const scale = Math.max(factor, least);
  return clampSpan(extent, {
    ...span,
    lowHz: aboutHz - (aboutHz - span.lowHz) * scale,
    highHz: aboutHz + (span.highHz - aboutHz) * scale,
  });
}

/** Moves by so many samples and hertz; at the end of the recording it stops. */
export function moveSpan(extent: Extent, span: Span, samples: number, hz: number): Span {
  return clampSpan(extent, {
    fromSample: span.fromSample + samples,
    toSample: span.toSample + samples,
    lowHz: span.lowHz + hz,
    highHz: span.highHz + hz,
  });
}
