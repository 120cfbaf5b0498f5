import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedBus } from '../../../testing/usb/bus.ts';
import type { SimulatedDevice } from '../../../testing/usb/bus.ts';
import type { SimEnv } from '../../../testing/usb/model.ts';
import { fillBytes } from '../../../testing/usb/pattern.ts';
import type { Pace } from '../../../testing/usb/stream.ts';
import { controls } from '../../../testing/usb/watch.ts';
import { collectingSink } from '../../../testing/sink.ts';
import type { Receiver } from '../receiver.ts';
import { HackRf } from './device.ts';
import { hackrfDriver } from './index.ts';

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function opened(
  env: SimEnv = {},
  pace: Pace = 'free',
): Promise<{ bus: SimulatedBus; device: SimulatedDevice; receiver: Receiver }> {
  const bus = new SimulatedBus({ pace });
  const device = bus.plug({ SIM_DEVICE: 'hackrf', ...env });
  const [listed] = await hackrfDriver(bus).list();
  const receiver = await hackrfDriver(bus).open(listed!.id);
  open.push(receiver);
  return { bus, device, receiver };
}

describe('settings of a HackRF', () => {
  it('are what was really set', async () => {
    const { device, receiver } = await opened();
    expect(receiver.info).toMatchObject({
      id: 'hackrf:0000000000000000457863c82f6e8a1f',
      datatype: 'cs8',
      simulated: true,
    });
    expect(await receiver.setGain('lna', 21)).toBe(24);
    expect(await receiver.setGain('vga', 61.2)).toBe(62);
    expect(await receiver.setGain('amp', 11)).toBe(11);
    expect(await receiver.setSampleRate(8e6)).toBe(8e6);
    expect(await receiver.tune(433.92e6)).toBe(433_920_000);
    expect(controls(device, 16).at(-1)!.data).toBe('b1010000c0090e00');
    expect(controls(device, 17).at(-1)!.wValue).toBe(1);
    await expect(receiver.tune(6.1e9)).rejects.toMatchObject({ code: 'invalid' });
    await expect(receiver.setSampleRate(1e6)).rejects.toMatchObject({ code: 'invalid' });
    await expect(receiver.setGainMode('auto')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('correct a crystal by asking for other figures', async () => {
    const { device, receiver } = await opened();
    await receiver.tune(1e9);
    await receiver.setControl('ppm', 10);
    // 1 GHz less 10 kHz.
    expect(controls(device, 16).at(-1)!.data).toBe('e7030000301b0f00');
    expect(receiver.settings.centreHz).toBe(1e9);
    expect(receiver.settings.sampleRateHz).toBe(10e6);
  });

  it('keep a filter of the user through a change of rate', async () => {
    const { device, receiver } = await opened();
    await receiver.setControl('filter', '5000000');
    await receiver.setSampleRate(20e6);
    const { wValue, wIndex } = controls(device, 7).at(-1)!;
    expect(wValue + (wIndex << 16)).toBe(5_000_000);
  });

  it('tune the mixers by hand, within their ranges', async () => {
    const { device, receiver } = await opened();
    await receiver.setControl('path', 'lowPass');
    const data = Buffer.from(controls(device, 24).at(-1)!.data, 'hex');
    expect([data.readBigUInt64LE(0), data.readBigUInt64LE(8), data[16]]).toEqual([
      2_300_000_000n,
      2_400_000_000n,
      1,
    ]);
    // 5 GHz and the IF together are beyond the oscillator.
    await expect(receiver.tune(5e9)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('say what old firmware can not do', async () => {
    const { receiver } = await opened({ SIM_BCD: '0x0102' });
    await expect(receiver.setControl('clockOut', true)).rejects.toMatchObject({ code: 'unsupported' });
    expect(receiver.settings.controls['clockOut']).toBe(false);
  });
});

describe('streaming from a HackRF', () => {
  it('delivers every byte and switches antenna power on at each start', async () => {
    const { device, receiver } = await opened();
    await receiver.setControl('biasTee', true);
    const sink = collectingSink();
    for (let start = 0; start < 2; start++) {
      const before = controls(device, 23).length;
      await receiver.start(sink);
      await sink.until(({ byteLength }) => byteLength > (start + 1) * 600_000);
      await receiver.stop();
      expect(
        controls(device, 23)
          .slice(before)
          .map(({ wValue }) => wValue),
      ).toEqual([1]);
      expect(controls(device, 1).at(-1)!.wValue).toBe(0);
    }
    const expected = new Uint8Array(sink.byteLength);
    fillBytes(expected, 0);
    expect(Buffer.compare(sink.bytes(), expected)).toBe(0);
    expect(sink.events).toEqual([]);
  });

  it('counts what the radio lost, exactly', async () => {
    // 4 MB/s: the losses fall into different looks at the counter, each the longest so far.
    const { receiver } = await opened({ SIM_LOSE: '400000:4096,4800000:8192' }, 'real');
    await receiver.setSampleRate(2e6);
    const sink = collectingSink(0);
    await receiver.start(sink);
    await sink.until(({ events }) => events.length === 2);
    await receiver.stop();
    expect(sink.lostSamples).toBe((4096 + 8192) / 2);
  });

  it.each([
    ['by its mode', '1', 1, false],
    ['by a reset', '2', 2, true],
  ])('wakes a silent radio %s', async (_, wedged, disconnections, reset) => {
    const { device, receiver } = await opened({ SIM_WEDGED: wedged }, 'real');
    const sink = collectingSink(0);
    await receiver.start(sink);
    await sink.until(({ byteLength }) => byteLength > 0);
    await receiver.stop();
    expect(sink.events.filter(({ kind }) => kind === 'disconnected')).toHaveLength(disconnections);
    expect(sink.lostSamples).toBeGreaterThan(0);
    expect(controls(device, 30).length > 0).toBe(reset);
    expect(device.transcript.lines.filter(({ type }) => type === 'open')).toHaveLength(reset ? 2 : 1);
  });

  it('sweeps, which the program does not ask for yet', async () => {
    const bus = new SimulatedBus();
    const device = bus.plug({ SIM_DEVICE: 'hackrf' });
    const radio = await HackRf.open(await bus.open(device.describe()));
    const sweep = {
      fromMhz: 2400,
      toMhz: 2500,
      stepHz: 20e6,
      offsetHz: 7.5e6,
      bytes: 16_384,
      interleaved: false,
    };
    await expect(radio.setSweep({ ...sweep, bytes: 1000 })).rejects.toMatchObject({ code: 'invalid' });
    await radio.setSweep(sweep);
    let bytes = 0;
    const stream = await radio.startSweep(16_384, 4, {
      data: (block) => void (bytes += block.length),
      failed: (error) => expect(error).toBeUndefined(),
    });
    await expect.poll(() => bytes).toBeGreaterThan(100_000);
    await stream.stop();
    await radio.close();
    expect(controls(device, 26)[0]).toMatchObject({ wValue: 16_384, data: '002d3101e0707200006009c409' });
    expect(controls(device, 1).map(({ wValue }) => wValue)).toEqual([5, 0, 0]);
  });

  it('goes on after an unplug with every setting as it was', async () => {
    const { bus, device, receiver } = await opened();
    await receiver.tune(868e6);
    const sink = collectingSink(0);
    await receiver.start(sink);
    await sink.until(({ byteLength }) => byteLength > 100_000);
    bus.unplug(device);
    await sink.until(({ events }) => events.length > 0);
    await receiver.setGain('lna', 40);
    const back = bus.plug({ SIM_DEVICE: 'hackrf' });
    await sink.until(({ events }) => events.some(({ kind }) => kind === 'returned'));
    await receiver.stop();
    expect(sink.events.map(({ kind }) => kind)).toEqual(['disconnected', 'lost', 'returned']);
    expect(controls(back, 19).at(-1)!.wIndex).toBe(40);
    expect(controls(back, 16).at(-1)!.data).toBe('6403000000000000');
  });
});
