/** What the page and the worker that draws tiles say to each other. Pixels are device pixels. */
import type { AnalysisInfo, Measurements } from '../../contract/analysis.ts';
import type { Fault } from '../../contract/fault.ts';
import type { ViewSettings } from '../../contract/settings.ts';
import type { WorkerTransport } from '../worker-api.ts';
import type { Level } from './level.ts';
import type { Box, Span } from './store.ts';

export type ToWorker =
  | { kind: 'start'; picture: OffscreenCanvas; overview: OffscreenCanvas }
  | { kind: 'connect'; transport: WorkerTransport }
  | { kind: 'open'; info: AnalysisInfo | undefined }
  | ({ kind: 'look'; light: boolean } & Pick<ViewSettings, 'palette' | 'minDb' | 'maxDb'>)
  /** `fftSize` absent: as suits the view. */
  | { kind: 'view'; span: Span; width: number; height: number; fftSize: number | undefined }
  | { kind: 'overview'; width: number; height: number }
  | { kind: 'value'; id: number; sample: number; hz: number }
  | { kind: 'levels'; id: number }
  | { kind: 'close' };

/** What is on screen now. */
export interface Drawn {
  level: Level;
  /** Tiles of the picture still on their way. */
  pending: number;
  /** Tiles of the picture that are here. */
  shown: number;
  /** Tiles of the strip above it still on their way. */
  overviewPending: number;
  /** False: a row holds more samples than were looked at; a short burst may be missing. */
  whole: boolean;
  /** Held in memory: values and coloured pictures. */
  cachedBytes: number;
}

export type FromWorker =
  | { kind: 'drawn'; drawn: Drawn }
  /** dBFS of one bin at a place; absent where it isn't here yet. */
  | { kind: 'value'; id: number; db: number | undefined }
  /** A colour range for what is on screen, dBFS. */
  | { kind: 'levels'; id: number; range: readonly [number, number] | undefined }
  | { kind: 'failed'; fault: ReturnType<Fault['toJSON']> }
  /** The connection ended: the worker needs another. */
  | { kind: 'closed' };

/** What is on screen, as the page tells tests. */
export interface Seen {
  span: Span;
  selection: Box | undefined;
  drawn: Drawn | undefined;
  values: Measurements | undefined;
  measuring: boolean;
}
