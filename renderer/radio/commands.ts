/** What the user can do with radios. Every command answers with a promise whose fault becomes a toast. */
import { Fault } from '../../contract/fault.ts';
import type { ReceiverChange } from '../../contract/radio.ts';
import { mergeChange } from '../../contract/receiver-change.ts';
import type { Stop } from '../../contract/bridge.ts';
import { showPage } from '../frame/store.ts';
import { attempt, reportFault, say } from '../frame/toasts.tsx';
import { makeChanger, type Changer } from '../changer.ts';
import { toFault } from '../fault.ts';
import { engine } from '../link.ts';
import { useSettings } from '../settings/store.ts';
import { startRecording, stopRecording } from '../recording/store.ts';
import { refusal, snapStep } from './digits.ts';
import { isActive } from './shown.ts';
import { followReceiver, currentRadio, takeReceiver, useRadios } from './store.ts';

let changer: { id: string; changer: Changer<ReceiverChange> } | undefined;

function changerOf(id: string): Changer<ReceiverChange> {
  if (changer?.id === id) return changer.changer;
  changer?.changer.dispose();
  const made = makeChanger<ReceiverChange>({
    merge: mergeChange,
    send: async (change) => takeReceiver(await engine().radio.set({ id, change })),
    onPending: (pending) => useRadios.setState({ pending }),
    onFault: reportFault,
  });
  changer = { id, changer: made };
  return made;
}

/** Forgets what is under way when the connection ends. */
export function attachCommands(): Stop {
  return () => {
    changer?.changer.dispose();
    changer = undefined;
    useRadios.setState({ pending: undefined });
  };
}

/** Looks at another radio. The one before is stopped, unless it is recording. */
export async function selectRadio(id: string): Promise<void> {
  const { selectedId, receivers } = useRadios.getState();
  if (selectedId === id) return;
  changer?.changer.dispose();
  changer = undefined;
  useRadios.setState({ selectedId: id, pending: undefined });
  followReceiver(id);
  const before = selectedId === undefined ? undefined : receivers[selectedId];
  if (before !== undefined && isActive(before.phase) && before.recordingId === undefined)
    await leave(before.id);
}

/** Gives a radio back that nobody looks at any more. One that tasks use goes on for them. */
async function leave(id: string): Promise<void> {
  try {
    await stopRadio(id);
  } catch (error) {
    if (toFault(error).code !== 'busy') throw error;
  }
}

/** Selects a radio, starts it and goes to where it is seen. */
export async function startRadio(id: string): Promise<void> {
  showPage('receive');
  await selectRadio(id);
  takeReceiver(await engine().radio.start({ id, ...firstChange(id) }));
}

/**
 * A real radio that was never opened starts as the page shows it; a file and a simulated band have a centre
 * and a rate of their own.
 */
function firstChange(id: string): { change?: ReceiverChange } {
  const shown = currentRadio();
  const known = useRadios.getState().receivers[id]?.settings ?? useSettings.getState().settings.radios[id];
  if (shown?.id !== id || known !== undefined || shown.info.simulated || shown.info.driver === 'file')
    return {};
  const { centreHz, sampleRateHz } = shown.settings;
  return { change: { centreHz, sampleRateHz } };
}

export async function stopRadio(id: string): Promise<void> {
  takeReceiver(await engine().radio.stop({ id }));
}

/** Space: starts or stops the selected radio. */
export async function toggleRadio(): Promise<void> {
  const shown = currentRadio();
  if (shown === undefined) say('Choose a radio first.', 'orange');
  else if (isActive(shown.phase)) await stopRadio(shown.id);
  else await startRadio(shown.id);
}

/** Sets something on the selected radio: at once on screen, then on the radio (or for its next start). */
export function changeRadio(change: ReceiverChange): void {
  const { selectedId } = useRadios.getState();
  if (selectedId !== undefined) changerOf(selectedId).change(change);
}

/** Tunes within what the radio can; outside it nothing changes and a sentence says the limit. */
export function tuneTo(centreHz: number): void {
  const shown = currentRadio();
  if (shown === undefined) return;
  const refused = refusal(centreHz, shown.info.tuningHz);
  if (refused === undefined) changeRadio({ centreHz });
  else say(refused, 'orange');
}

/** Steps along the snap grid. Builds on what is shown, so a held key never waits for the radio. */
export function stepBy(count: number): void {
  const shown = currentRadio();
  if (shown === undefined) return;
  const { snapHz } = useSettings.getState().settings.view;
  const step = snapStep(shown.settings.centreHz, snapHz, count, shown.info.tuningHz);
  if (step.refused === undefined) changeRadio({ centreHz: step.hz });
  else say(step.refused, 'orange');
}

/** Resolves when the radio has answered everything that was set on it. */
function settled(): Promise<void> {
  if (useRadios.getState().pending === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useRadios.subscribe(({ pending }) => {
      if (pending !== undefined) return;
      stop();
      resolve();
    });
  });
}

/** Shift+R: starts or stops recording the selected radio. */
export async function toggleRecording(): Promise<void> {
  // A change of rate restarts the stream: what is recorded begins after it.
  await settled();
  const { selectedId, receivers } = useRadios.getState();
  const receiver = selectedId === undefined ? undefined : receivers[selectedId];
  if (receiver?.recordingId !== undefined) await stopRecording(receiver.recordingId);
  else if (receiver !== undefined && isActive(receiver.phase)) await startRecording(receiver.id);
  else say('Start a radio first: only a running radio can be recorded.', 'orange');
}

export async function pauseRadio(id: string, paused: boolean): Promise<void> {
  takeReceiver(await engine().radio.pause({ id, paused }));
}

export async function seekRadio(id: string, sample: number): Promise<void> {
  takeReceiver(await engine().radio.seek({ id, sample: Math.max(0, Math.round(sample)) }));
}

/** Offers a recording as a radio and plays it. */
export async function replayRecording(recordingId: string): Promise<void> {
  const { id } = await engine().radio.addRecording({ recordingId });
  await startRadio(id);
}

export const simulatedBandId = 'sim:band';

/** The simulated band, as the engine lists it. */
export async function startSimulated(): Promise<void> {
  const { radios } = useRadios.getState();
  const band =
    radios.find((radio) => radio.id === simulatedBandId) ?? radios.find((radio) => radio.simulated);
  if (band === undefined)
    throw new Fault('not-found', 'The engine lists no simulated radio.', { hint: 'Look for radios again.' });
  await startRadio(band.id);
}

export const refreshRadios = (): void => attempt(() => engine().radio.refresh({}));

/** Takes a file or an rtl_tcp server out of the list. */
export async function removeRadio(id: string): Promise<void> {
  if (useRadios.getState().selectedId === id)
    useRadios.setState({ selectedId: undefined, pending: undefined });
  await engine().radio.remove({ id });
}
