/** Saving text the page made: by the system's dialog, or among the browser's downloads where there is none. */
import { Fault } from '../contract/fault.ts';
import { engine } from './link.ts';

/** Settles true when it was saved, false when the user cancelled. @param name the file name offered. */
export async function saveText(name: string, text: string, type = 'text/plain'): Promise<boolean> {
  try {
    return (await engine().app.save({ name, text })).saved;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'unsupported') throw error;
  }
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return true;
}
