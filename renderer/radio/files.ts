/** From a file somewhere to a running radio: pick or browse, ask what the file doesn't say, start. */
import { create } from 'zustand';
import type { z } from 'zod';
import type { FileQuestion as QuestionShape, Grant } from '../../contract/app.ts';
import { openDialog } from '../frame/store.ts';
import { useHealth } from '../health/store.ts';
import { engine } from '../link.ts';
import { startRadio } from './commands.ts';

export type FileQuestion = z.output<typeof QuestionShape>;

interface Asked {
  file: Grant;
  question: FileQuestion;
}

/** The file whose facts are being asked for. */
export const useAsked = create<{ asked: Asked | undefined }>(() => ({ asked: undefined }));

/** True where the system's own file dialog can be used. */
const hasFileDialog = (): boolean => useHealth.getState().app?.host === 'electron';

/** Opens the system's dialog, or the file browser where there is none. */
export async function openFile(): Promise<void> {
  if (!hasFileDialog()) {
    openDialog('file');
    return;
  }
  const file = await engine().app.pick({ what: 'recording' });
  if (file !== null) await playFile(file);
}

/** Starts a file that says everything of itself; asks for the rest otherwise. */
export async function playFile(file: Grant): Promise<void> {
  const question = await engine().app.inspect({ grant: file.grant });
  if (question.missing.length > 0) useAsked.setState({ asked: { file, question } });
  else await startFile(file, {});
}

export interface FileFacts {
  datatype?: 'cu8' | 'cs8' | 'cs16' | 'cf32';
  sampleRateHz?: number;
  centreHz?: number;
}

export async function startFile(file: Grant, facts: FileFacts): Promise<void> {
  const { id } = await engine().radio.addFile({ grant: file.grant, ...facts });
  useAsked.setState({ asked: undefined });
  await startRadio(id);
}
