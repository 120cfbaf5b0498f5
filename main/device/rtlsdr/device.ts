/**
 * One opened stick: demodulator and tuner together, with what depends on both (rate, crystal correction,
 * direct sampling, offset tuning). Calls must be serialised by the caller.
 */
import { Fault } from '../../../contract/fault.ts';
import type { BulkSink, BulkStream, UsbHandle } from '../transport.ts';
import { readEeprom, writeEeprom } from './eeprom.ts';
import { probe } from './probe.ts';
import { Registers } from './registers.ts';
import {
  powerDown,
  powerUp,
  resetFifo,
  setConverter,
  setCorrection,
  setDirectInput,
  setMirrored,
  setOutput,
  setRatio,
  softReset,
  useLowIf,
  useZeroIf,
} from './rtl2832u.ts';
import { correctedCrystal, isLegalRate, nominalCrystalHz, rateRatio } from './rtl2832u-maths.ts';
import type { Tuned, Tuner } from './tuner.ts';

const streamEndpoint = 0x81;
/** How far the stick's crystal may be said to be off its nominal frequency, Hz. */
const crystalToleranceHz = 1000;

export type DirectSampling = 'off' | 'i' | 'q';

export class RtlSdr {
  readonly handle: UsbHandle;
  /** Undefined where no tuner answered: such a stick can only sample directly. */
  readonly tuner: Tuner | undefined;
  readonly #registers: Registers;
  #crystalHz = nominalCrystalHz;
  #tunerCrystalHz: number;
  #ppm = 0;
  #rateHz = 0;
  #centreHz = 0;
  #bandwidthHz = 0;
  #offsetHz = 0;
  #direct: DirectSampling = 'off';
  #detached = false;

  private constructor(handle: UsbHandle, registers: Registers, tuner: Tuner | undefined, crystalHz: number) {
    this.handle = handle;
    this.#registers = registers;
    this.tuner = tuner;
    this.#tunerCrystalHz = crystalHz;
  }

  /** Takes the stick from the kernel, wakes it and its tuner. On failure everything is given back. */
  static async open(handle: UsbHandle): Promise<RtlSdr> {
    const detached = handle.kernelDriverActive(0);
    if (detached) handle.detachKernelDriver(0);
    try {
      handle.claim(0);
      const registers = new Registers(handle);
      await powerUp(handle, registers);
      const strings = {
        manufacturer: await handle.stringDescriptor(1),
        product: await handle.stringDescriptor(2),
      };
      const device = await registers.withTuner(async () => {
        const found = await probe(registers, strings);
        const opened = new RtlSdr(handle, registers, found?.tuner, found?.ownCrystalHz ?? nominalCrystalHz);
        await opened.#wake();
        return opened;
      });
      device.#detached = detached;
      return device;
    } catch (error) {
      if (detached) await giveBack(handle);
      // A handle that stays open would refuse the next attempt as busy.
      await handle.close();
      throw error;
    }
  }

  /** Samples per second as the resampler really makes them; 0 before the first rate. */
  get sampleRateHz(): number {
    return this.#rateHz;
  }

  /** The frequency asked for last; 0 before the first tune and after one that failed. */
  get centreHz(): number {
    return this.#centreHz;
  }

  /** Filter width asked for last; 0 follows the sample rate. */
  get bandwidthHz(): number {
    return this.#bandwidthHz;
  }

  get directSampling(): DirectSampling {
    return this.#direct;
  }

  /** Sets the rate; returns what the resampler makes of it. Retunes, because filters move the low IF. */
  async setSampleRate(rateHz: number): Promise<number> {
    if (!isLegalRate(rateHz))
      throw new Fault('invalid', `An RTL-SDR can't sample at ${String(rateHz)} Hz.`, {
        hint: 'Choose a rate above 225 kHz up to 300 kHz, or above 900 kHz up to 3.2 MHz.',
      });
    const { ratio, actualHz } = rateRatio(rateHz, this.#crystalHz);
    this.#rateHz = Math.trunc(actualHz);
    await this.#applyBandwidth(this.#bandwidthHz > 0 ? this.#bandwidthHz : this.#rateHz);
    await setRatio(this.#registers, ratio);
    await setCorrection(this.#registers, this.#ppm);
    await softReset(this.#registers);
    if (this.#offsetHz > 0 && this.#direct === 'off') await this.setOffsetTuning(true);
    return actualHz;
  }

  /**
   * Tunes. The result says where it really landed and whether the PLL is locked; nothing sensible is received
   * where it is not. Throws Fault 'invalid' for a frequency out of reach.
   */
  async tune(centreHz: number): Promise<Tuned> {
    const hz = Math.round(centreHz);
    this.#centreHz = 0;
    let result: Tuned;
    if (this.#direct !== 'off') {
      await setConverter(this.#registers, hz, this.#correctedCrystalHz());
      result = { actualHz: hz, locked: true };
    } else {
      const tuner = this.tuner;
      if (!tuner)
        throw new Fault('unsupported', 'This stick has no tuner that we know.', {
          hint: 'Switch direct sampling on to receive up to 28.8 MHz from its I or Q pin.',
        });
      if (hz < this.#offsetHz)
        throw new Fault('invalid', 'This frequency is below the tuning offset.', { hint: 'Tune higher.' });
      const tuned = await this.#registers.withTuner(() => tuner.tune(hz - this.#offsetHz));
      result = { actualHz: tuned.actualHz + this.#offsetHz, locked: tuned.locked };
    }
    // Tuners that can tell and are not locked received nothing; low-IF ones keep the frequency for the next try.
    this.#centreHz = result.locked || this.tuner?.lowIf === true ? hz : 0;
    return result;
  }

  /**
   * Tunes, and lets the digital down-converter take up what the PLL's coarse steps leave, so that the centre is
   * right within its step of 7 Hz. Only tuners with an intermediate frequency can be helped this way.
   */
  async tuneFine(centreHz: number): Promise<Tuned> {
    const tuned = await this.tune(centreHz);
    const tuner = this.tuner;
    if (this.#direct !== 'off' || tuner?.lowIf !== true || !tuned.locked) return tuned;
    const restHz = tuned.actualHz - Math.round(centreHz);
    await setConverter(this.#registers, tuner.intermediateHz + restHz, this.#correctedCrystalHz());
    return { actualHz: Math.round(centreHz), locked: true };
  }

  async setGainMode(manual: boolean): Promise<void> {
    const tuner = this.tuner;
    if (tuner) await this.#registers.withTuner(() => tuner.setGainMode(manual));
  }

  /** Tuner gain in tenths of dB; returns what it became. */
  async setGain(tenthDb: number): Promise<number> {
    const tuner = this.tuner;
    return tuner ? this.#registers.withTuner(() => tuner.setGain(tenthDb)) : 0;
  }

  async setIfGain(stage: number, tenthDb: number): Promise<number> {
    const tuner = this.tuner;
    return tuner ? this.#registers.withTuner(() => tuner.setIfGain(stage, tenthDb)) : 0;
  }

  /** Filter width in Hz, 0 follows the sample rate; returns what the filters pass. */
  async setBandwidth(hz: number): Promise<number> {
    const passed = await this.#applyBandwidth(hz > 0 ? hz : this.#rateHz);
    this.#bandwidthHz = hz;
    return passed;
  }

  /** Corrects the crystal by `ppm` parts per million. The tuner follows with the retune done here. */
  async setPpm(ppm: number): Promise<number> {
    if (ppm === this.#ppm) return ppm;
    this.#ppm = ppm;
    await setCorrection(this.#registers, ppm);
    this.tuner?.setCrystal(correctedCrystal(this.#tunerCrystalHz, ppm));
    if (this.#centreHz > 0) await this.tune(this.#centreHz);
    return ppm;
  }

  /** Says what the crystals really are, Hz; 0 leaves the stick's as it is and gives the tuner the stick's. */
  async setCrystals(stickHz: number, tunerHz: number): Promise<void> {
    if (stickHz > 0 && Math.abs(stickHz - nominalCrystalHz) > crystalToleranceHz)
      throw new Fault('invalid', "A crystal this far off can not be the stick's.", {
        hint: 'It is 28.8 MHz within 1 kHz.',
      });
    if (stickHz > 0 && stickHz !== this.#crystalHz) {
      this.#crystalHz = stickHz;
      if (this.#rateHz > 0) await this.setSampleRate(this.#rateHz);
    }
    if (tunerHz === this.#tunerCrystalHz) return;
    this.#tunerCrystalHz = tunerHz === 0 ? this.#crystalHz : tunerHz;
    this.tuner?.setCrystal(correctedCrystal(this.#tunerCrystalHz, this.#ppm));
    if (this.#centreHz > 0) await this.tune(this.#centreHz);
  }

  async setOutput(output: 'samples' | 'agc' | 'counter'): Promise<void> {
    await setOutput(this.#registers, output);
  }

  /** Connects an antenna pin straight to the converter, past the tuner: up to 28.8 MHz, aliases above 14.4. */
  async setDirectSampling(mode: DirectSampling, centreHz = this.#centreHz): Promise<void> {
    if (mode === 'off') await this.#leaveDirect();
    else await this.#enterDirect(mode);
    if (this.tuner ?? this.#direct !== 'off') await this.tune(centreHz);
  }

  /**
   * Zero-IF tuners show their own oscillator in the middle; tuning beside it moves that spur out of the samples.
   * Throws 'unsupported' on tuners with an intermediate frequency, which have no such spur.
   */
  async setOffsetTuning(on: boolean): Promise<void> {
    if (this.tuner?.lowIf === true || this.#direct !== 'off' || !this.tuner)
      throw new Fault('unsupported', 'Offset tuning is for zero-IF tuners, and not with direct sampling.', {
        hint: 'This tuner has no spur in the middle; leave it off.',
      });
    // 85 % of the rate: the spur falls outside the samples, the wanted band inside the filter.
    this.#offsetHz = on ? Math.floor((Math.floor(this.#rateHz / 2) * 170) / 100) : 0;
    await setConverter(this.#registers, this.#offsetHz, this.#correctedCrystalHz());
    const tuner = this.tuner;
    const width = on ? 2 * this.#offsetHz : this.#bandwidthHz > 0 ? this.#bandwidthHz : this.#rateHz;
    await this.#registers.withTuner(() => tuner.setBandwidth(width));
    if (this.#centreHz > this.#offsetHz) await this.tune(this.#centreHz);
  }

  /** Switches voltage onto the antenna through GPIO `gpio`; bias tees hang on 0. */
  async setBiasTee(on: boolean, gpio = 0): Promise<void> {
    await this.#registers.gpioOutput(gpio);
    await this.#registers.gpioLevel(gpio, on);
  }

  async readEeprom(offset: number, length: number): Promise<Uint8Array> {
    return readEeprom(this.#registers, offset, length);
  }

  async writeEeprom(offset: number, data: Uint8Array): Promise<void> {
    await writeEeprom(this.#registers, offset, data);
  }

  /** Throws away what the chip has collected: before every stream. */
  async resetBuffer(): Promise<void> {
    await resetFifo(this.#registers);
  }

  /** One read of `length` bytes (a multiple of 512). */
  async read(length: number): Promise<Uint8Array> {
    return this.handle.bulkIn(streamEndpoint, length, 0);
  }

  stream(transferBytes: number, transferCount: number, sink: BulkSink): BulkStream {
    return this.handle.stream(streamEndpoint, transferBytes, transferCount, sink);
  }

  /** Sends tuner and demodulator to sleep and gives the stick back. After an unplug nothing is sent. */
  async close(lost = false): Promise<void> {
    try {
      if (!lost) {
        const tuner = this.tuner;
        if (tuner) await this.#registers.withTuner(() => tuner.standby());
        await powerDown(this.#registers);
      }
      await this.handle.release(0);
      if (this.#detached && !lost) this.handle.attachKernelDriver(0);
    } finally {
      await this.handle.close();
    }
  }

  async #wake(): Promise<void> {
    if (!this.tuner) {
      await this.#enterDirect('i');
      await setConverter(this.#registers, 0, this.#crystalHz);
      return;
    }
    if (this.tuner.lowIf) {
      await useLowIf(this.#registers);
      await setConverter(this.#registers, this.tuner.intermediateHz, this.#crystalHz);
      await setMirrored(this.#registers, true);
    }
    await this.tuner.init();
  }

  async #enterDirect(input: 'i' | 'q'): Promise<void> {
    const tuner = this.tuner;
    if (tuner) await this.#registers.withTuner(() => tuner.standby());
    await useLowIf(this.#registers);
    await setMirrored(this.#registers, false);
    await setDirectInput(this.#registers, input);
    this.#direct = input;
  }

  async #leaveDirect(): Promise<void> {
    const tuner = this.tuner;
    if (tuner) await this.#registers.withTuner(() => tuner.init());
    await setConverter(this.#registers, tuner?.intermediateHz ?? 0, this.#correctedCrystalHz());
    if (tuner?.lowIf === true) await setMirrored(this.#registers, true);
    else await useZeroIf(this.#registers);
    await setDirectInput(this.#registers, 'i');
    this.#direct = 'off';
  }

  async #applyBandwidth(hz: number): Promise<number> {
    const tuner = this.tuner;
    if (!tuner) return hz;
    return this.#registers.withTuner(async () => {
      const passed = await tuner.setBandwidth(hz);
      if (tuner.lowIf) {
        await setConverter(this.#registers, tuner.intermediateHz, this.#correctedCrystalHz());
        await this.tune(this.#centreHz);
      }
      return passed;
    });
  }

  #correctedCrystalHz(): number {
    return correctedCrystal(this.#crystalHz, this.#ppm);
  }
}

async function giveBack(handle: UsbHandle): Promise<void> {
  try {
    await handle.release(0);
    handle.attachKernelDriver(0);
  } catch {
    // The device is gone or was never claimed: there is nothing to give back.
  }
}
