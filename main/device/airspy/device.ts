/** One opened Airspy R2 or Mini: its requests in words. Calls must be serialised by the caller. */
import { Fault } from '../../../contract/fault.ts';
import { endingWith, giveBack } from '../bus/kind.ts';
import { UsbError, type BulkSink, type BulkStream, type UsbHandle } from '../transport.ts';
import { largest, oldRatesHz, type StageGains } from './tables.ts';

const streamEndpoint = 0x81;
const request = {
  mode: 1,
  boardId: 9,
  version: 10,
  partSerial: 11,
  sampleRate: 12,
  frequency: 13,
  lnaGain: 14,
  mixerGain: 15,
  vgaGain: 16,
  lnaAgc: 17,
  mixerAgc: 18,
  gpioWrite: 21,
  sampleRates: 25,
  packing: 26,
} as const;
/** GPIO port 1, pin 13. */
const biasTeePin = (1 << 5) | 13;
/** From here on a rate is meant by its value, below by its place in the list. */
const smallestRateHz = 1_000_000;
const mostRates = 100;

export class Airspy {
  readonly handle: UsbHandle;
  /** Rates of I and Q that the firmware lists, samples per second. */
  readonly ratesHz: readonly number[];
  #packing = false;
  #streaming = false;
  readonly #detached: boolean;

  private constructor(handle: UsbHandle, ratesHz: readonly number[], detached: boolean) {
    this.handle = handle;
    this.ratesHz = ratesHz;
    this.#detached = detached;
  }

  /** Takes the radio and asks for its rates. On failure everything is given back. */
  static async open(handle: UsbHandle): Promise<Airspy> {
    let detached = false;
    let claimed = false;
    try {
      detached = handle.kernelDriverActive(0);
      if (detached) handle.detachKernelDriver(0);
      await handle.setConfiguration(1);
      handle.claim(0);
      claimed = true;
      const radio = new Airspy(handle, await readRates(handle), detached);
      await radio.#tell(request.packing, 0);
      return radio;
    } catch (error) {
      if (claimed) await giveBack(handle, detached);
      else await handle.close();
      throw error;
    }
  }

  get packing(): boolean {
    return this.#packing;
  }

  async boardId(): Promise<number> {
    return (await this.#in(request.boardId, 0, 1))[0] ?? 0xff;
  }

  async version(): Promise<string> {
    return Buffer.from(await this.#in(request.version, 0, 127))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  }

  /** Two words of part number and four of serial number. */
  async partSerial(): Promise<Uint8Array> {
    return this.#in(request.partSerial, 0, 24);
  }

  /**
   * Sets the rate, samples per second of I and Q (`real`: of real samples, twice as many), or its place in the
   * list below 1,000,000. A rate that is not listed goes to the firmware in kHz, which may take or ignore it.
   */
  async setSampleRate(rate: number, real = false): Promise<void> {
    let index = rate;
    if (rate >= smallestRateHz) {
      const listed = this.ratesHz.indexOf(rate);
      index = listed >= 0 ? listed : Math.floor((real ? rate : 2 * rate) / 1000);
    }
    await this.handle.clearHalt(streamEndpoint);
    await this.#tell(request.sampleRate, index & 0xffff);
  }

  /** Hz. */
  async tune(hz: number): Promise<void> {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(hz);
    await this.handle.controlOut({ request: request.frequency, value: 0, index: 0 }, data);
  }

  /** Steps of the three amplifiers; larger ones than there are become the largest. */
  async setVga(step: number): Promise<void> {
    await this.#tell(request.vgaGain, Math.min(step, largest.vga));
  }
  async setMixer(step: number): Promise<void> {
    await this.#tell(request.mixerGain, Math.min(step, largest.mixer));
  }
  async setLna(step: number): Promise<void> {
    await this.#tell(request.lnaGain, Math.min(step, largest.lna));
  }
  async setLnaAgc(on: boolean): Promise<void> {
    await this.#tell(request.lnaAgc, Number(on));
  }
  async setMixerAgc(on: boolean): Promise<void> {
    await this.#tell(request.mixerAgc, Number(on));
  }

  /** All stages by hand. */
  async setStages(gains: StageGains): Promise<void> {
    await this.setMixerAgc(false);
    await this.setLnaAgc(false);
    await this.setVga(gains.vga);
    await this.setMixer(gains.mixer);
    await this.setLna(gains.lna);
  }

  /** 4.5 V on the antenna. */
  async setBiasTee(on: boolean): Promise<void> {
    await this.handle.controlOut(
      { request: request.gpioWrite, value: Number(on), index: biasTeePin },
      new Uint8Array(),
    );
  }

  /** 12 bits a sample instead of 16 on the cable. Throws 'busy' while streaming. */
  async setPacking(on: boolean): Promise<void> {
    if (this.#streaming)
      throw new Fault('busy', 'Packing can only change while the radio is stopped.', {
        hint: 'Stop the radio, change it and start again.',
      });
    await this.#tell(request.packing, Number(on));
    this.#packing = on;
  }

  /** Streams real samples, packed or not. The end of the stream switches the mode off. */
  async receive(transferBytes: number, transferCount: number, sink: BulkSink): Promise<BulkStream> {
    await this.#setMode(false);
    await this.handle.clearHalt(streamEndpoint);
    await this.#setMode(true);
    this.#streaming = true;
    const stream = this.handle.stream(streamEndpoint, transferBytes, transferCount, sink);
    return endingWith(stream, async () => {
      this.#streaming = false;
      await this.#setMode(false);
    });
  }

  /** Switches off and gives back, the kernel driver too unless `keepDetached`. */
  async close(lost = false, keepDetached = false): Promise<void> {
    try {
      if (!lost) await this.#setMode(false);
    } finally {
      await giveBack(this.handle, this.#detached && !lost && !keepDetached);
    }
  }

  async #setMode(on: boolean): Promise<void> {
    await this.handle.controlOut({ request: request.mode, value: Number(on), index: 0 }, new Uint8Array());
  }

  /** A setting in wIndex that is acknowledged with a byte. */
  async #tell(number: number, index: number): Promise<void> {
    await this.#in(number, index, 1);
  }

  #in(number: number, index: number, length: number): Promise<Uint8Array> {
    return this.handle.controlIn({ request: number, value: 0, index }, length);
  }
}

/** The rates the firmware lists; the oldest knows no such request. */
async function readRates(handle: UsbHandle): Promise<readonly number[]> {
  const read = (index: number, length: number): Promise<Uint8Array> =>
    handle.controlIn({ request: request.sampleRates, value: 0, index }, length);
  try {
    const counted = Buffer.from(await read(0, 4));
    const count = counted.length === 4 ? counted.readUInt32LE() : 0;
    if (count < 1 || count > mostRates) return oldRatesHz;
    const list = Buffer.from(await read(count, 4 * count));
    const rates = Array.from({ length: Math.floor(list.length / 4) }, (_, at) => list.readUInt32LE(4 * at));
    return rates.length > 0 ? rates : oldRatesHz;
  } catch (error) {
    if (error instanceof UsbError && error.code === 'stall') return oldRatesHz;
    throw error;
  }
}
