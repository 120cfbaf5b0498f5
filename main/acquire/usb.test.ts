/** USB radios through the whole engine: threads, ring, recorder, over the simulated devices. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimulatedBus } from '../../testing/usb/bus.ts';
import { defaultSettings } from '../../contract/settings.ts';
import { makeDrivers } from '../device/index.ts';
import { makeRadios, type Radios } from './radios.ts';
import { makeSession, type Session } from './session.ts';

const sessions: Session[] = [];
const open = (id: string): Session => {
  const session = makeSession(id, id);
  sessions.push(session);
  return session;
};
const hackrf = 'hackrf:0000000000000000457863c82f6e8a1f';

beforeEach(() => vi.stubEnv('WAVEKEEP_USB', 'simulated'));
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  vi.unstubAllEnvs();
});

describe('USB radios in their threads', () => {
  it('run two at a time', async () => {
    const stick = open('rtlsdr:00000001');
    const other = open(hackrf);
    await stick.start({ sampleRateHz: 1_024_000 });
    await other.start({ sampleRateHz: 2_000_000 });
    await expect.poll(() => stick.state.samples, { timeout: 5000 }).toBeGreaterThan(200_000);
    await expect.poll(() => other.state.samples, { timeout: 5000 }).toBeGreaterThan(200_000);
    expect(stick.state).toMatchObject({ phase: 'running', info: { simulated: true } });
    expect(other.state).toMatchObject({ phase: 'running', lostSamples: 0 });
  });

  it('keep their panel when they are pulled out: a fault, settings still taken, stopped in order', async () => {
    vi.stubEnv('SIM_DEVICE', 'rtl');
    vi.stubEnv('SIM_DROP_AFTER', '20');
    const stick = open('rtlsdr:00000001');
    await stick.start({ sampleRateHz: 1_024_000 });
    await expect.poll(() => stick.state.phase, { timeout: 5000 }).toBe('lost');
    expect(stick.state).toMatchObject({
      fault: { code: 'device-lost', hint: expect.stringContaining('Plug it in') as string },
      info: { id: 'rtlsdr:00000001' },
    });
    const changed = await stick.set({ centreHz: 145_500_000 });
    expect(changed.settings?.centreHz).toBe(145_500_000);
    expect((await stick.stop()).phase).toBe('closed');
  });
});

describe('a radio that was never there, or is no more', () => {
  let radios: Radios;
  const bus = new SimulatedBus();
  const refuse = (): never => {
    throw new Error('not used here');
  };

  beforeEach(() => {
    radios = makeRadios({
      drivers: makeDrivers(bus),
      settings: { current: defaultSettings, change: refuse },
      resolveGrant: refuse,
      resolveRecording: refuse,
    });
  });
  afterEach(async () => {
    await radios.close();
  });

  it('is not found by name, but its panel stays while it is open', async () => {
    const stick = bus.plug({ SIM_SERIAL: 'GONE' });
    await radios.refresh();
    const session = radios.session('rtlsdr:GONE');
    bus.unplug(stick);
    await radios.refresh();
    expect(radios.session('rtlsdr:GONE')).toBe(session);
    await expect(session.start()).rejects.toMatchObject({ code: 'not-found' });
    expect(() => radios.session('rtlsdr:NEVER')).toThrow('There is no radio rtlsdr:NEVER');
  });
});
