/** The menu: what every desktop expects, and no more. The page has its own commands. */
import { dialog, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { titleOf, type Flavour } from './flavour.ts';

export interface About {
  version: string;
  flavour: Flavour;
  window: () => BrowserWindow | undefined;
}

export function installMenu(about: About): void {
  const mac = process.platform === 'darwin';
  const showAbout: MenuItemConstructorOptions = {
    label: 'About Wavekeep',
    click: () => void openAbout(about),
  };
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (about.flavour !== 'release')
    view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac
        ? [{ label: 'Wavekeep', submenu: [showAbout, { role: 'hide' as const }, { role: 'quit' as const }] }]
        : [{ label: '&File', submenu: [{ role: 'quit' as const, accelerator: 'CmdOrCtrl+Q' }] }]),
      { role: 'editMenu' },
      { label: '&View', submenu: view },
      { label: '&Help', role: 'help', submenu: mac ? [] : [showAbout] },
    ]),
  );
}

/** What a report of a fault needs, to be copied by hand. */
function aboutText(version: string, flavour: Flavour, versions: NodeJS.ProcessVersions): string {
  return [
    `Version ${version} (${flavour})`,
    `Electron ${versions.electron}, Chromium ${versions.chrome}, Node ${versions.node}`,
    'MIT licence',
  ].join('\n');
}

async function openAbout(about: About): Promise<void> {
  const options = {
    type: 'info' as const,
    title: 'About Wavekeep',
    message: titleOf(about.flavour),
    detail: aboutText(about.version, about.flavour, process.versions),
    buttons: ['Close'],
  };
  const window = about.window();
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}
