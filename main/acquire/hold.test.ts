import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/files.ts';
import { makeTestRadios } from '../../testing/radios.ts';
import { Fault } from '../../contract/fault.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Radios } from './radios.ts';

const open: Radios[] = [];
function radiosWith(radios: Settings['radios'] = {}): Radios {
  const { radios: made } = makeTestRadios({ radios });
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const id = 'sim:quiet';
const context = { signal: new AbortController().signal };
const busy = new Fault('busy', 'It records for task 12.');

describe('a radio kept for tasks', () => {
  it('is not retuned, stopped, seeked or removed under them; gains may change', async () => {
    const radios = radiosWith({ [id]: { centreHz: 433e6 } });
    const hold = radios.session(id).hold(() => busy);
    await hold.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    const { server } = radios;
    for (const harm of [
      () => server.set({ id, change: { centreHz: 101e6 } }, context),
      () => server.set({ id, change: { sampleRateHz: 2e6 } }, context),
      () => server.set({ id, change: { controls: { ppm: 3 } } }, context),
      () => server.start({ id, change: { centreHz: 101e6 } }, context),
      () => server.stop({ id }, context),
      () => server.seek({ id, sample: 1 }, context),
      () => server.pause({ id, paused: true }, context),
      () => server.remove({ id }, context),
    ])
      expect(await faultOf((async () => harm())())).toMatchObject({ code: 'busy', message: busy.message });
    expect(radios.session(id).state).toMatchObject({ phase: 'running', settings: { centreHz: 100e6 } });
    const state = await server.set({ id, change: { gainMode: 'manual', gainsDb: { LNA: 8 } } }, context);
    expect(state.settings).toMatchObject({ centreHz: 100e6, gainsDb: { LNA: 8 } });
    await hold.release();
    expect(radios.session(id).state.phase).toBe('closed');
  });

  it('goes on for the person who pressed start meanwhile, tuned as it was', async () => {
    const radios = radiosWith({ [id]: { centreHz: 433e6 } });
    const session = radios.session(id);
    const hold = session.hold(() => busy);
    await hold.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    expect(session.wanted).toBe(false);
    const state = await radios.server.start({ id }, context);
    expect(state.settings?.centreHz).toBe(100e6);
    expect(session.wanted).toBe(true);
    await hold.release();
    expect(session.state.phase).toBe('running');
    await radios.server.set({ id, change: { centreHz: 145e6 } }, context);
    await radios.server.stop({ id }, context);
    expect(session.wanted).toBe(false);
  });

  it('belongs to nobody after a start that failed, and to one hold at a time', async () => {
    const radios = radiosWith();
    const session = radios.session(id);
    await expect(radios.server.start({ id, change: { centreHz: 9e9 } }, context)).rejects.toThrow();
    expect(session.wanted).toBe(false);
    const hold = session.hold(() => busy);
    expect(() => session.hold(() => busy)).toThrow(/kept for tasks/);
    await hold.start({ centreHz: 100e6, sampleRateHz: 1e6 });
    expect(session.wanted).toBe(false);
    await hold.release();
    await session.hold(() => busy).release();
  });
});

describe('facts of a radio', () => {
  it('are those of its scene for a simulated name with parameters, and none for an unknown one', async () => {
    const radios = radiosWith();
    await radios.refresh();
    expect(radios.facts('sim:band?seed=7')).toMatchObject({ id: 'sim:band?seed=7', simulated: true });
    expect(radios.facts('sim:nowhere')).toBeUndefined();
    expect(radios.facts('rtlsdr:9')).toBeUndefined();
    expect(radios.facts('rtltcp:box:1234')).toBeUndefined();
    radios.adopt('rtltcp:box:1234');
    expect(radios.facts('rtltcp:box:1234')).toMatchObject({ driver: 'rtltcp' });
  });
});
