/** The vocabulary of airspy_info and airspy_rx, run on our Airspy driver. */
import { makeInt16Converter } from '../main/device/airspy/convert.ts';
import { Airspy } from '../main/device/airspy/device.ts';
import { makeFloatConverter, realFloats } from '../main/device/airspy/float.ts';
import { largest, presets, presetSteps } from '../main/device/airspy/tables.ts';
import { makeWords } from '../main/device/airspy/words.ts';
import { UsbError } from '../main/device/transport.ts';
import { collect, limited } from './usb-collect.ts';
import { regardless } from './usb-operations.ts';
import type { Program, Run } from './usb-program.ts';
import { amount, options } from './usb-scenario.ts';

const transferCount = 16;
const unpackedBytes = 262_144;
const packedBytes = 6144 * 24;
const smallestRateHz = 1_000_000;
const tuningHz = { min: 24e6, max: 1900e6 };

/** Sample types of `-t`: bits of one sample, both channels together. */
const bits: Readonly<Record<number, number>> = { 0: 64, 1: 32, 2: 32, 3: 16, 4: 16, 5: 12 };
const isReal = (type: number): boolean => type !== 0 && type !== 2;

export const airspyInfo: Program = { rule: 'sequence', run: runInfo };
export const airspyRx: Program = { rule: 'sequence', run: runReceive };

async function open(run: Run): Promise<Airspy> {
  return Airspy.open(await run.bus.open(run.device.describe()));
}

async function runInfo(run: Run): Promise<void> {
  const radio = await open(run);
  try {
    // The tool opens radios until none is left: the one that is open refuses.
    await open(run);
  } catch (error) {
    if (!(error instanceof UsbError)) throw error;
  }
  await radio.boardId();
  await radio.version();
  await radio.partSerial();
  await radio.close(false, true);
}

/** `airspy_rx -r FILE -n -f -a -t -p -b -v -m -l -g -h` */
async function runReceive(run: Run): Promise<void> {
  const given = options(run.args, 'rnfatpbvmlgh', 'd');
  const number = (letter: string, otherwise: number): number => {
    const text = given.get(letter);
    return text === undefined ? otherwise : amount(text);
  };
  const type = number('t', 2);
  const hz = given.has('f') ? Math.trunc(Number(given.get('f')) * 1e6) : 900e6;
  const [vga, mixer, lna] = [number('v', 5), number('m', 5), number('l', 1)];
  const [packing, bias] = [number('p', 0), number('b', 0)];
  const preset = given.has('g') ? 'linearity' : given.has('h') ? 'sensitivity' : undefined;
  const step = number('g', number('h', 0));
  const valid =
    type in bits &&
    hz >= tuningHz.min &&
    hz < tuningHz.max &&
    vga <= largest.vga &&
    mixer <= largest.mixer &&
    lna <= largest.lna &&
    packing <= 1 &&
    bias <= 1 &&
    step < presetSteps &&
    !(given.has('g') && given.has('h'));
  // The tool refuses such figures before it opens the radio.
  if (!valid) return;
  const radio = await open(run);
  const rate = number('a', 0);
  if (rate <= smallestRateHz && rate >= radio.ratesHz.length) return radio.close(false, true);
  await radio.setSampleRate(rate, isReal(type));
  await radio.partSerial();
  if (given.has('p')) await radio.setPacking(packing === 1);
  await radio.setBiasTee(bias === 1);
  if (preset) await radio.setStages(presets[preset][step]!);
  else {
    await radio.setVga(vga);
    await radio.setMixer(mixer);
    await radio.setLna(lna);
  }
  const samples = given.has('n') ? number('n', 0) : Infinity;
  const take = limited((samples * bits[type]!) / 8, (bytes) => run.write(bytes));
  const convert = converter(type, radio.packing);
  const running = await collect(
    (sink) => radio.receive(radio.packing ? packedBytes : unpackedBytes, transferCount, sink),
    (bytes) => take(convert(bytes)),
  );
  await regardless(() => radio.tune(hz));
  await running.done;
  await running.stop();
  await regardless(() => radio.close(false, true));
}

function converter(type: number, packed: boolean): (bytes: Uint8Array) => Uint8Array {
  const words = makeWords(packed);
  const iq = type === 0 ? makeFloatConverter() : makeInt16Converter();
  return (bytes) => {
    if (type === 5) return bytes;
    const samples = words.words(bytes);
    if (type === 1) return realFloats(samples);
    if (type === 3) return bytesOf(Int16Array.from(samples, (word) => (word - 2048) << 4));
    return type === 4 ? bytesOf(samples) : iq.convert(samples);
  };
}

function bytesOf(samples: Int16Array | Uint16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
