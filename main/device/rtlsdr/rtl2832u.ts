/** The demodulator chip itself: power, filters, sample rate, down-converter. The tuner is elsewhere. */
import { UsbError } from '../transport.ts';
import type { UsbHandle } from '../transport.ts';
import { block, type Registers } from './registers.ts';
import { converterWord, correctionWord, firBytes } from './rtl2832u-maths.ts';

/** Switches the chip on and loads everything that does not depend on tuner or rate. */
export async function powerUp(handle: UsbHandle, registers: Registers): Promise<void> {
  // USB 2000: system control. The first write also shows whether the chip listens; a port reset wakes one that doesn't.
  try {
    await registers.write(block.usb, 0x2000, 0x09);
  } catch (error) {
    if (error instanceof UsbError && error.code === 'no-device') throw error;
    await handle.reset();
  }
  await registers.write(block.usb, 0x2000, 0x09); // DMA on, full packet mode
  await registers.write(block.usb, 0x2158, 0x0002, 2); // endpoint A: packets of 512
  await registers.write(block.usb, 0x2148, 0x1002, 2); // endpoint A: stalled, FIFO held in reset
  await registers.write(block.sys, 0x300b, 0x22); // demodulator control 1: ADC clocks
  await registers.write(block.sys, 0x3000, 0xe8); // demodulator control: PLL, both ADCs, no reset
  await softReset(registers);
  await registers.demod(1, 0x15, 0x00); // spectrum not mirrored, no adjacent channel filter
  await registers.demod(1, 0x16, 0x0000, 2);
  for (let address = 0x16; address <= 0x1b; address++) await registers.demod(1, address, 0x00); // no IF
  for (const [index, value] of firBytes().entries()) await registers.demod(1, 0x1c + index, value);
  await registers.demod(0, 0x19, 0x05); // samples out, no RTL AGC
  await registers.demod(1, 0x93, 0xf0); // makers' values of the FSM state holders
  await registers.demod(1, 0x94, 0x0f);
  await registers.demod(1, 0x11, 0x00); // digital AGC off
  await registers.demod(1, 0x04, 0x00); // RF and IF AGC loops off
  await registers.demod(0, 0x61, 0x60); // packet filter off: samples, not television
  await registers.demod(0, 0x06, 0x80); // ADC inputs: I to I, Q to Q
  await registers.demod(1, 0xb1, 0x1b); // zero-IF, DC cancellation, IQ compensation
  await registers.demod(0, 0x0d, 0x83); // clock output to the tuner off pin 4
}

/** ADCs, PLL and clocks off: what a stick draws when nobody uses it. */
export async function powerDown(registers: Registers): Promise<void> {
  await registers.write(block.sys, 0x3000, 0x20);
}

/** Makes the demodulator take a new rate. */
export async function softReset(registers: Registers): Promise<void> {
  await registers.demod(1, 0x01, 0x14); // bit 2: reset
  await registers.demod(1, 0x01, 0x10);
}

/** Empties the FIFO so that a stream starts with fresh samples. */
export async function resetFifo(registers: Registers): Promise<void> {
  await registers.write(block.usb, 0x2148, 0x1002, 2); // endpoint A stalled, FIFO in reset
  await registers.write(block.usb, 0x2148, 0x0000, 2); // and running
}

/** For tuners with an intermediate frequency: only the I converter is used, the spectrum comes mirrored. */
export async function useLowIf(registers: Registers): Promise<void> {
  await registers.demod(1, 0xb1, 0x1a); // zero-IF off
  await registers.demod(0, 0x08, 0x4d); // only the I converter on
}

export async function setMirrored(registers: Registers, mirrored: boolean): Promise<void> {
  await registers.demod(1, 0x15, mirrored ? 0x01 : 0x00); // bit 0: spectrum inversion
}

/** For zero-IF tuners after direct sampling: both converters on again. */
export async function useZeroIf(registers: Registers): Promise<void> {
  await registers.demod(0, 0x08, 0xcd); // I and Q converters on
  await registers.demod(1, 0xb1, 0x1b); // zero-IF, DC cancellation, IQ compensation
}

/** Which antenna pin direct sampling takes: I, or Q swapped into its place. */
export async function setDirectInput(registers: Registers, input: 'i' | 'q'): Promise<void> {
  await registers.demod(0, 0x06, input === 'q' ? 0x90 : 0x80); // bit 4: converters swapped
}

/** Brings `hz` to the middle of the samples. */
export async function setConverter(registers: Registers, hz: number, crystalHz: number): Promise<void> {
  const word = converterWord(hz, crystalHz);
  await registers.demod(1, 0x19, (word >> 16) & 0x3f);
  await registers.demod(1, 0x1a, (word >> 8) & 0xff);
  await registers.demod(1, 0x1b, word & 0xff);
}

export async function setRatio(registers: Registers, ratio: number): Promise<void> {
  await registers.demod(1, 0x9f, ratio >>> 16, 2);
  await registers.demod(1, 0xa1, ratio & 0xffff, 2);
}

export async function setCorrection(registers: Registers, ppm: number): Promise<void> {
  const word = correctionWord(ppm);
  await registers.demod(1, 0x3f, word & 0xff);
  await registers.demod(1, 0x3e, word >> 8);
}

/** What comes out: samples, samples scaled by the chip's own AGC, or an 8-bit counter to find losses with. */
export async function setOutput(registers: Registers, output: 'samples' | 'agc' | 'counter'): Promise<void> {
  // 0:19 bit 5: RTL AGC; bit 2 off and bit 1 on: counter in place of samples
  await registers.demod(0, 0x19, output === 'agc' ? 0x25 : output === 'counter' ? 0x03 : 0x05);
}
