import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transports } from '../testing/ports.ts';
import { bytes, call, state } from './bridge.ts';
import { measureJson } from './bridge-guard.ts';
import { contractHash } from './bridge-hash.ts';
import { makeByteStream, type SinkLine } from './bridge-sinks.ts';
import { faultToWire } from './bridge-wire.ts';
import { connect } from './connect.ts';
import { Fault } from './fault.ts';
import { contract } from './index.ts';
import { electronPort, type ElectronPortLike } from './port.ts';
import { serve } from './serve.ts';

describe('the ceiling of a byte stream', () => {
  it('holds credits back while the transport is full and offers them when it has drained', async () => {
    let bufferedBytes = 0;
    const sent: number[] = [];
    const line: SinkLine = {
      value: () => undefined,
      chunk: (chunk) => void sent.push(chunk.length),
      end: () => undefined,
      fail: () => undefined,
      bufferedBytes: () => bufferedBytes,
    };
    const { sink, ack, finish } = makeByteStream(line, 1000);
    let offers = 0;
    sink.onCredit(() => {
      offers++;
    });
    sink.send(new Uint8Array(1));
    sink.send(new Uint8Array(2));
    bufferedBytes = 1001;
    expect(ack(1)).toBe(true);
    expect([sink.credits, offers]).toEqual([0, 0]);
    // Longer than one look at the transport.
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect([sink.credits, offers]).toEqual([0, 0]);
    bufferedBytes = 1000;
    while (offers === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect([sink.credits, offers]).toEqual([1, 1]);
    // Told 0 with nothing under way: nobody but the drain can tell the handler.
    expect(ack(1)).toBe(true);
    bufferedBytes = 5000;
    expect(sink.credits).toBe(0);
    bufferedBytes = 0;
    while (offers === 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(sink.credits).toBe(2);
    expect(ack(1)).toBe(false);
    bufferedBytes = 5000;
    expect(sink.credits).toBe(0);
    // The leak check of this file fails if the timer is still running after this.
    finish();
    expect(sink.credits).toBe(0);
  });

  it('bounds what eight greedy consumers can pile up in one socket', async () => {
    const one = { room: { rows: bytes(z.object({})), ping: call(z.object({}), z.number()) } } as const;
    const pair = await transports[1]!.open();
    const chunkBytes = 3_000_000;
    let peakBytes = 0;
    let made = 0;
    const served = serve(
      one,
      {
        room: {
          ping: () => 1,
          rows(_input, sink) {
            const pump = (): void => {
              while (sink.credits > 0) {
                made++;
                sink.send(new Uint8Array(chunkBytes));
                peakBytes = Math.max(peakBytes, pair.serverPort.bufferedBytes);
              }
            };
            sink.onCredit(pump);
            pump();
            return () => undefined;
          },
        },
      },
      pair.serverPort,
      { onInternal: () => undefined, maxBufferedBytes: 1_000_000 },
    );
    const link = connect(one, pair.clientPort);
    let seen = 0;
    // Eight consumers at once: sixteen chunks would fit their windows.
    for (let i = 0; i < 8; i++) link.api.room.rows({}, { next: (_chunk, done) => (seen++, done()) });
    while (seen < 64) await new Promise((resolve) => setTimeout(resolve, 1));
    // The ceiling may be passed by the chunk that crossed it, with its head.
    expect(peakBytes).toBeLessThan(1_000_000 + chunkBytes + 1000);
    expect(made).toBeGreaterThanOrEqual(64);
    await expect(link.api.room.ping({})).resolves.toBe(1);
    link.close();
    served.close();
    await pair.dispose();
  });
});

describe('measureJson', () => {
  it('is close to the length of the JSON text', () => {
    const value = { a: [1, 2.5, null, true], text: 'hello', inner: { b: 'x'.repeat(500) }, no: undefined };
    const length = JSON.stringify(value).length;
    // Numbers count eight characters whatever they are.
    expect(Math.abs(measureJson(value, 10_000) - length)).toBeLessThan(40);
  });

  it('stops at the limit, also where a small message unfolds into a huge one', () => {
    let value: unknown = 'x';
    for (let i = 0; i < 25; i++) value = [value, value];
    const started = performance.now();
    expect(() => measureJson(value, 100_000)).toThrow(/larger/);
    // 2^25 leaves would take seconds; a hundred thousand take milliseconds.
    expect(performance.now() - started).toBeLessThan(500);
    expect(() => measureJson(new Array(4e9), 1000)).toThrow(Fault);
  });

  it('refuses what JSON cannot carry, with the forbidden key', () => {
    const forbidden = JSON.parse('{"a":{"__proto__":1}}') as unknown;
    for (const value of [undefined, NaN, Infinity, 1n, new Date(), new Map(), new Uint8Array(2), forbidden])
      expect(() => measureJson({ value }.value, 1000)).toThrow(Fault);
    expect(() => measureJson([undefined], 1000)).toThrow(Fault);
  });
});

describe('contractHash', () => {
  const a = call(z.object({ x: z.number() }), z.string());
  const b = state(z.object({}), z.number());

  it('does not depend on the order of members', () => {
    expect(contractHash({ r: { a, b }, s: { b } })).toBe(contractHash({ s: { b }, r: { b, a } }));
  });

  it('differs for another kind, name, room, input, output or limit', () => {
    const variants = [
      { r: { a } },
      { r: { b } },
      { q: { a } },
      { r: { a2: a } },
      { r: { a: call(z.object({ x: z.string() }), z.string()) } },
      { r: { a: call(z.object({ x: z.number() }), z.number()) } },
      { r: { a: call(z.object({ x: z.number().max(5) }), z.string()) } },
      { r: { a: call(z.object({ x: z.number().optional() }), z.string()) } },
      { r: { a: bytes(z.object({ x: z.number() })) } },
    ];
    expect(new Set(variants.map(contractHash)).size).toBe(variants.length);
  });

  it('covers the real contract', () => {
    expect(contractHash(contract)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('adapters and faults at their edges', () => {
  it('an Electron port gets only the part of the buffer that the chunk shows', () => {
    const posted: unknown[] = [];
    const port = electronPort({
      postMessage: (message) => void posted.push(message),
      on: () => undefined,
      start: () => undefined,
      close: () => undefined,
    });
    port.post({ type: 'chunk', id: 1 }, new Uint8Array(1000).subarray(10, 14));
    const whole = new Uint8Array(8);
    port.post({ type: 'chunk', id: 1 }, whole);
    port.close();
    port.post({ type: 'chunk', id: 1 });
    expect(posted).toHaveLength(2);
    expect(posted).toMatchObject([{ chunk: { byteLength: 4, buffer: { byteLength: 4 } } }, { chunk: whole }]);
  });

  it('an Electron port passes further ports on, or closes them where nobody wants them', () => {
    const listeners: ((event: { data: unknown; ports: ElectronPortLike[] }) => void)[] = [];
    let closed = 0;
    const fake = (): ElectronPortLike => ({
      postMessage: () => undefined,
      on: (type: string, listener: (event: { data: unknown; ports: ElectronPortLike[] }) => void) =>
        type === 'message' && listeners.push(listener),
      start: () => undefined,
      close: () => {
        closed++;
      },
    });
    const messages: unknown[] = [];
    const further: ElectronPortLike[] = [];
    electronPort(fake(), (port) => void further.push(port)).onMessage(
      (message) => void messages.push(message),
    );
    electronPort(fake()).onMessage((message) => void messages.push(message));
    const sent = [fake(), fake()];
    listeners[0]?.({ data: {}, ports: [sent[0]!] });
    listeners[1]?.({ data: {}, ports: [sent[1]!] });
    listeners[0]?.({ data: { message: 5 }, ports: [] });
    expect([further, closed, messages]).toEqual([[sent[0]], 1, [5]]);
  });

  it('a fault with texts beyond the limits still crosses', () => {
    const fault = new Fault('busy', 'm'.repeat(9000), {
      hint: 'h'.repeat(9000),
      data: { x: 'd'.repeat(9000) },
    });
    const wire = faultToWire(fault);
    expect([wire.code, wire.message.length, wire.hint?.length]).toEqual(['busy', 2000, 2000]);
    expect(wire.data).toBeUndefined();
  });
});
