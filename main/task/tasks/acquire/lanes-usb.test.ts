/** Tasks on USB radios: the real drivers in their threads, over simulated devices. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeDesk, type Desk } from '../../../../testing/lane-desk.ts';

let one: Desk;
beforeEach(() => vi.stubEnv('WAVEKEEP_USB', 'simulated'));
afterEach(async () => {
  await one.close();
  vi.unstubAllEnvs();
});

describe('a USB radio', () => {
  it('serves one tuning after the other without being given back between them', async () => {
    vi.stubEnv('SIM_DEVICE', 'rtl');
    one = await makeDesk({ lingerMs: 5000 });
    const first = one.add({ radio: 'rtlsdr', centreHz: 100e6, seconds: 0.3, products: ['iq'] });
    const second = one.add({ radio: 'rtlsdr:00000001', centreHz: 145e6, seconds: 0.3, products: ['iq'] });
    const simulated = one.add({ radio: 'any', centreHz: 100e6, seconds: 0.3, products: ['iq'] });
    for (const id of [first, second]) expect((await one.end(id)).outcome).toBe('succeeded');
    expect(one.tunings).toHaveLength(2);
    await expect
      .poll(() => one.tunings)
      .toMatchObject([
        { closed: true, sampleRateHz: 2.4e6 },
        { closed: true, sampleRateHz: 2.4e6 },
      ]);
    expect(one.radios.session('rtlsdr:00000001').state.phase).toBe('running');
    expect(one.reason(simulated)).toContain('simulated ones');
  }, 30_000);

  it('that tells its rates only when it is open is planned again with those', async () => {
    vi.stubEnv('SIM_DEVICE', 'airspy');
    vi.stubEnv('SIM_AIRSPY_RATES', 'mini');
    one = await makeDesk();
    const id = one.add({ radio: 'airspy', centreHz: 100e6, seconds: 0.1, products: ['iq'] });
    expect((await one.end(id)).outcome).toBe('succeeded');
    // Planned at the 10 MS/s of the bigger model first: no failure of the task.
    expect(one.outcomes.get(id)?.map(({ outcome }) => outcome)).toEqual(['suspended', 'succeeded']);
    expect(one.tunings).toMatchObject([{ sampleRateHz: 6e6 }]);
  }, 30_000);
});
