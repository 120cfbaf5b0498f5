/** What the selection looks like: mean spectrum, envelope, instantaneous frequency, constellation. */
import { useEffect, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { frequencyUnit } from '../waterfall/scale.ts';
import { prepare } from './axes.tsx';
import { useMeasure, type SignalData, type SpectrumData } from './measure.ts';
import {
  drawFrame,
  drawLine,
  inside,
  plotTheme,
  rangeOfValues,
  type PlotTheme,
  type Scale,
} from './plotting.ts';
import type { Box } from './store.ts';
import { dbText, widthText } from './words.ts';

type Size = { width: number; height: number };
type Draw = (context: CanvasRenderingContext2D, size: Size, theme: PlotTheme) => void;

/** A canvas that draws itself anew with its data, its size and the theme. `spoken`: what it shows, in words. */
function Plot({
  title,
  spoken,
  height,
  draw,
}: {
  title: string;
  spoken: string;
  height: number;
  draw: Draw;
}): React.ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('dark');
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const paint = (): void => {
      const size = { width: element.clientWidth, height: element.clientHeight };
      const context = prepare(element, size.width, size.height);
      if (context !== undefined && size.width > 80) draw(context, size, plotTheme(element));
    };
    const resized = new ResizeObserver(paint);
    resized.observe(element);
    return () => resized.disconnect();
  }, [draw, scheme]);
  return (
    <figure className="wk-an-plot">
      <figcaption>{title}</figcaption>
      <canvas ref={canvas} role="img" aria-label={`${title}: ${spoken}`} style={{ height }} />
    </figure>
  );
}

/** A range with a little air, so that the line does not lie on the edge. */
const aired = ([low, high]: readonly [number, number], least: number): readonly [number, number] => {
  const room = Math.max(least, (high - low) * 0.08);
  return [low - room, high + room];
};

function frequencyScale(low: number, high: number): Scale {
  const unit = frequencyUnit(Math.max(Math.abs(low), Math.abs(high)));
  return { low, high, unit: unit.name, per: unit.hz };
}

function timeScale(seconds: number): Scale {
  const per = seconds >= 1 ? 1 : seconds >= 1e-3 ? 1e-3 : 1e-6;
  return { low: 0, high: seconds, unit: per === 1 ? 's' : per === 1e-3 ? 'ms' : 'µs', per };
}

/** The spectrum is shown around the box: as much on both sides as it is wide. */
function drawSpectrum(data: SpectrumData, box: Box): Draw {
  return (context, size, theme) => {
    const width = box.upperHz - box.lowerHz;
    const end = data.firstHz + data.stepHz * data.db.length;
    const low = Math.max(data.firstHz, box.lowerHz - width);
    const high = Math.min(end, box.upperHz + width);
    const first = Math.max(0, Math.floor((low - data.firstHz) / data.stepHz));
    const last = Math.min(data.db.length, Math.ceil((high - data.firstHz) / data.stepHz) + 1);
    const seen = data.db.subarray(first, last);
    const range = rangeOfValues(seen);
    if (range === undefined) return;
    const [floor, top] = aired(range, 3);
    const frame = drawFrame(
      context,
      size,
      frequencyScale(low, high),
      { low: floor, high: top, unit: 'dBFS' },
      theme,
    );
    inside(context, frame, () => {
      context.fillStyle = theme.band;
      context.fillRect(
        frame.x(box.lowerHz),
        frame.top,
        frame.x(box.upperHz) - frame.x(box.lowerHz),
        frame.height,
      );
      drawLine(context, frame, seen, data.firstHz + first * data.stepHz, data.stepHz, theme.line);
    });
  };
}

function drawOverTime(values: Float32Array, seconds: number, y: Scale): Draw {
  return (context, size, theme) => {
    const frame = drawFrame(context, size, timeScale(seconds), y, theme);
    inside(context, frame, () =>
      drawLine(context, frame, values, seconds / values.length / 2, seconds / values.length, theme.line),
    );
  };
}

function drawConstellation(iq: Float32Array): Draw {
  return (context, size, theme) => {
    const range = rangeOfValues(iq);
    if (range === undefined) return;
    const reach = Math.max(1e-6, Math.abs(range[0]), Math.abs(range[1])) * 1.08;
    // As wide as it is high: a circle stays one.
    const side = { width: Math.min(size.width, size.height + 36), height: size.height };
    context.translate((size.width - side.width) / 2, 0);
    const exponent = Math.floor(Math.log10(reach));
    const per = exponent < -1 ? 10 ** exponent : 1;
    const note = per === 1 ? '' : ` ·10${superscript(exponent)}`;
    const frame = drawFrame(
      context,
      side,
      { low: -reach, high: reach, unit: `I${note}`, per },
      { low: -reach, high: reach, unit: `Q${note}`, per },
      theme,
    );
    inside(context, frame, () => {
      context.fillStyle = theme.line;
      context.globalAlpha = 0.55;
      for (let i = 0; i + 1 < iq.length; i += 2)
        context.fillRect(frame.x(iq[i]!) - 0.75, frame.y(iq[i + 1]!) - 0.75, 1.5, 1.5);
    });
  };
}

const superscript = (exponent: number): string =>
  String(exponent)
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));

export function SpectrumPlot(): React.ReactNode {
  const data = useMeasure((state) => state.spectrum);
  const box = useMeasure((state) => state.box);
  const peak = useMeasure((state) => state.values?.peakDbfs);
  if (data === undefined || box === undefined) return null;
  return (
    <Plot
      title="Mean spectrum"
      spoken={peak === undefined ? '' : `peak ${dbText(peak)} dBFS`}
      height={150}
      draw={drawSpectrum(data, box)}
    />
  );
}

export function SignalPlots(): React.ReactNode {
  const data = useMeasure((state) => state.signal);
  const box = useMeasure((state) => state.box);
  const seconds = useMeasure((state) => state.values?.seconds);
  if (data === undefined || box === undefined || seconds === undefined) return null;
  return <Signals data={data} box={box} seconds={seconds} />;
}

function Signals({ data, box, seconds }: { data: SignalData; box: Box; seconds: number }): React.ReactNode {
  const envelope = rangeOfValues(data.envelopeDb);
  const half = (box.upperHz - box.lowerHz) / 2;
  return (
    <>
      {envelope !== undefined && (
        <Plot
          title="Envelope"
          spoken={`${dbText(envelope[0])} to ${dbText(envelope[1])} dBFS`}
          height={120}
          draw={drawOverTime(data.envelopeDb, seconds, {
            low: Math.max(envelope[1] - 90, aired(envelope, 3)[0]),
            high: aired(envelope, 3)[1],
            unit: 'dBFS',
          })}
        />
      )}
      <Plot
        title="Instantaneous frequency from the middle of the box"
        spoken={`over ${widthText(2 * half)}`}
        height={120}
        draw={drawOverTime(data.frequencyHz, seconds, frequencyScale(-half, half))}
      />
      <Plot
        title="Constellation"
        spoken={`${String(data.iq.length / 2)} points`}
        height={220}
        draw={drawConstellation(data.iq)}
      />
    </>
  );
}
