/** How the recording is shown, beyond the place that others build on: axes, transform, markers, what is under the pointer. */
import { create } from 'zustand';
import type { Fault } from '../../contract/fault.ts';
import type { LibraryEntry } from '../../contract/library.ts';
import type { Link } from './link.ts';
import type { Drawn } from './messages.ts';
import { useAnalysis } from './store.ts';
import type { BandScale, TimeScale } from './ticks.ts';

interface Marker {
  readonly id: number;
  readonly sample: number;
  readonly hz: number;
  /** dBFS of the bin there; absent until it is known. */
  readonly db: number | undefined;
}

type Range = readonly [minDb: number, maxDb: number];

interface Spot {
  sample: number;
  hz: number;
  db: number | undefined;
}

interface ViewingState {
  /** The recording that is to be shown. */
  id: string | undefined;
  /** What the library says of it; absent until it answered. */
  entry: LibraryEntry | undefined;
  /** Why it can't be shown. */
  fault: Fault | undefined;
  timeScale: TimeScale;
  bandScale: BandScale;
  /** Undefined: as suits the zoom. */
  fftSize: number | undefined;
  /** dBFS at the dark and the bright end of the colours; undefined until the picture is here to choose by. */
  range: Range | undefined;
  drawn: Drawn | undefined;
  pointer: Spot | undefined;
  markers: readonly Marker[];
  crop: boolean;
  /** Of the panel at the right. */
  side: 'measure' | 'labels';
}

export const useViewing = create<ViewingState>(() => ({
  id: undefined,
  entry: undefined,
  fault: undefined,
  timeScale: 'offset',
  bandScale: 'absolute',
  fftSize: undefined,
  range: undefined,
  drawn: undefined,
  pointer: undefined,
  markers: [],
  crop: false,
  side: 'measure',
}));

let link: Link | undefined;

/** The worker that draws, while the page shows a recording. */
export function setLink(next: Link | undefined): void {
  link = next;
}

/** More than fit on a screen help nobody. */
const mostMarkers = 20;
let lastMarker = 0;

/** Places a marker; its level follows when the worker has answered. */
export async function placeMarker(sample: number, hz: number): Promise<void> {
  const marker: Marker = { id: ++lastMarker, sample: Math.round(sample), hz, db: undefined };
  useViewing.setState(({ markers }) => ({ markers: [...markers, marker].slice(-mostMarkers) }));
  const db = await link?.value(marker.sample, hz);
  useViewing.setState(({ markers }) => ({
    markers: markers.map((one) => (one.id === marker.id ? { ...one, db } : one)),
  }));
}

/** Takes one marker away; without an id the last. */
export function removeMarker(id?: number): void {
  useViewing.setState(({ markers }) => ({
    markers: id === undefined ? markers.slice(0, -1) : markers.filter((marker) => marker.id !== id),
  }));
}

export const clearMarkers = (): void => useViewing.setState({ markers: [] });

let asked = 0;

/** What is under the pointer; its level follows when the worker has answered, the last question only. */
export function pointAt(sample: number, hz: number): void {
  const mine = ++asked;
  useViewing.setState(({ pointer }) => ({ pointer: { sample, hz, db: pointer?.db } }));
  void link?.value(sample, hz).then((db) => {
    if (mine === asked) useViewing.setState({ pointer: { sample, hz, db } });
  });
}

export function pointAway(): void {
  asked++;
  useViewing.setState({ pointer: undefined });
}

/** Sets the colour range from what is on screen; nothing where nothing is there yet. */
export async function autoLevels(): Promise<void> {
  const { id } = useViewing.getState();
  const range = await link?.levels();
  if (range !== undefined && useViewing.getState().id === id) useViewing.setState({ range });
}

/** Takes over what the worker drew; the nudges of labels go by its bins and rows. */
export function tookDrawn(drawn: Drawn): void {
  const first = drawn.pending === 0 && useViewing.getState().range === undefined;
  useViewing.setState({ drawn });
  // Recordings differ by tens of decibels: the first picture shows each from its noise to its strongest.
  if (first) void autoLevels();
  const { info, binHz, rowSamples } = useAnalysis.getState();
  if (info === undefined) return;
  const nextHz = info.sampleRateHz / drawn.level.fftSize;
  if (nextHz !== binHz || drawn.level.rowSamples !== rowSamples)
    useAnalysis.setState({ binHz: nextHz, rowSamples: drawn.level.rowSamples });
}
