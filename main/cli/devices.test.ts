/** The list of radios where USB can't be used at all: everything else goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cliJson } from '../../testing/cli.ts';
import type { RadioInfo } from '../../contract/radio.ts';

interface Listed {
  devices: RadioInfo[];
  problems?: string[];
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-devices-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

describe('devices', () => {
  it('says that the USB addon does not load, and lists the rest', async () => {
    // The package looks for its addon here, and there is none.
    vi.stubEnv('USB_PREBUILD', dir);
    const { devices, problems } = await cliJson<Listed>('devices', '--data', join(dir, 'profile'));
    expect(devices.map(({ id }) => id)).toContain('sim:band');
    expect(problems).toHaveLength(1);
    expect(problems?.[0]).toMatch(/USB library does not load \(No native build was found/);
  });

  it('lists simulated USB radios, told apart from real ones and from scenes', async () => {
    vi.stubEnv('WAVEKEEP_USB', 'simulated');
    const { devices, problems } = await cliJson<Listed>('devices', '--data', join(dir, 'profile'));
    expect(problems).toBeUndefined();
    const overUsb = devices.filter(({ driver }) => driver !== 'sim' && driver !== 'file');
    expect(overUsb.map(({ driver }) => driver).sort()).toEqual(['airspy', 'airspyhf', 'hackrf', 'rtlsdr']);
    for (const { label, simulated, available } of overUsb) {
      expect(label).toMatch(/^Simulated USB /);
      expect({ simulated, available }).toEqual({ simulated: true, available: true });
    }
  });
});
