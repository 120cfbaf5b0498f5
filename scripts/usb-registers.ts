/** The comparison for RTL-SDR: request forms, register memories after every call, order of what must be in order. */
import type { ControlLine, TranscriptLine } from '../testing/usb/transcript.ts';

/** Registers by name: `demod 1:19`, `sys 3001`, `i2c 34:14`. */
export type Memory = Map<string, number>;

const eepromAddress = 0xa0;
const hexOf = (value: number, digits = 2): string => value.toString(16).padStart(digits, '0');
const blockOf = (line: ControlLine): number => line.wIndex >> 8;
const bytesOf = (line: ControlLine): Uint8Array => Buffer.from(line.data, 'hex');
const isWrite = (line: TranscriptLine): line is ControlLine =>
  line.type === 'control' && line.dir === 'out' && line.result >= 0;

/** Lets one line act on the memory. */
export function apply(memory: Memory, line: TranscriptLine): void {
  if (!isWrite(line)) return;
  const data = bytesOf(line);
  const block = blockOf(line);
  if (block === 6) {
    const first = data[0] ?? 0;
    for (const [at, value] of data.subarray(1).entries())
      memory.set(`i2c ${hexOf(line.wValue)}:${hexOf(first + at)}`, value);
  } else
    for (const [at, value] of data.entries())
      memory.set(
        block === 0
          ? `demod ${String(line.wIndex & 15)}:${hexOf((line.wValue >> 8) + at)}`
          : `sys ${hexOf(line.wValue + at, 4)}`,
        value,
      );
}

/** Why a request has not the form the chip knows, or undefined. */
export function malformed(line: ControlLine): string | undefined {
  const write = line.dir === 'out';
  const block = blockOf(line);
  const low = line.wIndex & 0xff;
  if (line.bmRequestType !== (write ? 0x40 : 0xc0)) return 'bmRequestType';
  if (line.bRequest !== 0) return 'bRequest';
  if (write && (low & 0x10) === 0) return 'write flag in wIndex';
  if (block === 0) {
    if ((line.wValue & 0xff) !== 0x20) return 'wValue of a demodulator register';
    if ((low & ~0x1f) !== 0 || (!write && (low & 0x10) !== 0)) return 'page in wIndex';
    return line.wLength === 1 || line.wLength === 2 ? undefined : 'length';
  }
  if (low !== (write ? 0x10 : 0)) return 'wIndex';
  if (block === 1 || block === 2) return line.wLength === 1 || line.wLength === 2 ? undefined : 'length';
  if (block !== 6) return 'block';
  const r82xx = line.wValue === 0x34 || line.wValue === 0x74;
  return write && r82xx && line.wLength > 8 ? 'an R82xx takes 8 bytes at most' : undefined;
}

/** Order rules; returns those that `lines` break, each with what broke it first. */
export function orderBreaks(lines: readonly TranscriptLine[]): Map<string, string> {
  const breaks = new Map<string, string>();
  const note = (rule: string, where: string): void => {
    if (!breaks.has(rule)) breaks.set(rule, where);
  };
  let repeater = false;
  let rateWaits = 0; // 2: rate written, 1: reset begun
  let fifo = 'dirty'; // then 'held' in reset, then 'clean'
  let op = 'start';
  for (const line of lines) {
    if (line.type === 'mark') op = line.op;
    if ((line.type === 'mark' || line.type === 'bulk_submit' || line.type === 'bulk_sync') && rateWaits > 0) {
      note('soft reset 14 then 10 after a rate change', `before ${op}`);
      rateWaits = 0;
    }
    if ((line.type === 'bulk_submit' || line.type === 'bulk_sync') && fifo !== 'clean')
      note('2148 reset before streaming', op);
    if (line.type !== 'control' || line.result < 0) {
      if (line.type === 'control' && blockOf(line) === 6 && line.wValue !== eepromAddress && !repeater)
        note('I2C to the tuner only with the repeater on', op);
      continue;
    }
    if (blockOf(line) === 6 && line.wValue !== eepromAddress && !repeater)
      note('I2C to the tuner only with the repeater on', op);
    if (!isWrite(line)) continue;
    const value = line.data;
    const demod = blockOf(line) === 0 ? `${String(line.wIndex & 15)}:${hexOf(line.wValue >> 8)}` : '';
    if (demod === '1:01') {
      repeater = value === '18';
      if (rateWaits === 2 && value === '14') rateWaits = 1;
      else if (rateWaits === 1 && value === '10') rateWaits = 0;
    }
    if (demod === '1:9f' || demod === '1:a1') rateWaits = 2;
    if (blockOf(line) === 1 && line.wValue === 0x2148)
      fifo = value === '1002' ? 'held' : value === '0000' && fifo === 'held' ? 'clean' : fifo;
  }
  if (repeater) note('the repeater is off at the end', 'end');
  return breaks;
}
