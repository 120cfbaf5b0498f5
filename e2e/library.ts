/** The Library page, used by hand: files come in with their questions answered, are found, starred, removed, put back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makeRandom } from '../testing/random.ts';

/** Quiet noise of an 8 bit receiver: what is in them does not matter here. */
function noise(bytes: number): Uint8Array {
  const random = makeRandom(5);
  return Uint8Array.from({ length: bytes }, () => 120 + random.integer(16));
}

const sampleRateHz = 250_000;
const centreHz = 433_920_000;

/** A recording that says everything, one whose rate has to be asked for, and one that is broken. */
export function writeImports(folder: string): void {
  const samples = noise(2 * sampleRateHz);
  writeFileSync(join(folder, 'mast.sigmf-data'), samples);
  const meta = {
    global: { 'core:datatype': 'cu8', 'core:sample_rate': sampleRateHz, 'core:version': '1.0.0' },
    captures: [
      { 'core:sample_start': 0, 'core:frequency': centreHz, 'core:datetime': '2026-01-02T03:04:05Z' },
    ],
    annotations: [
      {
        'core:sample_start': 1000,
        'core:sample_count': 20_000,
        'core:freq_lower_edge': centreHz - 20e3,
        'core:freq_upper_edge': centreHz + 20e3,
        'core:label': 'Beacon',
      },
    ],
  };
  writeFileSync(join(folder, 'mast.sigmf-meta'), JSON.stringify(meta));
  writeFileSync(join(folder, 'plain.iq'), samples);
  writeFileSync(join(folder, 'broken.wav'), 'RIFF');
}

const grid = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('grid', { name: 'Recordings' });
const detail = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('complementary', { name: 'Recording' });
const rowOf = (page: Page, name: string): ReturnType<Page['getByRole']> =>
  grid(page).getByRole('row').filter({ hasText: name });

export async function openLibrary(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
  await grid(page).waitFor();
}

/** Chooses everything of a folder in the server's file browser and answers what is asked. */
export async function importFolder(page: Page, folder: string): Promise<void> {
  await openLibrary(page);
  await page.keyboard.press('i');
  const browser = page.getByRole('dialog', { name: 'Import recordings' });
  await browser.getByRole('button', { name: folder, exact: true }).click();
  await browser.getByLabel('Choose plain.iq').waitFor();
  await browser.getByLabel('Everything in here').check();
  await browser.getByRole('button', { name: /^Choose \d/ }).click();

  const dialog = page.getByRole('dialog', { name: 'Import into the library' });
  await dialog.getByText('To answer 1').waitFor();
  await dialog.getByText('One waits for an answer.').waitFor();
  await dialog.getByRole('combobox', { name: 'Type of plain.iq' }).selectOption('cu8');
  await dialog.getByRole('textbox', { name: 'Sample rate of plain.iq' }).fill('250k');
  await page.keyboard.press('Enter');
  await dialog.getByText('To answer 0').waitFor();
  await dialog.getByText('Rejected 1').click();
  expect(await dialog.getByRole('row').nth(1).innerText()).toContain('broken.wav');
  await dialog.getByRole('button', { name: 'Import 2 files' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await rowOf(page, 'mast').waitFor();
  await rowOf(page, 'plain').waitFor();
}

/** All of it; leaves both recordings. */
export async function libraryJob(page: Page, folder: string): Promise<void> {
  await importFolder(page, folder);

  await page.keyboard.press('/');
  await page.keyboard.type('mas');
  await expect.poll(() => grid(page).getByRole('row').count()).toBe(2);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await detail(page).getByRole('heading', { name: 'mast' }).waitFor();
  const facts = await detail(page).innerText();
  for (const fact of ['433.92 MHz', '250 kS/s', '2026-01-02 03:04:05', 'By reference'])
    expect(facts).toContain(fact);

  await page.keyboard.press('3');
  await rowOf(page, 'mast').getByRole('group', { name: '3 stars' }).waitFor();
  await page.keyboard.press('m');
  await page.keyboard.type('Heard at noon');
  await page.keyboard.press('Control+Enter');
  // Notes are words one searches for.
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('noon');
  await page.keyboard.press('Enter');
  await rowOf(page, 'mast').waitFor();

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await page.getByText('mast removed.').waitFor();
  await expect.poll(() => rowOf(page, 'mast').count()).toBe(0);
  await page.keyboard.press('Control+z');
  await page.getByText('1 recording put back.').waitFor();
  await rowOf(page, 'mast').getByRole('group', { name: '3 stars' }).waitFor();
  await page.keyboard.press('Escape');
  await rowOf(page, 'plain').waitFor();
}
