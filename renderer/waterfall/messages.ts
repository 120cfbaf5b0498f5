/** What the page and the waterfall's worker say to each other. Positions are device pixels of the canvas meant. */
import type { FaultShape } from '../../contract/fault.ts';
import type { SpectrumRequest } from '../../contract/radio.ts';
import type { ViewSettings } from '../../contract/settings.ts';
import type { z } from 'zod';
import type { WorkerTransport } from '../worker-api.ts';
import type { SignalBox, TimeBox } from './boxes.ts';
import type { TraceSet } from './hold.ts';
import type { Geometry } from './layout.ts';
import type { Span } from './scale.ts';
import type { ThemeName } from './theme.ts';

/** Which way of drawing: `auto` takes WebGL2 where there is a graphics processor, the raster elsewhere. */
export type PainterChoice = 'auto' | 'webgl2' | 'raster';

export interface LookChange {
  palette: ViewSettings['palette'];
  minDb: number;
  maxDb: number;
  theme: ThemeName;
  timeAxis: ViewSettings['timeAxis'];
  traces: TraceSet;
  peakLabels: boolean;
}

/** A place under the pointer: in the plot or in the waterfall, from the left and top of that area. */
export interface Place {
  area: 'plot' | 'fall';
  x: number;
  y: number;
}

export interface RowsRequest {
  id: string;
  spectrum: SpectrumRequest;
}

export type ToWorker =
  | {
      kind: 'start';
      plot: OffscreenCanvas;
      fall: OffscreenCanvas;
      strip: OffscreenCanvas;
      /** Over the waterfall: what has words. */
      over: OffscreenCanvas;
      painter: PainterChoice;
      fontUrl: string;
    }
  | { kind: 'connect'; transport: WorkerTransport }
  | { kind: 'subscribe'; request: RowsRequest | undefined }
  | { kind: 'geometry'; geometry: Geometry }
  | { kind: 'look'; look: LookChange }
  | { kind: 'view'; view: Span }
  | { kind: 'radio'; centreHz: number; sampleRateHz: number }
  | { kind: 'pointer'; place: Place | undefined }
  | { kind: 'mark'; place: Place }
  | { kind: 'unmark'; all: boolean }
  /** Scrolls back by so many lines (negative: towards now). */
  | { kind: 'scroll'; lines: number }
  | { kind: 'freeze'; frozen: boolean }
  | { kind: 'live' }
  | { kind: 'clear' }
  | { kind: 'resetTraces' }
  | { kind: 'visible'; visible: boolean }
  /** Signals found, oldest first. */
  | { kind: 'boxes'; boxes: readonly SignalBox[] }
  /** A drag over past rows; the place is of the waterfall. */
  | { kind: 'keep'; step: 'begin' | 'move' | 'end'; x: number; y: number }
  /** The box that is shown as to be kept. */
  | { kind: 'kept'; box: TimeBox | undefined }
  | { kind: 'ask'; id: number; what: 'probe' | 'auto' }
  | { kind: 'close' };

/** What lies under the pointer. */
export interface Readout {
  hz: number;
  hzPerPixel: number;
  /** Level of the row there; undefined where there is no data. */
  db: number | undefined;
  /** Time of the row there, and how long before the newest one. */
  timeMs: number | undefined;
  agoMs: number;
  /** Samples lost, where the pointer is on a gap, and how long it lasted. */
  lostSamples: number;
  gapMs: number;
  merged: number;
}

export interface Marker {
  hz: number;
  db: number | undefined;
  timeMs: number;
}

export interface Stats {
  /** The labelled peaks; empty while labels are off. */
  peaksHz: readonly number[];
  rowsPerSecond: number;
  /** Time one line stands for, and what the whole waterfall shows. */
  lineMs: number;
  spanMs: number;
  /** Lines scrolled back, 0 when live; and how many there are. */
  back: number;
  lines: number;
  frozen: boolean;
  lostSamples: number;
  mergedAway: number;
  historyBytes: number;
}

/** What tests see of the picture: the top row as levels and as colours on the screen. */
export interface Probe {
  painter: 'webgl2' | 'raster';
  renderer: string;
  rowsDrawn: number;
  frames: number;
  rowsPerSecond: number;
  mergedAway: number;
  lostSamples: number;
  view: Span;
  /** dBFS of each pixel column of the top row; null where the row has no data. */
  topRowDb: (number | null)[];
  /** RGBA of the top line, read back from the canvas. */
  topRowRgba: number[];
  topRow: { timeMs: number; centreHz: number; sampleRateHz: number } | undefined;
  /** Milliseconds the drawing took on average (the last 200 frames), and bytes of rows uploaded. */
  drawMs: number;
  uploadedBytes: number;
  /** Boxes of signals in sight. */
  boxesShown: number;
}

/** Answer to the `Auto` button and to centring: the range that fits, and the strongest signal in sight. */
export interface Auto {
  minDb: number;
  maxDb: number;
  peakHz: number | undefined;
}

export type FromWorker =
  | { kind: 'ready'; painter: 'webgl2' | 'raster'; renderer: string }
  | { kind: 'stats'; stats: Stats }
  | { kind: 'readout'; readout: Readout | undefined }
  | { kind: 'markers'; markers: Marker[] }
  | { kind: 'summary'; text: string }
  /** The box dragged over past rows, when the pointer was released. */
  | { kind: 'held'; box: TimeBox }
  | { kind: 'probe'; id: number; probe: Probe }
  | { kind: 'auto'; id: number; auto: Auto | undefined }
  /** The subscription ended; with a fault when something went wrong. */
  | { kind: 'ended'; fault: z.infer<typeof FaultShape> | undefined }
  /** The graphics context is gone for good: the page makes new canvases for the raster. */
  | { kind: 'failed' }
  /** The connection is gone: the page opens another. */
  | { kind: 'closed' };
