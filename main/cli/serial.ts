import { mkdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Fault } from '../../contract/fault.ts';
import type { Context, Output } from './context.ts';

export interface SerialOptions {
  set?: string;
  restore?: string;
  backup?: string;
  yes?: boolean;
}

/**
 * `serial RADIO --set S`: writes another serial number into a radio's memory, or with `--restore FILE` what was in it
 * before. What is replaced is kept in a file first, and nothing is written without a yes.
 */
export async function serial(
  { engine }: Pick<Context, 'engine'>,
  radio: string,
  options: SerialOptions,
  backupFolder: string,
): Promise<Output> {
  const { set, restore } = options;
  if ((set === undefined) === (restore === undefined))
    throw new Fault('invalid', 'Say what to write: --set SERIAL or --restore FILE.', {
      hint: 'For example: wavekeep serial rtlsdr:00000001@1-2 --set ROOF',
    });
  const wish = set === undefined ? { image: read(resolve(restore ?? '')) } : { serial: set };
  const name = `${radio.replaceAll(/[^\w@.-]/g, '-')}-${new Date().toISOString().replaceAll(/[:.]/g, '')}.bin`;
  const backup = resolve(options.backup ?? join(backupFolder, name));
  if (options.yes !== true)
    await confirm(radio, set === undefined ? `the content of ${restore!}` : `the serial number ${set}`);
  await engine.rewriteMemory(radio, wish, (before) => keep(backup, before));
  return {
    json: { radio, backup, ...(set === undefined ? {} : { serial: set }) },
    text: `Written and read back. What was there before is kept in ${backup}.\nUnplug the radio and plug it in again.`,
  };
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Fault('not-found', `${path} can not be read.`, { hint: 'Name the file that was kept before.' });
  }
}

/** Never over another file: an older copy may be the only good one. On the disk before anything is written. */
async function keep(path: string, before: Uint8Array): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const file = await open(path, 'wx').catch((error: unknown) => {
    throw new Fault('invalid', `${path} can not be made, or is there already.`, {
      hint: 'Name another file with --backup.',
      cause: error,
    });
  });
  try {
    await file.writeFile(before);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function confirm(radio: string, what: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new Fault('invalid', 'Writing into a radio wants a yes.', { hint: 'Add --yes to the command.' });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question(`Write ${what} into ${radio}? Type yes: `);
    if (answer.trim() !== 'yes')
      throw new Fault('cancelled', 'Nothing was written.', { hint: 'Type yes to write.' });
  } finally {
    ask.close();
  }
}
