/** `wavekeep serve` in Chromium: the same job in the same interface, and what only it has: its file browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildAll } from '../scripts/build.ts';
import { mentioning } from '../scripts/processes.ts';
import { analysisJob } from './analysis.ts';
import { addressOf, openBrowser } from './browser.ts';
import { root, within } from './desktop.ts';
import { detectJob, labelJob, liveJob } from './labels.ts';
import { libraryJob, writeImports } from './library.ts';
import { expectRowsMove, mainJob, pickSimulatedBand, record, tune, watchErrors } from './scenario.ts';
import { carriersIn, probe } from './screen.ts';
import { importSources, sessionJob, sourceList } from './sessions.ts';

let folder: string;
let server: ChildProcess | undefined;
let address: string;
let browser: Browser | undefined;

beforeAll(async () => {
  await buildAll((line) => process.stderr.write(`${line}\n`));
  browser = await openBrowser();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-serve-'));
  mkdirSync(join(folder, 'lists'));
  writeFileSync(join(folder, 'lists', 'known.csv'), sourceList);
  const cli = join(root, 'out', 'main', 'cli.js');
  server = spawn(
    process.execPath,
    [cli, 'serve', '--json', '--data', folder, '--files', join(folder, 'lists')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  address = await within(addressOf(server), 20_000, 'The server did not print its address');
});
afterEach(async ({ task }) => {
  const [left] = browser?.contexts() ?? [];
  // What was on the screen when it failed: nobody can look at it afterwards.
  if (task.result?.state === 'fail')
    for (const page of left?.pages() ?? []) console.error(await page.locator('body').ariaSnapshot());
  await left?.close();
  // A failed test must not leave its server to the next.
  if (server?.exitCode === null) server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
afterAll(async () => {
  await browser?.close();
});

async function expectEnd(): Promise<void> {
  const ended = once(server!, 'exit');
  server!.kill('SIGTERM');
  const [status] = (await within(ended, 15_000, 'The server did not end')) as [number | null];
  expect(status).toBe(0);
  expect(mentioning(folder)).toEqual([]);
}

describe('the interface in a browser', () => {
  it('does the main job, outlives a reload, and ends on SIGTERM with no process left', async () => {
    expect(new URL(address).hostname).toBe('127.0.0.1');
    const page = await browser!.newPage({ viewport: { width: 1280, height: 720 } });
    const errors = watchErrors(page);
    await page.goto(address);
    await mainJob(page, join(folder, 'recordings'));
    await page.reload();
    await expectRowsMove(page);
    expect(errors).toEqual([]);
    await page.close();
    await expectEnd();
  });

  it('looks into what was recorded: zooms, measures a carrier within a bin, keeps a part of it', async () => {
    const page = await browser!.newPage({ viewport: { width: 1280, height: 720 } });
    const errors = watchErrors(page);
    await page.goto(address);
    await pickSimulatedBand(page);
    await tune(page, '100.0M', 100e6);
    const [carrierHz] = carriersIn((await probe(page)).topRow!);
    await record(page, 1);
    await page.getByRole('toolbar').getByRole('button', { name: 'Stop', exact: true }).click();
    const meta = readdirSync(join(folder, 'recordings')).find((name) => name.endsWith('.sigmf-meta'));
    await analysisJob(page, meta!.replace('.sigmf-meta', ''), carrierHz!);
    expect(errors).toEqual([]);
    await page.close();
    await expectEnd();
  });

  it('labels by hand over a reload, finds signals in the recording and live, keeps the past', async () => {
    const page = await browser!.newPage({ viewport: { width: 1280, height: 720 } });
    const errors = watchErrors(page);
    await page.goto(address);
    await pickSimulatedBand(page);
    await tune(page, '100.0M', 100e6);
    await record(page, 2);
    const meta = readdirSync(join(folder, 'recordings')).find((name) => name.endsWith('.sigmf-meta'));
    await labelJob(page, meta!.replace('.sigmf-meta', ''));
    await detectJob(page);
    await liveJob(page);
    expect(errors).toEqual([]);
    await page.close();
    await expectEnd();
  });

  it('imports files with their questions, finds, stars, removes and puts back', async () => {
    writeImports(join(folder, 'lists'));
    const page = await browser!.newPage({ viewport: { width: 1280, height: 720 } });
    const errors = watchErrors(page);
    await page.goto(address);
    await libraryJob(page, 'lists');
    expect(errors).toEqual([]);
    await page.close();
    await expectEnd();
  });

  it('imports sources and takes one through a session of three receivers to its approval', async () => {
    const page = await browser!.newPage({ viewport: { width: 1280, height: 720 } });
    const errors = watchErrors(page);
    await page.goto(address);
    await importSources(page, 'lists', 'known.csv');
    await sessionJob(page);
    expect(errors).toEqual([]);
    await page.close();
    await expectEnd();
  });
});
