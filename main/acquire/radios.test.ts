import { describe, expect, it } from 'vitest';
import { SimulatedBus } from '../../testing/usb/bus.ts';
import { Fault } from '../../contract/fault.ts';
import type { RadioInfo } from '../../contract/radio.ts';
import { defaultSettings } from '../../contract/settings.ts';
import { makeDrivers, type Driver } from '../device/index.ts';
import { makeRadios, type Radios } from './radios.ts';

const refuse = (): never => {
  throw new Error('not used here');
};
const radiosOf = (drivers: readonly Driver[]): Radios =>
  makeRadios({
    drivers,
    settings: { current: defaultSettings, change: refuse },
    resolveGrant: refuse,
    resolveRecording: refuse,
  });

describe('the list of radios', () => {
  it('follows what is plugged in and pulled out', async () => {
    const bus = new SimulatedBus();
    const radios = radiosOf(makeDrivers(bus));
    await radios.refresh();
    const lists: string[][] = [];
    const stop = radios.server.list(
      {},
      {
        send: (list: RadioInfo[]) => void lists.push(list.map((radio) => radio.id)),
        end: () => undefined,
      },
    );
    const seen = async (id: string, there: boolean): Promise<void> => {
      await expect.poll(() => lists.at(-1)?.includes(id)).toBe(there);
    };
    const stick = bus.plug({ SIM_SERIAL: 'ABC' });
    await seen('rtlsdr:ABC', true);
    bus.unplug(stick);
    await seen('rtlsdr:ABC', false);
    stop();
    await radios.close();
  });

  it('does without a kind that can not be looked for, and says why', async () => {
    const broken: Driver = {
      name: 'broken',
      list: () =>
        Promise.reject(new Fault('unsupported', 'The library does not load.', { hint: 'Mend it.' })),
      open: refuse,
    };
    const radios = radiosOf([broken, broken, ...makeDrivers(new SimulatedBus())]);
    await radios.refresh();
    expect(radios.list().length).toBeGreaterThan(0);
    expect(radios.problems()).toEqual(['The library does not load. Mend it.']);
    await radios.close();
  });
});
