import { afterEach, describe, expect, it } from 'vitest';
import { makeRandom } from '../../../testing/random.ts';
import { collectingSink } from '../../../testing/sink.ts';
import { SimulatedBus, type SimulatedDevice } from '../../../testing/usb/bus.ts';
import type { SimEnv } from '../../../testing/usb/model.ts';
import { controls } from '../../../testing/usb/watch.ts';
import type { Receiver } from '../receiver.ts';
import { makeBalancer } from './balance.ts';
import { airspyhfDriver } from './index.ts';
import { makeHfSamples } from './samples.ts';
import { tuningFor } from './tuning.ts';

/** Power of the tone at `cycles` a sample in interleaved I,Q, dB of full scale. */
function levelAt(iq: Float32Array, cycles: number): number {
  let [re, im] = [0, 0];
  const count = iq.length / 2;
  for (let at = 0; at < count; at++) {
    const phase = -2 * Math.PI * cycles * at;
    re += iq[2 * at]! * Math.cos(phase) - iq[2 * at + 1]! * Math.sin(phase);
    im += iq[2 * at]! * Math.sin(phase) + iq[2 * at + 1]! * Math.cos(phase);
  }
  return 20 * Math.log10(Math.hypot(re, im) / count + 1e-12);
}

describe('tuning', () => {
  it('puts zero-IF rates 5 kHz beside the middle and rotates them back', () => {
    expect(tuningFor(7_100_000, 0, false, true)).toEqual({ khz: 7105, shiftHz: -5000 });
    // 400 Hz more leave the oscillator where it is.
    expect(tuningFor(7_100_400, 0, false, true)).toEqual({ khz: 7105, shiftHz: -4600 });
    expect(tuningFor(7_100_400, 0, true, true)).toEqual({ khz: 7100, shiftHz: 400 });
    expect(tuningFor(7_100_400, 0, false, false)).toEqual({ khz: 7100, shiftHz: 400 });
  });

  it('goes no lower than its oscillator and takes the calibration in', () => {
    expect(tuningFor(10_000, 0, false, true)).toEqual({ khz: 180, shiftHz: -170_000 });
    expect(tuningFor(10_000, 0, true, true)).toEqual({ khz: 84, shiftHz: -74_000 });
    // 1000 ppb of 250 MHz are 250 Hz.
    expect(tuningFor(250_000_000, 1000, true, true)).toEqual({ khz: 250_000, shiftHz: 250 });
  });
});

describe('balancing', () => {
  it('takes out the image of an unequal receiver', () => {
    const balancer = makeBalancer();
    const random = makeRandom(5);
    const block = new Float32Array(2 * 2048);
    // 3 % and 0.02 rad: an image 34 dB below the signal. The tone fits the block, so blocks compare.
    const cycles = 200 / 2048;
    const fill = (): void => {
      for (let at = 0; at < 2048; at++) {
        const phase = 2 * Math.PI * cycles * at;
        const re = 0.5 * Math.cos(phase) + 1e-4 * random.normal();
        const im = 0.5 * Math.sin(phase) + 1e-4 * random.normal();
        block[2 * at] = 1.03 * re;
        block[2 * at + 1] = im + 0.02 * re;
      }
    };
    fill();
    const before = levelAt(block, -cycles) - levelAt(block, cycles);
    expect(before).toBeGreaterThan(-36);
    // 16 estimates of 16 transforms each: what is left shrinks by a quarter each time, to 1 %.
    for (let blocks = 0; blocks < 16 * 16 * 6; blocks++) {
      fill();
      balancer.process(block);
    }
    expect(levelAt(block, -cycles) - levelAt(block, cycles)).toBeLessThan(-65);
  });

  it('leaves alone what shows no image', () => {
    const balancer = makeBalancer();
    const first = { ...balancer.correction };
    const random = makeRandom(6);
    for (let blocks = 0; blocks < 200; blocks++)
      balancer.process(Float32Array.from({ length: 4096 }, () => 0.01 * random.normal()));
    expect(balancer.correction.phase).toBeCloseTo(first.phase, 3);
    expect(balancer.correction.amplitude).toBeCloseTo(first.amplitude, 3);
  });
});

describe('samples', () => {
  const settings = { filterGain: 0.5, balanced: false, shiftHz: 0, rateHz: 192_000 };

  it('have Q first on the cable, and lose the gain of the filters', () => {
    const samples = makeHfSamples();
    const bytes = new Uint8Array(Int16Array.of(16_384, -8192, 32_767, 0, 5, -32_768).buffer);
    const iq = new Float32Array(samples.convert(bytes, settings).slice().buffer);
    expect(Array.from(iq.subarray(0, 2))).toEqual([-0.125, 0.25]);
    expect(samples.clipped).toBe(2);
  });

  it('wait for the rest of a broken one', () => {
    const bytes = new Uint8Array(Int16Array.of(1, 2, 3, 4, 5, 6).buffer);
    const whole = Array.from(makeHfSamples().convert(bytes, settings));
    const samples = makeHfSamples();
    const parts = [0, 3, 9, 12].flatMap((end, at, ends) =>
      Array.from(samples.convert(bytes.subarray(ends[at - 1] ?? 0, end), settings)),
    );
    expect(parts).toEqual(whole);
  });
});

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function opened(
  env: SimEnv = {},
): Promise<{ bus: SimulatedBus; device: SimulatedDevice; receiver: Receiver }> {
  const bus = new SimulatedBus();
  const device = bus.plug({ SIM_DEVICE: 'airspyhf', ...env });
  const receiver = await airspyhfDriver(bus).open('airspyhf:3B52ED814D4A7E55');
  open.push(receiver);
  return { bus, device, receiver };
}

describe('an Airspy HF+', () => {
  it('takes its calibration and rates from the radio', async () => {
    const { receiver } = await opened({ SIM_HF_PPB: '-1500' });
    expect(receiver.settings.controls['calibrationPpb']).toBe(-1500);
    expect(receiver.info.sampleRatesHz).toEqual([912e3, 768e3, 456e3, 384e3, 256e3, 192e3]);
    await expect(receiver.tune(45e6)).rejects.toMatchObject({ code: 'invalid' });
    await expect(receiver.setSampleRate(1e6)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('opens with old firmware', async () => {
    const { receiver } = await opened({ SIM_HF_OLD: '1' });
    expect(receiver.settings.sampleRateHz).toBe(768e3);
  });

  it('sets attenuator, LNA and AGC', async () => {
    const { device, receiver } = await opened();
    expect(controls(device, 10).at(-1)!.wValue).toBe(1);
    await receiver.setGainMode('manual');
    expect(await receiver.setGain('attenuator', -17)).toBe(-18);
    expect(await receiver.setGain('lna', 6)).toBe(6);
    expect([10, 12, 13].map((number) => controls(device, number).at(-1)!.wValue)).toEqual([0, 3, 1]);
    await receiver.setGainMode('auto');
    await receiver.setControl('agcThreshold', 'high');
    expect(controls(device, 11).at(-1)!.wValue).toBe(1);
  });

  it('brings a signal to its place in spite of the oscillator beside it', async () => {
    const { receiver } = await opened({ SIM_PATTERN: 'tone' });
    await receiver.tune(14.1e6);
    const sink = collectingSink(64 * 8 * 512);
    await receiver.start(sink);
    await sink.until(({ byteLength }) => byteLength >= 64 * 8 * 512);
    await receiver.stop();
    const iq = new Float32Array(sink.bytes().buffer);
    // The tone is 12 kHz above the oscillator, which is 5 kHz above the centre: it must come at 17 kHz.
    expect(levelAt(iq, 17_000 / 768_000)).toBeCloseTo(20 * Math.log10(12_000 / 32_768), 0);
    expect(levelAt(iq, 12_000 / 768_000)).toBeLessThan(-40);
  });

  it('goes on after an unplug', async () => {
    const { bus, device, receiver } = await opened();
    await receiver.tune(100e6);
    const sink = collectingSink(0);
    await receiver.start(sink);
    await sink.until(({ byteLength }) => byteLength > 0);
    bus.unplug(device);
    await sink.until(({ events }) => events.length > 0);
    const back = bus.plug({ SIM_DEVICE: 'airspyhf' });
    await sink.until(({ events }) => events.some(({ kind }) => kind === 'returned'));
    await receiver.stop();
    expect(sink.events.map(({ kind }) => kind)).toEqual(['disconnected', 'lost', 'returned']);
    // 100.005 MHz, the last thing it was told of frequency.
    expect(controls(back, 2).at(-1)!.data).toBe('000186a5');
  });
});
