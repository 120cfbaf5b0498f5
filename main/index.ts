/** Electron entry: the engine inside the desktop frame. */
import envPaths from 'env-paths';
import { makeEngine } from './engine.ts';
import { runShell } from './shell/index.ts';

/** The Electron version packages carry; written in by scripts/build.ts. */
declare const __WAVEKEEP_ELECTRON__: string;

runShell({
  pinnedElectron: __WAVEKEEP_ELECTRON__,
  startEngine: ({ dataFolder, ...host }) =>
    makeEngine({ ...host, profileDir: dataFolder ?? envPaths('wavekeep', { suffix: '' }).data }),
});
