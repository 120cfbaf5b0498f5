/** The axes of the picture, drawn in the next frame whenever the view or their scale changes. */
import { useEffect, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { themes } from '../waterfall/theme.ts';
import { bindAxis } from './gestures.ts';
import { useAnalysis, xOfSample, yOfHz } from './store.ts';
import { bandTicks, timeTicks } from './ticks.ts';
import { useViewing } from './viewing.ts';

type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** Labels of the time axis stand at least so many CSS pixels apart, those of frequency so many. */
const timeApart = 96;
const bandApart = 34;

const canvasFont = "11px 'Inter Variable', system-ui, sans-serif";

/** The canvas in device pixels, its context in CSS pixels. */
export function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const dpr = window.devicePixelRatio;
  const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = canvasFont;
  return context;
}

/** Draws an axis now and in the next frame after each change. */
function useAxis(axis: 'time' | 'band', draw: Draw): React.RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      const context = prepare(element, element.clientWidth, element.clientHeight);
      if (context !== undefined) draw(context, element.clientWidth, element.clientHeight);
    };
    const request = (): void => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    };
    request();
    const resized = new ResizeObserver(request);
    resized.observe(element);
    const stops = [useAnalysis.subscribe(request), bindAxis(element, axis)];
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      for (const stop of stops) stop();
    };
  }, [axis, draw]);
  return canvas;
}

export function TimeAxis(): React.ReactNode {
  const scale = useViewing((state) => state.timeScale);
  const theme = themes[useComputedColorScheme('dark')];
  const canvas = useAxis('time', (context, width, height) => {
    const place = useAnalysis.getState();
    const { info, span } = place;
    if (info === undefined) return;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const most = width / timeApart;
    for (const { at, label } of timeTicks(info, scale, span.fromSample, span.toSample, most)) {
      const x = Math.round(xOfSample(place, at));
      context.fillStyle = theme.tick;
      context.fillRect(x, 0, 1, 5);
      const half = context.measureText(label).width / 2;
      context.fillStyle = theme.text;
      // At the edges a label moves inwards, so that the first and the last can be read.
      context.fillText(label, Math.min(width - half - 2, Math.max(half + 2, x)), height / 2 + 3);
    }
  });
  return (
    <canvas
      ref={canvas}
      className="wk-an-time"
      aria-hidden
      title="Wheel: zoom in time about the pointer. Drag: move."
    />
  );
}

export function BandAxis(): React.ReactNode {
  const scale = useViewing((state) => state.bandScale);
  const theme = themes[useComputedColorScheme('dark')];
  const canvas = useAxis('band', (context, width, height) => {
    const place = useAnalysis.getState();
    const { info, span } = place;
    if (info === undefined) return;
    const origin = scale === 'offset' ? info.centreHz : 0;
    const { unit, ticks } = bandTicks(span.lowHz, span.highHz, origin, height / bandApart);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const { at, label } of ticks) {
      const y = Math.round(yOfHz(place, at));
      context.fillStyle = theme.tick;
      context.fillRect(width - 5, y, 5, 1);
      // The unit stands at the top.
      if (y < 22 || y > height - 5) continue;
      context.fillStyle = theme.text;
      context.fillText(label, width - 8, y);
    }
    context.fillStyle = theme.mutedText;
    context.fillText(unit, width - 8, 9);
  });
  return (
    <canvas
      ref={canvas}
      className="wk-an-band"
      aria-hidden
      title="Wheel: zoom in frequency about the pointer. Drag: move."
    />
  );
}
