/** What the pictures of the documentation show: each scene is set up by hand in the real window. */
import type { Page } from 'playwright-core';
import { dragBox, drawn, seenUntil } from '../e2e/analysis.ts';
import { detectJob } from '../e2e/labels.ts';
import { openLibrary } from '../e2e/library.ts';
import { pickSimulatedBand, record, tune } from '../e2e/scenario.ts';
import { probe, probeUntil } from '../e2e/screen.ts';
import { fillSession } from '../e2e/sessions.ts';
import { addDaily, addRange, openTasks, waitForCount } from '../e2e/tasks.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Scene {
  /** First part of the file name. */
  name: string;
  /** Shows a waterfall. */
  noisy: boolean;
  stage(page: Page, size: Size): Promise<void>;
  /** Ends what would disturb the next. */
  leave?(page: Page): Promise<void>;
}

const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name }).click();

/** No message of what was done before stands in the picture. */
async function withoutToasts(page: Page): Promise<void> {
  // At once: one may go by itself between being found and being clicked.
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>('.mantine-Notification-closeButton'))
      button.click();
  });
  await page.waitForFunction(() => document.querySelector('.mantine-Notification-root') === null);
}

async function receive(page: Page, { height }: Size): Promise<void> {
  await pickSimulatedBand(page);
  await tune(page, '100.0M', 100e6);
  // A full waterfall (six tenths of the window), so that the picture shows time as well.
  const from = (await probe(page)).rowsDrawn;
  await probeUntil(page, 'A full waterfall', (seen) => seen.rowsDrawn > from + height * 0.6, 120_000);
}

/** Some done, twenty at work in one tuning, some that wait. */
async function tasks(page: Page): Promise<void> {
  await openTasks(page);
  const radio = 'Simulated band';
  await addDaily(page, radio, '145.5M', 'Repeater, every night');
  await addRange(
    page,
    {
      radio,
      from: '446.0M',
      to: '446.15M',
      step: '25k',
      bandwidth: '12.5k',
      length: '2s',
      name: 'PMR channels',
    },
    7,
  );
  await waitForCount(page, 'Succeeded', 7);
  await addRange(
    page,
    { radio, from: '99.1M', to: '100.7M', step: '80k', bandwidth: '40k', length: '12s', name: 'Band survey' },
    21,
  );
  await page.getByRole('button', { name: 'Select all' }).waitFor();
  await waitForCount(page, 'Running', 21);
  await page.waitForTimeout(5000);
  await withoutToasts(page);
}

async function timeline(page: Page): Promise<void> {
  await page.keyboard.press('2');
  await page.getByRole('button', { name: '10 min' }).click();
  await waitForRest(page);
  // Just left of now, where the tunings are.
  const box = await page.getByRole('application').boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.8, (box?.y ?? 0) + 20);
  for (let notch = 0; notch < 9; notch++) await page.mouse.wheel(0, -100);
  await withoutToasts(page);
}

/** Waits until no radio works on a task. */
const waitForRest = (page: Page): Promise<void> =>
  page.getByText('No radio works on a task').waitFor({ timeout: 60_000 });

interface Known {
  name: string;
  frequency: string;
  place: string;
  radius: string;
}

/** Made up; the places are towns. */
const known: readonly Known[] = [
  { name: 'Carrier North', frequency: '99.85M', place: '46.07 N 11.12 E', radius: '5 km' },
  { name: 'Repeater West', frequency: '145.5M', place: '45.07 N 7.69 E', radius: '12 km' },
  { name: 'Beacon Coast', frequency: '433.92M', place: '44.41 N 8.93 E', radius: '2 km' },
  { name: 'Mast East', frequency: '100.45M', place: '45.65 N 13.78 E', radius: '25 km' },
  { name: 'Airport tower', frequency: '118.1M', place: '45.63 N 8.72 E', radius: '800 m' },
  { name: 'Broadcast South', frequency: '98.3M', place: '43.77 N 11.25 E', radius: '40 km' },
];

async function addSource(page: Page, { name, frequency, place, radius }: Known): Promise<void> {
  await page.getByRole('button', { name: 'New source', exact: true }).first().click();
  const form = page.getByRole('dialog', { name: 'New source' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Frequency').fill(frequency);
  await form.getByLabel('Bandwidth').fill('25k');
  await form.getByLabel('Place').fill(place);
  await form.getByLabel('Error radius').fill(radius);
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'hidden' });
}

async function sources(page: Page): Promise<void> {
  await goTo(page, 'Sources');
  for (const one of known) await addSource(page, one);
  await page.getByRole('grid', { name: 'Sources' }).getByText('Carrier North').click();
  await page.getByRole('button', { name: 'Show every source' }).click();
  await withoutToasts(page);
}

async function session(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Selected source' })
    .getByRole('button', { name: 'New session' })
    .click();
  await fillSession(page, '3s', ['sim:band?seed=1', 'sim:band?seed=2', 'rtlsdr:0001']);
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ timeout: 60_000 });
  await withoutToasts(page);
}

/** Three seconds of the simulated band, a burst of it measured. */
async function analysis(page: Page): Promise<void> {
  await goTo(page, 'Receive');
  const start = page.getByRole('toolbar').getByRole('button', { name: 'Start', exact: true });
  if (await start.isVisible()) await start.click();
  else await pickSimulatedBand(page);
  await tune(page, '100.0M', 100e6);
  await record(page, 3);
  await page.getByRole('toolbar').getByRole('button', { name: 'Stop', exact: true }).click();
  await goTo(page, 'Library');
  // The newest stands first.
  await page
    .getByRole('grid', { name: 'Recordings' })
    .getByText(/^wavekeep-/)
    .first()
    .click();
  await page.keyboard.press('Enter');
  await seenUntil(page, 'A picture', drawn);
  await dragBox(page, { time: 0.3, hz: 99.8e6 }, { time: 0.6, hz: 99.9e6 });
  await seenUntil(page, 'A measurement', ({ values, measuring }) => values !== undefined && !measuring);
  await withoutToasts(page);
}

/** The signals of the recording that was analysed, found and waiting for a verdict. */
async function labels(page: Page): Promise<void> {
  const panel = page.getByRole('radiogroup', { name: 'What the panel shows' });
  if (!(await panel.isVisible())) await analysis(page);
  await panel.getByText(/^Labels/).click();
  await detectJob(page);
  // The picture of the label is drawn in a moment.
  await page.waitForFunction(() => document.querySelector('.wk-peek > span') !== null);
  await withoutToasts(page);
}

/** What tasks, the session and the hand recorded; one of it chosen and starred. */
async function library(page: Page): Promise<void> {
  await openLibrary(page);
  const entries = page.getByRole('grid', { name: 'Recordings' }).getByRole('row');
  await entries.nth(2).click();
  await page.keyboard.press('4');
  await entries.nth(2).getByRole('group', { name: '4 stars' }).waitFor();
  // Small waterfalls are drawn one after another.
  await page.waitForFunction(() => document.querySelectorAll('.wk-entry-row img.wk-thumb').length >= 5);
  await withoutToasts(page);
}

export const scenes: readonly Scene[] = [
  {
    name: 'receive',
    noisy: true,
    stage: receive,
    // What the person receives is theirs: tasks would wait for it.
    leave: (page) => page.getByRole('toolbar').getByRole('button', { name: 'Stop', exact: true }).click(),
  },
  { name: 'tasks', noisy: false, stage: tasks },
  { name: 'timeline', noisy: false, stage: timeline },
  { name: 'sources', noisy: false, stage: sources },
  { name: 'session', noisy: false, stage: session },
  { name: 'library', noisy: false, stage: library },
  { name: 'analysis', noisy: true, stage: analysis },
  { name: 'labels', noisy: true, stage: labels },
];
