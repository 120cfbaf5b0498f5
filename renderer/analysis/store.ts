/**
 * What the analysis view looks at. Time runs to the right, frequency upwards. The picture and everything drawn over
 * it (labels, markers, selection) read the same view, so they can't come apart.
 */
import { create } from 'zustand';
import type { AnalysisInfo } from '../../contract/analysis.ts';

export interface Span {
  fromSample: number;
  toSample: number;
  lowHz: number;
  highHz: number;
}

export interface Box {
  startSample: number;
  sampleCount: number;
  lowerHz: number;
  upperHz: number;
}

interface AnalysisState {
  info: AnalysisInfo | undefined;
  span: Span;
  /** Of the picture, CSS pixels. */
  width: number;
  height: number;
  /** What is measured. */
  selection: Box | undefined;
  /** What a drag on the picture does: pan it, select a box, or draw a label. */
  tool: 'pan' | 'select' | 'label';
  /** Of the transform that draws the picture now: nudges go by its bins and rows. */
  binHz: number;
  rowSamples: number;
}

export const useAnalysis = create<AnalysisState>(() => ({
  info: undefined,
  span: { fromSample: 0, toSample: 1, lowHz: 0, highHz: 1 },
  width: 1,
  height: 1,
  selection: undefined,
  tool: 'select',
  binHz: 1,
  rowSamples: 1,
}));

type Place = Pick<AnalysisState, 'span' | 'width' | 'height'>;

export const xOfSample = ({ span, width }: Place, sample: number): number =>
  ((sample - span.fromSample) / (span.toSample - span.fromSample)) * width;

export const sampleOfX = ({ span, width }: Place, x: number): number =>
  span.fromSample + (x / width) * (span.toSample - span.fromSample);

export const yOfHz = ({ span, height }: Place, hz: number): number =>
  ((span.highHz - hz) / (span.highHz - span.lowHz)) * height;

export const hzOfY = ({ span, height }: Place, y: number): number =>
  span.highHz - (y / height) * (span.highHz - span.lowHz);
