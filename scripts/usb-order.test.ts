import { describe, expect, it } from 'vitest';
import type { ControlLine, TranscriptLine } from '../testing/usb/transcript.ts';
import { malformed, orderBreaks } from './usb-registers.ts';

const out = (wValue: number, wIndex: number, data: string): ControlLine => ({
  type: 'control',
  dir: 'out',
  bmRequestType: 0x40,
  bRequest: 0,
  wValue,
  wIndex,
  wLength: data.length / 2,
  data,
  result: data.length / 2,
});
const repeater = (on: boolean): ControlLine => out(0x0120, 0x11, on ? '18' : '10');
const reset = [out(0x0120, 0x11, '14'), out(0x0120, 0x11, '10')];
const tuner = out(0x34, 0x0610, '0583');
const ratio = out(0x9f20, 0x11, '0384');
const fifo = [out(0x2148, 0x0110, '1002'), out(0x2148, 0x0110, '0000')];
const submit: TranscriptLine = { type: 'bulk_submit', endpoint: 0x81, length: 512, timeout: 0 };
const rules = (...lines: TranscriptLine[]): string[] => [...orderBreaks(lines).keys()];

describe('order rules', () => {
  it('are kept by a right run', () => {
    expect(rules(repeater(true), tuner, repeater(false), ratio, ...reset, ...fifo, submit)).toEqual([]);
  });

  it('notice each break', () => {
    expect(rules(tuner)).toEqual(['I2C to the tuner only with the repeater on']);
    expect(rules(repeater(true), tuner)).toEqual(['the repeater is off at the end']);
    expect(rules(ratio, ...fifo, submit)).toEqual(['soft reset 14 then 10 after a rate change']);
    expect(rules(submit)).toEqual(['2148 reset before streaming']);
    expect(rules(fifo[0]!, submit)).toEqual(['2148 reset before streaming']);
    // The EEPROM needs no repeater.
    expect(rules(out(0xa0, 0x0610, '00'))).toEqual([]);
  });

  it('know the form of requests', () => {
    for (const line of [tuner, ratio, ...fifo, repeater(true)]) expect(malformed(line)).toBeUndefined();
    expect(malformed({ ...ratio, bRequest: 1 })).toBe('bRequest');
    expect(malformed({ ...ratio, wIndex: 0x01 })).toContain('write flag');
    expect(malformed({ ...ratio, wValue: 0x9f00 })).toContain('wValue');
    expect(malformed(out(0x34, 0x0610, '058332750000000000'))).toContain('8 bytes');
  });
});
