import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimulatedBus } from '../../../testing/usb/bus.ts';
import { makeDrivers } from '../index.ts';
import { usbBus } from './choice.ts';
import { withPlugging } from './plugging.ts';
import { rtlsdrDriver } from '../rtlsdr/index.ts';

describe('which USB devices', () => {
  it('are those of this machine unless something else is asked for', async () => {
    expect(usbBus('').simulated).toBe(false);
    // However many radios this machine has: looking opens nothing and fails for no device.
    expect(await usbBus('').list(() => false)).toEqual([]);
  });

  it('can be simulated ones, labelled as such', async () => {
    const list = (await Promise.all(makeDrivers(usbBus('simulated')).map((driver) => driver.list()))).flat();
    const stick = list.find((radio) => radio.id === 'rtlsdr:00000001');
    expect(stick).toMatchObject({ simulated: true, available: true });
    expect(stick?.label).toContain('Simulated USB');
  });

  it('say what is wrong with a name that means nothing', async () => {
    await expect(usbBus('real').list(() => true)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('plugging', () => {
  afterEach(() => void vi.useRealTimers());

  it('is told at once, again when a new device has settled, and never after the end', () => {
    vi.useFakeTimers();
    const bus = new SimulatedBus();
    const told = vi.fn();
    const stop = withPlugging(rtlsdrDriver(bus), bus).onChange?.(told);
    const device = bus.plug({});
    expect(told).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2000);
    expect(told).toHaveBeenCalledTimes(2);
    bus.unplug(device);
    expect(told).toHaveBeenCalledTimes(3);
    bus.plug({});
    stop?.();
    vi.advanceTimersByTime(2000);
    expect(told).toHaveBeenCalledTimes(4);
  });
});
