/** What is found in the stream of the radio that is looked at, and what of its past can be kept. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { DetectionSettings, LiveDetections, Past } from '../../contract/detection.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { attempt, reportFault, say } from '../frame/toasts.tsx';
import { engine, useLink } from '../link.ts';
import { changeSettings, useSettings } from '../settings/store.ts';
import type { SignalBox, TimeBox } from '../waterfall/index.ts';
import { useRadios } from './store.ts';

interface LiveState {
  /** Of the selected radio; undefined until the engine's first word. */
  found: LiveDetections | undefined;
  /** The same as boxes for the waterfall; none while they are hidden. */
  boxes: readonly SignalBox[];
  boxesShown: boolean;
  /** A drag over the waterfall marks what to keep. */
  keeping: boolean;
  /** What was marked. */
  box: TimeBox | undefined;
  past: Past | undefined;
  /** When the engine said it, by the page's clock. */
  pastAtMs: number;
}

const none: readonly SignalBox[] = [];

export const useLive = create<LiveState>(() => ({
  found: undefined,
  boxes: none,
  boxesShown: true,
  keeping: false,
  box: undefined,
  past: undefined,
  pastAtMs: 0,
}));

type Found = LiveDetections['boxes'][number];

/** What stands beside a box. */
export const boxText = ({ snrDb, lowerHz, upperHz }: Pick<Found, 'snrDb' | 'lowerHz' | 'upperHz'>): string =>
  `${snrDb.toFixed(0)} dB · ${formatRounded(upperHz - lowerHz, 'Hz', 3)}`;

const signalBox = (found: Found): SignalBox => ({
  fromMs: found.startMs,
  toMs: found.startMs + found.seconds * 1000,
  lowerHz: found.lowerHz,
  upperHz: found.upperHz,
  open: found.open,
  text: boxText(found),
});

const boxesOf = (found: LiveDetections | undefined, shown: boolean): readonly SignalBox[] =>
  found === undefined || !shown || found.boxes.length === 0 ? none : found.boxes.map(signalBox);

const take = (found: LiveDetections | undefined): void =>
  useLive.setState(({ boxesShown }) => ({ found, boxes: boxesOf(found, boxesShown) }));

/** Follows the detections of a radio while a component shows them. */
export function useDetections(id: string): void {
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => {
    if (!open) return;
    const subscription = engine().radio.detections(
      { id },
      { next: take, end: (fault) => fault && reportFault(fault) },
    );
    return () => {
      subscription.close();
      take(undefined);
    };
  }, [id, open]);
}

/** Has the past of a radio kept, and follows how far it reaches. */
export function usePast(id: string): void {
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => {
    if (!open) return;
    const subscription = engine().recording.past(
      { id },
      {
        next: (past) => useLive.setState({ past, pastAtMs: Date.now() }),
        end: (fault) => fault && reportFault(fault),
      },
    );
    return () => {
      subscription.close();
      useLive.setState({ past: undefined });
    };
  }, [id, open]);
}

const search = (id: string, settings: DetectionSettings | undefined): void =>
  attempt(() => engine().radio.detect({ id, ...(settings === undefined ? {} : { settings }) }));

/** D: searches the selected radio for signals, or ends it. */
export function toggleDetection(): void {
  const { selectedId } = useRadios.getState();
  if (selectedId === undefined) {
    say('Choose a radio first.', 'orange');
    return;
  }
  const searching = useLive.getState().found?.settings !== undefined;
  search(selectedId, searching ? undefined : useSettings.getState().settings.detection);
}

/** New terms are kept as the default, and hold at once where the radio is being searched. */
export function changeTerms(detection: DetectionSettings): void {
  changeSettings({ detection });
  const { selectedId } = useRadios.getState();
  if (selectedId !== undefined && useLive.getState().found?.settings !== undefined)
    search(selectedId, detection);
}

export const toggleBoxes = (): void =>
  useLive.setState(({ boxesShown, found }) => ({
    boxesShown: !boxesShown,
    boxes: boxesOf(found, !boxesShown),
  }));

/** K: the next drag over the waterfall marks what to keep. */
export const toggleKeeping = (): void =>
  useLive.setState(({ keeping }) => ({ keeping: !keeping, box: undefined }));

export const holdBox = (box: TimeBox | undefined): void => useLive.setState({ box });
