/** Which USB devices the program works with: those of this machine, or simulated ones for trying it without. */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Fault } from '../../../contract/fault.ts';
import type { UsbBus } from '../transport.ts';
import { libusbBus } from '../usb.ts';

/**
 * The bus that WAVEKEEP_USB names: unset the one of this machine, `simulated` the devices of testing/usb, which
 * exist in a checkout only. Any other value fails at the first use.
 */
export function usbBus(wanted = process.env['WAVEKEEP_USB'] ?? ''): UsbBus {
  if (wanted === '') return libusbBus;
  return lateBus(() => {
    if (wanted === 'simulated') return simulatedBus();
    throw new Fault('invalid', `WAVEKEEP_USB=${wanted.slice(0, 40)} means nothing.`, {
      hint: 'Leave it unset for the radios of this machine, or set it to simulated.',
    });
  });
}

/** Sources import it where it stands; `npm start` builds it beside the bundle, and packages leave it out. */
async function simulatedBus(): Promise<UsbBus> {
  const here = import.meta.url.endsWith('.ts') ? '../../../testing/usb/plugged.ts' : './simulated-usb.js';
  const path = fileURLToPath(new URL(here, import.meta.url));
  if (!existsSync(path))
    throw new Fault('unsupported', 'Simulated USB devices are not part of this package.', {
      hint: 'Unset WAVEKEEP_USB, or run Wavekeep from its sources. The simulated bands (sim:band) are always there.',
    });
  const loaded: unknown = await import(pathToFileURL(path).href);
  if (!isSimulation(loaded)) throw new Fault('internal', `${path} does not hold simulated USB devices.`);
  return loaded.pluggedBus();
}

function isSimulation(loaded: unknown): loaded is { pluggedBus(): UsbBus } {
  return typeof loaded === 'object' && loaded !== null && 'pluggedBus' in loaded;
}

/** A simulated bus that is loaded when it is first used. */
function lateBus(load: () => Promise<UsbBus>): UsbBus {
  let loading: Promise<UsbBus> | undefined;
  const bus = async (): Promise<UsbBus> => (loading ??= load());
  return {
    simulated: true,
    list: async (wanted) => (await bus()).list(wanted),
    open: async (device) => (await bus()).open(device),
    watch(listener) {
      let stopped = false;
      let unwatch = (): void => undefined;
      const begin = async (): Promise<void> => {
        const loaded = await bus();
        if (!stopped) unwatch = loaded.watch(listener);
      };
      // `list` says why it can't be loaded.
      begin().catch(() => undefined);
      return () => {
        stopped = true;
        unwatch();
      };
    },
  };
}
