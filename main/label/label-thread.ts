/** What the thread of the labels does: metadata of twenty thousand annotations is read and written in it. */
import { readLabels, writeLabels } from './meta-file.ts';

export interface LabelCommands {
  [name: string]: (input: never) => unknown;
  read: typeof readLabels;
  write: typeof writeLabels;
}

export const labelCommands = (): LabelCommands => ({ read: readLabels, write: writeLabels });
