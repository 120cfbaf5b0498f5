/** The labels of the open recording, over its picture: drawn, chosen, moved and resized there. */
import { useEffect, useRef } from 'react';
import type { Label } from '../../contract/label.ts';
import { useAnalysis } from '../analysis/store.ts';
import { limitsOf, spanShowing } from './box.ts';
import { drawLabels } from './draw.ts';
import { bindKeys } from './keyboard.ts';
import { bindPointer } from './pointer.ts';
import { boxOf, onShow, useLabels } from './store.ts';
import { usePictureColours, useFollowedLabels } from './use-labels.ts';
import { spokenLabel } from './words.ts';

function show(label: Label): void {
  const { info, span } = useAnalysis.getState();
  if (info === undefined) return;
  const next = spanShowing(span, boxOf(label, useLabels.getState().draft), limitsOf(info));
  if (next !== span) useAnalysis.setState({ span: next });
}

export function LabelOverlay(): React.ReactNode {
  useFollowedLabels();
  const overlay = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = usePictureColours();
  useDrawing(canvas, colours);
  useEffect(() => {
    const own = overlay.current;
    const picture = own?.parentElement;
    if (own === null || picture === undefined || picture === null) return;
    const stops = [bindPointer(picture, own), bindKeys(picture)];
    onShow(show);
    return () => {
      onShow(undefined);
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <div ref={overlay} className="wk-label-overlay" role="group" aria-label="Labels in the picture">
      <canvas ref={canvas} aria-hidden />
      <Spoken />
    </div>
  );
}

/** Draws in the next frame whenever something that is seen has changed. */
function useDrawing(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  colours: ReadonlyMap<string, string>,
): void {
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d') ?? null;
    if (element === null || context === null) return;
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const { span, width, height } = useAnalysis.getState();
      const dpr = window.devicePixelRatio;
      const size = { width: Math.round(width * dpr), height: Math.round(height * dpr) };
      if (element.width !== size.width) element.width = size.width;
      if (element.height !== size.height) element.height = size.height;
      element.style.width = `${String(width)}px`;
      element.style.height = `${String(height)}px`;
      drawLabels(context, { ...useLabels.getState(), place: { span, width, height }, colours, dpr });
    };
    const request = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    request();
    const stops = [useAnalysis.subscribe(request), useLabels.subscribe(request)];
    return () => {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, [canvas, colours]);
}

/** What a screen reader says of the selection, as it changes. */
function Spoken(): React.ReactNode {
  const labels = useLabels((state) => state.labels);
  const selected = useLabels((state) => state.selected);
  const leadId = useLabels((state) => state.leadId);
  const info = useAnalysis((state) => state.info);
  const lead = selected.size === 1 ? labels.find(({ uuid }) => uuid === leadId) : undefined;
  const text =
    lead !== undefined && info !== undefined
      ? spokenLabel(lead, info, labels.indexOf(lead) + 1, labels.length)
      : selected.size > 1
        ? `${String(selected.size)} labels selected`
        : '';
  return (
    <p className="wk-label-spoken" aria-live="polite">
      {text}
    </p>
  );
}
