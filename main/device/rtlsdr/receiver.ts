/** An opened RTL-SDR as the acquire thread sees it: settings kept here, applied again whenever the stick returns. */
import { performance } from 'node:perf_hooks';
import { Fault } from '../../../contract/fault.ts';
import type { ControlValue, Receiver, ReceiverInfo, ReceiverSettings, SampleSink } from '../receiver.ts';
import type { UsbBus, UsbDevice } from '../transport.ts';
import { usbFault, withFaults } from '../bus/faults.ts';
import { makeLifeline, type Lifeline } from '../bus/lifeline.ts';
import { makeLossClock, usbWatch } from '../lossclock.ts';
import { findDevice, type NamedDevice } from '../bus/names.ts';
import { transferPlan } from '../bus/transfers.ts';
import { acceptControl } from '../control.ts';
import { untouched } from './controls.ts';
import { makeCounterCheck } from './counter.ts';
import { RtlSdr } from './device.ts';
import { isRtlSdr } from './ids.ts';
import { receiverInfo, tunerStage } from './info.ts';
import { isLegalRate } from './rtl2832u-maths.ts';
import { applyControl, applyGains, applySettings, tuneOrFault, type Kept } from './settings.ts';

/** A middle gain for whoever switches to manual: strong enough to hear, far from overload. */
const usualGainDb = 29.7;
const bytesPerSample = 2;

/** Opens `named` and brings it to sensible settings. `released` is called once it is given back. */
export async function openReceiver(bus: UsbBus, named: NamedDevice, released: () => void): Promise<Receiver> {
  const label = `The RTL-SDR ${named.id}`;
  const openAt = async (device: UsbDevice): Promise<RtlSdr> => RtlSdr.open(await bus.open(device));
  let radio: RtlSdr | undefined = await withFaults(label, () => openAt(named.device));
  const tuner = radio.tuner;
  const settings: ReceiverSettings = {
    centreHz: tuner ? 100e6 : 7.1e6,
    sampleRateHz: 2.4e6,
    gainMode: tuner && tuner.gainsTenthDb.length > 0 ? 'auto' : 'manual',
    gainsDb: {},
    controls: untouched(tuner),
  };
  const kept: Kept = { settings, wishedHz: settings.centreHz };
  const info = (): ReceiverInfo =>
    receiverInfo(named, bus.simulated, tuner, settings.controls['directSampling'] !== 'off');
  for (const stage of info().gains)
    settings.gainsDb[stage.name] = nearest(stage.stepsDb ?? [], stage.name === tunerStage ? usualGainDb : 0);
  let lifeline: Lifeline | undefined;
  let closed = false;
  let at = named.device;

  // One command after another: also those of a stick that comes back while the user turns a knob.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => withFaults(label, work));
    last = turn.catch(() => undefined);
    return turn;
  };

  const abandon = async (): Promise<void> => {
    const gone = radio;
    radio = undefined;
    try {
      await gone?.close(true);
    } catch {
      // It is gone: there is nothing left to give back.
    }
  };

  try {
    await inTurn(() => applySettings(radio!, kept));
  } catch (error) {
    await abandon();
    released();
    throw error;
  }

  const begin = (sink: SampleSink): Promise<Lifeline> => {
    let clock = makeLossClock(settings.sampleRateHz, performance.now(), usbWatch);
    let counter = makeCounterCheck();
    return makeLifeline({
      bus,
      label,
      device: at,
      sink,
      async start(bulk) {
        const started = radio!;
        await started.resetBuffer();
        clock = makeLossClock(settings.sampleRateHz, performance.now(), usbWatch);
        counter = makeCounterCheck();
        const plan = transferPlan(settings.sampleRateHz * bytesPerSample);
        return started.stream(plan.bytes, plan.count, bulk);
      },
      data(bytes) {
        const byClock = clock.arrived(bytes.length / bytesPerSample, performance.now());
        // In test mode the counter knows better than the clock.
        const lost =
          settings.controls['testMode'] === true
            ? Math.ceil(counter.missing(bytes) / bytesPerSample)
            : byClock;
        if (lost > 0) sink.lost(lost);
        void sink.write(bytes);
      },
      abandon: () => inTurn(abandon),
      reopen: (found) =>
        inTurn(async () => {
          at = found;
          radio = await openAt(at);
          await applySettings(radio, kept);
        }),
      samplesIn: (ms) => Math.round((ms / 1000) * settings.sampleRateHz),
    });
  };

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
        kept.wishedHz = Math.round(centreHz);
        settings.centreHz = kept.wishedHz;
        if (radio) await tuneOrFault(radio, kept);
        return settings.centreHz;
      }),
    setSampleRate: (rateHz) =>
      inTurn(async () => {
        if (lifeline)
          throw new Fault('busy', 'The sample rate can only change while the radio is stopped.', {
            hint: 'Stop the radio, change the rate and start again.',
          });
        if (!isLegalRate(rateHz) || !radio)
          throw new Fault('invalid', `An RTL-SDR has no sample rate of ${String(rateHz)} S/s.`, {
            hint: 'It has 225.001 to 300 kS/s and 900.001 kS/s to 3.2 MS/s.',
          });
        settings.sampleRateHz = await radio.setSampleRate(rateHz);
        await tuneOrFault(radio, kept);
        return settings.sampleRateHz;
      }),
    setGainMode: (mode) =>
      inTurn(async () => {
        if (!info().gainModes.includes(mode))
          throw new Fault('unsupported', 'This tuner has no automatic gain.', {
            hint: 'Leave it on manual.',
          });
        settings.gainMode = mode;
        if (radio) await applyGains(radio, settings);
        return mode;
      }),
    setGain: (stage, gainDb) =>
      inTurn(async () => {
        const steps = info().gains.find((one) => one.name === stage)?.stepsDb;
        if (!steps)
          throw new Fault('invalid', `This tuner has no gain '${stage.slice(0, 40)}'.`, {
            hint: `It has ${Object.keys(settings.gainsDb).join(', ') || 'none that can be set'}.`,
          });
        settings.gainsDb[stage] = nearest(steps, gainDb);
        if (radio) await applyGains(radio, settings);
        return settings.gainsDb[stage];
      }),
    setControl: (name, value): Promise<ControlValue> =>
      inTurn(async () => {
        const accepted = acceptControl(info().controls, name, value);
        const before = settings.controls[name];
        settings.controls[name] = accepted;
        try {
          if (radio) await applyControl(radio, kept, name);
        } catch (error) {
          if (before !== undefined) settings.controls[name] = before;
          throw error;
        }
        return accepted;
      }),
    async start(sink) {
      if (closed || lifeline)
        throw new Fault('busy', 'The radio is already running or closed.', { hint: 'Stop it first.' });
      if (!radio) {
        try {
          await inTurn(async () => {
            // It went away while streaming and was stopped then: it may be back, at another address.
            at = findDevice('rtlsdr', named.id, await bus.list(isRtlSdr)).device;
            radio = await openAt(at);
            await applySettings(radio, kept);
          });
        } catch (error) {
          throw usbFault(error, label);
        }
      }
      lifeline = await withFaults(label, () => begin(sink));
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

function nearest(steps: readonly number[], wanted: number): number {
  return steps.reduce(
    (best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best),
    steps[0] ?? 0,
  );
}
