/** An X display of our own for one test file: Xvfb picks a free number itself and says which. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Display {
  /** For the variable DISPLAY. */
  name: string;
  close(): Promise<void>;
}

/** Starts Xvfb. Throws an Error that names the package where it is missing. */
export async function openDisplay(width = 1280, height = 800): Promise<Display> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const told = server.stdio[3];
  if (!told || !('setEncoding' in told)) throw new Error('Xvfb has no channel to name its display.');
  const name = await new Promise<string>((resolve, reject) => {
    server.once('error', () => reject(new Error('Xvfb is missing: install the package xvfb.')));
    server.once('exit', (status) => reject(new Error(`Xvfb ended at once (status ${String(status)}).`)));
    let text = '';
    told.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.endsWith('\n')) resolve(`:${text.trim()}`);
    });
  });
  server.removeAllListeners('exit');
  return {
    name,
    async close() {
      if (server.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
