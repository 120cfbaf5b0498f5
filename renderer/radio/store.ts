/** The radios found, the one that is looked at, and what was set on it. */
import { useMemo } from 'react';
import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { EngineClient } from '../../contract/index.ts';
import type { RadioInfo, ReceiverChange, ReceiverState } from '../../contract/radio.ts';
import { Fault } from '../../contract/fault.ts';
import type { Stop, Subscription } from '../../contract/bridge.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import type { Settings } from '../../contract/settings.ts';
import { followRecording } from '../recording/store.ts';
import { useSettings } from '../settings/store.ts';
import { isActive, showRadio, type ShownRadio } from './shown.ts';

interface RadioState {
  radios: readonly RadioInfo[];
  /** False until the engine sent its first list. */
  loaded: boolean;
  selectedId: string | undefined;
  /** Latest word of every receiver that is followed, by radio. */
  receivers: Readonly<Record<string, ReceiverState>>;
  /** Under way to the selected radio. */
  pending: ReceiverChange | undefined;
  /** Radios whose waterfall was shown in this window: they keep it while they are stopped. */
  shown: Readonly<Record<string, boolean>>;
}

export const useRadios = create<RadioState>(() => ({
  radios: [],
  loaded: false,
  selectedId: undefined,
  receivers: {},
  pending: undefined,
  shown: {},
}));

const followed = new Map<string, Subscription>();

/** A connection carries some 250 subscriptions; beyond this many radios only the selected one is followed. */
const mostFollowed = 100;

export function attachRadios(client: EngineClient): Stop {
  const list = client.radio.list(
    {},
    {
      next: (radios) => {
        useRadios.setState({ radios, loaded: true });
        for (const radio of radios.slice(0, mostFollowed)) followReceiver(radio.id);
        const listed = new Set(radios.map((radio) => radio.id));
        for (const id of followed.keys()) if (!listed.has(id)) unfollowReceiver(id);
      },
      end: (fault) => fault && reportFault(fault),
    },
  );
  const { selectedId } = useRadios.getState();
  if (selectedId !== undefined) followReceiver(selectedId);
  return () => {
    list.close();
    for (const subscription of followed.values()) subscription.close();
    followed.clear();
  };
}

/** Keeps the state of a receiver up to date in the store. */
export function followReceiver(id: string): void {
  if (followed.has(id)) return;
  const subscription = engine().radio.receiver(
    { id },
    {
      next: (state) => takeReceiver(state),
      end: () => followed.delete(id),
    },
  );
  followed.set(id, subscription);
}

function unfollowReceiver(id: string): void {
  followed.get(id)?.close();
  followed.delete(id);
  useRadios.setState(({ receivers, selectedId }) => ({
    receivers: Object.fromEntries(Object.entries(receivers).filter(([key]) => key !== id)),
    ...(selectedId === id ? { selectedId: undefined, pending: undefined } : {}),
  }));
}

/** Takes the old objects where the new ones say the same, so that what depends on them isn't drawn again. */
function keepParts(before: ReceiverState | undefined, next: ReceiverState): ReceiverState {
  const same = (name: 'info' | 'settings'): boolean =>
    JSON.stringify(before?.[name]) === JSON.stringify(next[name]);
  return {
    ...next,
    ...(before?.info && same('info') ? { info: before.info } : {}),
    ...(before?.settings && same('settings') ? { settings: before.settings } : {}),
  };
}

/** Puts a receiver's word into the store: from its subscription or as the answer of a command. */
export function takeReceiver(next: ReceiverState): void {
  const before = useRadios.getState().receivers[next.id];
  const state = keepParts(before, next);
  useRadios.setState((now) => ({
    receivers: { ...now.receivers, [state.id]: state },
    ...(state.phase === 'running' && now.shown[state.id] !== true
      ? { shown: { ...now.shown, [state.id]: true } }
      : {}),
    // A radio that runs already when the window opens (after a reload) is looked at again.
    ...(now.selectedId === undefined && isActive(state.phase) ? { selectedId: state.id } : {}),
  }));
  if (state.recordingId !== undefined) followRecording(state.recordingId);
  if (state.fault !== undefined && state.fault.message !== before?.fault?.message)
    reportFault(Fault.from(state.fault));
}

/** What the page needs of the selected radio; counters stay out, so that they draw nothing but themselves. */
function selectParts({ selectedId, radios, receivers, pending }: RadioState): SelectedParts {
  const state = selectedId === undefined ? undefined : receivers[selectedId];
  return {
    id: selectedId,
    listed: radios.find((radio) => radio.id === selectedId),
    info: state?.info,
    settings: state?.settings,
    phase: state?.phase,
    pending,
  };
}

interface SelectedParts {
  id: string | undefined;
  listed: RadioInfo | undefined;
  info: ReceiverState['info'];
  settings: ReceiverState['settings'];
  phase: ReceiverState['phase'] | undefined;
  pending: ReceiverChange | undefined;
}

function shownRadio(parts: SelectedParts, saved: ReceiverChange | undefined): ShownRadio | undefined {
  const { listed, info, settings, phase, pending } = parts;
  const radio = listed ?? info;
  if (radio === undefined) return undefined;
  const known = { ...(info && { info }), ...(settings && { settings }), ...(phase && { phase }) };
  return showRadio(radio, known, saved, pending);
}

const savedOf = (id: string | undefined, { radios }: Settings): ReceiverChange | undefined =>
  id === undefined ? undefined : radios[id];

/** The selected radio, for commands; undefined while none is selected. */
export function currentRadio(): ShownRadio | undefined {
  const parts = selectParts(useRadios.getState());
  return shownRadio(parts, savedOf(parts.id, useSettings.getState().settings));
}

/** The selected radio, for components. */
export function useShownRadio(): ShownRadio | undefined {
  const parts = useRadios(useShallow(selectParts));
  const saved = useSettings((state) => savedOf(parts.id, state.settings));
  return useMemo(() => shownRadio(parts, saved), [parts, saved]);
}

/** The engine's word on the selected radio, counters included. */
export const useReceiver = (): ReceiverState | undefined =>
  useRadios((state) => (state.selectedId === undefined ? undefined : state.receivers[state.selectedId]));
