/** An opened USB radio as the acquire thread sees it: settings kept here, applied again whenever it returns. */
import { Fault } from '../../../contract/fault.ts';
import { acceptControl } from '../control.ts';
import type { Receiver, ReceiverInfo, ReceiverSettings } from '../receiver.ts';
import { UsbError, type UsbBus, type UsbDevice } from '../transport.ts';
import { usbFault, withFaults } from './faults.ts';
import { findRadio, nearest, type OpenedRadio, type RadioKind } from './kind.ts';
import type { Lifeline } from './lifeline.ts';
import type { NamedDevice } from './names.ts';
import { keepRunning } from './running.ts';

/** Opens `named` and brings it to sensible settings. `released` is called once it is given back. */
export async function openUsbReceiver<Radio extends OpenedRadio>(
  bus: UsbBus,
  kind: RadioKind<Radio>,
  named: NamedDevice,
  released: () => void,
): Promise<Receiver> {
  const label = `The ${kind.called} ${named.id}`;
  const openAt = async (device: UsbDevice): Promise<Radio> => kind.open(await bus.open(device));
  const opened = await withFaults(label, () => openAt(named.device));
  let radio: Radio | undefined = opened;
  const settings: ReceiverSettings = kind.defaults(opened);
  const listed = kind.listed(named, bus.simulated);
  // A radio that is away keeps its ranges: those of the one that was opened last.
  let lastSeen = opened;
  const info = (): ReceiverInfo => kind.info(listed, lastSeen, settings);
  let lifeline: Lifeline | undefined;
  let closed = false;
  let at = named.device;

  // One command after another: also those of a radio that comes back while the user turns a knob.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => withFaults(label, work));
    last = turn.catch(() => undefined);
    return turn;
  };

  /**
   * Tells the radio. One that is away, or goes just now while it streams, is told when it returns, from `settings`;
   * until then it is taken for done and `otherwise` answers.
   */
  const tell = async <T>(otherwise: T, work: (present: Radio) => Promise<T>): Promise<T> => {
    if (!radio) return otherwise;
    try {
      return await work(radio);
    } catch (error) {
      if (lifeline && error instanceof UsbError && error.code === 'no-device') return otherwise;
      throw error;
    }
  };

  const hold = {
    get radio() {
      return radio;
    },
    get device() {
      return at;
    },
    async abandon() {
      const gone = radio;
      radio = undefined;
      try {
        await gone?.close(true);
      } catch {
        // It is gone: there is nothing left to give back.
      }
    },
    async reopen(found: UsbDevice) {
      at = found;
      radio ??= await openAt(found);
      lastSeen = radio;
      await kind.applyAll(radio, settings);
    },
  };

  try {
    await inTurn(() => kind.applyAll(opened, settings));
  } catch (error) {
    await hold.abandon();
    released();
    throw error;
  }

  const stop = async (): Promise<void> => {
    const running = lifeline;
    lifeline = undefined;
    await running?.stop();
  };

  return {
    get info() {
      return info();
    },
    settings,
    tune: (centreHz) =>
      inTurn(async () => {
        const { min, max } = info().tuningHz;
        if (!(centreHz >= min && centreHz <= max))
          throw new Fault('invalid', `This radio does not reach ${String(centreHz / 1e6)} MHz.`, {
            hint: `It goes from ${String(min / 1e6)} to ${String(max / 1e6)} MHz.`,
          });
        settings.centreHz = await tell(Math.round(centreHz), (present) =>
          kind.tune(present, settings, centreHz),
        );
        return settings.centreHz;
      }),
    setSampleRate: (rateHz) =>
      inTurn(async () => {
        if (lifeline)
          throw new Fault('busy', 'The sample rate can only change while the radio is stopped.', {
            hint: 'Stop the radio, change the rate and start again.',
          });
        if (!radio)
          throw new Fault('device-lost', `${label} is no longer plugged in.`, { hint: 'Plug it in again.' });
        settings.sampleRateHz = await kind.setRate(radio, settings, rateHz);
        return settings.sampleRateHz;
      }),
    setGainMode: (mode) =>
      inTurn(async () => {
        if (!info().gainModes.includes(mode))
          throw new Fault('unsupported', `This radio has no ${mode} gain.`, {
            hint: 'Leave the gain mode as it is.',
          });
        settings.gainMode = mode;
        await tell(undefined, (present) => kind.applyGains(present, settings));
        return mode;
      }),
    setGain: (stage, gainDb) =>
      inTurn(async () => {
        const steps = info().gains.find((one) => one.name === stage)?.stepsDb;
        if (!steps)
          throw new Fault('invalid', `This radio has no gain '${stage.slice(0, 40)}'.`, {
            hint: `It has ${Object.keys(settings.gainsDb).join(', ')}.`,
          });
        settings.gainsDb[stage] = nearest(steps, gainDb);
        await tell(undefined, (present) => kind.applyGains(present, settings));
        return settings.gainsDb[stage];
      }),
    setControl: (name, value) =>
      inTurn(async () => {
        const accepted = acceptControl(info().controls, name, value);
        const before = settings.controls[name];
        settings.controls[name] = accepted;
        try {
          await tell(undefined, (present) => kind.applyControl(present, settings, name));
        } catch (error) {
          if (before !== undefined) settings.controls[name] = before;
          throw error;
        }
        return accepted;
      }),
    async start(sink) {
      if (closed || lifeline)
        throw new Fault('busy', 'The radio is already running or closed.', { hint: 'Stop it first.' });
      try {
        if (!radio)
          await inTurn(async () => {
            // It went away while streaming and was stopped then: it may be back, at another address.
            await hold.reopen((await findRadio(bus, kind, named.id)).device);
          });
        lifeline = await keepRunning({ bus, kind, label, settings, sink, hold, inTurn });
      } catch (error) {
        throw usbFault(error, label);
      }
    },
    stop,
    async close() {
      if (closed) return;
      closed = true;
      await stop();
      try {
        await inTurn(async () => {
          await radio?.close();
          radio = undefined;
        });
      } finally {
        released();
      }
    },
  };
}
