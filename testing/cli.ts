/** Runs the real command line as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function startCli(args: readonly string[]): { child: ChildProcess; result: Promise<CliResult> } {
  const child = spawn(process.execPath, [join(root, 'main/cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const result = new Promise<CliResult>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, result };
}

export async function cli(...args: string[]): Promise<CliResult> {
  return startCli(args).result;
}

/** The one JSON document of a command that must succeed. */
export async function cliJson<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await cli(...args, '--json');
  if (code !== 0)
    throw new Error(`wavekeep ${args.join(' ')} ended with ${String(code)}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}
