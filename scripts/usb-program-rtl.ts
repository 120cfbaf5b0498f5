/** The vocabulary of rtl_sdr and rtlseq, run on our RTL-SDR driver. */
import { Fault } from '../contract/fault.ts';
import { RtlSdr } from '../main/device/rtlsdr/device.ts';
import { UsbError } from '../main/device/transport.ts';
import { options, amount } from './usb-scenario.ts';
import type { Program, Run } from './usb-program.ts';

const defaultBlockBytes = 262_144;
const transferCount = 15;

export const rtlSdr: Program = { rule: 'registers', run: runTool };
export const rtlSeq: Program = { rule: 'registers', run: runSequence };

async function open(run: Run): Promise<RtlSdr> {
  return RtlSdr.open(await run.bus.open(run.device.describe()));
}

/** `rtl_sdr -f -s [-g] [-p] [-b] [-n] FILE` */
async function runTool(run: Run): Promise<void> {
  const given = options(run.args, 'fsgpbnd', 'S');
  const number = (letter: string, otherwise: number): number => {
    const text = given.get(letter);
    return text === undefined ? otherwise : amount(text);
  };
  const radio = await open(run);
  let lost = false;
  try {
    await warned(radio.setSampleRate(number('s', 2_048_000)));
    await warned(tune(radio, number('f', 100_000_000)));
    const gain = Math.trunc(number('g', 0) * 10);
    if (gain === 0) await radio.setGainMode(false);
    else {
      await radio.setGainMode(true);
      await warned(radio.setGain(nearestGain(radio, gain)));
    }
    const ppm = number('p', 0);
    if (ppm !== 0) await warned(radio.setPpm(ppm));
    await radio.resetBuffer();
    const asked = number('b', defaultBlockBytes);
    const blockBytes = asked < 512 || asked > 16 * defaultBlockBytes ? defaultBlockBytes : asked;
    const wanted = 2 * number('n', 0);
    let written = 0;
    lost = await stream(radio, blockBytes, (bytes) => {
      const part = wanted > 0 ? bytes.subarray(0, wanted - written) : bytes;
      run.write(part);
      written += part.length;
      return wanted > 0 && written >= wanted;
    });
  } finally {
    await radio.close(lost);
  }
}

/** The tool warns of what the radio refuses, and goes on. */
async function warned(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

/** The gain of the tuner's table that is nearest; the first of equals. */
function nearestGain(radio: RtlSdr, wanted: number): number {
  let best = wanted;
  let distance = Infinity;
  for (const gain of radio.tuner?.gainsTenthDb ?? [])
    if (Math.abs(gain - wanted) < distance) {
      distance = Math.abs(gain - wanted);
      best = gain;
    }
  return best;
}

async function runSequence(run: Run): Promise<void> {
  let radio: RtlSdr | undefined;
  let lost = false;
  await run.operation('open', async () => {
    radio = await open(run);
    return undefined;
  });
  if (!radio) return;
  for (const op of run.args) {
    const [name, ...rest] = op.split(/\s+/);
    const numbers = rest.map(amount);
    const step = steps[name ?? ''];
    if (!step) throw new Error(`rtlseq has no operation "${op}"`);
    const opened = radio;
    await run.operation(op, async () => {
      const result = await step(opened, numbers);
      if (result === 'lost') {
        lost = true;
        throw new Fault('device-lost', 'The device was unplugged.');
      }
      return result;
    });
  }
  const opened = radio;
  await run.operation('close', async () => {
    await opened.close(lost);
    return undefined;
  });
}

type Step = (radio: RtlSdr, numbers: readonly number[]) => Promise<string | undefined>;

const steps: Readonly<Record<string, Step>> = {
  rate: async (radio, [hz]) => reporting(radio.setSampleRate(need(hz)), () => String(radio.sampleRateHz)),
  freq: async (radio, [hz]) => reporting(tune(radio, need(hz)), () => String(radio.centreHz)),
  gainmode: async (radio, [manual]) => quiet(radio.setGainMode(need(manual) !== 0)),
  gain: async (radio, [tenthDb]) => quiet(radio.setGain(need(tenthDb))),
  ifgain: async (radio, [stage, tenthDb]) => quiet(radio.setIfGain(need(stage), need(tenthDb))),
  ppm: async (radio, [ppm]) => quiet(radio.setPpm(need(ppm))),
  bw: async (radio, [hz]) => quiet(radio.setBandwidth(need(hz))),
  agc: async (radio, [on]) => quiet(radio.setOutput(need(on) !== 0 ? 'agc' : 'samples')),
  test: async (radio, [on]) => quiet(radio.setOutput(need(on) !== 0 ? 'counter' : 'samples')),
  direct: async (radio, [mode]) => {
    const value = need(mode);
    return quiet(radio.setDirectSampling(value === 0 ? 'off' : value === 1 ? 'i' : 'q'));
  },
  offset: async (radio, [on]) => quiet(radio.setOffsetTuning(need(on) !== 0)),
  bias: async (radio, [on]) => quiet(radio.setBiasTee(need(on) !== 0)),
  biasgpio: async (radio, [gpio, on]) => quiet(radio.setBiasTee(need(on) !== 0, need(gpio))),
  reset: async (radio) => quiet(radio.resetBuffer()),
  xtal: async (radio, [stickHz, tunerHz]) => quiet(radio.setCrystals(need(stickHz), need(tunerHz))),
  eeprom: async (radio, [length]) => quiet(radio.readEeprom(0, need(length))),
  read: async (radio, [length]) => quiet(radio.read(need(length))),
  async: async (radio, [bytes, callbacks = 2]) => {
    const asked = need(bytes);
    const blockBytes = asked === 0 || asked % 512 !== 0 ? defaultBlockBytes : asked;
    let count = 0;
    return (await stream(radio, blockBytes, () => ++count >= callbacks)) ? 'lost' : undefined;
  },
};

function need(value: number | undefined): number {
  if (value === undefined) throw new Error('an operation of rtlseq lacks a number');
  return value;
}

async function quiet(work: Promise<unknown>): Promise<undefined> {
  await work;
  return undefined;
}

/** Runs `work` and says what the driver then reports, also after a refusal. */
async function reporting(work: Promise<unknown>, report: () => string): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.code, error.message, { data: { report: report() } });
  }
  return report();
}

/** A PLL that does not lock is no refusal here: the reference libraries say nothing of it either. */
async function tune(radio: RtlSdr, hz: number): Promise<void> {
  await radio.tune(hz);
}

/** Streams until `enough` says so; true when the device went away before. */
function stream(radio: RtlSdr, bytes: number, enough: (data: Uint8Array) => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let done = false;
    const running = radio.stream(bytes, transferCount, {
      data(block) {
        if (done || !enough(block)) return;
        done = true;
        running.stop().then(() => resolve(false), reject);
      },
      failed(error) {
        if (error instanceof UsbError && error.code === 'no-device') resolve(true);
        else reject(error);
      },
    });
  });
}
