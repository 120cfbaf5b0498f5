/** A simulated radio behind the Receiver interface. */
import { Fault } from '../../../contract/fault.ts';
import { bytesPerSample } from '../../../contract/radio.ts';
import { formatRounded } from '../../../contract/quantity.ts';
import { loadKernels } from '../../dsp/index.ts';
import type { RadioInfo, Receiver, ReceiverInfo, ReceiverSettings } from '../receiver.ts';
import type { MakeFft } from './block.ts';
import { automaticVgaDb, defaultGainsDb, gainStages, nearestGain } from './gains.ts';
import { parseSimulatedName } from './name.ts';
import { startPump, type Pump } from './pump.ts';
import type { Scene } from './scene.ts';
import { makeSource } from './source.ts';
import { makeTransform } from './transform.ts';

const tuningHz = { min: 0, max: 6e9 };
const sampleRatesHz = { min: 250_000, max: 20e6 };

export function simulatedInfo(id: string, scene: Scene): RadioInfo {
  return {
    id,
    driver: 'sim',
    label: scene.label,
    serial: scene.name,
    available: true,
    simulated: true,
    tuningHz,
    sampleRatesHz,
    gains: gainStages,
  };
}

function inRange(
  what: string,
  value: number,
  range: { min: number; max: number },
  unit: 'Hz' | 'S/s',
): number {
  if (value >= range.min && value <= range.max) return value;
  throw new Fault('invalid', `The simulated radio has no ${what} of ${formatRounded(value, unit)}.`, {
    hint: `Take one from ${formatRounded(range.min, unit)} to ${formatRounded(range.max, unit)}.`,
  });
}

/**
 * The native transform is four times as fast, but its last bit depends on the processor; the kernels' own
 * TypeScript one is an oracle, written to be read.
 */
function transformsFor(exact: boolean): MakeFft {
  if (exact) return makeTransform;
  const { kernels } = loadKernels();
  return kernels.kind === 'native' ? (size) => kernels.makeFft(size) : makeTransform;
}

/** Opens `sim:…`. Throws as parseSimulatedName does. */
export function openSimulated(id: string): Receiver {
  const name = parseSimulatedName(id);
  const source = makeSource(name, transformsFor(name.exact));
  const manual = { ...defaultGainsDb };
  const settings: ReceiverSettings = {
    centreHz: 100e6,
    sampleRateHz: 2.4e6,
    gainMode: 'manual',
    gainsDb: { ...manual },
    controls: {},
  };
  const info: ReceiverInfo = {
    ...simulatedInfo(id, name.scene),
    datatype: name.datatype,
    controls: [],
    gainModes: ['auto', 'manual'],
  };
  let pump: Pump | undefined;

  /** Brings gains and source in line with the settings. */
  const apply = (): void => {
    const { centreHz, sampleRateHz, gainMode } = settings;
    const lnaDb = gainMode === 'auto' ? defaultGainsDb.LNA : manual.LNA;
    const vgaDb =
      gainMode === 'auto' ? automaticVgaDb(name.scene, centreHz, sampleRateHz, lnaDb) : manual.VGA;
    settings.gainsDb = { LNA: lnaDb, VGA: vgaDb };
    source.configure({ centreHz, sampleRateHz, lnaDb, vgaDb });
  };
  apply();

  const stop = async (): Promise<void> => {
    const running = pump;
    pump = undefined;
    await running?.stop();
  };

  return {
    info,
    settings,
    async tune(centreHz) {
      settings.centreHz = inRange('frequency', centreHz, tuningHz, 'Hz');
      apply();
      return Promise.resolve(settings.centreHz);
    },
    async setSampleRate(sampleRateHz) {
      if (pump)
        throw new Fault('busy', 'The sample rate can only change while the radio is stopped.', {
          hint: 'Stop the radio, change the rate and start again.',
        });
      settings.sampleRateHz = inRange('sample rate', Math.round(sampleRateHz), sampleRatesHz, 'S/s');
      apply();
      return Promise.resolve(settings.sampleRateHz);
    },
    async setGainMode(mode) {
      settings.gainMode = mode;
      apply();
      return Promise.resolve(mode);
    },
    async setGain(stage, gainDb) {
      const gain = gainStages.find((one) => one.name === stage);
      if (!gain || (stage !== 'LNA' && stage !== 'VGA'))
        throw new Fault('invalid', `The simulated radio has no gain '${stage.slice(0, 40)}'.`, {
          hint: 'Its gains are LNA and VGA.',
        });
      manual[stage] = nearestGain(gain, gainDb);
      apply();
      return Promise.resolve(settings.gainsDb[stage] ?? manual[stage]);
    },
    async setControl(control) {
      return Promise.reject(
        new Fault('unsupported', `The simulated radio has no control '${control.slice(0, 40)}'.`),
      );
    },
    async start(sink) {
      if (pump)
        throw new Fault('busy', 'The simulated radio is already running.', { hint: 'Stop it first.' });
      source.rewind();
      pump = startPump({
        source,
        sink,
        sampleRateHz: settings.sampleRateHz,
        sampleBytes: bytesPerSample[name.datatype],
        paced: name.paced,
        label: name.scene.label,
      });
      return Promise.resolve();
    },
    stop,
    close: stop,
  };
}
