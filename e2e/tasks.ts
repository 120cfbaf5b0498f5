/** The Tasks page, used by hand: many tasks at once, what came of them, cancel and undo, timeline, calendar. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export async function openTasks(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Tasks' }).click();
  await page.getByRole('grid', { name: 'Tasks' }).waitFor();
}

/** How many tasks are in a state, as its chip says. */
export async function countOf(page: Page, word: string): Promise<number> {
  const label = await page
    .getByRole('group', { name: 'States' })
    .getByRole('button', { name: new RegExp(`^${word},`) })
    .getAttribute('aria-label');
  return Number((label ?? '').replaceAll(/\D/g, ''));
}

export async function waitForCount(page: Page, word: string, count: number, limitMs = 60_000): Promise<void> {
  const until = Date.now() + limitMs;
  while ((await countOf(page, word)) !== count) {
    if (Date.now() > until) throw new Error(`${await countOf(page, word)} ${word}, not ${count}.`);
    await page.waitForTimeout(100);
  }
}

const dialog = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('dialog', { name: 'New task' });

/** Opens the form by its key and chooses a radio by a part of its name. */
async function openForm(page: Page, radio: string): Promise<void> {
  await page.keyboard.press('n');
  await dialog(page).waitFor();
  await dialog(page).getByLabel('Radio', { exact: true }).first().click();
  await page.getByRole('option', { name: radio }).first().click();
}

/** Adds tasks for every step of a range at once and waits until they are on disk. */
export async function addRange(
  page: Page,
  range: {
    radio: string;
    from: string;
    to: string;
    step: string;
    bandwidth: string;
    length: string;
    name?: string;
  },
  count: number,
): Promise<void> {
  await openForm(page, range.radio);
  const form = dialog(page);
  await form.getByText('Range', { exact: true }).click();
  await form.getByLabel('From', { exact: true }).fill(range.from);
  await form.getByLabel('To', { exact: true }).fill(range.to);
  await form.getByLabel('Step', { exact: true }).fill(range.step);
  await form.getByLabel('Bandwidth', { exact: true }).fill(range.bandwidth);
  await form.getByLabel('Length', { exact: true }).fill(range.length);
  await form.getByLabel('Name', { exact: true }).fill(range.name ?? '');
  await form.getByRole('region', { name: 'What will happen' }).getByText('Disk, at most').waitFor();
  await form.getByRole('button', { name: `Add ${count} tasks` }).click();
  await page.getByText(`${count} tasks are on disk`).waitFor();
}

/** Adds one task that repeats daily; its next five runs are shown before it is added. */
export async function addDaily(page: Page, radio: string, frequency: string, name: string): Promise<void> {
  await openForm(page, radio);
  const form = dialog(page);
  await form.getByText('One frequency', { exact: true }).click();
  await form.getByLabel('Frequency', { exact: true }).fill(frequency);
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByText('Repeating', { exact: true }).click();
  const runs = form.getByRole('region', { name: 'What will happen' }).getByRole('listitem');
  await runs.first().waitFor();
  expect(await runs.count()).toBe(5);
  await form.getByRole('button', { name: 'Add task' }).click();
  await page.getByText(/^Task \d+ is on disk/).waitFor();
}

/** Opens the detail of the first row and reads what is listed as its products. */
export async function productsOfFirst(page: Page): Promise<string[]> {
  const grid = page.getByRole('grid', { name: 'Tasks' });
  await grid.getByRole('row').nth(1).dblclick();
  const detail = page.getByRole('complementary', { name: /^Task \d+/ });
  await detail.getByRole('article').first().waitFor();
  const products = await detail.getByRole('article').allInnerTexts();
  await page.keyboard.press('Escape');
  return products;
}

/** All of it on one radio. Leaves one repeating task. */
export async function tasksJob(page: Page, radio = 'Simulated band'): Promise<void> {
  await openTasks(page);
  const before = await countOf(page, 'Succeeded');
  await addRange(page, { radio, from: '99M', to: '99.9M', step: '100k', bandwidth: '25k', length: '1s' }, 10);
  await waitForCount(page, 'Succeeded', before + 10);
  const products = await productsOfFirst(page);
  expect(products.find((text) => text.startsWith('IQ recording'))).toContain('Complete');
  expect(products.find((text) => text.startsWith('Signal metrics'))).toMatch(/Exact to\s+[\d.]+ k?Hz/);

  await addDaily(page, radio, '100.1M', 'Every night');
  await waitForCount(page, 'Queued', 1);
  await page.getByRole('grid', { name: 'Tasks' }).getByText('Every night').click();
  const cancelled = await countOf(page, 'Cancelled');
  await page.keyboard.press('Delete');
  await waitForCount(page, 'Cancelled', cancelled + 1);
  await page.keyboard.press('Control+z');
  await waitForCount(page, 'Queued', 1);

  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'As a table' }).click();
  const rows = page.getByRole('table', { name: 'Tunings of radios and their tasks' }).getByRole('row');
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(11);
  await page.keyboard.press('3');
  await page.getByText('Agenda', { exact: true }).click();
  await page.getByRole('button', { name: 'Every night' }).first().waitFor();
  await page.keyboard.press('1');
}
