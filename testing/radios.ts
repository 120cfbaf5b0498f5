/** The radios room with its real drivers and settings kept in memory. */
import { defaultSettings, type Settings } from '../contract/settings.ts';
import { makeRadios, type Radios } from '../main/acquire/index.ts';
import { makeDrivers } from '../main/device/index.ts';

const refuse = (): never => {
  throw new Error('not used here');
};

export interface TestRadios {
  readonly radios: Radios;
  readonly settings: { current: Settings };
}

export function makeTestRadios(more: Partial<Settings> = {}): TestRadios {
  const settings = { current: { ...structuredClone(defaultSettings), ...more } };
  const radios = makeRadios({
    drivers: makeDrivers(),
    settings: {
      get current() {
        return settings.current;
      },
      change: (change) => (settings.current = { ...settings.current, ...change }),
    },
    resolveGrant: refuse,
    resolveRecording: refuse,
  });
  return { radios, settings };
}
