/** The interface that `wavekeep serve` hands out, and the Chromium of the machine to look at it. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const program = process.env['WAVEKEEP_CHROMIUM'] ?? '/usr/bin/chromium';

/** Without what it does for itself on the network. Throws where there is none. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(program))
    throw new Error(`${program} is missing: install chromium or set WAVEKEEP_CHROMIUM.`);
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What `serve --json` prints first. */
export async function addressOf(server: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of server.stdout ?? []) {
    text += String(part);
    const line = /^(\{.*\})\n/.exec(text)?.[1];
    if (line !== undefined) return String((JSON.parse(line) as { url: unknown }).url);
  }
  throw new Error(`The server ended without an address: ${text}`);
}
