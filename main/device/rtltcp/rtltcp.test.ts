import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../testing/files.ts';
import {
  startRtltcpServer,
  type TestServer,
  type TestServerOptions,
} from '../../../testing/rtltcp-server.ts';
import { collectingSink } from '../../../testing/sink.ts';
import { fromCu8, powerSpectrum } from '../../../testing/spectrum.ts';
import type { Receiver } from '../receiver.ts';
import { sceneTruth } from '../simulated/index.ts';
import { openServer, type ServerTimes } from './receiver.ts';

/** Short enough for a test, long enough for a busy machine. */
const times: ServerTimes = { openMs: 1500, stallMs: 400, backOffMs: 20, longestBackOffMs: 100 };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(options: TestServerOptions = {}): Promise<TestServer> {
  const made = await startRtltcpServer(options);
  closers.push(() => made.close());
  return made;
}

async function radioOf(id: string): Promise<Receiver> {
  const radio = await openServer(id, times);
  closers.push(() => radio.close());
  return radio;
}

/** The last value of each command. */
function lastOf(commands: TestServer['commands']): Map<number, number> {
  return new Map(commands.map(({ code, value }) => [code, value]));
}

describe('an rtl_tcp server as a radio', () => {
  it('says what it is before it plays', async () => {
    const { id } = await server();
    const radio = await radioOf(id);
    expect(radio.info.label).toContain('R820T');
    expect(radio.info.datatype).toBe('cu8');
    expect(radio.info.gains[0]?.stepsDb).toHaveLength(29);
    expect(radio.settings.gainMode).toBe('auto');
  });

  it('streams at the rate it was set, noise around the middle', async () => {
    const { id } = await server();
    const radio = await radioOf(id);
    await radio.setSampleRate(1_024_000);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 2 * 100_000);
    const began = performance.now();
    const from = sink.byteLength;
    await sink.until((s) => s.byteLength > from + 2 * 1_024_000 * 0.5);
    const seconds = (performance.now() - began) / 1000;
    await radio.stop();
    const after = sink.byteLength;
    // Half a second of samples: a block of 8 ms early at most, later only by load.
    expect(seconds).toBeGreaterThan(0.45);
    expect(seconds).toBeLessThan(1.5);
    const bytes = sink.bytes();
    const mean = bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
    expect(Math.abs(mean - 127.5)).toBeLessThan(1);
    expect(sink.lostSamples).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sink.byteLength).toBe(after);
  });

  it('brings the carriers of the scene to their places at their levels', async () => {
    const { id } = await server();
    const radio = await radioOf(id);
    await radio.tune(99_900_000);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 2 * 2.4e6 * 0.3);
    await radio.stop();
    // The first tenth of a second may still be of the frequency before.
    const samples = fromCu8(sink.bytes().subarray(2 * 240_000));
    const spectrum = powerSpectrum(samples, 2.4e6, 16_384);
    const carriers = sceneTruth('sim:band').emitters.filter(
      (one) => one.kind === 'carrier' && Math.abs(one.centreHz - 99.9e6) < 1.1e6,
    );
    expect(carriers.length).toBeGreaterThanOrEqual(5);
    for (const one of carriers) {
      const offset = one.centreHz - 99.9e6;
      const { binHz } = spectrum;
      expect(Math.abs(spectrum.peak(offset - 20e3, offset + 20e3).hz - offset)).toBeLessThanOrEqual(binHz);
      // 0.5 dB: the noise in 8 bins beside the weakest carrier.
      const level = spectrum.powerDb(offset - 4 * binHz, offset + 4 * binHz);
      expect(Math.abs(level - one.powerDbfs)).toBeLessThan(0.5);
    }
  });

  it('sends every setting, and sends them again after the connection broke', async () => {
    const test = await server();
    const radio = await radioOf(test.id);
    const sink = collectingSink();
    await radio.setSampleRate(2_048_000);
    expect(await radio.tune(433_920_000)).toBe(433_920_000);
    expect(await radio.setGainMode('manual')).toBe('manual');
    expect(await radio.setGain('tuner', 30)).toBe(29.7);
    expect(await radio.setControl('ppm', -12)).toBe(-12);
    expect(await radio.setControl('agc', true)).toBe(true);
    expect(await radio.setControl('directSampling', 'q')).toBe('q');
    expect(await radio.setControl('biasTee', true)).toBe(true);
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 0);
    const wanted = new Map([
      [0x02, 2_048_000],
      [0x05, 2 ** 32 - 12],
      [0x08, 1],
      [0x09, 2],
      [0x0e, 1],
      [0x03, 1],
      [0x04, 297],
      [0x01, 433_920_000],
    ]);
    // The server sends its first samples before it has read what was sent to it.
    await expect.poll(() => lastOf(test.commands)).toEqual(wanted);
    const before = test.commands.length;
    test.kick();
    await sink.until((s) => s.events.some((event) => event.kind === 'returned'));
    await expect.poll(() => lastOf(test.commands.slice(before)).size).toBe(wanted.size);
    expect(lastOf(test.commands.slice(before))).toEqual(wanted);
  });

  it('comes back after the server was away, and tells the time it missed', async () => {
    const test = await server({ scene: 'sim:quiet' });
    const radio = await radioOf(test.id);
    await radio.setSampleRate(1_024_000);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 0);
    const began = performance.now();
    await test.deafen();
    await sink.until((s) => s.events.some((event) => event.kind === 'disconnected'));
    await radio.tune(101_000_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await test.listen();
    await sink.until((s) => s.events.some((event) => event.kind === 'returned'));
    const awayS = (performance.now() - began) / 1000;
    expect(sink.events.map((event) => event.kind)).toEqual(['disconnected', 'lost', 'returned']);
    const [lost] = sink.events;
    expect(lost?.kind === 'disconnected' && lost.fault.code).toBe('device-lost');
    // At least the 300 ms the server was away, at most all the time since it was shut.
    expect(sink.lostSamples / 1_024_000).toBeGreaterThan(0.3);
    expect(sink.lostSamples / 1_024_000).toBeLessThan(awayS + 0.02);
    await expect.poll(() => test.commands.at(-1)).toEqual({ code: 1, value: 101_000_000 });
  });

  it('notices a server that has fallen silent', async () => {
    const test = await server({ scene: 'sim:quiet' });
    const radio = await radioOf(test.id);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 0);
    test.stall(true);
    await sink.until((s) => s.events.some((event) => event.kind === 'disconnected'));
    const [event] = sink.events;
    expect(event?.kind === 'disconnected' && event.fault.message).toContain('stopped sending');
    test.stall(false);
    await sink.until((s) => s.events.some((other) => other.kind === 'returned'));
    expect(test.clients).toBeGreaterThanOrEqual(2);
  });

  it('can be stopped while the server is away', async () => {
    const test = await server({ scene: 'sim:quiet' });
    const radio = await radioOf(test.id);
    const sink = collectingSink();
    await radio.start(sink);
    await test.deafen();
    await sink.until((s) => s.events.some((event) => event.kind === 'disconnected'));
    await radio.close();
    const told = sink.events.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sink.events).toHaveLength(told);
  });

  it('starts again after a stop, with a new connection', async () => {
    const test = await server({ scene: 'sim:quiet' });
    const radio = await radioOf(test.id);
    for (let round = 1; round <= 3; round++) {
      const sink = collectingSink();
      await radio.start(sink);
      await sink.until((s) => s.byteLength > 10_000);
      await radio.stop();
    }
    expect(test.clients).toBe(3);
  });

  it('refuses what an RTL stick can’t do', async () => {
    const { id } = await server({ scene: 'sim:quiet' });
    const radio = await radioOf(id);
    expect((await faultOf(radio.tune(3e9))).code).toBe('invalid');
    expect((await faultOf(radio.setSampleRate(500_000))).code).toBe('invalid');
    expect((await faultOf(radio.setGain('LNA', 1))).code).toBe('invalid');
    expect((await faultOf(radio.setControl('offsetTuning', true))).code).toBe('invalid');
    expect((await faultOf(radio.setControl('ppm', 'much'))).code).toBe('invalid');
    await radio.start(collectingSink());
    expect((await faultOf(radio.setSampleRate(1e6))).code).toBe('busy');
    expect((await faultOf(radio.start(collectingSink()))).code).toBe('busy');
  });
});

describe('an address that is no radio', () => {
  it('where nothing listens', async () => {
    const test = await server();
    const { id } = test;
    await test.deafen();
    const fault = await faultOf(openServer(id, times));
    expect(fault.code).toBe('not-found');
    expect(fault.hint).toContain('rtl_tcp');
  });

  it('where something else answers', async () => {
    const { id } = await server({ header: new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n') });
    const fault = await faultOf(openServer(id, times));
    expect(fault.code).toBe('unsupported');
    expect(fault.message).toContain('no rtl_tcp server');
  });

  it('where the connection closes before the header', async () => {
    const hasty = createServer((socket) => socket.end('RTL'));
    await new Promise<void>((resolve) => hasty.listen(0, '127.0.0.1', resolve));
    const address = hasty.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect((await faultOf(openServer(`rtltcp:127.0.0.1:${port}`, times))).code).toBe('device-lost');
    await new Promise((resolve) => hasty.close(resolve));
  });

  it('where another program is served already', async () => {
    const { id } = await server({ scene: 'sim:quiet' });
    await radioOf(id);
    const fault = await faultOf(openServer(id, { ...times, openMs: 200 }));
    expect(fault.code).toBe('timeout');
    expect(fault.hint).toContain('one program at a time');
  });
});
