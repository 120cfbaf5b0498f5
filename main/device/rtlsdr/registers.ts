/**
 * Register access of the RTL2832U: vendor requests with bRequest 0, the block in the high byte of wIndex and
 * bit 4 of its low byte set for a write. 16-bit values go high byte first.
 */
import type { UsbHandle } from '../transport.ts';

/** Blocks as the chip numbers them in wIndex. The demodulator (0) and I2C (6) have functions of their own. */
export const block = { usb: 1, sys: 2 } as const;
type Block = (typeof block)[keyof typeof block];

const writeFlag = 0x10;
const i2cBlock = 6;
/** Longest I2C write the R82xx takes: register number and seven values. */
const r82xxWriteBytes = 8;

export class Registers {
  readonly #handle: UsbHandle;
  #repeaterDepth = 0;

  constructor(handle: UsbHandle) {
    this.#handle = handle;
  }

  async read(where: Block, address: number): Promise<number> {
    const data = await this.#handle.controlIn({ request: 0, value: address, index: where << 8 }, 1);
    return data[0] ?? 0;
  }

  /** `bytes` is 1 or 2. */
  async write(where: Block, address: number, value: number, bytes: 1 | 2 = 1): Promise<void> {
    const index = (where << 8) | writeFlag;
    await this.#handle.controlOut({ request: 0, value: address, index }, bigEndian(value, bytes));
  }

  /** Writes a demodulator register. The read after it is what makes the chip take the write (its value is nothing). */
  async demod(page: number, address: number, value: number, bytes: 1 | 2 = 1): Promise<void> {
    const setup = { request: 0, value: (address << 8) | 0x20, index: page | writeFlag };
    await this.#handle.controlOut(setup, bigEndian(value, bytes));
    await this.#handle.controlIn({ request: 0, value: 0x0120, index: 0x000a }, 1);
  }

  /** Writes `bytes` (register number first) to the I2C device at the 8-bit address `device`. */
  async i2cWrite(device: number, bytes: Uint8Array): Promise<void> {
    const index = (i2cBlock << 8) | writeFlag;
    await this.#handle.controlOut({ request: 0, value: device, index }, bytes);
  }

  async i2cRead(device: number, length: number): Promise<Uint8Array> {
    return this.#handle.controlIn({ request: 0, value: device, index: i2cBlock << 8 }, length);
  }

  /** One register of a tuner that answers byte by byte. Throws 'stall' where no such chip is on the bus. */
  async i2cReadRegister(device: number, register: number): Promise<number> {
    await this.i2cWrite(device, Uint8Array.of(register));
    return (await this.i2cRead(device, 1))[0] ?? 0;
  }

  async i2cWriteRegister(device: number, register: number, value: number): Promise<void> {
    await this.i2cWrite(device, Uint8Array.of(register, value));
  }

  /** Writes consecutive registers in pieces short enough for the R82xx. */
  async i2cWriteRun(device: number, first: number, values: Uint8Array): Promise<void> {
    const step = r82xxWriteBytes - 1;
    for (let at = 0; at < values.length; at += step) {
      const part = values.subarray(at, at + step);
      await this.i2cWrite(device, Uint8Array.of(first + at, ...part));
    }
  }

  /**
   * Runs `work` with the tuner on the I2C bus. The repeater connects it only meanwhile, so that its traffic
   * does not disturb reception; calls nest.
   */
  async withTuner<T>(work: () => Promise<T>): Promise<T> {
    // Demod 1:01 bit 3: I2C repeater; bit 4 stays set (the demodulator runs).
    if (this.#repeaterDepth++ === 0) await this.demod(1, 0x01, 0x18);
    let failed = false;
    try {
      return await work();
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      if (--this.#repeaterDepth === 0) {
        // After a failure the device may be gone: the first error is the one to report.
        if (failed) await this.demod(1, 0x01, 0x10).catch(() => undefined);
        else await this.demod(1, 0x01, 0x10);
      }
    }
  }

  /** Makes GPIO pin `gpio` (0..7) an output. */
  async gpioOutput(gpio: number): Promise<void> {
    const bit = 1 << gpio;
    // SYS 3004: direction, 1 = input; SYS 3003: output enable.
    await this.write(block.sys, 0x3004, (await this.read(block.sys, 0x3004)) & ~bit & 0xff);
    await this.write(block.sys, 0x3003, (await this.read(block.sys, 0x3003)) | bit);
  }

  /** Sets the level of an output pin. */
  async gpioLevel(gpio: number, high: boolean): Promise<void> {
    const bit = 1 << gpio;
    // SYS 3001: output levels; the other pins keep theirs.
    const levels = await this.read(block.sys, 0x3001);
    await this.write(block.sys, 0x3001, high ? levels | bit : levels & ~bit & 0xff);
  }
}

function bigEndian(value: number, bytes: 1 | 2): Uint8Array {
  return bytes === 1 ? Uint8Array.of(value & 0xff) : Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}
