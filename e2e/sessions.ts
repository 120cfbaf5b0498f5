/** Sources and sessions, used by hand: a list of sources is imported, one of them recorded by several receivers. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The carrier of the simulated band that the session records. */
export const sourceList = [
  'name,frequency,latitude,longitude,error_radius,notes',
  'Mast North,99.85 MHz,45.2025,7.6494,500,Carrier',
  'Beacon,433.92M,44.9,8.2,1200,Bursts',
  'Nobody knows,not a number,,,,',
].join('\n');

const pages = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('navigation', { name: 'Pages' });

/** Imports a file by the server's own browser, where there is no file dialog. */
export async function importSources(page: Page, folder: string, file: string): Promise<void> {
  await pages(page).getByRole('button', { name: 'Sources' }).click();
  await page.keyboard.press('i');
  const browser = page.getByRole('dialog', { name: 'Open a list of sources' });
  await browser.getByRole('button', { name: folder, exact: true }).click();
  await browser.getByRole('button', { name: file }).click();
  const contents = page.getByRole('dialog', { name: `Import ${file}` });
  await contents.getByText('1 not read').click();
  expect(await contents.getByRole('listitem').innerText()).toMatch(/Line 4/);
  await contents.getByRole('button', { name: 'Add 2 sources' }).click();
  await page.getByText('2 sources added.').waitFor();
  await page.getByRole('grid', { name: 'Sources' }).getByText('Mast North').click();
}

const row = (page: Page, receiver: string): ReturnType<Page['getByRole']> =>
  page
    .getByRole('table', { name: 'Results of the receivers' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: receiver }) });

const steady = { timeout: 20_000 };

/** Fills in the open form of a session with receivers by their ids and saves it. */
export async function fillSession(page: Page, length: string, receivers: readonly string[]): Promise<void> {
  const form = page.getByRole('dialog', { name: 'New session' });
  await form.getByLabel('Length').fill(length);
  const another = form.getByRole('textbox', { name: 'Another receiver' });
  for (const id of receivers) {
    await another.fill(id);
    await another.press('Enter');
    await form.getByRole('checkbox', { name: id }).waitFor();
  }
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await form.waitFor({ state: 'hidden' });
}

/** From a source to an approved session: two receivers give their results, the third its named error. */
export async function sessionJob(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Selected source' })
    .getByRole('button', { name: 'New session' })
    .click();
  expect(await page.getByRole('dialog').getByLabel('Frequency').inputValue()).toBe('99.85 MHz');
  await fillSession(page, '1s', ['sim:band?seed=1', 'sim:band?seed=2', 'rtlsdr:0001']);
  const state = page.getByRole('list', { name: 'State of the session' }).locator('[aria-current=step]');
  expect(await state.innerText()).toBe('Draft');

  await page.keyboard.press('r');
  await expect.poll(() => state.innerText(), steady).toBe('In review');
  for (const receiver of ['sim:band?seed=1', 'sim:band?seed=2']) {
    const text = await row(page, receiver).innerText();
    expect(text).toContain('Recorded');
    // -32 dBFS over noise of -99.8 dBFS/Hz in 25 kHz, exact to the promised decibel.
    expect(Math.abs(Number(/(\d+\.\d) dB\b/.exec(text)?.[1]) - 23.8)).toBeLessThan(1);
  }
  expect(await row(page, 'rtlsdr:0001').innerText()).toContain('Failed');
  await page.getByText('The receiver rtlsdr:0001 is not connected.').waitFor();

  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const verdict = page.getByRole('dialog', { name: /^Approve/ });
  await verdict.getByLabel('Notes').fill('Heard by both.');
  await verdict.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect.poll(() => state.innerText(), steady).toBe('Approved');
  await page.getByText('Heard by both.').waitFor();

  await page.getByRole('button', { name: /^Replay recording 1 of sim:band\?seed=1/ }).click();
  await page.getByRole('group', { name: 'Replay' }).waitFor();
}
