/** A recording looked into by hand: opened from the library, zoomed, a carrier measured, a part of it kept. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Seen } from '../renderer/analysis/messages.ts';
import { within } from './desktop.ts';

/** What the analysis view shows, as its page tells tests. */
export async function seen(page: Page): Promise<Seen> {
  const answer = page.evaluate(() => {
    const ask: unknown = Reflect.get(window, 'wavekeepAnalysis');
    if (typeof ask !== 'function') throw new Error('The page shows no recording.');
    return Reflect.apply(ask, window, []) as Seen;
  });
  return await within(answer, 10_000, 'The analysis view did not answer');
}

/** Asks until `ready` says so. Throws with what was seen last after `limitMs`. */
export async function seenUntil(
  page: Page,
  what: string,
  ready: (seen: Seen) => boolean,
  limitMs = 20_000,
): Promise<Seen> {
  const until = Date.now() + limitMs;
  let last = 'no recording';
  while (Date.now() < until) {
    const now = await seen(page).catch((error: unknown) => String(error));
    if (typeof now !== 'string' && ready(now)) return now;
    last = typeof now === 'string' ? now : JSON.stringify(now);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not happen within ${limitMs / 1000} s: ${last}`);
}

/** All of what is in sight is drawn. */
export const drawn = ({ drawn: now }: Seen): boolean => now?.pending === 0;

/** Opens a recording of the library by its name, with the keyboard. */
export async function openFromLibrary(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Library' }).click();
  await page.getByRole('grid', { name: 'Recordings' }).getByText(name, { exact: true }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('application', { name: 'Spectrogram of the recording' }).waitFor();
  await seenUntil(page, 'A picture', drawn);
}

interface Corner {
  /** Of the width in sight, 0 to 1. */
  time: number;
  hz: number;
}

/** Drags a box on the picture, as a hand does. */
export async function dragBox(page: Page, from: Corner, to: Corner): Promise<void> {
  const { span } = await seen(page);
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('The picture is not on screen.');
  const place = ({ time, hz }: Corner): [number, number] => [
    box.x + time * box.width,
    box.y + ((span.highHz - hz) / (span.highHz - span.lowHz)) * box.height,
  ];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place({ time: (from.time + to.time) / 2, hz: (from.hz + to.hz) / 2 }));
  await page.mouse.move(...place(to));
  await page.mouse.up();
}

/** Wheel and keys zoom and move; `0` shows all of it again. */
async function zoomAndBack(page: Page): Promise<void> {
  const whole = (await seen(page)).span;
  const box = await page.getByRole('application').boundingBox();
  await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await page.keyboard.down('Control');
  for (let notch = 0; notch < 6; notch++) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  // A notch zooms by a quarter; the last may be on its way.
  const closer = await seenUntil(
    page,
    'A closer view',
    ({ span }) => span.toSample - span.fromSample < (whole.toSample - whole.fromSample) / 2.5,
  );
  const middle = (closer.span.fromSample + closer.span.toSample) / 2;
  expect(middle / whole.toSample, 'it zooms about the pointer').toBeCloseTo(0.5, 2);
  await page.keyboard.press('ArrowRight');
  await seenUntil(page, 'A move', ({ span }) => span.fromSample > closer.span.fromSample);
  await seenUntil(page, 'Finer rows', (now) => drawn(now) && now.drawn?.level !== undefined);
  await page.keyboard.press('0');
  await seenUntil(page, 'The whole', ({ span }) => span.toSample === whole.toSample && span.fromSample === 0);
}

/** The carrier at `hz` in a box of 60 kHz around it: its peak is found within one bin of the measurement. */
async function measureCarrier(page: Page, hz: number): Promise<void> {
  await dragBox(page, { time: 0.25, hz: hz - 30_000 }, { time: 0.75, hz: hz + 30_000 });
  const { values } = await seenUntil(
    page,
    'A measurement',
    ({ selection, values: found, measuring }) => selection !== undefined && found !== undefined && !measuring,
  );
  expect(Math.abs(values!.peakHz - hz), `peak at ${values!.peakHz}`).toBeLessThanOrEqual(
    values!.resolutionHz,
  );
  expect(values!.snrDb, 'a carrier stands out').toBeGreaterThan(10);
  const panel = page.getByRole('complementary', { name: 'Measurements and labels' });
  for (const name of ['Power in band', 'SNR', 'Peak frequency', '99 % bandwidth'])
    await panel.getByText(name, { exact: true }).waitFor();
  for (const name of [/^Mean spectrum/, /^Envelope/, /^Instantaneous frequency/, /^Constellation/])
    await panel.getByRole('img', { name }).waitFor();
}

/** Keeps the selection under a name and opens it from the message. */
async function crop(page: Page, name: string): Promise<void> {
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Crop and save' });
  await dialog.getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.getByRole('heading', { name }).waitFor();
  await seenUntil(page, 'The crop', drawn);
}

/** All of it. `carrierHz`: a steady carrier of the recording, `name` what the library calls it. */
export async function analysisJob(page: Page, name: string, carrierHz: number): Promise<void> {
  await openFromLibrary(page, name);
  await zoomAndBack(page);
  await measureCarrier(page, carrierHz);
  await crop(page, 'carrier');
  const { span } = await seen(page);
  expect(span.lowHz, 'the crop knows its frequencies').toBeLessThan(carrierHz);
  expect(span.highHz).toBeGreaterThan(carrierHz);
  expect(span.highHz - span.lowHz, 'filtered and decimated').toBeLessThan(1e6);
  await measureCarrier(page, carrierHz);
}
