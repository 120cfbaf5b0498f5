/** One opened HackRF: its requests in words. Calls must be serialised by the caller. */
import { Fault } from '../../../contract/fault.ts';
import { endingWith, giveBack } from '../bus/kind.ts';
import type { BulkSink, BulkStream, UsbHandle } from '../transport.ts';
import {
  filterForRate,
  intermediateHz,
  oscillatorHz,
  rateRatio,
  type RateRatio,
  type SignalPath,
} from './maths.ts';
import { parseM0State, type M0State } from './m0state.ts';
import { mode, request, since } from './requests.ts';

const streamEndpoint = 0x81;
const megahertz = 1_000_000;
const largestLnaDb = 40;
const largestVgaDb = 62;
/** A sweep dwells a whole number of these on each step. */
const sweepBlockBytes = 16_384;
const pathNumbers: Readonly<Record<SignalPath, number>> = { bypass: 0, lowPass: 1, highPass: 2 };

export interface Sweep {
  /** Ends of the range, MHz. */
  readonly fromMhz: number;
  readonly toMhz: number;
  readonly stepHz: number;
  /** How far the oscillator stands above each step, Hz: keeps the spike in the middle out of the used part. */
  readonly offsetHz: number;
  /** Bytes at each step, a multiple of 16384. */
  readonly bytes: number;
  /** Steps alternate with ones between them, so that each uses the clean quarters of the spectrum. */
  readonly interleaved: boolean;
}

export class HackRf {
  readonly handle: UsbHandle;
  #detached = false;

  private constructor(handle: UsbHandle) {
    this.handle = handle;
  }

  /** Takes the radio; nothing is sent yet. On failure the handle is closed. */
  static async open(handle: UsbHandle): Promise<HackRf> {
    const radio = new HackRf(handle);
    try {
      radio.#detached = handle.kernelDriverActive(0);
      if (radio.#detached) handle.detachKernelDriver(0);
      handle.claim(0);
    } catch (error) {
      if (radio.#detached) handle.attachKernelDriver(0);
      await handle.close();
      throw error;
    }
    return radio;
  }

  /** Version of the firmware's interface in BCD, 0x0106 in 2022.09.1. */
  get apiVersion(): number {
    return this.handle.device.bcdDevice;
  }

  async boardId(): Promise<number> {
    return (await this.#in(request.boardId, 0, 1))[0] ?? 0xff;
  }

  async version(): Promise<string> {
    return Buffer.from(await this.#in(request.version, 0, 255))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  }

  /** Two words of part number and four of serial number. */
  async partSerial(): Promise<Uint8Array> {
    return this.#in(request.partSerial, 0, 24);
  }

  async boardRevision(): Promise<number> {
    this.#needs(since.revision, 'board revision');
    return (await this.#in(request.boardRevision, 0, 1))[0] ?? 0xff;
  }

  /** Bits of the boards this firmware is for. */
  async platform(): Promise<number> {
    this.#needs(since.revision, 'platform');
    const data = await this.#in(request.platform, 0, 4);
    return data.length < 4 ? 0 : Buffer.from(data).readUInt32BE(0);
  }

  /** I2C addresses of antenna switches; 255 is none. */
  async operaCakes(): Promise<Uint8Array> {
    this.#needs(since.operaCakes, 'Opera Cake');
    return this.#in(request.operaCakes, 0, 8);
  }

  /** Sets the rate and with it the filter; returns the rate as the divider makes it. */
  async setSampleRate(rateHz: number): Promise<number> {
    return this.setRateRatio(rateRatio(rateHz));
  }

  async setRateRatio(ratio: RateRatio): Promise<number> {
    await this.#out(request.sampleRate, 0, 0, words(ratio.clockHz, ratio.divider));
    // The firmware would keep the old filter; a filter of the user's own is set after the rate.
    await this.setFilter(filterForRate(ratio));
    return ratio.clockHz / ratio.divider;
  }

  /** Width of the baseband filter, Hz, one of the table. */
  async setFilter(hz: number): Promise<void> {
    await this.#out(request.filter, hz & 0xffff, hz >>> 16);
  }

  async tune(hz: number): Promise<void> {
    const whole = Math.floor(hz / megahertz);
    await this.#out(request.frequency, 0, 0, words(whole, hz - whole * megahertz));
  }

  /** Tunes both mixers by hand, Hz. Throws 'invalid' outside their ranges. */
  async tuneExplicit(ifHz: number, loHz: number, path: SignalPath): Promise<void> {
    within('IF', ifHz, intermediateHz);
    if (path !== 'bypass') within('oscillator', loHz, oscillatorHz);
    const data = Buffer.alloc(24);
    data.writeBigUInt64LE(BigInt(ifHz), 0);
    data.writeBigUInt64LE(BigInt(loHz), 8);
    data[16] = pathNumbers[path];
    await this.#out(request.explicitFrequency, 0, 0, data);
  }

  /** Gain of the IF amplifier: 0 to 40 dB, rounded down to a multiple of 8. */
  async setLna(db: number): Promise<number> {
    return this.#setGain(request.lnaGain, 'LNA', db, largestLnaDb, 8);
  }

  /** Gain of the baseband amplifier: 0 to 62 dB, rounded down to an even number. */
  async setVga(db: number): Promise<number> {
    return this.#setGain(request.vgaGain, 'VGA', db, largestVgaDb, 2);
  }

  /** The amplifier behind the antenna, about 11 dB. */
  async setAmplifier(on: boolean): Promise<void> {
    await this.#out(request.amplifier, Number(on), 0);
  }

  /** 3.3 V on the antenna. The firmware switches it off whenever it stops: set it at every start. */
  async setAntennaPower(on: boolean): Promise<void> {
    await this.#out(request.antennaPower, Number(on), 0);
  }

  async setHardwareSync(on: boolean): Promise<void> {
    this.#needs(since.sync, 'hardware synchronisation');
    await this.#out(request.hardwareSync, Number(on), 0);
  }

  async setClockOut(on: boolean): Promise<void> {
    this.#needs(since.clockOut, 'clock output');
    await this.#out(request.clockOut, Number(on), 0);
  }

  /** Whether a clock is connected to CLKIN. */
  async clockIn(): Promise<boolean> {
    this.#needs(since.clockIn, 'clock input');
    return (await this.#in(request.clockIn, 0, 1))[0] !== 0;
  }

  /** Bytes of loss at which the radio stops by itself; 0 never. */
  async setOverrunLimit(bytes: number): Promise<void> {
    this.#needs(since.overrunLimit, 'limit of losses');
    await this.#out(request.overrunLimit, bytes & 0xffff, bytes >>> 16);
  }

  /** What the sampling processor has counted since the last start. */
  async m0State(): Promise<M0State> {
    this.#needs(since.m0State, 'counting losses');
    return parseM0State(await this.#in(request.m0State, 0, 40));
  }

  /** Prepares the firmware for stepping through a range by itself; `startSweep` begins it. */
  async setSweep(sweep: Sweep): Promise<void> {
    this.#needs(since.sweep, 'sweeping');
    const { bytes, stepHz } = sweep;
    if (bytes < sweepBlockBytes || bytes % sweepBlockBytes !== 0 || stepHz < 1)
      throw new Fault('invalid', 'A sweep takes whole blocks of 16384 bytes and steps of at least 1 Hz.');
    const data = Buffer.alloc(13);
    data.writeUInt32LE(stepHz, 0);
    data.writeUInt32LE(sweep.offsetHz, 4);
    data[8] = Number(sweep.interleaved);
    data.writeUInt16LE(sweep.fromMhz, 9);
    data.writeUInt16LE(sweep.toMhz, 11);
    await this.#out(request.sweep, bytes & 0xffff, bytes >>> 16, data);
  }

  async setMode(value: (typeof mode)[keyof typeof mode]): Promise<void> {
    await this.#out(request.mode, value, 0);
  }

  /** Restarts the firmware: the radio leaves the bus and comes back with nothing set. */
  async reset(): Promise<void> {
    this.#needs(since.reset, 'resetting');
    await this.#out(request.reset, 0, 0);
  }

  /** Receives; s8 I,Q. The end of the stream switches the mode off. */
  async receive(transferBytes: number, transferCount: number, sink: BulkSink): Promise<BulkStream> {
    await this.setMode(mode.receive);
    return this.#stream(transferBytes, transferCount, sink);
  }

  /** Receives the range of `setSweep`; every 16384 bytes begin with the frequency they are from. */
  async startSweep(transferBytes: number, transferCount: number, sink: BulkSink): Promise<BulkStream> {
    this.#needs(since.startSweep, 'sweeping');
    await this.setMode(mode.sweep);
    return this.#stream(transferBytes, transferCount, sink);
  }

  /** Switches off and gives back, the kernel driver too unless `keepDetached`. */
  async close(lost = false, keepDetached = false): Promise<void> {
    try {
      if (!lost) await this.setMode(mode.off);
    } finally {
      await giveBack(this.handle, this.#detached && !lost && !keepDetached);
    }
  }

  #stream(transferBytes: number, transferCount: number, sink: BulkSink): BulkStream {
    return endingWith(this.handle.stream(streamEndpoint, transferBytes, transferCount, sink), () =>
      this.setMode(mode.off),
    );
  }

  async #setGain(number: number, name: string, db: number, largest: number, step: number): Promise<number> {
    within(name, db, { min: 0, max: largest });
    const gain = db - (db % step);
    const taken = await this.#in(number, gain, 1);
    if (taken[0] !== 1)
      throw new Fault('invalid', `The HackRF refused ${String(gain)} dB for its ${name}.`, {
        hint: 'Update its firmware.',
      });
    return gain;
  }

  #needs(version: number, what: string): void {
    if (this.apiVersion >= version) return;
    throw new Fault('unsupported', `The firmware of this HackRF is too old for ${what}.`, {
      hint: 'Update its firmware.',
    });
  }

  #in(number: number, index: number, length: number): Promise<Uint8Array> {
    return this.handle.controlIn({ request: number, value: 0, index }, length);
  }

  #out(number: number, value: number, index: number, data: Uint8Array = new Uint8Array()): Promise<void> {
    return this.handle.controlOut({ request: number, value, index }, data);
  }
}

function words(...values: number[]): Uint8Array {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32LE(value, 4 * at);
  return data;
}

function within(name: string, value: number, range: { min: number; max: number }): void {
  if (value >= range.min && value <= range.max) return;
  throw new Fault('invalid', `${String(value)} is outside the range of the HackRF's ${name}.`, {
    hint: `It goes from ${String(range.min)} to ${String(range.max)}.`,
  });
}
