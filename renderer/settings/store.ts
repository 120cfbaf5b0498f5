/** The settings as the engine holds them, with what the user just changed on top. Written through. */
import { create } from 'zustand';
import type { EngineClient } from '../../contract/index.ts';
import { defaultSettings, type Settings, type ViewSettings } from '../../contract/settings.ts';
import type { Stop } from '../../contract/bridge.ts';
import { makeChanger } from '../changer.ts';
import { engine } from '../link.ts';
import { reportFault } from '../frame/toasts.tsx';

/** What the page may change; the recording folder goes by a grant. */
export type Change = Partial<Omit<Settings, 'recordingFolder'>>;

interface SettingsState {
  /** What is shown: the engine's values with pending changes on top. */
  settings: Settings;
  loaded: boolean;
}

export const useSettings = create<SettingsState>(() => ({ settings: defaultSettings, loaded: false }));

let confirmed: Settings = defaultSettings;

const changer = makeChanger<Change>({
  merge: (first, second) => ({ ...first, ...second }),
  send: async (change) => {
    confirmed = await engine().settings.change(change);
  },
  onPending: (pending) => useSettings.setState({ settings: { ...confirmed, ...pending } }),
  onFault: reportFault,
});

export function attachSettings(client: EngineClient): Stop {
  const current = client.settings.current(
    {},
    {
      next: (settings) => {
        confirmed = settings;
        useSettings.setState({ settings: { ...settings, ...changer.pending() }, loaded: true });
      },
    },
  );
  return () => current.close();
}

/** Takes effect at once and is written by the engine. */
export function changeSettings(change: Change): void {
  changer.change(change);
}

export function changeView(change: Partial<ViewSettings>): void {
  changeSettings({ view: { ...useSettings.getState().settings.view, ...change } });
}

export function changeSpectrum(change: Partial<ViewSettings['spectrum']>): void {
  const { spectrum } = useSettings.getState().settings.view;
  changeView({ spectrum: { ...spectrum, ...change } });
}
