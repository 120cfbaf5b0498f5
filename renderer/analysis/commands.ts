/** What can be done in the analysis view. Commands that ask the engine answer with a promise whose fault becomes a toast. */
import type { AnalysisInfo } from '../../contract/analysis.ts';
import type { Stated } from '../../contract/library.ts';
import { showPage } from '../frame/store.ts';
import { attempt, say } from '../frame/toasts.tsx';
import { toFault } from '../fault.ts';
import { engine } from '../link.ts';
import { replayRecording } from '../radio/commands.ts';
import type { Direction } from '../label/box.ts';
import { saveText } from '../save.ts';
import { boxOf, nudgedBox } from './box.ts';
import { useMeasure } from './measure.ts';
import { useAnalysis, type Box, type Span } from './store.ts';
import { placeMarker, useViewing } from './viewing.ts';
import { copiedValues, csvOf, valuesOf, type Value } from './words.ts';
import { clampSpan, moveSpan, wholeSpan, zoomBand, zoomTime } from './zoom.ts';

/** Shows a recording of the library, all of it. */
export function openAnalysis(recordingId: string): void {
  showPage('analysis');
  if (useViewing.getState().id === recordingId && useAnalysis.getState().info !== undefined) return;
  attempt(() => load(recordingId));
}

/** Reads what the recording says of itself; shows why where it can't be looked into. */
export async function load(id: string): Promise<void> {
  useViewing.setState({
    id,
    entry: undefined,
    fault: undefined,
    range: undefined,
    markers: [],
    pointer: undefined,
    drawn: undefined,
  });
  useAnalysis.setState({ info: undefined, selection: undefined });
  const mine = (): boolean => useViewing.getState().id === id;
  const described = engine()
    .library.get({ id })
    .then(({ entry }) => mine() && useViewing.setState({ entry }));
  try {
    const info = await engine().analysis.open({ id });
    if (mine()) useAnalysis.setState({ info, span: wholeSpan(info) });
    await described;
  } catch (error) {
    await described.catch(() => undefined);
    if (mine()) useViewing.setState({ fault: toFault(error) });
  }
}

/** Says of a recording what nobody knew, then opens it. */
export async function state(id: string, stated: Stated): Promise<void> {
  await engine().library.change({ id, stated });
  await load(id);
}

function withInfo(run: (info: AnalysisInfo, span: Span) => Partial<{ span: Span; selection: Box }>): void {
  const { info, span } = useAnalysis.getState();
  if (info !== undefined) useAnalysis.setState(run(info, span));
}

export const setSpan = (span: Span): void => withInfo((info) => ({ span: clampSpan(info, span) }));

export const select = (selection: Box | undefined): void => useAnalysis.setState({ selection });

export const setTool = (tool: 'pan' | 'select' | 'label'): void => useAnalysis.setState({ tool });

/** Where a zoom by key happens: at the pointer, or in the middle. */
function focus({ fromSample, toSample, lowHz, highHz }: Span): { sample: number; hz: number } {
  return useViewing.getState().pointer ?? { sample: (fromSample + toSample) / 2, hz: (lowHz + highHz) / 2 };
}

/** `factor` below 1 comes closer. */
export const zoomTimeBy = (factor: number): void =>
  withInfo((info, span) => ({ span: zoomTime(info, span, factor, focus(span).sample) }));
export const zoomBandBy = (factor: number): void =>
  withInfo((info, span) => ({ span: zoomBand(info, span, factor, focus(span).hz) }));

/** Moves by shares of what is in sight: right and up are positive. */
export const moveBy = (time: number, band: number): void =>
  withInfo((info, span) => ({
    span: moveSpan(info, span, time * (span.toSample - span.fromSample), band * (span.highHz - span.lowHz)),
  }));

export const showWhole = (): void => withInfo((info) => ({ span: wholeSpan(info) }));
export const showStart = (): void =>
  withInfo((info, span) => ({ span: moveSpan(info, span, -info.samples, 0) }));
export const showEnd = (): void =>
  withInfo((info, span) => ({ span: moveSpan(info, span, info.samples, 0) }));

/** Room left around a selection that is shown: a tenth on every side. */
const around = 0.1;

export function showSelection(): void {
  const { selection } = useAnalysis.getState();
  if (selection === undefined) return say('Select something first: drag a box over it.', 'orange');
  const { startSample, sampleCount, lowerHz, upperHz } = selection;
  const band = upperHz - lowerHz;
  setSpan({
    fromSample: startSample - around * sampleCount,
    toSample: startSample + (1 + around) * sampleCount,
    lowHz: lowerHz - around * band,
    highHz: upperHz + around * band,
  });
}

/** Selects all that is in sight. */
export const selectView = (): void =>
  withInfo((info, span) => ({
    selection: boxOf(
      info,
      { sample: span.fromSample, hz: span.lowHz },
      { sample: span.toSample, hz: span.highHz },
    ),
  }));

/** Moves the selection by a row of time or a bin of frequency; `resize` moves its end or its upper edge alone. */
export function nudgeSelection(direction: Direction, resize: boolean): void {
  const { info, selection, binHz, rowSamples } = useAnalysis.getState();
  if (info === undefined) return;
  if (selection === undefined) say('Select something first: drag a box over it, or press A.', 'orange');
  else select(nudgedBox(info, selection, direction, resize, { binHz, rowSamples }));
}

export function markHere(): void {
  const { info, span } = useAnalysis.getState();
  if (info === undefined) return;
  const { sample, hz } = focus(span);
  attempt(() => placeMarker(sample, hz));
}

/** Plays it on the Receive page, as the radio it came from. */
export async function play(): Promise<void> {
  const { id } = useViewing.getState();
  if (id !== undefined) await replayRecording(id);
}

export function openCrop(): void {
  if (useAnalysis.getState().selection === undefined)
    say('Select what is to be saved first: drag a box over it.', 'orange');
  else useViewing.setState({ crop: true });
}

/** The measured values of the selection; undefined, and said, where there are none. */
function measured(): { info: AnalysisInfo; box: Box; values: Value[] } | undefined {
  const { info } = useAnalysis.getState();
  const { box, values } = useMeasure.getState();
  if (info !== undefined && box !== undefined && values !== undefined)
    return { info, box, values: valuesOf(info, values) };
  say('Nothing is measured yet: drag a box over a signal.', 'orange');
  return undefined;
}

export async function copyValues(): Promise<void> {
  const found = measured();
  if (found === undefined) return;
  await navigator.clipboard.writeText(copiedValues(found.info, found.box, found.values));
  say('Copied the values.');
}

export async function exportValues(): Promise<void> {
  const found = measured();
  if (found === undefined) return;
  const saved = await saveText(
    `${found.info.name}.csv`,
    csvOf(found.info, found.box, found.values),
    'text/csv',
  );
  if (saved) say('Saved the values.');
}
