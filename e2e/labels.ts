/** Labels made by hand in a recording, and signals found while a radio runs, in the real interface. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { dragBox, openFromLibrary, seen } from './analysis.ts';
import { probeUntil } from './screen.ts';

const pages = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('navigation', { name: 'Pages' });
const list = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('listbox', { name: 'Labels of the recording' });
const options = (page: Page): ReturnType<Page['getByRole']> => list(page).getByRole('option');
/** Edits answer when they are on disk; a loaded machine takes its time. */
const steadyMs = 20_000;

/** Reads until `good` says so. Not `expect.poll`: pictures are taken outside of a test runner. */
async function until<T>(
  what: string,
  read: () => Promise<T>,
  good: (value: T) => boolean,
  limitMs = steadyMs,
): Promise<void> {
  const end = Date.now() + limitMs;
  let value = await read();
  while (!good(value)) {
    if (Date.now() > end)
      throw new Error(`${what} did not happen within ${limitMs / 1000} s: ${String(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    value = await read();
  }
}

async function expectLabels(page: Page, ...parts: readonly RegExp[]): Promise<void> {
  const what = `Labels ${parts.map(String).join(' ')}`;
  await until(
    what,
    () => options(page).allInnerTexts(),
    (texts) => texts.length === parts.length && parts.every((part, n) => part.test(texts[n] ?? '')),
  );
}

/** A class of its own with a number key, made on the Labels page. */
export async function makeClass(page: Page, name: string, key: string): Promise<void> {
  await pages(page).getByRole('button', { name: 'Labels' }).click();
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'New class' }).click();
  const form = page.getByRole('dialog', { name: 'New class' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('combobox', { name: 'Key' }).click();
  await page.getByRole('option', { name: key, exact: true }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'hidden' });
  await page.getByRole('list', { name: 'Classes' }).getByText(name, { exact: true }).waitFor();
}

/** Draws a label over the carrier at 99.85 MHz of the simulated band. */
export async function drawLabel(page: Page, from: number, to: number): Promise<void> {
  await page.keyboard.press('l');
  await dragBox(page, { time: from, hz: 99.88e6 }, { time: to, hz: 99.82e6 });
}

/** Draws, gives a class by its key, moves, accepts; undoes, reloads and redoes. */
export async function labelJob(page: Page, recording: string): Promise<void> {
  await makeClass(page, 'Mast', '9');
  await openFromLibrary(page, recording);
  await drawLabel(page, 0.2, 0.6);
  await expectLabels(page, /^Unnamed/);
  await page.keyboard.press('9');
  await expectLabels(page, /^Mast\s+Not reviewed/);

  const before = await middle(page);
  for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowUp');
  await until(
    'A nudge',
    () => middle(page),
    (now) => now > before,
  );
  await page.keyboard.press('Enter');
  await expectLabels(page, /^Mast\s+Accepted/);
  await page.getByText('Written', { exact: true }).waitFor();

  await page.keyboard.press('Control+z');
  await expectLabels(page, /^Mast\s+Not reviewed/);
  await page.reload();
  await openFromLibrary(page, recording);
  const panel = page.getByRole('radiogroup', { name: 'What the panel shows' });
  await panel.getByText(/^Labels/).click();
  await expectLabels(page, /^Mast\s+Not reviewed/);
  await page.keyboard.press('Control+Shift+Z');
  await expectLabels(page, /^Mast\s+Accepted/);
  await splitAndMerge(page);
  await renameClasses(page);
}

/** A class is renamed and another merged into it, each asked about over the form: labels follow, its key stays. */
async function renameClasses(page: Page): Promise<void> {
  const classes = page.getByRole('list', { name: 'Classes' });
  const rename = async (from: string, to: string, answer: string): Promise<void> => {
    await classes.getByRole('button', { name: `Change ${from}`, exact: true }).click();
    const form = page.getByRole('dialog', { name: from, exact: true });
    await form.getByRole('textbox', { name: 'Name' }).fill(to);
    await form.getByRole('button', { name: 'Save' }).click();
    // Who thinks better of it is back at the form, with what was typed.
    await page.getByRole('button', { name: answer, exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: answer, exact: true }).waitFor({ state: 'hidden' });
    expect(await form.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(to);
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: answer, exact: true }).click();
    await form.waitFor({ state: 'hidden' });
    await classes.getByText(from, { exact: true }).waitFor({ state: 'hidden' });
  };
  const keyOf = (name: string): Promise<string> =>
    classes
      .getByRole('listitem')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('kbd')
      .innerText();
  await makeClass(page, 'Tower', '8');
  await rename('Mast', 'Pylon', 'Rename');
  expect(await keyOf('Pylon'), 'a renamed class keeps its key').toBe('9');
  await rename('Pylon', 'Tower', 'Merge');
  expect(await keyOf('Tower'), 'what is merged into stays as it was').toBe('8');
  await pages(page).getByRole('button', { name: 'Analysis' }).click();
  await expectLabels(page, /^Tower/, /^Tower/);
}

/** The middle of the selected label in megahertz, as its facts say it. */
async function middle(page: Page): Promise<number> {
  const text = await page.getByRole('region', { name: 'Selected labels' }).innerText();
  return Number(/([\d.]+) MHz,/.exec(text)?.[1]);
}

async function splitAndMerge(page: Page): Promise<void> {
  await options(page).first().click();
  // The pointer is over the list, not over the picture: it is cut in the middle.
  await page.keyboard.press('s');
  await expectLabels(page, /^Mast/, /^Mast/);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('m');
  await expectLabels(page, /^Mast/);
  await page.keyboard.press('Control+z');
  await expectLabels(page, /^Mast/, /^Mast/);
}

/** Signals of the recording are found and labelled; the queue shows them. */
export async function detectJob(page: Page): Promise<void> {
  const had = await options(page).count();
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await page
    .getByRole('dialog', { name: 'Find signals' })
    .getByRole('button', { name: 'Find signals' })
    .click();
  // Several carriers of the band are always on.
  await until(
    'Detections',
    () => options(page).count(),
    (count) => count > had + 2,
    60_000,
  );
  await pages(page).getByRole('button', { name: 'Labels' }).click();
  await page.keyboard.press('r');
  const queue = page.getByRole('listbox', { name: 'Labels to review' }).getByRole('option');
  await until(
    'A queue',
    () => queue.count(),
    (count) => count > 2,
  );
  const waiting = await queue.count();
  await page.keyboard.press('x');
  await until(
    'A verdict',
    () => queue.count(),
    (count) => count === waiting - 1,
  );
}

/** The running simulated band is searched: boxes stand over the waterfall; what was received is kept. */
export async function liveJob(page: Page): Promise<void> {
  await pages(page).getByRole('button', { name: 'Receive' }).click();
  await page.keyboard.press('d');
  await probeUntil(page, 'Boxes over the waterfall', ({ boxesShown }) => boxesShown > 0, 30_000);
  await page.getByRole('list', { name: 'Signals found last' }).getByRole('button').first().waitFor();
  await page.keyboard.press('Shift+D');
  await probeUntil(page, 'No boxes', ({ boxesShown }) => boxesShown === 0);
  await page.keyboard.press('Shift+D');
  await page.keyboard.press('k');
  const bar = page.getByRole('region', { name: 'Keep the past' });
  await bar.getByText(/^The past reaches/).waitFor();
  await bar.getByRole('textbox', { name: 'Seconds to keep' }).fill('1');
  await bar.getByRole('button', { name: 'Keep the whole band' }).click();
  await page.getByRole('button', { name: 'Open in analysis' }).click();
  await page.getByRole('application', { name: 'Spectrogram of the recording' }).waitFor();
  const { span } = await seen(page);
  expect(span.highHz - span.lowHz, 'the whole band').toBeCloseTo(2.4e6, 0);
}
