/** What is measured in the selection: asked for a moment after it stands still, the last selection only. */
import { create } from 'zustand';
import type { z } from 'zod';
import type { Measurements, SelectionSpectrum, Signal } from '../../contract/analysis.ts';
import type { Stop } from '../../contract/bridge.ts';
import type { Fault } from '../../contract/fault.ts';
import { toFault } from '../fault.ts';
import { engine } from '../link.ts';
import { useAnalysis, type Box } from './store.ts';

export interface SpectrumData {
  readonly db: Float32Array;
  readonly firstHz: number;
  readonly stepHz: number;
}

export interface SignalData {
  readonly sampleRateHz: number;
  /** Interleaved. */
  readonly iq: Float32Array;
  /** From the selection's centre. */
  readonly frequencyHz: Float32Array;
  readonly envelopeDb: Float32Array;
}

interface MeasureState {
  /** Of which the results are, or are being made. */
  box: Box | undefined;
  busy: boolean;
  values: Measurements | undefined;
  spectrum: SpectrumData | undefined;
  signal: SignalData | undefined;
  fault: Fault | undefined;
}

const nothing: MeasureState = {
  box: undefined,
  busy: false,
  values: undefined,
  spectrum: undefined,
  signal: undefined,
  fault: undefined,
};

export const useMeasure = create<MeasureState>(() => nothing);

/** A drag that goes on asks for nothing. */
const restMs = 180;
/** More points than the plots have pixels. */
const signalPoints = 4096;

/** Float32, little endian, as the engine writes it. */
function floatsOf(base64: string): Float32Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length - (text.length % 4));
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

const spectrumOf = (answer: z.infer<typeof SelectionSpectrum>): SpectrumData => ({
  db: floatsOf(answer.dbBase64),
  firstHz: answer.firstHz,
  stepHz: answer.stepHz,
});

const signalOf = (answer: Signal): SignalData => ({
  sampleRateHz: answer.sampleRateHz,
  iq: floatsOf(answer.iqBase64),
  frequencyHz: floatsOf(answer.frequencyBase64),
  envelopeDb: floatsOf(answer.envelopeBase64),
});

/** Values first, plots as they come; one that fails does not take the others with it. */
async function measure(id: string, box: Box, signal: AbortSignal): Promise<void> {
  const { analysis } = engine();
  const wish = { id, ...box };
  const take = (part: Partial<MeasureState>): void => {
    if (!signal.aborted) useMeasure.setState(part);
  };
  const failed = (error: unknown): void => take({ fault: toFault(error) });
  await Promise.all([
    analysis.measure(wish, { signal }).then((values) => take({ values }), failed),
    analysis.spectrum(wish, { signal }).then((answer) => take({ spectrum: spectrumOf(answer) }), failed),
    analysis
      .signal({ ...wish, points: signalPoints }, { signal })
      .then((answer) => take({ signal: signalOf(answer) }), failed),
  ]);
  take({ busy: false });
}

/** Measures what is selected, whenever that changes. Returns what stops it. */
export function followSelection(): Stop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let last: { id: string | undefined; box: Box | undefined } | undefined;
  const next = (): void => {
    const { info, selection: box } = useAnalysis.getState();
    const id = info?.id;
    if (last !== undefined && last.id === id && last.box === box) return;
    last = { id, box };
    clearTimeout(timer);
    running?.abort();
    if (id === undefined || box === undefined) return useMeasure.setState(nothing);
    // The values before stay on screen, marked as being made anew: nothing jumps while a box is drawn.
    useMeasure.setState({ busy: true, fault: undefined });
    timer = setTimeout(() => {
      const controller = new AbortController();
      running = controller;
      useMeasure.setState({ ...nothing, box, busy: true });
      measure(id, box, controller.signal).catch((error: unknown) =>
        useMeasure.setState({ busy: false, fault: toFault(error) }),
      );
    }, restMs);
  };
  const stop = useAnalysis.subscribe(next);
  next();
  return () => {
    stop();
    clearTimeout(timer);
    running?.abort();
    useMeasure.setState(nothing);
  };
}
