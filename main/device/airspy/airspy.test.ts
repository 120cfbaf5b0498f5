import { afterEach, describe, expect, it } from 'vitest';
import { makeRandom } from '../../../testing/random.ts';
import { collectingSink } from '../../../testing/sink.ts';
import { SimulatedBus, type SimulatedDevice } from '../../../testing/usb/bus.ts';
import type { SimEnv } from '../../../testing/usb/model.ts';
import { controls } from '../../../testing/usb/watch.ts';
import type { Receiver } from '../receiver.ts';
import { makeInt16Converter } from './convert.ts';
import { makeFloatConverter } from './float.ts';
import { airspyDriver } from './index.ts';
import { countClipped, makeWords } from './words.ts';

/** A real tone of `cycles` in 64 samples, `amplitude` of 2048. */
function tone(cycles: number, amplitude: number, count = 4096): Uint16Array {
  return Uint16Array.from({ length: count }, (_, k) =>
    Math.round(2048 + amplitude * Math.cos((2 * Math.PI * cycles * k) / 64)),
  );
}

/** Strength of the tone at `cycles` in 64 real samples (32 complex ones), of full scale. */
function strengthAt(iq: Float32Array, cycles: number): number {
  let [re, im] = [0, 0];
  // Behind the filter's start, over whole periods.
  for (let at = 64; at < 64 + 1024; at++) {
    const phase = (-2 * Math.PI * cycles * at) / 32;
    re += iq[2 * at]! * Math.cos(phase) - iq[2 * at + 1]! * Math.sin(phase);
    im += iq[2 * at]! * Math.sin(phase) + iq[2 * at + 1]! * Math.cos(phase);
  }
  return Math.hypot(re, im) / 1024;
}

describe('real samples to I and Q', () => {
  it('mirrors around a quarter of the rate and halves a full tone', () => {
    // A quarter is 16 cycles in 64: 17 is one above, and comes out one below the middle.
    const floats = new Float32Array(makeFloatConverter().convert(tone(17, 2047)).buffer);
    expect(strengthAt(floats, -1)).toBeCloseTo(0.5, 2);
    // The image is what the half-band leaves: 60 dB below.
    expect(strengthAt(floats, 1)).toBeLessThan(0.0005);
  });

  it('does the same in 16 bits', () => {
    const bytes = makeInt16Converter().convert(tone(13, 1024));
    const words = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const floats = Float32Array.from(words, (word) => word / 32_768);
    expect(strengthAt(floats, 3)).toBeCloseTo(0.25, 2);
    expect(strengthAt(floats, -3)).toBeLessThan(0.0005);
  });

  it('gives the same whatever the blocks are', () => {
    const random = makeRandom(7);
    const words = Uint16Array.from({ length: 4000 }, () => random.integer(4096));
    const whole = Buffer.from(makeInt16Converter().convert(words));
    const converter = makeInt16Converter();
    const parts = [0, 4, 404, 2404, 4000].map((end, at, ends) => words.subarray(ends[at - 1] ?? 0, end));
    const joined = Buffer.concat(parts.map((part) => Buffer.from(converter.convert(part))));
    expect(Buffer.compare(joined, whole)).toBe(0);
  });
});

describe('words of a transfer', () => {
  it.each([false, true])('survive transfers that break a group (packed %s)', (packed) => {
    const random = makeRandom(3);
    const bytes = Uint8Array.from({ length: 1200 }, () => random.integer(256));
    const whole = Array.from(makeWords(packed).words(bytes));
    expect(whole).toHaveLength(packed ? 800 : 600);
    const source = makeWords(packed);
    const cuts = [0, 5, 6, 511, 512, 1200];
    const parts = cuts.flatMap((end, at) => Array.from(source.words(bytes.subarray(cuts[at - 1] ?? 0, end))));
    expect(parts).toEqual(whole);
  });
});

describe('clipping', () => {
  it('is counted where the converter stood, before the filter hides it', () => {
    expect(countClipped(Uint16Array.of(0, 1, 2048, 4095, 4094, 2048, 0, 4095))).toBe(3);
  });
});

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function opened(env: SimEnv = {}): Promise<{ device: SimulatedDevice; receiver: Receiver }> {
  const bus = new SimulatedBus();
  const device = bus.plug({ SIM_DEVICE: 'airspy', ...env });
  const receiver = await airspyDriver(bus).open('airspy:644064DC2F3F6DCF');
  open.push(receiver);
  return { device, receiver };
}

describe('an Airspy', () => {
  it('tells its model by its rates', async () => {
    expect((await opened()).receiver.info).toMatchObject({
      label: 'Simulated USB Airspy R2',
      datatype: 'cs16',
    });
    const mini = (await opened({ SIM_AIRSPY_RATES: 'mini' })).receiver;
    expect(mini.info).toMatchObject({ label: 'Simulated USB Airspy Mini', sampleRatesHz: [6e6, 3e6] });
    await expect(mini.setSampleRate(10e6)).rejects.toMatchObject({ code: 'invalid' });
    expect((await opened({ SIM_AIRSPY_RATES: 'old' })).receiver.info.sampleRatesHz).toEqual([10e6, 2.5e6]);
  });

  it('sets presets, stages and AGCs', async () => {
    const { device, receiver } = await opened();
    const last = (...requests: number[]): number[] =>
      requests.map((number) => controls(device, number).at(-1)!.wIndex);
    await receiver.setControl('presetGain', 15);
    // Linearity 15: both AGCs off, VGA 11, mixer 6, LNA 9.
    expect(last(18, 17, 16, 15, 14)).toEqual([0, 0, 11, 6, 9]);
    await receiver.setControl('preset', 'off');
    expect(await receiver.setGain('lna', 30)).toBe(14);
    expect(last(16, 15, 14)).toEqual([9, 8, 14]);
    await receiver.setGainMode('auto');
    expect(last(18, 17)).toEqual([1, 1]);
    await receiver.setControl('biasTee', true);
    expect(controls(device, 21).at(-1)).toMatchObject({ wValue: 1, wIndex: 45 });
  });

  it.each([false, true])('streams what the conversion makes of its samples (packed %s)', async (packed) => {
    const { receiver } = await opened({ SIM_PATTERN: 'tone' });
    await receiver.setControl('packing', packed);
    const sink = collectingSink(16_384);
    await receiver.start(sink);
    await sink.until(({ byteLength }) => byteLength >= 16_384);
    await expect(receiver.setControl('packing', !packed)).rejects.toMatchObject({ code: 'busy' });
    await receiver.stop();
    expect(Buffer.compare(sink.bytes(), makeInt16Converter().convert(tone(17, 1500, 8192)))).toBe(0);
    expect(sink.events).toEqual([]);
  });
});
