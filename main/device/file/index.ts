/** Files as radios: SigMF, WAV and raw samples, in real time or as fast as possible, byte for byte. */
import type { Driver } from '../receiver.ts';
import { openFile } from './receiver.ts';

export { inspectFile } from './inspect.ts';

export const fileDriver: Driver = {
  name: 'file',
  // Files are offered by the user, not found.
  list: () => Promise.resolve([]),
  open: openFile,
};

export { fileSource, parseFileName } from './name.ts';
