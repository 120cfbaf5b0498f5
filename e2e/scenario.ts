/**
 * The main job, done by hand in the real interface: pick the simulated band, see it move, retune, record two
 * seconds, stop, replay. The same in Electron and in a browser.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { validate } from '../main/sigmf/index.ts';
import { expectCarriers, probe, probeUntil } from './screen.ts';

/** Collects what the page reports as an error; a healthy run has none. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

export async function pickSimulatedBand(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Simulated band/ }).click();
  await probeUntil(page, 'The first row', (seen) => seen.rowsDrawn > 0);
}

/** Types a frequency as a user does. `text` is what is typed, `hz` what it means. */
export async function tune(page: Page, text: string, hz: number): Promise<void> {
  await page.getByRole('button', { name: 'Enter a frequency' }).click();
  await page.getByLabel('Frequency', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
  await probeUntil(page, `Rows at ${text}`, (seen) => seen.topRow?.centreHz === hz && centred(seen.view, hz));
}

/** The view follows a retune; while it does the rows are drawn at their old places. */
function centred(view: { lowHz: number; highHz: number }, hz: number): boolean {
  return Math.abs((view.lowHz + view.highHz) / 2 - hz) < (view.highHz - view.lowHz) / 100;
}

export async function expectRowsMove(page: Page): Promise<void> {
  const before = await probeUntil(page, 'A row', (seen) => seen.rowsDrawn > 0);
  const after = await probeUntil(page, 'More rows', (seen) => seen.rowsDrawn >= before.rowsDrawn + 10);
  expect(after.frames).toBeGreaterThan(before.frames);
  expect(after.topRow!.timeMs).toBeGreaterThan(before.topRow!.timeMs);
  expect(after.topRowRgba, 'noise is never the same twice').not.toEqual(before.topRowRgba);
  expect(after.lostSamples).toBe(0);
}

/** Records until at least `seconds` of samples are written; returns the row of the list. */
export async function record(page: Page, seconds: number): Promise<void> {
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('timer', { name: 'Recording' }).waitFor();
  const sinceMs = (await probe(page)).topRow!.timeMs;
  await probeUntil(
    page,
    `${seconds} s of recording`,
    (seen) => (seen.topRow?.timeMs ?? 0) - sinceMs >= seconds * 1000,
  );
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
}

/** The one recording of a profile, checked byte by byte against its own metadata. */
export async function expectRecording(folder: string, seconds: number, centreHz: number): Promise<void> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sigmf-meta'));
  expect(names).toHaveLength(1);
  const metaPath = join(folder, names[0]!);
  const data = readFileSync(metaPath.replace(/-meta$/, '-data'));
  const meta = JSON.parse(readFileSync(metaPath, 'utf8')) as {
    global: Record<string, unknown>;
    captures: Record<string, unknown>[];
  };
  const rate = Number(meta.global['core:sample_rate']);
  const bytesEach = /^cf32/.test(String(meta.global['core:datatype']))
    ? 8
    : /16/.test(String(meta.global['core:datatype']))
      ? 4
      : 2;
  expect(meta.global['core:sha512']).toBe(createHash('sha512').update(data).digest('hex'));
  expect(data.length % bytesEach).toBe(0);
  expect(data.length / bytesEach / rate).toBeGreaterThanOrEqual(seconds * 0.95);
  expect(meta.captures[0]?.['core:frequency']).toBe(centreHz);
  expect((await validate([metaPath])).map(({ problems }) => problems)).toEqual([[]]);
}

/** All of it. `recordings` is the folder the profile records into. */
export async function mainJob(page: Page, recordings: string): Promise<void> {
  await pickSimulatedBand(page);
  await tune(page, '100.0M', 100e6);
  expectCarriers(await settled(page));
  await expectRowsMove(page);

  await tune(page, '99500 k', 99.5e6);
  expectCarriers(await settled(page));

  await record(page, 2);
  await expectRecording(recordings, 2, 99.5e6);

  await page.getByRole('toolbar').getByRole('button', { name: 'Stop', exact: true }).click();
  const stopped = await probeUntil(page, 'A stop', quiet());
  await showRecordings(page);
  await page.getByRole('button', { name: /^Replay wavekeep-/ }).click();
  const replayed = await probeUntil(
    page,
    'Rows of the replay',
    (seen) => seen.topRow?.centreHz === 99.5e6 && seen.rowsDrawn >= stopped.rowsDrawn + 20,
  );
  expectCarriers(replayed);
  await page.getByRole('group', { name: 'Replay' }).waitFor();
}

/** True once no row has come for half a second. */
function quiet(): (seen: { rowsDrawn: number }) => boolean {
  let rows = -1;
  let since = Date.now();
  return (seen) => {
    if (seen.rowsDrawn !== rows) since = Date.now();
    rows = seen.rowsDrawn;
    return Date.now() - since > 500;
  };
}

/** The picture some rows after a retune: averages have forgotten the old place. */
async function settled(page: Page): ReturnType<typeof probe> {
  const from = (await probe(page)).rowsDrawn;
  return await probeUntil(page, 'Rows after a retune', (seen) => seen.rowsDrawn >= from + 15);
}

async function showRecordings(page: Page): Promise<void> {
  const replay = page.getByRole('button', { name: /^Replay wavekeep-/ });
  if (!(await replay.isVisible())) await page.getByRole('button', { name: /^Recordings/ }).click();
}
