/** The system's file dialogs. The page asks what kind of thing it wants; paths stay on this side. */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { z } from 'zod';
import type { PickRequest } from '../../contract/app.ts';

export type PickKind = z.infer<typeof PickRequest>['what'];

const dialogs: Readonly<Record<PickKind, OpenDialogOptions>> = {
  recording: {
    title: 'Open a recording',
    properties: ['openFile'],
    filters: [
      {
        name: 'Recordings',
        extensions: [
          'sigmf-meta',
          'sigmf-data',
          'sigmf',
          'wav',
          'cu8',
          'cs8',
          'cs16',
          'cf32',
          'iq',
          'raw',
          'bin',
        ],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  'recording-folder': {
    title: 'Choose the folder for recordings',
    properties: ['openDirectory', 'createDirectory'],
  },
  'source-list': {
    title: 'Open a list of sources',
    properties: ['openFile'],
    filters: [
      { name: 'Lists of places', extensions: ['csv', 'gpx', 'kml'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  'tile-folder': { title: 'Choose a folder of map tiles (Z/X/Y.png)', properties: ['openDirectory'] },
};

/** The path the user chose; undefined when they cancelled. */
export async function pickPath(
  what: PickKind,
  window: BrowserWindow | undefined,
): Promise<string | undefined> {
  const options = dialogs[what];
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? undefined : answer.filePaths[0];
}

/** Where the user wants the file; undefined when they cancelled. */
export async function pickTarget(
  name: string,
  window: BrowserWindow | undefined,
): Promise<string | undefined> {
  const options = { title: 'Save', defaultPath: name };
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return answer.canceled ? undefined : answer.filePath;
}
