/** The system's file dialogs. The page asks what kind of thing it wants; paths stay on this side. */
import { dialog, type BrowserWindow, type OpenDialogOptions, type OpenDialogReturnValue } from 'electron';
import type { z } from 'zod';
import type { PickRequest } from '../../contract/app.ts';

export type PickKind = z.infer<typeof PickRequest>['what'];

const iqExtensions = [
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
];
/** What an import reads besides: audio, SDR-IQ, collections, further names of raw samples. */
const importExtensions = [
  ...iqExtensions,
  'sigmf-collection',
  'flac',
  'sdriq',
  's16',
  's8',
  'u8',
  'c16',
  'cfile',
  'complex',
  'complex16u',
  'complex16s',
  'data',
  'dat',
];
const everyFile = { name: 'All files', extensions: ['*'] };

const dialogs: Readonly<Record<PickKind, OpenDialogOptions>> = {
  recording: {
    title: 'Open a recording',
    properties: ['openFile'],
    filters: [{ name: 'Recordings', extensions: iqExtensions }, everyFile],
  },
  imports: {
    title: 'Import recordings',
    buttonLabel: 'Import',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Recordings', extensions: importExtensions }, everyFile],
  },
  'import-folder': {
    title: 'Import every recording of a folder',
    buttonLabel: 'Choose',
    properties: ['openDirectory', 'multiSelections'],
  },
  'recording-folder': {
    title: 'Choose the folder for recordings',
    properties: ['openDirectory', 'createDirectory'],
  },
  'source-list': {
    title: 'Open a list of sources',
    properties: ['openFile'],
    filters: [{ name: 'Lists of places', extensions: ['csv', 'gpx', 'kml'] }, everyFile],
  },
  'tile-folder': { title: 'Choose a folder of map tiles (Z/X/Y.png)', properties: ['openDirectory'] },
  bundle: {
    title: 'Open a bundle',
    properties: ['openFile'],
    filters: [{ name: 'Bundles', extensions: ['wavekeep', 'tar'] }, everyFile],
  },
};

const ask = async (
  options: OpenDialogOptions,
  window: BrowserWindow | undefined,
): Promise<OpenDialogReturnValue> =>
  await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));

/** The path the user chose; undefined when they cancelled. */
export async function pickPath(
  what: PickKind,
  window: BrowserWindow | undefined,
): Promise<string | undefined> {
  const options = dialogs[what];
  const properties = options.properties?.filter((property) => property !== 'multiSelections') ?? [];
  const answer = await ask({ ...options, properties }, window);
  return answer.canceled ? undefined : answer.filePaths[0];
}

/** The paths the user chose, several where the kind allows it; none when they cancelled. */
export async function pickPaths(
  what: PickKind,
  window: BrowserWindow | undefined,
): Promise<readonly string[]> {
  const answer = await ask(dialogs[what], window);
  return answer.canceled ? [] : answer.filePaths;
}

/** Where the user wants the file; undefined when they cancelled. */
export async function pickTarget(
  name: string,
  window: BrowserWindow | undefined,
): Promise<string | undefined> {
  const extension = /\.([\w-]+)$/.exec(name)?.[1];
  const options = {
    title: 'Save',
    defaultPath: name,
    filters: [
      ...(extension === undefined ? [] : [{ name: `.${extension}`, extensions: [extension] }]),
      everyFile,
    ],
  };
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return answer.canceled ? undefined : answer.filePath;
}
