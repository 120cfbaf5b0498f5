/** A live search against what the simulated radio is known to send. */
import { afterEach, describe, expect, it } from 'vitest';
import { DetectionSettings, type LiveDetections } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import { makeTestRadios } from '../../testing/radios.ts';
import { sceneTruth } from '../device/index.ts';
import { makeLiveBoxes, type LiveBox } from './live-boxes.ts';
import type { Radios } from './radios.ts';

const settings = DetectionSettings.parse({});
const binHz = 2.4e6 / 2048;
/** Bursts come every second; a busy machine has a multiple of it. */
const patienceMs = 12_000;
let radios: Radios;
afterEach(() => radios.close());

interface Watched {
  values: { value: LiveDetections; atMs: number }[];
  last(): LiveDetections;
  stop: () => void;
}

async function open(id: string): Promise<Watched> {
  ({ radios } = makeTestRadios());
  await radios.refresh();
  const values: Watched['values'] = [];
  const stop = radios.server.detections(
    { id },
    {
      send: (value: LiveDetections) => void values.push({ value, atMs: performance.now() }),
      end: () => undefined,
    },
  );
  return { values, last: () => values.at(-1)!.value, stop };
}
const middle = ({ lowerHz, upperHz }: LiveBox): number => (lowerHz + upperHz) / 2;
const pause = (seconds: number): Promise<void> => new Promise((r) => setTimeout(r, seconds * 1000));

describe('a live search', () => {
  it(
    'finds what is on the air where it is, through retunes and stops, until it is switched off',
    { timeout: 60_000 },
    async () => {
      const id = 'sim:band?seed=4';
      const seen = await open(id);
      expect(seen.last()).toEqual({ boxes: [], found: 0, missedSamples: 0, load: 0 });
      await radios.server.detect({ id, settings }, call);
      await radios.server.start({ id, change: { centreHz: 100e6, sampleRateHz: 2.4e6 } }, call);
      const begunMs = Date.now();
      // Six carriers that never end: open, each within a bin of where it is.
      const carriers = [99.1e6, 99.4e6, 99.85e6, 100.05e6, 100.45e6, 100.95e6];
      const openAt = (hertz: number): LiveBox | undefined =>
        seen.last().boxes.find((box) => box.open && Math.abs(middle(box) - hertz) < binHz);
      await expect
        .poll(() => carriers.filter((hertz) => openAt(hertz) === undefined), { timeout: patienceMs })
        .toEqual([]);
      const carrier = openAt(99.4e6)!;
      // It began with the stream, to a row, and goes on.
      expect(carrier.startSample).toBeLessThan(2048);
      // A start takes up to a second before its first sample, on a busy machine.
      expect(Math.abs(carrier.startMs - begunMs)).toBeLessThan(2000);
      // On a machine so busy that the search misses samples it goes on as another signal.
      const endMs = ({ startMs, seconds }: LiveBox): number => startMs + seconds * 1000;
      await expect
        .poll(() => endMs(openAt(99.4e6) ?? carrier), { timeout: patienceMs })
        .toBeGreaterThan(endMs(carrier) + 200);

      await radios.server.set({ id, change: { centreHz: 433.7e6 } }, call);
      // What was on at the old frequency ended with it, under its own number.
      const ended = (): boolean =>
        seen.last().boxes.some((box) => box.id === carrier.id && !box.open && middle(box) > 90e6);
      await expect.poll(ended, { timeout: patienceMs }).toBe(true);
      const bursts = (kind: string, centreHz: number): LiveBox[] =>
        seen.last().boxes.filter((box) => {
          const truth = sceneTruth(id).emitters.find(
            (one) => one.kind === kind && one.centreHz === centreHz,
          )!;
          const at = box.startSample / 2.4e6;
          return (
            Math.abs(middle(box) - centreHz) < 0.2 * truth.bandwidthHz &&
            // Rows are 0.4 ms apart, and a message begins with what is off as often as on.
            truth.onOff.some(([on]) => Math.abs(at - on) < 0.002)
          );
        });
      // Every 0.9 and every 0.7 s.
      await expect.poll(() => bursts('fsk', 433.98e6).length, { timeout: patienceMs }).toBeGreaterThan(1);
      await expect.poll(() => bursts('ook', 433.86e6).length, { timeout: patienceMs }).toBeGreaterThan(1);
      const { load, missedSamples, found } = seen.last();
      expect(load).toBeGreaterThan(0);
      expect(load).toBeLessThanOrEqual(1);
      expect(missedSamples).toBeGreaterThanOrEqual(0);

      await radios.server.stop({ id }, call);
      await expect
        .poll(() => seen.last().boxes.every((box) => !box.open), { timeout: patienceMs })
        .toBe(true);
      expect(seen.last().settings).toEqual(settings);
      // The remembered tuning is 433.7 MHz; what is found goes on where it was.
      await radios.server.start({ id }, call);
      await expect.poll(() => seen.last().found, { timeout: patienceMs }).toBeGreaterThan(found);

      await radios.server.detect({ id }, call);
      expect(seen.last()).toEqual({ boxes: [], found: 0, missedSamples: 0, load: 0 });
      const count = seen.values.length;
      await pause(0.7);
      expect(seen.values.length).toBe(count);
      // Never more than four a second while nothing is switched: each is as late as its timer at least.
      const busy = seen.values.filter(({ value }) => value.load > 0);
      const gaps = busy.slice(1).map(({ atMs }, k) => atMs - busy[k]!.atMs);
      expect(gaps.filter((gap) => gap > 200).length).toBeGreaterThan(0.9 * gaps.length);
      seen.stop();
    },
  );

  it(
    'counts a stream with holes by its own samples, and outlives a radio that is pulled out',
    { timeout: 60_000 },
    async () => {
      const id = 'sim:band?lose=0.3:240000&unplug=1.5:0.2';
      const seen = await open(id);
      await radios.server.detect({ id, settings }, call);
      await radios.server.start({ id, change: { centreHz: 446.3e6, sampleRateHz: 2.4e6 } }, call);
      const at = (from: number): LiveBox[] =>
        seen
          .last()
          .boxes.filter((box) => Math.abs(middle(box) - 446.5e6) < binHz && box.startSample >= from * 2.4e6);
      // A tenth of a second is longer than the gap of the settings: the carrier goes on as another signal.
      await expect.poll(() => at(0.39).length, { timeout: patienceMs }).toBeGreaterThan(0);
      expect(Math.abs(at(0.39)[0]!.startSample - 0.4 * 2.4e6)).toBeLessThan(2048);
      // …and once more after it came back.
      await expect.poll(() => at(1.6).length, { timeout: patienceMs }).toBeGreaterThan(0);
      seen.stop();
    },
  );

  it('is refused for a radio that is not there', async () => {
    await open('sim:quiet');
    await expect(radios.server.detect({ id: 'rtlsdr:NONE', settings }, call)).rejects.toThrow(Fault);
  });
});

describe('the boxes shown', () => {
  it('are the newest 500 by their start, what is on before what has ended', () => {
    const boxes = makeLiveBoxes();
    const box = (id: number, on: boolean): LiveBox => ({
      id,
      open: on,
      startMs: id,
      seconds: 1,
      startSample: id,
      sampleCount: 1,
      lowerHz: 0,
      upperHz: 1,
      snrDb: 1,
      powerDbfs: 1,
      duty: 1,
    });
    boxes.setOpen([box(0, true)]);
    for (let id = 1; id <= 3000; id++) boxes.add(box(id, false));
    const shown = boxes.list();
    expect(shown.map(({ id }) => id)).toEqual([0, ...Array.from({ length: 499 }, (_, k) => 2502 + k)]);
    expect(boxes.found).toBe(3001);
    boxes.setOpen(Array.from({ length: 600 }, (_, k) => box(k, true)));
    expect(boxes.list().every(({ open: on, id }) => on && id >= 100)).toBe(true);
  });
});

const call = { signal: new AbortController().signal };
