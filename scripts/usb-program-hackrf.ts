/** The vocabulary of hackrf_info, hackrf_transfer and hackrfseq, run on our HackRF driver. */
import { Fault } from '../contract/fault.ts';
import { HackRf } from '../main/device/hackrf/device.ts';
import { filterFor, type SignalPath } from '../main/device/hackrf/maths.ts';
import { since } from '../main/device/hackrf/requests.ts';
import { collect, collectAll, limited } from './usb-collect.ts';
import { need, quiet, regardless, runOperations, type Step } from './usb-operations.ts';
import type { Program, Run } from './usb-program.ts';
import { amount, options } from './usb-scenario.ts';

const transferBytes = 262_144;
const transferCount = 4;
const paths: readonly SignalPath[] = ['bypass', 'lowPass', 'highPass'];
/** Boards whose revision can be read: HackRF One, old and r9. */
const revisedBoards = [2, 4];
/** Blocks of 16384 bytes at each step of a sweep. */
const sweepBlocks = 16;

export const hackrfInfo: Program = { rule: 'sequence', run: runInfo };
export const hackrfTransfer: Program = { rule: 'sequence', run: runTransfer };
export const hackrfSeq: Program = {
  rule: 'sequence',
  run: (run) => runOperations(run, { name: 'hackrfseq', open, close, steps: steps(run) }),
};

async function open(run: Run): Promise<HackRf> {
  return HackRf.open(await run.bus.open(run.device.describe()));
}

/** The reference leaves the kernel driver detached. */
const close = (radio: HackRf): Promise<void> => radio.close(false, true);

async function runInfo(run: Run): Promise<void> {
  const radio = await open(run);
  const board = await radio.boardId();
  await radio.version();
  await radio.partSerial();
  if (radio.apiVersion >= since.revision) {
    if (revisedBoards.includes(board)) await radio.boardRevision();
    await radio.platform();
  }
  if (radio.apiVersion >= since.operaCakes) await radio.operaCakes();
  await close(radio);
}

/** `hackrf_transfer -r FILE -n -f -s -l -g -a -p -b -i -o -m -C -H -B` */
async function runTransfer(run: Run): Promise<void> {
  const given = options(run.args, 'rnfslgapbiomC', 'BH');
  const number = (letter: string): number | undefined => {
    const text = given.get(letter);
    return text === undefined ? undefined : amount(text);
  };
  const [ifHz, loHz, path] = [number('i'), number('o'), number('m')];
  const explicit = ifHz !== undefined || loHz !== undefined || path !== undefined;
  if (refused({ ifHz, loHz, path, freqHz: number('f'), rateHz: number('s'), amp: number('a') })) return;
  if (refusedSwitches(number('p'), number('b'))) return;
  let rateHz = number('s') ?? 10e6;
  let freqHz = number('f') ?? 900e6;
  const ppm = number('C');
  if (ppm !== undefined) {
    rateHz = Math.trunc((rateHz * (1e6 - ppm)) / 1e6 + 0.5);
    freqHz = Math.trunc((freqHz * (1e6 - ppm)) / 1e6);
  }
  const radio = await open(run);
  const filterHz = number('b');
  try {
    await radio.setSampleRate(rateHz);
    if (filterHz !== undefined) await radio.setFilter(filterFor(filterHz));
    await radio.setHardwareSync(given.has('H'));
    if (explicit) await radio.tuneExplicit(need(ifHz), loHz ?? 1e9, paths[need(path)]!);
    else await radio.tune(freqHz);
    if (given.has('a')) await radio.setAmplifier(need(number('a')) !== 0);
    if (given.has('p')) await radio.setAntennaPower(need(number('p')) !== 0);
  } catch (error) {
    // The tool leaves without closing; the operating system gives the radio back.
    if (!(error instanceof Fault)) throw error;
    await radio.handle.close();
    return;
  }
  // The tool joins the results of its gains and starts whatever they were.
  await regardless(() => radio.setVga(number('g') ?? 20));
  await regardless(() => radio.setLna(number('l') ?? 8));
  const wanted = number('n');
  const take = limited(wanted === undefined ? Infinity : 2 * wanted, (bytes) => run.write(bytes));
  const running = await collect((sink) => radio.receive(transferBytes, transferCount, sink), take);
  await running.done;
  if (given.has('B')) await regardless(() => radio.m0State());
  await running.stop();
  if (given.has('B')) await regardless(() => radio.m0State());
  await regardless(() => close(radio));
}

/** Figures the tool refuses before it opens the radio. */
function refused(given: {
  ifHz: number | undefined;
  loHz: number | undefined;
  path: number | undefined;
  freqHz: number | undefined;
  rateHz: number | undefined;
  amp: number | undefined;
}): boolean {
  const { ifHz, loHz, path, freqHz, rateHz = 10e6, amp = 0 } = given;
  if (amp > 1 || rateHz > 20e6 || rateHz < 2e6) return true;
  if (ifHz === undefined && loHz === undefined && path === undefined)
    return freqHz !== undefined && (freqHz < 1e6 || freqHz > 6e9);
  if (ifHz === undefined || path === undefined || path > 2) return true;
  if (loHz === undefined && path !== 0) return true;
  const oscillatorHz = loHz ?? 1e9;
  return ifHz < 2150e6 || ifHz > 2750e6 || oscillatorHz < 84.375e6 || oscillatorHz > 5400e6;
}

function refusedSwitches(antenna = 0, filterHz = 28e6): boolean {
  return antenna > 1 || filterHz > 28e6 || filterHz < 1.75e6;
}

function steps(run: Run): Readonly<Record<string, Step<HackRf>>> {
  return {
    rate: async (radio, [hz]) => quiet(radio.setSampleRate(need(hz))),
    ratemilli: async (radio, [millihertz]) => quiet(radio.setSampleRate(need(millihertz) / 1000)),
    ratemanual: async (radio, [clockHz, divider]) =>
      quiet(radio.setRateRatio({ clockHz: need(clockHz), divider: need(divider) })),
    freq: async (radio, [hz]) => quiet(radio.tune(need(hz))),
    explicit: async (radio, [ifHz, loHz, path]) => {
      const chosen = paths[need(path)];
      if (!chosen) throw new Fault('invalid', 'There are three paths.');
      return quiet(radio.tuneExplicit(need(ifHz), need(loHz), chosen));
    },
    lna: async (radio, [db]) => quiet(radio.setLna(need(db))),
    vga: async (radio, [db]) => quiet(radio.setVga(need(db))),
    amp: async (radio, [on]) => quiet(radio.setAmplifier(need(on) !== 0)),
    ant: async (radio, [on]) => quiet(radio.setAntennaPower(need(on) !== 0)),
    bw: async (radio, [hz]) => {
      const filterHz = filterFor(need(hz));
      await radio.setFilter(filterHz);
      return String(filterHz);
    },
    sync: async (radio, [on]) => quiet(radio.setHardwareSync(need(on) !== 0)),
    clkout: async (radio, [on]) => quiet(radio.setClockOut(need(on) !== 0)),
    clkin: async (radio) => quiet(radio.clockIn()),
    overrun: async (radio, [bytes]) => quiet(radio.setOverrunLimit(need(bytes))),
    m0: async (radio) => quiet(radio.m0State()),
    sweep: async (radio, [fromMhz, toMhz, stepHz]) =>
      quiet(
        radio.setSweep({
          fromMhz: need(fromMhz),
          toMhz: need(toMhz),
          stepHz: need(stepHz),
          offsetHz: Math.floor(need(stepHz) / 2),
          bytes: sweepBlocks * 16_384,
          interleaved: true,
        }),
      ),
    stream: async (radio, [buffers]) => {
      let count = 0;
      await collectAll(
        (sink) => radio.receive(transferBytes, transferCount, sink),
        (bytes) => {
          run.write(bytes);
          return ++count >= need(buffers);
        },
      );
      return undefined;
    },
  };
}
