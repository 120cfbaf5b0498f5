import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../testing/random.ts';
import type { UsbDevice } from '../transport.ts';
import { makeLossClock, usbWatch } from '../lossclock.ts';
import { findDevice, nameDevices } from './names.ts';
import { transferPlan } from './transfers.ts';

const stick = (port: string, serial?: string): UsbDevice => ({
  vendorId: 0x0bda,
  productId: 0x2838,
  bcdDevice: 0x0100,
  port,
  address: 1,
  ...(serial === undefined ? {} : { serial }),
});

describe('names', () => {
  const devices = [stick('1-1', '00000001'), stick('1-2', '00000001'), stick('2-1.4', 'ABC'), stick('3-1')];

  it('adds the port only where serial numbers repeat or are missing', () => {
    expect(nameDevices('rtlsdr', devices).map((named) => named.id)).toEqual([
      'rtlsdr:00000001@1-1',
      'rtlsdr:00000001@1-2',
      'rtlsdr:ABC',
      'rtlsdr:@3-1',
    ]);
  });

  it('finds by every form and says what is missing or ambiguous', () => {
    expect(findDevice('rtlsdr', 'rtlsdr:00000001@1-2', devices).device.port).toBe('1-2');
    expect(findDevice('rtlsdr', 'rtlsdr:ABC', devices).device.port).toBe('2-1.4');
    expect(findDevice('rtlsdr', 'rtlsdr:ABC@2-1.4', devices).device.port).toBe('2-1.4');
    expect(findDevice('rtlsdr', 'rtlsdr:@3-1', devices).device.port).toBe('3-1');
    expect(findDevice('rtlsdr', 'rtlsdr:BC', devices).device.port).toBe('2-1.4');
    expect(() => findDevice('rtlsdr', 'rtlsdr:00000001', devices)).toThrow('fits 2 radios');
    expect(() => findDevice('rtlsdr', 'rtlsdr:XYZ', devices)).toThrow('is plugged in');
  });
});

describe('losses by the clock', () => {
  /** Blocks of 1/64 s with jitter, some of them dropped; the sum of what the clock reports. */
  function run(seconds: number, droppedBlocks: readonly number[], driftPpm = 0): number {
    const random = makeRandom(7);
    const rate = 2_048_000;
    const block = rate / 64;
    const clock = makeLossClock(rate, 0, usbWatch);
    let reported = 0;
    for (let index = 1; index <= seconds * 64; index++) {
      if (droppedBlocks.includes(index)) continue;
      // Jitter only delays: 0 to 8 ms, half a block.
      const nowMs = ((index * 1000) / 64) * (1 + driftPpm / 1e6) + 8 * random.next();
      reported += clock.arrived(block, nowMs);
    }
    return reported;
  }

  it('hears nothing in jitter and in the drift of a poor crystal', () => {
    expect(run(20, [])).toBe(0);
    expect(run(20, [], 100)).toBe(0);
    expect(run(20, [], -100)).toBe(0);
  });

  it('counts a lost block within the jitter that the best of a second leaves', () => {
    // The least of 64 delays, uniform up to 8 ms, is below 1 ms: 2048 samples.
    expect(Math.abs(run(20, [500]) - 32_000)).toBeLessThan(2048);
    expect(Math.abs(run(20, [500, 501, 900]) - 96_000)).toBeLessThan(2 * 2048);
  });
});

describe('transfers', () => {
  it('feeds 60 rows a second and stays within what Linux allows', () => {
    for (const rate of [225_001, 250_000, 1_024_000, 2_400_000, 3_200_000, 10_000_000, 20_000_000]) {
      const { bytes, count } = transferPlan(2 * rate);
      expect(bytes % 512).toBe(0);
      expect((2 * rate) / bytes).toBeGreaterThanOrEqual(60);
      expect(bytes * count).toBeLessThanOrEqual(6 * 1024 * 1024);
      expect(count).toBeGreaterThanOrEqual(8);
    }
  });
});
