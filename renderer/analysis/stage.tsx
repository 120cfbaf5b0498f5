/** The picture with its axes, the strip above and the line below: holds the worker that draws. */
import { useEffect, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { useFrame } from '../frame/store.ts';
import { reportFault } from '../frame/toasts.tsx';
import { LabelOverlay } from '../label/overlay.tsx';
import { useSettings } from '../settings/store.ts';
import { BandAxis, TimeAxis } from './axes.tsx';
import { bindPicture } from './gestures.ts';
import { openLink, type Link } from './link.ts';
import { CaptureLines, MarkerLayer, SelectionBox } from './overlay.tsx';
import { OverviewWindow } from './overview.tsx';
import { Readout } from './readout.tsx';
import { useMeasure } from './measure.ts';
import type { Seen } from './messages.ts';
import { useAnalysis } from './store.ts';
import { setLink, tookDrawn, useViewing } from './viewing.ts';
import { pictureText } from './words.ts';

const device = (pixels: number): number => Math.max(1, Math.round(pixels * window.devicePixelRatio));

/** Tells the worker what is in sight, each time it changes. */
function sendView(link: Link): void {
  const { info, span, width, height } = useAnalysis.getState();
  if (info === undefined || width < 2) return;
  const { fftSize } = useViewing.getState();
  link.send({ kind: 'view', span, width: device(width), height: device(height), fftSize });
}

/** What is on screen, for tests. */
function seen(): Seen {
  const { span, selection } = useAnalysis.getState();
  const { values, busy } = useMeasure.getState();
  return { span, selection, drawn: useViewing.getState().drawn, values, measuring: busy };
}

/** Made by hand: a canvas given to a worker can't be given again. */
function addCanvas(host: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  host.prepend(canvas);
  return canvas;
}

function useWorker(
  pictureHost: React.RefObject<HTMLDivElement | null>,
  stripHost: React.RefObject<HTMLDivElement | null>,
): void {
  const view = useSettings((state) => state.settings.view);
  const light = useComputedColorScheme('dark') === 'light';
  const held = useRef<Link>(undefined);
  useEffect(() => {
    const [host, strip] = [pictureHost.current, stripHost.current];
    if (host === null || strip === null) return;
    const canvases = [addCanvas(host), addCanvas(strip)] as const;
    const link = openLink({
      picture: canvases[0],
      overview: canvases[1],
      drawn: tookDrawn,
      failed: reportFault,
    });
    held.current = link;
    setLink(link);
    link.send({ kind: 'open', info: useAnalysis.getState().info });
    const measure = (): void => {
      useAnalysis.setState({ width: host.clientWidth, height: host.clientHeight });
      link.send({ kind: 'overview', width: device(strip.clientWidth), height: device(strip.clientHeight) });
    };
    const resized = new ResizeObserver(measure);
    resized.observe(host);
    resized.observe(strip);
    measure();
    const stops = [
      useAnalysis.subscribe((now, before) => {
        if (now.info !== before.info) link.send({ kind: 'open', info: now.info });
        if (now.span !== before.span || now.width !== before.width || now.height !== before.height)
          sendView(link);
      }),
      useViewing.subscribe((now, before) => {
        if (now.fftSize !== before.fftSize) sendView(link);
      }),
      bindPicture(host),
    ];
    sendView(link);
    // End-to-end tests and pictures read back what is drawn.
    Reflect.set(window, 'wavekeepAnalysis', seen);
    return () => {
      Reflect.deleteProperty(window, 'wavekeepAnalysis');
      resized.disconnect();
      for (const stop of stops) stop();
      setLink(undefined);
      useViewing.setState({ drawn: undefined });
      link.close();
      for (const canvas of canvases) canvas.remove();
    };
  }, [pictureHost, stripHost]);
  const { palette } = view;
  const [minDb, maxDb] = useViewing((state) => state.range) ?? [view.minDb, view.maxDb];
  useEffect(
    () => held.current?.send({ kind: 'look', palette, minDb, maxDb, light }),
    [palette, minDb, maxDb, light],
  );
}

/** What had the keyboard lies on a page no longer shown: the picture takes it, so that Tab goes on from there. */
function useFocus(picture: React.RefObject<HTMLDivElement | null>): void {
  const shown = useFrame((state) => state.page === 'analysis');
  useEffect(() => {
    if (!shown) return;
    // What is hidden loses the keyboard with the next frame.
    const frame = requestAnimationFrame(() => {
      const active = document.activeElement;
      if (
        active === null ||
        active === document.body ||
        !active.checkVisibility({ visibilityProperty: true })
      )
        picture.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, picture]);
}

/** Starts while the engine still reads what the recording says of itself; until that is here nothing in it can be used. */
export function Stage(): React.ReactNode {
  const picture = useRef<HTMLDivElement>(null);
  const strip = useRef<HTMLDivElement>(null);
  useFocus(picture);
  const tool = useAnalysis((state) => state.tool);
  const opened = useAnalysis((state) => state.info !== undefined);
  useWorker(picture, strip);
  return (
    <div className="wk-an-stage" inert={!opened}>
      <div className="wk-an-corner" aria-hidden>
        Overview
      </div>
      <div ref={strip} className="wk-an-overview">
        {opened && <OverviewWindow />}
      </div>
      <BandAxis />
      <div
        ref={picture}
        className="wk-an-picture"
        data-tool={tool}
        tabIndex={0}
        role="application"
        aria-roledescription="spectrogram"
        aria-describedby="wk-an-text"
        aria-label="Spectrogram of the recording"
      >
        <CaptureLines />
        <SelectionBox />
        <MarkerLayer />
        <LabelOverlay />
        <Crosshair />
      </div>
      <TimeAxis />
      <Readout />
      <Spoken />
    </div>
  );
}

/** Lines at the pointer, to read both axes by. */
function Crosshair(): React.ReactNode {
  const pointer = useViewing((state) => state.pointer);
  const span = useAnalysis((state) => state.span);
  if (pointer === undefined) return null;
  const x = (pointer.sample - span.fromSample) / (span.toSample - span.fromSample);
  const y = (span.highHz - pointer.hz) / (span.highHz - span.lowHz);
  return (
    <>
      <span className="wk-an-cross" style={{ left: `${String(x * 100)}%`, width: 1, top: 0, bottom: 0 }} />
      <span className="wk-an-cross" style={{ top: `${String(y * 100)}%`, height: 1, left: 0, right: 0 }} />
    </>
  );
}

/** What is in sight in words, for who can't see it. */
function Spoken(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const span = useAnalysis((state) => state.span);
  return (
    <p id="wk-an-text" className="wk-an-spoken">
      {info === undefined ? '' : pictureText(info, span)}
    </p>
  );
}
