/** What the desktop application takes on its command line. */
import { resolve } from 'node:path';

export interface ShellOptions {
  /** Profile folder; undefined: the system's application-data folder. */
  dataFolder?: string;
}

/** Reads `--data DIR` or `--data=DIR`, else the variable WAVEKEEP_DATA. Chromium's own switches are passed over. */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): ShellOptions {
  let data = env['WAVEKEEP_DATA'];
  for (const [at, argument] of argv.entries()) {
    if (argument.startsWith('--data=')) data = argument.slice('--data='.length);
    else if (argument === '--data') data = argv[at + 1];
  }
  return data === undefined || data === '' ? {} : { dataFolder: resolve(data) };
}
