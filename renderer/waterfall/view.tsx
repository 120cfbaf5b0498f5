/** The spectrum and waterfall as a React component. Rows never come here: they go straight to its worker. */
import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react';
import type { Fault } from '../../contract/fault.ts';
import type { ViewSettings } from '../../contract/settings.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { WorkerTransport } from '../worker-api.ts';
import { Bar } from './bar.tsx';
import type { SignalBox, TimeBox } from './boxes.ts';
import { makeHandle, type WaterfallHandle } from './handle.ts';
import { MarkerTable } from './marker-table.tsx';
import type { Marker, PainterChoice, Stats } from './messages.ts';
import { Mounted } from './mounted.ts';
import { statsText } from './readout.ts';
import type { TraceSet } from './hold.ts';
import type { ThemeName } from './theme.ts';
import css from './waterfall.module.css';

interface WaterfallProps {
  /** A connection for the worker; called again after one was lost. */
  openPort: () => Promise<WorkerTransport>;
  radioId: string;
  /** True while rows may come: the subscription lives as long. */
  running: boolean;
  settings: ViewSettings;
  centreHz: number;
  sampleRateHz: number;
  /** Limits of the radio, Hz. */
  tuningHz?: { min: number; max: number } | undefined;
  /** Grid of tuning by click and wheel, Hz. @default 12,500 */
  snapHz?: number;
  /** Panning past the edge doesn't move the radio. @default false */
  lockCentre?: boolean;
  /** Width of the filter of one bin, Hz: rate · ENBW / N. */
  resolutionHz: number;
  theme: ThemeName;
  /** Signals found, oldest first. */
  boxes: readonly SignalBox[];
  /** A drag over the rows marks a box of the past: `box` is shown, `onHeld` hears of a new one. */
  keep: { on: boolean; box: TimeBox | undefined };
  onHeld: (box: TimeBox) => void;
  /** For tests and measurements. @default 'auto' */
  painter?: PainterChoice;
  onTune: (hz: number) => void;
  /** Level range or split were changed here; called when the gesture has rested. */
  onViewChange: (change: Partial<ViewSettings>) => void;
  /** The subscription of rows ended with a fault. */
  onFault?: (fault: Fault) => void;
  ref?: Ref<WaterfallHandle>;
}

const noTraces: TraceSet = { average: false, max: false, min: false };

export function Waterfall(props: WaterfallProps) {
  const { settings, centreHz, sampleRateHz, radioId, running, theme } = props;
  const [traces, setTraces] = useState(noTraces);
  const [peakLabels, setPeakLabels] = useState(false);
  const [frozen, setFrozen] = useState(false);
  const [back, setBack] = useState(false);
  const [markers, setMarkers] = useState<readonly Marker[]>([]);
  const [summary, setSummary] = useState('');
  /** Counts up when the graphics context is gone for good: new canvases, drawn without it. */
  const [failures, setFailures] = useState(0);
  const picture = useRef<HTMLDivElement>(null);
  const stats = useRef<HTMLSpanElement>(null);
  const zoom = useRef<HTMLInputElement>(null);
  const mounted = useRef<Mounted>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const root = picture.current;
    if (root === null) return;
    const start = latest.current;
    const own = new Mounted(root, {
      settings: start.settings,
      tuned: { centreHz: start.centreHz, sampleRateHz: start.sampleRateHz },
      painter: failures > 0 ? 'raster' : (start.painter ?? 'auto'),
      // The worker's own address differs from the page's: a relative one would miss.
      fontUrl: new URL(interUrl, document.baseURI).href,
      openPort: () => latest.current.openPort(),
      tune: (hz) => latest.current.onTune(hz),
      change: (change) => latest.current.onViewChange(change),
      zoomed: (share) => {
        if (zoom.current !== null) zoom.current.value = String(share);
      },
      stats: (next: Stats) => {
        setBack(next.back > 0);
        setFrozen(next.frozen);
        if (stats.current === null) return;
        const text = statsText(next, formatRounded(latest.current.resolutionHz, 'Hz', 3));
        stats.current.textContent = text;
        stats.current.title = text;
      },
      markers: setMarkers,
      summary: setSummary,
      held: (box) => latest.current.onHeld(box),
      ended: (fault) => {
        if (fault !== undefined) latest.current.onFault?.(fault);
      },
      failed: () => setFailures((count) => count + 1),
    });
    mounted.current = own;
    return () => {
      own.close();
      mounted.current = undefined;
    };
  }, [failures]);

  // Every render tells the view what it should show; what is the same costs nothing there.
  useEffect(() => {
    const own = mounted.current;
    if (own === undefined) return;
    own.controller.options = {
      snapHz: props.snapHz ?? 12_500,
      lockCentre: props.lockCentre ?? false,
      tuningHz: props.tuningHz,
    };
    own.setSettings(settings);
    own.controller.setLook({ theme, traces, peakLabels });
  }, [failures, settings, theme, traces, peakLabels, props.snapHz, props.lockCentre, props.tuningHz]);

  useEffect(() => {
    mounted.current?.controller.setTuned({ centreHz, sampleRateHz });
  }, [failures, centreHz, sampleRateHz]);

  const { boxes, keep } = props;
  useEffect(() => mounted.current?.setBoxes(boxes), [failures, boxes]);
  const { on, box } = keep;
  useEffect(() => mounted.current?.setKeeping(on, box), [failures, on, box]);

  const { spectrum } = settings;
  const request = JSON.stringify(spectrum);
  useEffect(() => {
    mounted.current?.subscribe(
      running ? { id: radioId, spectrum: latest.current.settings.spectrum } : undefined,
    );
  }, [failures, running, radioId, request]);

  useImperativeHandle(props.ref, () => makeHandle(() => mounted.current), []);
  const handle = makeHandle(() => mounted.current);
  return (
    <div className={css['root']} data-theme={theme}>
      <div ref={picture} className={css['picture']}>
        <MarkerTable markers={markers} />
        {(back || frozen) && (
          <button type="button" className={`${css['button']} ${css['live']}`} onClick={handle.goLive}>
            {frozen ? 'Frozen: back to live' : 'Back to live'}
          </button>
        )}
      </div>
      <p className={css['hidden']} aria-live="polite">
        {summary}
      </p>
      <Bar
        stats={stats}
        zoom={zoom}
        traces={traces}
        peakLabels={peakLabels}
        frozen={frozen}
        onTraces={setTraces}
        onResetTraces={handle.resetTraces}
        onPeakLabels={setPeakLabels}
        onAuto={() => void handle.autoLevels()}
        onFreeze={handle.freeze}
        onZoom={(share) => mounted.current?.controller.setZoomShare(share)}
        onResetZoom={handle.resetZoom}
      />
    </div>
  );
}
