/** A hand that looks through a recording on the Analysis page: keys and wheel, at several zooms, from end to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { drawn, seen, seenUntil } from '../e2e/analysis.ts';

/** Between two events: wheels, mice and held keys report about that often. */
const paceMs = 16;
/** How often the whole is halved before it is panned through: from all of 20 GB to some 20 kB. */
const depths = [0, 3, 6, 9, 13, 18];
/** A notch of the wheel zooms by a quarter. */
const notchesPerHalf = Math.log(2) / Math.log(1.25);

interface Leg {
  /** Samples in sight when the hand came to rest. */
  samples: number;
  /** Events sent. */
  events: number;
  /** Until all in sight was drawn after that. */
  settleMs: number;
}

interface Hand {
  page: Page;
  /** Sends one event, then waits for its turn. False when the time of the leg is over. */
  do(event: () => Promise<void>): Promise<boolean>;
}

async function repeat(hand: Hand, times: number, event: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n++) if (!(await hand.do(() => event(n)))) return;
}

/** From end to end of the recording at the present zoom: the window of the overview is dragged through it. */
async function dragThrough(hand: Hand): Promise<void> {
  const { mouse } = hand.page;
  const box = await hand.page.locator('.wk-an-overview-over').boundingBox();
  if (box === null) throw new Error('The overview is not on screen.');
  const y = box.y + box.height / 2;
  await mouse.move(box.x + 2, y);
  await mouse.down();
  await repeat(hand, 60, (n) => mouse.move(box.x + 2 + ((box.width - 4) * (n + 1)) / 60, y));
  await mouse.up();
}

/** All ways to move, one after the other, until the time is over. */
async function wander(hand: Hand, notches: number): Promise<void> {
  const { page } = hand;
  const { keyboard, mouse } = page;
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('The picture is not on screen.');
  const at = (x: number): Promise<void> => mouse.move(box.x + box.width * x, box.y + box.height / 2);
  await keyboard.press('0');
  await at(0.5);
  await keyboard.down('Control');
  await repeat(hand, notches, () => mouse.wheel(0, -120));
  await keyboard.up('Control');
  for (;;) {
    await dragThrough(hand);
    await at(0.4);
    await keyboard.press('Home');
    await repeat(hand, 30, () => mouse.wheel(0, 120));
    await repeat(hand, 30, () => keyboard.press('ArrowRight'));
    await repeat(hand, 8, () => keyboard.press('PageDown'));
    await keyboard.down('Shift');
    await repeat(hand, 12, (n) => mouse.wheel(0, n < 6 ? -120 : 120));
    await keyboard.up('Shift');
    await repeat(hand, 8, (n) => keyboard.press(n < 4 ? '-' : '+'));
    if (!(await hand.do(() => keyboard.press('End')))) return;
    await repeat(hand, 20, () => keyboard.press('ArrowLeft'));
  }
}

/** Goes through the recording that is shown for `seconds`, an equal share of them at each zoom. */
export async function journey(page: Page, seconds: number): Promise<Leg[]> {
  const legs: Leg[] = [];
  for (const depth of depths) {
    const until = performance.now() + (seconds * 1000) / depths.length;
    let events = 0;
    let next = performance.now();
    const hand: Hand = {
      page,
      async do(event) {
        if (performance.now() > until) return false;
        await event();
        events++;
        next = Math.max(next + paceMs, performance.now());
        await sleep(Math.max(0, next - performance.now()));
        return performance.now() < until;
      },
    };
    await wander(hand, Math.round(depth * notchesPerHalf));
    const rested = performance.now();
    await seenUntil(page, 'All in sight drawn', drawn);
    const settleMs = performance.now() - rested;
    const { span } = await seen(page);
    legs.push({ samples: Math.round(span.toSample - span.fromSample), events, settleMs });
  }
  return legs;
}
