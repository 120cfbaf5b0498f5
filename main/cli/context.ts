/** What every command shares: the engine behind a real bridge, output, progress, exit status. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import envPaths from 'env-paths';
import { connect } from '../../contract/connect.ts';
import { Fault } from '../../contract/fault.ts';
import { contract, type EngineClient } from '../../contract/index.ts';
import { messagePort } from '../../contract/port.ts';
import { serve } from '../../contract/serve.ts';
import { makeEngine, type Engine } from '../engine.ts';

export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  data?: string;
}

export interface Context {
  readonly api: EngineClient;
  readonly engine: Engine;
  /** Aborted by Ctrl-C: the command ends what it began cleanly. */
  readonly signal: AbortSignal;
  /** One line of progress on standard error; on a terminal it replaces the last. */
  progress: (line: string) => void;
}

/** The one JSON document of `--json`, and the text for people otherwise. */
export interface Output {
  json: unknown;
  text: string;
  /** Exit status 1 although the command ran: a file that failed validation. */
  failed?: boolean;
}

export function profileDir(options: GlobalOptions): string {
  return options.data ?? process.env['WAVEKEEP_DATA'] ?? envPaths('wavekeep', { suffix: '' }).data;
}

export function version(): string {
  // The sources keep package.json one folder up from main/, the bundle one up from out/main/.
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const text = readFileSync(join(folder, 'package.json'), 'utf8');
      const parsed: unknown = JSON.parse(text);
      if (
        typeof parsed === 'object' &&
        parsed !== null &&
        'version' in parsed &&
        typeof parsed.version === 'string'
      )
        return parsed.version;
    } catch {
      // Not in this folder: look further up.
    }
    const up = dirname(folder);
    if (up === folder) return '0.0.0';
    folder = up;
  }
}

/**
 * Runs one command and sets the exit status: 0 done, 1 failed, 130 interrupted.
 * @param runsTasks this process carries out tasks of the queue while the command runs.
 */
export async function run(
  options: GlobalOptions,
  command: (context: Context) => Promise<Output>,
  { runsTasks = false } = {},
): Promise<void> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const progress = makeProgress(options);
  let engine: Engine | undefined;
  try {
    engine = await makeEngine({
      profileDir: profileDir(options),
      host: 'cli',
      version: version(),
      tasks: runsTasks ? 'run' : 'submit',
    });
    const { port1, port2 } = new MessageChannel();
    const served = serve(contract, engine.server, messagePort(port1), {
      onInternal: (error, reference) => process.stderr.write(`${reference}: ${String(error)}\n`),
    });
    const client = connect(contract, messagePort(port2));
    await client.ready;
    try {
      const output = await command({
        api: client.api,
        engine,
        signal: abort.signal,
        progress: (line) => progress.line(line),
      });
      progress.end();
      process.stdout.write(options.json === true ? `${JSON.stringify(output.json)}\n` : `${output.text}\n`);
      process.exitCode = abort.signal.aborted ? 130 : output.failed === true ? 1 : 0;
    } finally {
      client.close();
      served.close();
    }
  } catch (error) {
    progress.end();
    fail(options, error);
  } finally {
    await engine?.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** Says what is wrong and what to do; never a stack. Wrong usage is status 2, everything else 1. */
export function fail(options: GlobalOptions, error: unknown, status = 1): void {
  const fault =
    error instanceof Fault
      ? error
      : new Fault('internal', error instanceof Error ? error.message : String(error));
  const hint =
    fault.hint ??
    (fault.code === 'invalid'
      ? 'Correct it and run the command again; --help says what it takes.'
      : 'Run the command again; if it stays, `wavekeep health` says which part is ill.');
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({ error: { code: fault.code, message: fault.message, hint } })}\n`,
    );
  else process.stderr.write(`${fault.message}\n${hint}\n`);
  process.exitCode = fault.code === 'cancelled' ? 130 : status;
}

function makeProgress(options: GlobalOptions): { line(text: string): void; end(): void } {
  const terminal = process.stderr.isTTY;
  let open = false;
  let last: string | undefined;
  return {
    line(text) {
      // The log of a service: what was said already is not said again.
      if (options.quiet === true || text === last) return;
      last = text;
      if (!terminal) process.stderr.write(`${text}\n`);
      else {
        process.stderr.write(`\r\x1b[K${text}`);
        open = true;
      }
    },
    end() {
      if (open) process.stderr.write('\n');
      open = false;
    },
  };
}
