import { describe, expect, it } from 'vitest';
import {
  commandCodes,
  gainStagesOf,
  ifGainValue,
  readHeader,
  realSampleRate,
  tunerOf,
  writeCommand,
} from './protocol.ts';
import { makeLossClock, networkWatch } from '../lossclock.ts';
import { parseServerName } from './name.ts';
import { controlCommand, controlsOf, untouched } from './controls.ts';

describe('the rtl_tcp protocol', () => {
  it('writes every command as its code and a big-endian number', () => {
    const sent = (name: keyof typeof commandCodes, value: number): number[] => [...writeCommand(name, value)];
    expect(sent('centre', 100_000_000)).toEqual([0x01, 0x05, 0xf5, 0xe1, 0x00]);
    expect(sent('sampleRate', 2_400_000)).toEqual([0x02, 0x00, 0x24, 0x9f, 0x00]);
    expect(sent('gainMode', 1)).toEqual([0x03, 0, 0, 0, 1]);
    expect(sent('gain', 496)).toEqual([0x04, 0, 0, 0x01, 0xf0]);
    // FC0013 and E4000 have gains below zero; ppm too.
    expect(sent('gain', -99)).toEqual([0x04, 0xff, 0xff, 0xff, 0x9d]);
    expect(sent('ppm', -1)).toEqual([0x05, 0xff, 0xff, 0xff, 0xff]);
    expect(sent('ifGain', ifGainValue(1, -3))).toEqual([0x06, 0, 1, 0xff, 0xe2]);
    expect(sent('testMode', 1)).toEqual([0x07, 0, 0, 0, 1]);
    expect(sent('agc', 1)).toEqual([0x08, 0, 0, 0, 1]);
    expect(sent('directSampling', 2)).toEqual([0x09, 0, 0, 0, 2]);
    expect(sent('offsetTuning', 1)).toEqual([0x0a, 0, 0, 0, 1]);
    expect(sent('rtlCrystal', 28_800_000)).toEqual([0x0b, 0x01, 0xb7, 0x74, 0x00]);
    expect(sent('tunerCrystal', 28_800_000)).toEqual([0x0c, 0x01, 0xb7, 0x74, 0x00]);
    expect(sent('gainIndex', 28)).toEqual([0x0d, 0, 0, 0, 28]);
    expect(sent('biasTee', 1)).toEqual([0x0e, 0, 0, 0, 1]);
    // Above 2^31, where a signed number would turn negative.
    expect(sent('centre', 2_200_000_000)).toEqual([0x01, 0x83, 0x21, 0x56, 0x00]);
  });

  it('knows its header from anything else', () => {
    const header = Uint8Array.from([0x52, 0x54, 0x4c, 0x30, 0, 0, 0, 5, 0, 0, 0, 29]);
    expect(readHeader(header)).toEqual({ tuner: 5, gainCount: 29 });
    expect(readHeader(header.subarray(0, 11))).toBeUndefined();
    expect(readHeader(new TextEncoder().encode('HTTP/1.1 400'))).toBeUndefined();
  });

  it('takes a tuner’s table only where the server has as many gains', () => {
    const r820 = gainStagesOf(tunerOf({ tuner: 5, gainCount: 29 }));
    expect(r820).toHaveLength(1);
    expect(r820[0]).toMatchObject({ name: 'tuner', minDb: 0, maxDb: 49.6 });
    expect(gainStagesOf(tunerOf({ tuner: 5, gainCount: 12 }))).toEqual([]);
    const odd = { tuner: 99, gainCount: 12 };
    expect(controlsOf(tunerOf(odd), odd).find((one) => one.name === 'gainIndex')).toMatchObject({ max: 11 });
    expect(gainStagesOf(tunerOf({ tuner: 1, gainCount: 14 })).map((one) => one.name)).toEqual([
      'tuner',
      'IF1',
      'IF2',
      'IF3',
      'IF4',
      'IF5',
      'IF6',
    ]);
  });

  it('has a command for every control it offers', () => {
    for (let tuner = 0; tuner <= 6; tuner++) {
      const header = { tuner, gainCount: 3 };
      const controls = controlsOf(tunerOf(header), header);
      for (const [name, value] of Object.entries(untouched(controls)))
        expect(commandCodes[controlCommand(name, value)[0]]).toBeGreaterThan(0);
    }
  });

  it('works out the rate the chip really makes', () => {
    // 28.8 MHz · 2^22 / 2.4 MHz is a whole ratio; 2.048 MHz too.
    expect(realSampleRate(2_400_000)).toBe(2_400_000);
    expect(realSampleRate(2_048_000)).toBe(2_048_000);
    // The ratio drops its two lowest bits: within 2^2/2^28 of what was asked, never exactly.
    expect(realSampleRate(1_000_000)).toBeCloseTo(1_000_000, 0);
    expect(realSampleRate(250_000)).toBeCloseTo(250_000, 0);
    expect(realSampleRate(500_000)).toBeUndefined();
    expect(realSampleRate(4_000_000)).toBeUndefined();
  });

  it('reads the names of servers', () => {
    expect(parseServerName('rtltcp:localhost:1234')).toEqual({
      host: 'localhost',
      port: 1234,
      address: 'localhost:1234',
    });
    expect(parseServerName('rtltcp:[::1]:5555')).toMatchObject({
      host: '::1',
      port: 5555,
      address: '[::1]:5555',
    });
    expect(parseServerName('rtltcp:radio.local').port).toBe(1234);
    for (const wrong of ['rtltcp:', 'rtltcp:a:0', 'rtltcp:a:70000', 'rtltcp:a:b', 'rtltcp:a b:1'])
      expect(() => parseServerName(wrong)).toThrow(/names no rtl_tcp server/);
  });
});

describe('losses judged by the clock', () => {
  /** Blocks of 8 ms at 1 MS/s for some seconds, changed by `shape`. */
  function run(seconds: number, shape: (t: number) => { samples: number; delayMs: number }): number {
    const deficit = makeLossClock(1e6, 0, networkWatch);
    let lost = 0;
    for (let t = 0; t < seconds * 1000; t += 8) {
      const { samples, delayMs } = shape(t);
      lost += deficit.arrived(samples, t + 8 + delayMs);
    }
    return lost;
  }

  it('sees none in jitter, nor in a crystal 100 ppm off', () => {
    // Blocks come up to 200 ms late, but some of each window come on time.
    expect(run(20, (t) => ({ samples: 8000, delayMs: t % 160 === 0 ? 0 : (t * 7) % 200 }))).toBe(0);
    expect(run(60, () => ({ samples: 8000 * (1 - 100e-6), delayMs: 0 }))).toBe(0);
  });

  it('sees half a second that never came', () => {
    const lost = run(20, (t) => ({ samples: t >= 5000 && t < 5500 ? 0 : 8000, delayMs: 0 }));
    // To the block: 504 ms of blocks begin in the hole's half second at most.
    expect(lost).toBeGreaterThan(490_000);
    expect(lost).toBeLessThan(510_000);
  });
});
