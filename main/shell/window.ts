/** Makes the application's one window and remembers where it was. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { denyNavigation } from './navigation.ts';
import { pageOrigin } from './origin.ts';
import { fitPlacement, parsePlacement, smallestWindow, type Placement } from './placement.ts';

/** The page's background in each theme; renderer/theme.ts has the same. */
const backgrounds = { dark: '#171c21', light: '#f6f7f8' } as const;

export interface WindowOptions {
  /** Folder for the remembered placement. */
  stateFolder: string;
  preload: string;
  title: string;
  icon: string;
}

/** The window, hidden until its first frame is drawn. Loading starts at once. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const stateFile = join(options.stateFolder, 'window.json');
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const placement = fitPlacement(parsePlacement(readState(stateFile)), areas);
  const window = new BrowserWindow({
    width: placement.width,
    height: placement.height,
    ...(placement.x === undefined || placement.y === undefined ? {} : { x: placement.x, y: placement.y }),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    fullscreen: placement.fullScreen,
    title: options.title,
    icon: options.icon,
    backgroundColor: placement.background,
    show: false,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      // The dictionaries would come from the network.
      spellcheck: false,
      // Rows keep flowing into the waterfall while another window covers ours.
      backgroundThrottling: false,
    },
  });
  denyNavigation(window.webContents);
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => {
    if (placement.maximised) window.maximize();
    window.show();
  });
  window.on('close', () => writeState(stateFile, placementOf(window)));
  nativeTheme.on('updated', () => window.setBackgroundColor(currentBackground()));
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

function currentBackground(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

function placementOf(window: BrowserWindow): Placement {
  return {
    ...window.getNormalBounds(),
    maximised: window.isMaximized(),
    fullScreen: window.isFullScreen(),
    background: currentBackground(),
  };
}

function readState(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there on the first start; unreadable costs only the remembered place.
    return undefined;
  }
}

function writeState(file: string, placement: Placement): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(placement));
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk must not keep the window from closing.
    return;
  }
}
