import { afterEach, describe, expect, it } from 'vitest';
import type { ByteSink } from '../../contract/bridge.ts';
import type { RadioEvent, ReceiverState, SpectrumRequest } from '../../contract/radio.ts';
import { levelOffset, readBatchHead, readRowHead, rowStepDb, type RowHead } from '../../contract/rows.ts';
import { sceneTruth } from '../device/index.ts';
import { makeSession, type Session } from './session.ts';

const spectrum: SpectrumRequest = {
  fftSize: 8192,
  window: 'blackman-harris',
  detector: 'average',
  rowsPerSecond: 20,
  overlap: 0,
  floorDb: -140,
};

const open: Session[] = [];
function session(id: string): Session {
  const made = makeSession(id, id);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Row {
  head: RowHead;
  levels: Uint8Array;
}

/** A sink with unlimited appetite: a credit comes back with every batch. */
function collect(until: (rows: Row[]) => boolean): { sink: ByteSink; rows: Promise<Row[]> } {
  const rows: Row[] = [];
  let finish: (rows: Row[]) => void = () => undefined;
  const done = new Promise<Row[]>((resolve) => (finish = resolve));
  return {
    rows: done,
    sink: {
      credits: 2,
      onCredit: () => undefined,
      send(batch) {
        const shape = readBatchHead(batch);
        for (let i = 0; i < shape.rows; i++) {
          const start = levelOffset(shape, i, 0);
          rows.push({ head: readRowHead(batch, i), levels: batch.slice(start, start + shape.width) });
        }
        if (until(rows)) finish(rows);
      },
      end: () => finish(rows),
    },
  };
}

describe('session', () => {
  it('a simulated radio becomes rows with its carriers at their places and powers', async () => {
    const id = 'sim:band?seed=3';
    const one = session(id);
    const { sink, rows } = collect((seen) => seen.length >= 20);
    const stop = one.rows(spectrum, sink);
    const state = await one.start({ centreHz: 100e6, sampleRateHz: 2.4e6 });
    expect(state.phase).toBe('running');
    const seen = await rows;
    stop();
    const carriers = sceneTruth(id).emitters.filter(
      (e) => e.kind === 'carrier' && Math.abs(e.centreHz - 100e6) < 1e6,
    );
    expect(carriers.length).toBeGreaterThanOrEqual(3);
    for (const carrier of carriers) {
      const bin = Math.round(((carrier.centreHz - 100e6) / 2.4e6 + 0.5) * 8192);
      const last = seen[seen.length - 1]!;
      const near = [...last.levels.subarray(bin - 1, bin + 2)];
      // A level is 0.5 dB; Blackman-Harris loses up to 0.8 dB between bins.
      expect(Math.abs(Math.max(...near) * rowStepDb - 140 - carrier.powerDbfs)).toBeLessThan(1.3);
    }
    await one.stop();
    expect(one.state).toMatchObject({ phase: 'closed', lostSamples: 0 });
  });

  it('retunes while running: rows carry their own centre, the event says what was really set', async () => {
    const one = session('sim:band');
    const events: RadioEvent[] = [];
    one.events({ send: (event) => events.push(event), end: () => undefined });
    const { sink, rows } = collect((seen) => seen.some((row) => row.head.centreHz === 100.5e6));
    one.rows(spectrum, sink);
    await one.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    await one.set({ centreHz: 100.5e6 });
    const centres = new Set((await rows).map((row) => row.head.centreHz));
    expect([...centres]).toEqual(expect.arrayContaining([100.5e6]));
    expect(events.some((e) => e.kind === 'settings' && e.settings.centreHz === 100.5e6)).toBe(true);
  });

  it('a change of rate goes on with a new stream', async () => {
    const one = session('sim:quiet');
    await one.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    const { sink, rows } = collect((seen) => seen.some((row) => row.head.sampleRateHz === 2e6));
    one.rows(spectrum, sink);
    const state = await one.set({ sampleRateHz: 2e6 });
    expect(state.settings?.sampleRateHz).toBe(2e6);
    expect((await rows).length).toBeGreaterThan(0);
  });

  it('fails with a reason and can be tried again', async () => {
    const one = session('sim:no-such-scene');
    await expect(one.start()).rejects.toMatchObject({
      code: expect.stringMatching(/invalid|not-found/) as string,
    });
    expect(one.state.phase).toBe('failed');
    await expect(one.start()).rejects.toThrow();
  });

  it('watchers hear the state now and after every change', async () => {
    const one = session('sim:quiet');
    const phases: ReceiverState['phase'][] = [];
    one.watch({ send: (state) => phases.push(state.phase), end: () => undefined });
    await one.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    await one.stop();
    expect(phases[0]).toBe('closed');
    expect(phases).toEqual(expect.arrayContaining(['opening', 'running', 'closed']));
  });
});
