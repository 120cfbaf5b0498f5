import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../contract/fault.ts';
import { SimulatedBus, type SimulatedDevice } from '../../../testing/usb/bus.ts';
import type { SimEnv } from '../../../testing/usb/model.ts';
import { hash } from '../../../testing/usb/pattern.ts';
import { withSerial } from './eeprom.ts';
import { RtlSdr } from './device.ts';
import { rtlsdrDriver } from './index.ts';
import type { Receiver, SampleSink } from '../receiver.ts';

/** Notes everything a receiver says. */
class Ear implements SampleSink {
  bytes = 0;
  wrong = 0;
  lostSamples = 0;
  readonly events: string[] = [];
  /** Byte of the pattern that comes next; undefined does not check. */
  expected: number | undefined = 0;

  write(samples: Uint8Array): undefined {
    this.bytes += samples.length;
    if (this.expected === undefined) return;
    for (const byte of samples) {
      const at: number = this.expected++;
      if (byte !== ((hash(at >>> 2) >>> (8 * (at & 3))) & 0xff)) this.wrong++;
    }
  }
  lost(sampleCount: number): void {
    this.lostSamples += sampleCount;
    this.events.push('lost');
  }
  clipped(): void {
    this.events.push('clipped');
  }
  disconnected(fault: Fault): void {
    this.events.push(`disconnected ${fault.code}`);
  }
  returned(): void {
    this.events.push('returned');
  }
  ended(): void {
    this.events.push('ended');
  }
  position(): void {
    this.events.push('position');
  }
}

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function opened(
  env: SimEnv,
): Promise<{ bus: SimulatedBus; device: SimulatedDevice; receiver: Receiver }> {
  const bus = new SimulatedBus();
  const device = bus.plug(env);
  const receiver = await rtlsdrDriver(bus).open('rtlsdr:00000001');
  open.push(receiver);
  return { bus, device, receiver };
}

/** Waits until `true`; fails after five seconds. */
async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 5000; !condition();) {
    if (Date.now() > end) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (caught instanceof Fault) return caught;
  throw new Error(`expected a Fault, got ${String(caught)}`);
}

describe('settings', () => {
  it('returns what was really set', async () => {
    const { receiver } = await opened({ SIM_TUNER: 'r820t' });
    expect(receiver.info.label).toContain('R820T');
    expect(receiver.info.simulated).toBe(true);
    expect(await receiver.tune(433_920_000)).toBe(433_920_000);
    // Two bits are missing in the ratio: 1 MS/s comes out 0.026 S/s higher.
    expect(await receiver.setSampleRate(1_000_000)).toBeCloseTo(1_000_000.0265, 4);
    expect(await receiver.setGainMode('manual')).toBe('manual');
    expect(await receiver.setGain('tuner', 30)).toBe(29.7);
    expect(await receiver.setControl('ppm', 0.34)).toBe(0.3);
    expect(await receiver.setControl('bandwidth', 350_000)).toBe(350_000);
    expect(receiver.settings.gainsDb).toEqual({ tuner: 29.7 });
  });

  it.each(['r820t', 'r828d', 'e4000', 'fc0012', 'fc0013', 'fc2580', 'none'])(
    'opens, sets and sleeps with tuner %s',
    async (tuner) => {
      const { receiver } = await opened({ SIM_TUNER: tuner });
      for (const control of receiver.info.controls)
        if (control.kind === 'switch') {
          expect(await receiver.setControl(control.name, true)).toBe(true);
          expect(await receiver.setControl(control.name, false)).toBe(false);
        }
      for (const { name, stepsDb = [] } of receiver.info.gains)
        for (const gain of stepsDb) expect(await receiver.setGain(name, gain)).toBe(gain);
      expect(await receiver.setControl('directSampling', 'q')).toBe('q');
      expect(receiver.info.tuningHz.max).toBe(28_800_000);
      expect(await receiver.tune(7_100_000)).toBe(7_100_000);
      if (tuner === 'none') return;
      expect(await receiver.setControl('directSampling', 'off')).toBe('off');
      // Coarsest PLL step: 16 Hz at 52 MHz with the E4000, 45 Hz with the FC001x.
      const { min } = receiver.info.tuningHz;
      expect(receiver.settings.centreHz).toBeGreaterThan(min - 50);
      expect(receiver.settings.centreHz).toBeLessThan(min + 50);
    },
  );

  it('refuses what the hardware can not do', async () => {
    const { receiver } = await opened({ SIM_TUNER: 'r820t' });
    expect((await faultOf(receiver.tune(2e9))).code).toBe('invalid');
    expect((await faultOf(receiver.setSampleRate(500_000))).code).toBe('invalid');
    expect((await faultOf(receiver.setGain('lna', 3))).code).toBe('invalid');
    expect((await faultOf(receiver.setControl('offsetTuning', true))).code).toBe('invalid');
    expect((await faultOf(receiver.setControl('ppm', 1000))).code).toBe('invalid');
  });

  it('reaches the lowest frequencies with a wider filter and goes back to the narrow one', async () => {
    const { device, receiver } = await opened({ SIM_TUNER: 'r820t' });
    const filter = (): string =>
      device.transcript.lines
        .map((line) => (line.type === 'control' && line.wValue === 0x34 ? line.data : ''))
        .filter((data) => data.startsWith('0b'))
        .at(-1)!;
    expect(await receiver.tune(24_000_000)).toBe(24_000_000);
    expect(filter()).toBe('0b0b'); // 8 MHz
    expect(await receiver.tune(100_000_000)).toBe(100_000_000);
    expect(filter()).toBe('0b8f'); // 2.43 MHz, as 2.4 MS/s wants
  });

  it('says that a PLL does not lock', async () => {
    const bus = new SimulatedBus();
    bus.plug({ SIM_TUNER: 'r820t', SIM_NOLOCK: '1' });
    const fault = await faultOf(rtlsdrDriver(bus).open('rtlsdr:00000001'));
    expect(fault.code).toBe('unsupported');
    expect(fault.message).toContain('did not lock');
    // It was given back: another try finds the same reason, not a busy radio.
    expect((await faultOf(rtlsdrDriver(bus).open('rtlsdr:00000001'))).code).toBe('unsupported');
  });
});

describe('finding and opening', () => {
  it('lists two sticks with one serial number by their ports', async () => {
    const bus = new SimulatedBus();
    bus.plug({ SIM_TUNER: 'r820t' }, '1-1');
    bus.plug({ SIM_TUNER: 'r828d', SIM_BLOGV4: '1' }, '1-2');
    const listed = await rtlsdrDriver(bus).list();
    expect(listed.map((info) => info.id)).toEqual(['rtlsdr:00000001@1-1', 'rtlsdr:00000001@1-2']);
    expect(listed[1]!.label).toContain('Blog V4');
    expect(listed[1]!.tuningHz.min).toBe(500_000);
  });

  it('refuses the same stick twice, and opens it again once closed', async () => {
    const bus = new SimulatedBus();
    bus.plug({});
    const driver = rtlsdrDriver(bus);
    const first = await driver.open('rtlsdr:00000001');
    const fault = await faultOf(driver.open('rtlsdr:00000001'));
    expect(fault.code).toBe('busy');
    expect(fault.data).toEqual({ processId: process.pid });
    expect((await driver.list())[0]!.available).toBe(false);
    await first.close();
    await first.close();
    await (await driver.open('rtlsdr:00000001')).close();
  });

  it.each([
    ['busy', 'busy'],
    ['access', 'permission'],
  ] as const)('says why a stick can not be opened: %s', async (refusal, code) => {
    const bus = new SimulatedBus();
    bus.plug({}).refusal = refusal;
    const driver = rtlsdrDriver(bus);
    const [listed] = await driver.list();
    expect(listed!.available).toBe(false);
    expect(listed!.hint).toBeTruthy();
    expect((await faultOf(driver.open('rtlsdr:00000001'))).code).toBe(code);
  });

  it('leaves nothing open where opening failed, so that the next attempt is a fresh one', async () => {
    const bus = new SimulatedBus();
    const device = bus.plug({});
    device.claimed = true;
    await expect(rtlsdrDriver(bus).open('rtlsdr:00000001')).rejects.toMatchObject({ code: 'busy' });
    expect(device.open).toBeUndefined();
    expect((await rtlsdrDriver(bus).open('rtlsdr:00000001')).info.available).toBe(true);
  });

  it('gives the kernel driver its stick back', async () => {
    const { device, receiver } = await opened({ SIM_KDRV: '1' });
    expect(device.kernelDriver).toBe(false);
    await receiver.close();
    expect(device.kernelDriver).toBe(true);
  });
});

describe('streaming', () => {
  it('delivers every byte in order', async () => {
    const { receiver } = await opened({});
    const ear = new Ear();
    await receiver.start(ear);
    expect((await faultOf(receiver.setSampleRate(1_024_000))).code).toBe('busy');
    await until(() => ear.bytes >= 2_000_000);
    await receiver.stop();
    const { bytes } = ear;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ear.bytes).toBe(bytes);
    expect(ear.wrong).toBe(0);
    expect(ear.events).toEqual([]);
  });

  it('goes on after an unplug with every setting as it was', async () => {
    const { bus, device, receiver } = await opened({ SIM_TUNER: 'r820t' });
    await receiver.tune(868_000_000);
    await receiver.setGainMode('manual');
    await receiver.setGain('tuner', 20.7);
    const ear = new Ear();
    await receiver.start(ear);
    await until(() => ear.bytes > 500_000);
    bus.unplug(device);
    await until(() => ear.events.includes('disconnected device-lost'));
    // Settings made meanwhile count when it returns.
    await receiver.setGain('tuner', 40.2);
    ear.expected = 0;
    const back = bus.plug({ SIM_TUNER: 'r820t' }, '1-1');
    await until(() => ear.events.includes('returned'));
    const { bytes } = ear;
    await until(() => ear.bytes > bytes + 500_000);
    await receiver.stop();
    expect(ear.events).toEqual(['disconnected device-lost', 'lost', 'returned']);
    expect(ear.lostSamples).toBeGreaterThan(0);
    expect(ear.wrong).toBe(0);
    // What the stick that returned was told last about its LNA: 40.2 dB is step 11 by hand.
    const gains = back.transcript.lines.filter(
      (line) => line.type === 'control' && line.wValue === 0x34 && line.data.startsWith('05'),
    );
    expect(JSON.stringify(gains.at(-1))).toContain('051b');
  });

  it.each(['stall'] as const)('recovers from a %s while the stick stays', async (fault) => {
    const { device, receiver } = await opened({});
    const ear = new Ear();
    ear.expected = undefined;
    await receiver.start(ear);
    await until(() => ear.bytes > 100_000);
    device.bulkFault = fault;
    await until(() => ear.events.includes('disconnected unsupported'));
    device.bulkFault = undefined;
    await until(() => ear.events.includes('returned'));
    const { bytes } = ear;
    await until(() => ear.bytes > bytes + 100_000);
  });

  it('takes short transfers as they are', async () => {
    const { device, receiver } = await opened({});
    device.bulkFault = 'short';
    const ear = new Ear();
    await receiver.start(ear);
    await until(() => ear.bytes > 500_000);
    await receiver.stop();
    expect(ear.wrong).toBe(0);
    expect(ear.events).toEqual([]);
  });

  it('counts losses with the test counter', async () => {
    const { device, receiver } = await opened({ SIM_COUNTER: '1' });
    await receiver.setControl('testMode', true);
    const ear = new Ear();
    ear.expected = undefined;
    await receiver.start(ear);
    await until(() => ear.bytes > 500_000);
    expect(ear.lostSamples).toBe(0);
    device.streamOffset += 100;
    await until(() => ear.lostSamples > 0);
    await receiver.stop();
    expect(ear.lostSamples).toBe(50);
  });

  it('stops while the stick is away', async () => {
    const { bus, device, receiver } = await opened({});
    const ear = new Ear();
    await receiver.start(ear);
    bus.unplug(device);
    await until(() => ear.events.length > 0);
    await receiver.stop();
    await receiver.close();
    expect(ear.events).toEqual(['disconnected device-lost']);
  });
});

describe('EEPROM', () => {
  it('takes a new serial number and keeps everything else', async () => {
    const bus = new SimulatedBus();
    const radio = await RtlSdr.open(await bus.open(bus.plug({}).describe()));
    const before = await radio.readEeprom(0, 256);
    const changed = withSerial(before, 'STATION-7');
    await radio.writeEeprom(0, changed);
    const after = await radio.readEeprom(0, 256);
    await radio.close();
    expect(after).toEqual(changed);
    expect(Buffer.from(after).toString('latin1').replaceAll('\0', '')).toContain('STATION-7');
    expect(after.subarray(0, 53)).toEqual(before.subarray(0, 53));
    expect(() => withSerial(before, 'é')).toThrow('1 to 32');
    expect(() => withSerial(new Uint8Array(256), 'A')).toThrow('no RTL2832U content');
  });
});
