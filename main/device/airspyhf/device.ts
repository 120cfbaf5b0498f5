/** One opened Airspy HF+: its requests in words, and its samples. Calls must be serialised by the caller. */
import { Fault } from '../../../contract/fault.ts';
import { endingWith, giveBack } from '../bus/kind.ts';
import { UsbError, type BulkSink, type BulkStream, type UsbHandle } from '../transport.ts';
import { makeHfSamples } from './samples.ts';
import { readRates, type HfRate } from './rates.ts';
import { lowestKhz, tuningFor, type Tuning } from './tuning.ts';

const streamEndpoint = 0x81;
/** The only setting of its interface that has the endpoint. */
const streamingAlternate = 1;
const request = {
  mode: 1,
  frequency: 2,
  sampleRate: 4,
  configRead: 5,
  configWrite: 6,
  partSerial: 7,
  userOutput: 8,
  version: 9,
  agc: 10,
  agcThreshold: 11,
  attenuator: 12,
  lna: 13,
  filterGain: 15,
} as const;
const configBytes = 256;
/** Before a calibration that was stored. */
const calibrationMagic = 0xa5ca71b0;
/** Up to here a rate is meant by its place in the list. */
const largestIndex = 100;

export class AirspyHf {
  readonly handle: UsbHandle;
  readonly rates: readonly HfRate[];
  readonly #samples = makeHfSamples();
  readonly #detached: boolean;
  #rate: HfRate;
  #calibrationPpb: number;
  #hz = 0;
  #khz = 0;
  #shiftHz = 0;
  #filterGain = 1;
  #corrected = true;
  #streaming = false;

  private constructor(handle: UsbHandle, rates: readonly HfRate[], ppb: number, detached: boolean) {
    this.handle = handle;
    this.rates = rates;
    this.#rate = rates[0]!;
    this.#calibrationPpb = ppb;
    this.#detached = detached;
  }

  /** Takes the radio and asks for its rates and calibration. On failure everything is given back. */
  static async open(handle: UsbHandle): Promise<AirspyHf> {
    let detached = false;
    let claimed = false;
    try {
      detached = handle.kernelDriverActive(0);
      if (detached) handle.detachKernelDriver(0);
      await handle.setConfiguration(1);
      handle.claim(0);
      claimed = true;
      await handle.setAlternate(0, streamingAlternate);
      const rates = await readRates(handle);
      return new AirspyHf(handle, rates, await storedCalibration(handle), detached);
    } catch (error) {
      if (claimed) await giveBack(handle, detached);
      else await handle.close();
      throw error;
    }
  }

  get calibrationPpb(): number {
    return this.#calibrationPpb;
  }

  /** Word of part number and four of serial number. */
  async partSerial(): Promise<Uint8Array> {
    return this.#in(request.partSerial, 20);
  }

  async version(): Promise<string> {
    return Buffer.from(await this.#in(request.version, 63))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  }

  /** Sets the rate, samples per second, or its place in the list up to 100. Throws 'invalid' for others. */
  async setSampleRate(rate: number): Promise<void> {
    const index = rate > largestIndex ? this.rates.findIndex(({ hz }) => hz === rate) : rate;
    const chosen = this.rates[index];
    if (!chosen)
      throw new Fault('invalid', `This Airspy HF+ has no sample rate of ${String(rate)} S/s.`, {
        hint: `It has ${this.rates.map(({ hz }) => hz).join(', ')} S/s.`,
      });
    this.#rate = chosen;
    await this.handle.clearHalt(streamEndpoint);
    // Zero-IF rates must not be entered below their lowest oscillator.
    if (!chosen.lowIf && this.#khz < lowestKhz.zeroIf) await this.#setOscillator(lowestKhz.zeroIf);
    await this.#out(request.sampleRate, 0, index);
    this.#filterGain = await this.#readFilterGain();
    await this.tune(this.#hz);
  }

  /** Whole Hz. The oscillator moves only when its kilohertz change. */
  async tune(hz: number): Promise<Tuning> {
    const tuning = tuningFor(hz, this.#calibrationPpb, this.#rate.lowIf, this.#corrected);
    if (tuning.khz !== this.#khz) await this.#setOscillator(tuning.khz);
    this.#hz = hz;
    this.#shiftHz = tuning.shiftHz;
    return tuning;
  }

  /** Whether samples are balanced and rotated; without, the middle is the oscillator's. Counts from the next tune. */
  setCorrection(on: boolean): void {
    this.#corrected = on;
  }

  /** What the crystal is off, parts in 10^9; forgotten when the radio is closed. */
  async setCalibration(ppb: number): Promise<void> {
    this.#calibrationPpb = ppb;
    await this.tune(this.#hz);
  }

  /** Keeps the calibration in the radio. Throws 'busy' while streaming. */
  async storeCalibration(): Promise<void> {
    if (this.#streaming)
      throw new Fault('busy', 'The calibration can only be stored while the radio is stopped.', {
        hint: 'Stop the radio first.',
      });
    const data = Buffer.alloc(configBytes);
    data.writeUInt32LE(calibrationMagic, 0);
    data.writeInt32LE(this.#calibrationPpb, 4);
    await this.handle.controlOut({ request: request.configWrite, value: 0, index: 0 }, data);
  }

  async setAgc(on: boolean): Promise<void> {
    await this.#out(request.agc, Number(on));
  }
  async setAgcThreshold(high: boolean): Promise<void> {
    await this.#out(request.agcThreshold, Number(high));
  }
  /** Steps of 6 dB, 0 to 8. */
  async setAttenuator(step: number): Promise<void> {
    await this.#out(request.attenuator, step);
  }
  /** 6 dB, which the radio takes out again behind its converter. */
  async setLna(on: boolean): Promise<void> {
    await this.#out(request.lna, Number(on));
  }
  /** A pin of the connector inside. */
  async setUserOutput(pin: number, value: number): Promise<void> {
    await this.#out(request.userOutput, pin, value);
  }

  /** Streams; hand the bytes to `convert`. The end of the stream switches the mode off. */
  async receive(transferBytes: number, transferCount: number, sink: BulkSink): Promise<BulkStream> {
    this.#samples.restart();
    await this.#out(request.mode, 0);
    await this.handle.clearHalt(streamEndpoint);
    await this.#out(request.mode, 1);
    this.#streaming = true;
    const stream = this.handle.stream(streamEndpoint, transferBytes, transferCount, sink);
    return endingWith(stream, async () => {
      this.#streaming = false;
      await this.#out(request.mode, 0);
    });
  }

  /** Bytes of a transfer as floats (cf32), valid until the next call. */
  convert(bytes: Uint8Array): Uint8Array {
    return this.#samples.convert(bytes, {
      filterGain: this.#filterGain,
      balanced: this.#corrected && !this.#rate.lowIf,
      shiftHz: this.#corrected ? this.#shiftHz : 0,
      rateHz: this.#rate.hz,
    });
  }

  /** Samples of the last converted block that the radio's converter had clipped. */
  get clippedSamples(): number {
    return this.#samples.clipped;
  }

  /** Switches off and gives back. */
  async close(lost = false): Promise<void> {
    try {
      if (!lost) await this.#out(request.mode, 0);
    } finally {
      await giveBack(this.handle, this.#detached && !lost);
    }
  }

  async #setOscillator(khz: number): Promise<void> {
    const data = Buffer.alloc(4);
    data.writeUInt32BE(khz);
    await this.handle.controlOut({ request: request.frequency, value: 0, index: 0 }, data);
    this.#khz = khz;
  }

  /** Firmware that does not know the request has filters without gain. */
  async #readFilterGain(): Promise<number> {
    try {
      const [db = 0] = await this.#in(request.filterGain, 1);
      return 10 ** (-db / 20);
    } catch (error) {
      if (error instanceof UsbError && error.code === 'stall') return 1;
      throw error;
    }
  }

  #in(number: number, length: number): Promise<Uint8Array> {
    return this.handle.controlIn({ request: number, value: 0, index: 0 }, length);
  }

  #out(number: number, value: number, index = 0): Promise<void> {
    return this.handle.controlOut({ request: number, value, index }, new Uint8Array());
  }
}

/** Parts in 10^9; 0 where none was stored. */
async function storedCalibration(handle: UsbHandle): Promise<number> {
  const setup = { request: request.configRead, value: 0, index: 0 };
  try {
    const config = Buffer.from(await handle.controlIn(setup, configBytes));
    if (config.length < configBytes || config.readUInt32LE(0) !== calibrationMagic) return 0;
    return config.readInt32LE(4);
  } catch (error) {
    if (error instanceof UsbError && error.code === 'stall') return 0;
    throw error;
  }
}
