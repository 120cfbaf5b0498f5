/** The vocabulary of airspyhf_info, airspyhf_rx and hfseq, run on our Airspy HF+ driver. */
import { AirspyHf } from '../main/device/airspyhf/device.ts';
import { collect, collectAll, limited } from './usb-collect.ts';
import { need, quiet, regardless, runOperations, type Step } from './usb-operations.ts';
import type { Program, Run } from './usb-program.ts';
import { amount, options } from './usb-scenario.ts';

const transferBytes = 8192;
const transferCount = 16;
const sampleBytes = 8;

export const airspyhfInfo: Program = { rule: 'sequence', run: runInfo };
export const airspyhfRx: Program = { rule: 'sequence', run: runReceive };
export const hfSeq: Program = {
  rule: 'sequence',
  run: (run) =>
    runOperations(run, { name: 'hfseq', open, close: (radio) => radio.close(), steps: steps(run) }),
};

async function open(run: Run): Promise<AirspyHf> {
  return AirspyHf.open(await run.bus.open(run.device.describe()));
}

async function runInfo(run: Run): Promise<void> {
  const radio = await open(run);
  await radio.partSerial();
  await radio.version();
  await radio.close();
}

/** `airspyhf_rx -r FILE -n -f -a -g on/off -l low/high -m on/off -t step` */
async function runReceive(run: Run): Promise<void> {
  const given = options(run.args, 'rnfaglmt', 'd');
  // The tool reads its frequency in single precision.
  const hz = given.has('f') ? Math.trunc(Math.fround(Math.fround(Number(given.get('f'))) * 1e6)) : 7.1e6;
  const reached = (hz >= 9000 && hz <= 31e6) || (hz >= 60e6 && hz <= 260e6);
  const attenuation = amount(given.get('t') ?? '0');
  if (!reached || attenuation < 0 || attenuation > 8) return;
  const radio = await open(run);
  const rate = amount(given.get('a') ?? '768000');
  if (!radio.rates.some((listed) => listed.hz === rate)) return radio.close();
  await radio.setSampleRate(rate);
  await radio.partSerial();
  const agc = given.get('g') !== 'off';
  await radio.setAgc(agc);
  if (agc) await radio.setAgcThreshold(given.get('l') === 'high');
  else await radio.setAttenuator(attenuation);
  await radio.setLna(given.get('m') === 'on');
  const samples = given.has('n') ? amount(given.get('n')!) : Infinity;
  const take = limited(samples * sampleBytes, (bytes) => run.write(bytes));
  const running = await collect(
    (sink) => radio.receive(transferBytes, transferCount, sink),
    (bytes) => take(radio.convert(bytes)),
  );
  await regardless(() => radio.tune(hz));
  await running.done;
  await running.stop();
  await regardless(() => radio.close());
}

function steps(run: Run): Readonly<Record<string, Step<AirspyHf>>> {
  return {
    rate: async (radio, [rate]) => quiet(radio.setSampleRate(need(rate))),
    freq: async (radio, [hz]) => quiet(radio.tune(need(hz))),
    agc: async (radio, [on]) => quiet(radio.setAgc(need(on) !== 0)),
    agcth: async (radio, [high]) => quiet(radio.setAgcThreshold(need(high) !== 0)),
    att: async (radio, [step]) => quiet(radio.setAttenuator(need(step))),
    lna: async (radio, [on]) => quiet(radio.setLna(need(on) !== 0)),
    dsp: (radio, [on]) => {
      radio.setCorrection(need(on) !== 0);
      return Promise.resolve(undefined);
    },
    cal: async (radio, [ppb]) => quiet(radio.setCalibration(need(ppb))),
    flash: async (radio) => quiet(radio.storeCalibration()),
    out: async (radio, [pin, value]) => quiet(radio.setUserOutput(need(pin), need(value))),
    stream: async (radio, [buffers]) => {
      let count = 0;
      await collectAll(
        (sink) => radio.receive(transferBytes, transferCount, sink),
        (bytes) => {
          run.write(radio.convert(bytes));
          return ++count >= need(buffers);
        },
      );
      return undefined;
    },
  };
}
