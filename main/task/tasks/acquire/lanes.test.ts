import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeDesk, type Desk } from '../../../../testing/lane-desk.ts';
import { faultOf } from '../../../../testing/files.ts';
import { TaskDraft } from '../../../../contract/task.ts';
import { sceneTruth } from '../../../device/index.ts';
import { openRecording, readMeta, validate } from '../../../sigmf/index.ts';

const context = { signal: new AbortController().signal };
const open: Desk[] = [];
async function desk(more: Parameters<typeof makeDesk>[0] = {}): Promise<Desk> {
  const made = await makeDesk(more);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** Frequency of the strongest part of a complex float recording, hertz from its centre, and how finely that is known. */
function strongest(path: string, sampleRateHz: number): { hz: number; binHz: number } {
  const bytes = readFileSync(path);
  const iq = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const size = 1024;
  const from = Math.max(0, iq.length / 2 - size) & ~1;
  let best = { power: -1, bin: 0 };
  for (let bin = -size / 2; bin < size / 2; bin++) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * bin * n) / size;
      // Hann: a tone's skirts stay below its own bin.
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
      const [i, q] = [iq[from + 2 * n] ?? 0, iq[from + 2 * n + 1] ?? 0];
      re += window * (i * Math.cos(angle) - q * Math.sin(angle));
      im += window * (i * Math.sin(angle) + q * Math.cos(angle));
    }
    if (re * re + im * im > best.power) best = { power: re * re + im * im, bin };
  }
  return { hz: (best.bin * sampleRateHz) / size, binHz: sampleRateHz / size };
}

describe('one tuning for many', () => {
  it('twenty narrow tasks run together, each recording valid and its carrier where it is; a 21st follows', async () => {
    const one = await desk();
    const carriers = sceneTruth('sim:band').emitters.filter(
      ({ kind, centreHz }) => kind === 'carrier' && Math.abs(centreHz - 99.9e6) < 0.9e6,
    );
    expect(carriers.length).toBeGreaterThanOrEqual(3);
    // 20 places inside 1.8 MHz, those of the carriers among them: each a little beside, to see its offset.
    const places = carriers.map(({ centreHz }) => centreHz - 1200);
    for (let k = 0; places.length < 20; k++) places.push(99.05e6 + k * 20_000);
    const ids = places.map((centreHz) => one.add({ centreHz, products: ['iq'], seconds: 1 }));
    const outside = one.add({ centreHz: 145.8e6, products: ['iq'], seconds: 0.3 });
    await one.until(() => one.reason(outside) !== undefined);
    const draft = TaskDraft.parse({
      kind: 'acquire',
      radio: 'sim:band',
      centreHz: 99.5e6,
      bandwidthHz: 5000,
      seconds: 1,
    });
    expect(one.lanes.preview(draft, [])).toMatchObject({
      summary: expect.stringMatching(
        /^sim:band serves it now, sharing [\d.]+ MHz with 20 tasks\.$/,
      ) as string,
      sharesWith: 20,
      possible: true,
    });
    expect(one.reason(outside)).toMatch(/^sim:band serves other tasks at 99\.\d+ MHz first/);
    for (const id of ids) expect(await one.end(id)).toMatchObject({ outcome: 'succeeded', dropped: [] });
    expect((await one.end(outside)).outcome).toBe('succeeded');
    expect(one.tunings.map(({ closed, sampleRateHz }) => [closed, sampleRateHz])).toEqual([
      [true, 2.4e6],
      [expect.any(Boolean), 2.4e6],
    ]);
    expect(one.tries.filter(({ tuningId }) => tuningId === 1)).toHaveLength(20);
    const files = readdirSync(one.folder).filter((name) => name.endsWith('.sigmf-meta'));
    expect(files).toHaveLength(21);
    const checked = await validate(files.map((name) => join(one.folder, name)));
    expect(checked.filter(({ ok }) => !ok)).toEqual([]);
    for (const [k, carrier] of carriers.entries()) {
      const [product] = (await one.end(ids[k]!)).products;
      const recording = await openRecording(join(one.folder, `${product!.name}.sigmf-meta`));
      const rate = recording.sampleRateHz!;
      // To the sample: a second is a second.
      expect(recording.sampleCount).toBe(Math.round(rate));
      expect(product).toMatchObject({ state: 'complete', samples: recording.sampleCount, lostSamples: 0 });
      const found = strongest(recording.dataPath, rate);
      expect(Math.abs(places[k]! + found.hz - carrier.centreHz)).toBeLessThanOrEqual(found.binHz);
    }
    await expect.poll(() => one.radios.session('sim:band').state.phase).toBe('closed');
  }, 60_000);

  it('finds what is on the air in its band and writes it into the recording', async () => {
    const one = await desk();
    // 99.4 MHz, a carrier, in the middle; on either side AM and QAM; 99.7 MHz is outside.
    const id = one.add({
      centreHz: 99.4e6,
      bandwidthHz: 400e3,
      products: ['iq', 'detections'],
      seconds: 0.5,
    });
    const { outcome, products } = await one.end(id);
    expect(outcome).toBe('succeeded');
    const iq = products.find(({ kind }) => kind === 'iq')!;
    const { meta } = await readMeta(join(one.folder, `${iq.name}.sigmf-meta`));
    const middles = meta.annotations.map(
      (box) => ((box['core:freq_lower_edge'] ?? 0) + (box['core:freq_upper_edge'] ?? 0)) / 2,
    );
    for (const hertz of [99.25e6, 99.4e6, 99.55e6])
      // Of what is modulated the middle wanders by a tenth of its 30 kHz.
      expect(
        middles.filter((middle) => Math.abs(middle - hertz) < 3e3),
        `${hertz}`,
      ).toHaveLength(1);
    expect(meta.annotations[0]).toMatchObject({
      'core:generator': expect.stringMatching(/^wavekeep .* \/ detector$/) as unknown,
      'wavekeep:review': 'unreviewed',
    });
    const found = products.find(({ kind }) => kind === 'detections');
    expect(found).toMatchObject({ state: 'complete', note: '3 signals.', name: iq.name });
    const { ok, problems } = (await validate([join(one.folder, `${iq.name}.sigmf-meta`)]))[0]!;
    expect(ok, JSON.stringify(problems)).toBe(true);
  }, 60_000);

  it('makes pictures and metrics, and keeps no recording nobody asked for', async () => {
    const one = await desk();
    const all = one.add({
      centreHz: 99.4e6,
      products: ['iq', 'spectrogram', 'power', 'metrics'],
      seconds: 0.5,
    });
    const few = one.add({ centreHz: 99.85e6, products: ['spectrogram', 'metrics'], seconds: 0.5 });
    const { outcome, products } = await one.end(all);
    expect(outcome).toBe('succeeded');
    expect(products.map(({ kind, state }) => [kind, state]).sort()).toEqual([
      ['iq', 'complete'],
      ['metrics', 'complete'],
      ['power', 'complete'],
      ['spectrogram', 'complete'],
    ]);
    const metrics = products.find(({ kind }) => kind === 'metrics')?.metrics;
    // The carrier stands at the task's own frequency with -38 dBFS.
    expect(Math.abs(metrics?.peakOffsetHz ?? NaN)).toBeLessThanOrEqual(metrics?.resolutionHz ?? 0);
    expect(Math.abs((metrics?.powerDbfs ?? 0) + 38)).toBeLessThan(1);
    const lean = await one.end(few);
    expect(lean.products.map(({ kind }) => kind).sort()).toEqual(['metrics', 'spectrogram']);
    const picture = lean.products.find(({ kind }) => kind === 'spectrogram')!;
    const mine = readdirSync(one.folder).filter((name) => name.includes(`_t${few}-1`));
    expect(mine).toEqual([picture.name]);
    expect(lean.dropped).toEqual([picture.name.replace('.png', '')]);
    expect(picture).toMatchObject({ bytes: readFileSync(join(one.folder, picture.name)).length });
    expect(picture.sha512).toMatch(/^[0-9a-f]{128}$/);
    // Every file was announced.
    const known = [...one.announced.values()].flat();
    for (const file of readdirSync(one.folder))
      expect(known.some((name) => file === name || file.startsWith(`${name}.sigmf-`))).toBe(true);
  }, 30_000);
});

describe('taking turns', () => {
  it('different gains take turns, and the wish of a task does not outlive it', async () => {
    const one = await desk({ lingerMs: 5000 });
    const gainWhile = async (id: number): Promise<number | undefined> => {
      await one.until(() =>
        one.lanes.state().some(({ tasks }) => tasks.some((t) => t.taskId === id && t.phase === 'recording')),
      );
      return one.radios.session('sim:band').state.settings?.gainsDb['LNA'];
    };
    const place = { centreHz: 100.2e6, seconds: 0.5 };
    const low = one.add({ ...place, products: ['iq'], gain: { LNA: 8 } });
    const high = one.add({ ...place, products: ['iq'], gain: { LNA: 40 } });
    const any = one.add({ ...place, products: ['iq'] });
    expect(await gainWhile(low)).toBe(8);
    expect(one.reason(high)).toContain('another gain');
    expect(await gainWhile(high)).toBe(40);
    for (const id of [low, high, any]) expect((await one.end(id)).outcome).toBe('succeeded');
    expect(one.tries.map(({ taskId, tuningId }) => [taskId, tuningId]).sort()).toEqual([
      [low, 1],
      [high, 2],
      [any, 1],
    ]);
    const later = one.add({ ...place, products: ['iq'] });
    expect([8, 40]).not.toContain(await gainWhile(later));
    expect((await one.end(later)).outcome).toBe('succeeded');
  }, 30_000);

  it('a higher priority takes over: what waits for its trigger gives way at once and runs again', async () => {
    const one = await desk();
    const trigger = { aboveDbfs: -5 };
    const listener = one.add({ centreHz: 100.2e6, trigger, products: ['iq', 'power'] });
    await one.until(() => one.lanes.state()[0]?.tasks[0]?.phase === 'armed');
    const urgent = one.add({ centreHz: 145.8e6, priority: 10, seconds: 0.3, products: ['iq'] });
    expect((await one.end(urgent)).outcome).toBe('succeeded');
    const [gaveWay] = one.outcomes.get(listener) ?? [];
    expect(gaveWay).toMatchObject({ outcome: 'suspended' });
    // What it had measured is kept, and marked.
    expect(gaveWay?.products).toMatchObject([
      { kind: 'power', state: 'partial', note: `It gave way to task ${urgent}.` },
    ]);
    await one.until(() =>
      one.lanes.state().some((lane) => lane.tasks.some(({ taskId }) => taskId === listener)),
    );
    one.abort(listener, 'cancelled');
    expect((await one.end(listener)).outcome).toBe('cancelled');
  }, 30_000);

  it('a capture that runs is not harmed by a higher priority; nobody joins to make it longer', async () => {
    const one = await desk();
    const first = one.add({ centreHz: 100.2e6, seconds: 1, products: ['iq'] });
    await one.until(() => one.lanes.state()[0]?.tasks[0]?.phase === 'recording');
    const urgent = one.add({ centreHz: 145.8e6, priority: 10, seconds: 0.2, products: ['iq'] });
    const longer = one.add({ centreHz: 100.3e6, seconds: 2, products: ['iq'] });
    expect((await one.end(first)).products).toMatchObject([{ state: 'complete', lostSamples: 0 }]);
    expect((await one.end(urgent)).outcome).toBe('succeeded');
    expect((await one.end(longer)).outcome).toBe('succeeded');
    expect(one.tries.map(({ taskId }) => taskId)).toEqual([first, urgent, longer]);
  }, 30_000);

  it('is cancelled within a second, its part kept and marked', async () => {
    const one = await desk();
    const id = one.add({ centreHz: 99.4e6, seconds: 60, products: ['iq', 'spectrogram'] });
    await one.until(() => (one.lanes.state()[0]?.tasks[0]?.progress ?? 0) > 0.005);
    const from = performance.now();
    one.abort(id, 'cancelled');
    const outcome = await one.end(id);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(outcome).toMatchObject({
      outcome: 'cancelled',
      products: [{ kind: 'iq', state: 'partial', note: 'The task was cancelled.' }],
    });
    expect(outcome.dropped).toEqual([expect.stringMatching(/\.png$/)]);
    const [product] = outcome.products;
    const checked = await validate([join(one.folder, `${product!.name}.sigmf-meta`)]);
    expect(checked).toMatchObject([{ ok: true }]);
  }, 30_000);

  it('leaves its files to who took it over', async () => {
    const one = await desk();
    const id = one.add({ centreHz: 99.4e6, seconds: 60, products: ['metrics'] });
    await one.until(() => (one.lanes.state()[0]?.tasks[0]?.progress ?? 0) > 0.001);
    one.abort(id, 'lease-lost');
    await one.until(() => one.outcomes.has(id));
    expect(one.outcomes.get(id)?.[0]?.outcome).toBe('suspended');
    expect(readdirSync(one.folder).some((name) => name.endsWith('.sigmf-data'))).toBe(true);
  }, 30_000);
});

describe('the person and the tasks', () => {
  it('a retune or a stop is refused while tasks run and says which; a gain becomes a segment', async () => {
    const one = await desk();
    const id = one.add({ centreHz: 99.4e6, seconds: 1.5, products: ['iq'], name: 'Beacon' });
    await one.until(() => (one.lanes.state()[0]?.tasks[0]?.progress ?? 0) > 0.1);
    const { server } = one.radios;
    const fault = await faultOf(
      (async () => server.set({ id: 'sim:band', change: { centreHz: 145e6 } }, context))(),
    );
    expect(fault).toMatchObject({
      code: 'busy',
      message: `sim:band is in use by task ${id} (Beacon).`,
      data: { tasks: String(id) },
    });
    expect(await faultOf((async () => server.stop({ id: 'sim:band' }, context))())).toMatchObject({
      code: 'busy',
    });
    await server.set({ id: 'sim:band', change: { gainMode: 'manual', gainsDb: { LNA: 8 } } }, context);
    const { products } = await one.end(id);
    const recording = await openRecording(join(one.folder, `${products[0]!.name}.sigmf-meta`));
    expect(recording.segments.length).toBe(2);
    await one.until(() => one.lanes.state().length === 0);
    // Free again, even while the radio still runs for the next tuning.
    await server.start({ id: 'sim:band', change: { centreHz: 145e6 } }, context);
  }, 30_000);

  it('tasks share the stream of the Receive page and leave the radio to it', async () => {
    const one = await desk();
    const { server } = one.radios;
    await server.start({ id: 'sim:band', change: { centreHz: 100e6, sampleRateHz: 2e6 } }, context);
    const inside = one.add({ centreHz: 99.4e6, seconds: 0.3, products: ['iq'] });
    const outside = one.add({ centreHz: 145.8e6, seconds: 0.3, products: ['iq'] });
    expect((await one.end(inside)).outcome).toBe('succeeded');
    expect(one.reason(outside)).toBe('The radio is in use at 100 MHz by the Receive page.');
    expect(one.tunings).toMatchObject([{ centreHz: 100e6, sampleRateHz: 2e6 }]);
    expect(one.radios.session('sim:band').state.phase).toBe('running');
    await server.stop({ id: 'sim:band' }, context);
    expect((await one.end(outside)).outcome).toBe('succeeded');
  }, 30_000);
});
