import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../testing/files.ts';
import { collectingSink, type CollectingSink } from '../../../testing/sink.ts';
import { openRadio } from '../index.ts';
import { planFaults, parseFaults } from './faults.ts';
import { startPump } from './pump.ts';
import { openSimulated } from './receiver.ts';
import type { Source } from './source.ts';

/** Plays until so many bytes came, and keeps all of them. */
async function play(id: string, bytes: number, sampleRateHz = 250e3): Promise<CollectingSink> {
  const radio = openSimulated(id);
  await radio.setSampleRate(sampleRateHz);
  const sink = collectingSink(bytes);
  await radio.start(sink);
  await sink.until((s) => s.byteLength >= bytes);
  await radio.close();
  return sink;
}

describe('scripted faults', () => {
  it('lose exactly the samples they say, where they say', async () => {
    const sink = await play('sim:band?speed=max&lose=0.1:1234,0.2:1', 150_000);
    expect(sink.events).toEqual([
      // 0.1 s at 250 kS/s, two bytes each; the second at stream sample 50,000 of which 1,234 never came.
      { kind: 'lost', samples: 1234, afterBytes: 2 * 25_000 },
      { kind: 'lost', samples: 1, afterBytes: 2 * (50_000 - 1234) },
    ]);
  });

  it('leave the samples around a loss what they were', async () => {
    const whole = (await play('sim:band?speed=max', 200_000)).bytes();
    const holed = (await play('sim:band?speed=max&lose=0.1:1000', 190_000)).bytes();
    expect(Buffer.from(holed.subarray(0, 50_000)).equals(whole.subarray(0, 50_000))).toBe(true);
    expect(Buffer.from(holed.subarray(50_000, 190_000)).equals(whole.subarray(52_000, 192_000))).toBe(true);
  });

  it('unplug the radio and bring it back, in real time', async () => {
    const began = performance.now();
    const sink = await play('sim:quiet?unplug=0.1:0.3', 2 * 50_000);
    const seconds = (performance.now() - began) / 1000;
    expect(sink.events.map((event) => event.kind)).toEqual(['disconnected', 'lost', 'returned']);
    expect(sink.lostSamples).toBe(75_000);
    const [gone] = sink.events;
    expect(gone?.kind === 'disconnected' && gone.fault.code).toBe('device-lost');
    // 50,000 samples are 0.2 s, and it was away for 0.3 s.
    expect(seconds).toBeGreaterThan(0.48);
  });

  it('can leave it away for good', async () => {
    const radio = openSimulated('sim:quiet?unplug=0.05');
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.events.length > 0);
    const bytes = sink.byteLength;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sink.byteLength).toBe(bytes);
    expect(bytes).toBe(2 * 0.05 * 2.4e6);
    await radio.close();
  });

  it('stall it: short is only lost, long is told', async () => {
    const short = await play('sim:quiet?speed=max&stall=0.1:0.5', 100_000);
    expect(short.events.map((event) => event.kind)).toEqual(['lost']);
    expect(short.lostSamples).toBe(125_000);
    const long = await play('sim:quiet?speed=max&stall=0.1:2', 100_000);
    expect(long.events.map((event) => event.kind)).toEqual(['disconnected', 'lost', 'returned']);
    expect(long.lostSamples).toBe(500_000);
  });

  it('overdrive it for a while', async () => {
    const bytes = (await play('sim:band?speed=max&clip=0.1:0.1:40', 150_000, 250e3)).bytes();
    const full = (from: number, to: number): number =>
      bytes.subarray(2 * from, 2 * to).filter((byte) => byte === 0x7f || byte === 0x80).length;
    expect(full(0, 25_000)).toBe(0);
    // The carrier at 100.05 MHz, -44 dBFS, and noise at -46 raised by 40 dB: amplitude 0.6 with peaks beyond 1.
    expect(full(25_000, 50_000)).toBeGreaterThan(1000);
    expect(full(50_000, 75_000)).toBe(0);
  });

  it('stand in stream order at any rate', () => {
    const faults = [...parseFaults('lose', '2:5,1:7'), ...parseFaults('clip', '1.5:0.5')];
    expect(planFaults(faults, 1000).map(({ atSample, kind, samples }) => [atSample, kind, samples])).toEqual([
      [1000, 'lose', 7],
      [1500, 'gain', 500],
      [2000, 'lose', 5],
      [2000, 'gain', 500],
    ]);
  });
});

describe('a machine that is too slow', () => {
  const options = { sampleRateHz: 1e6, sampleBytes: 2, paced: true, label: 'test' };

  /** Counts instead of rendering; each read takes as long as the test says. */
  function slowSource(cost: (samples: number) => void): Source {
    let cursor = 0;
    return {
      get cursor() {
        return cursor;
      },
      untilFault: Infinity,
      takeFault: () => undefined,
      configure: () => undefined,
      read(limit, output) {
        const samples = Math.min(limit, output.byteLength / 2);
        cost(samples);
        cursor += samples;
        return 2 * samples;
      },
      skip(samples) {
        cursor += samples;
      },
      rewind: () => undefined,
    };
  }

  it('catches up after a pause, and counts what its buffers couldn’t hold', async () => {
    let clock = 0;
    const source = slowSource(() => undefined);
    const sink = collectingSink(0);
    const pump = startPump({ ...options, source, sink, now: () => clock });
    clock = 800;
    await sink.until((s) => s.byteLength === 1_600_000);
    expect(sink.lostSamples).toBe(0);
    clock = 2800;
    await sink.until((s) => s.byteLength + 2 * s.lostSamples === 5_600_000);
    // Two seconds late: of the one second its buffers hold a quarter is emptied, the rest still comes.
    expect(sink.lostSamples).toBe(1_250_000);
    await pump.stop();
    expect(source.cursor).toBe(2_800_000);
  });

  it('never falls behind the clock in silence', async () => {
    let clock = 0;
    // Half as fast as it had to be: each sample of 1 µs takes 2 µs.
    const source = slowSource((samples) => (clock += samples * 0.002));
    const sink = collectingSink(0);
    const now = (): number => (clock += 0.1);
    const pump = startPump({ ...options, source, sink, now });
    await sink.until((s) => s.byteLength / 2 + s.lostSamples > 6e6);
    await pump.stop();
    const behind = clock * 1000 - (sink.byteLength / 2 + sink.lostSamples);
    // One chunk of 131,072 samples, twice that in time, may be in the making on top of a second of lag.
    expect(behind).toBeLessThan(1_000_000 + 2 * 131_072);
    expect(sink.lostSamples).toBeGreaterThan(2e6);
  });
});

describe('a simulated radio', () => {
  it('paces itself in at least 60 blocks a second', async () => {
    const radio = openSimulated('sim:quiet');
    await radio.setSampleRate(250e3);
    const gaps: number[] = [];
    let last = Number.NaN;
    const sink = collectingSink(0);
    const timed = {
      ...sink,
      write: (samples: Uint8Array): undefined => {
        const now = performance.now();
        if (!Number.isNaN(last)) gaps.push(now - last);
        last = now;
        expect(samples.byteLength).toBeLessThanOrEqual(256 * 1024);
        void sink.write(samples);
      },
    };
    await radio.start(timed);
    await sink.until((s) => s.byteLength >= 2 * 125_000);
    await radio.close();
    // The median: single gaps are the operating system's.
    expect(gaps.sort((a, b) => a - b)[gaps.length >> 1]).toBeLessThan(16);
  });

  it('settles a stop with nothing behind it, and starts from its beginning again', async () => {
    const radio = openSimulated('sim:band?speed=max');
    const first = collectingSink(100_000);
    await radio.start(first);
    await first.until((s) => s.byteLength >= 100_000);
    await radio.stop();
    const stopped = first.byteLength;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(first.byteLength).toBe(stopped);
    const second = collectingSink(100_000);
    await radio.start(second);
    await second.until((s) => s.byteLength >= 100_000);
    await radio.close();
    await radio.close();
    expect(Buffer.from(second.bytes()).equals(first.bytes())).toBe(true);
  });

  it('answers a setting with what it became, or why not', async () => {
    const radio = openSimulated('sim:band');
    expect(await radio.setGain('VGA', 21.2)).toBe(22);
    expect(await radio.setGain('LNA', 1000)).toBe(40);
    expect(radio.settings.gainsDb).toEqual({ LNA: 40, VGA: 22 });
    expect((await faultOf(radio.setGain('TIA', 1))).code).toBe('invalid');
    expect((await faultOf(radio.tune(7e9))).code).toBe('invalid');
    expect((await faultOf(radio.setSampleRate(100))).code).toBe('invalid');
    expect((await faultOf(radio.setControl('agc', true))).code).toBe('unsupported');
    await radio.start(collectingSink(0));
    expect((await faultOf(radio.setSampleRate(1e6))).code).toBe('busy');
    await radio.close();
  });

  it('is found by its name alone', async () => {
    for (const [id, code] of [
      ['sim:nowhere', 'not-found'],
      ['sim:band?sed=1', 'invalid'],
      ['sim:band?seed=x', 'invalid'],
      ['sim:band?format=c8', 'invalid'],
      ['sim:band?lose=1', 'invalid'],
      ['sim:band?unplug=1:2:3', 'invalid'],
      ['sim:band?speed=2', 'invalid'],
      ['ham:1', 'invalid'],
      ['', 'invalid'],
    ] as const)
      expect([id, (await faultOf(openRadio(id))).code]).toEqual([id, code]);
  });
});
