import { describe, expect, it } from 'vitest';
import { Worker } from 'node:worker_threads';
import { emptyBlock, makeRing, ringReader, ringShape, ringWriter, type BlockFacts } from './ring.ts';

const facts = (firstSample: number, sampleCount: number, lostBefore = 0): BlockFacts => ({
  firstSample,
  sampleCount,
  timeMs: 0,
  centreHz: 100e6,
  sampleRateHz: 1e6,
  lostBefore,
  clipped: 0,
  settingsEpoch: 0,
  position: -1,
});

describe('ring', () => {
  it('hands blocks on in order with their facts', () => {
    const ring = makeRing(8, 64);
    const reader = ringReader(ring);
    const writer = ringWriter(ring);
    writer.write(new Uint8Array([1, 2, 3, 4]), {
      ...facts(0, 2),
      clipped: 1,
      settingsEpoch: 3,
      timeMs: 12.5,
    });
    writer.write(new Uint8Array([5, 6]), facts(7, 1, 5));
    const target = new Uint8Array(64);
    const block = emptyBlock();
    expect(reader.read(target, block)).toBe(true);
    expect([...target.subarray(0, block.byteLength)]).toEqual([1, 2, 3, 4]);
    expect(block).toMatchObject({ firstSample: 0, clipped: 1, settingsEpoch: 3, timeMs: 12.5, missed: 0 });
    expect(reader.read(target, block)).toBe(true);
    // Five samples were lost upstream: that is the stream's loss, not this reader's.
    expect(block).toMatchObject({ firstSample: 7, lostBefore: 5, missed: 0 });
    expect(reader.read(target, block)).toBe(false);
    expect(reader.ended).toBe(false);
    writer.end();
    expect(reader.ended).toBe(true);
  });

  it('tells a lapped reader exactly what it missed', () => {
    const ring = makeRing(8, 64);
    const reader = ringReader(ring);
    const writer = ringWriter(ring);
    const target = new Uint8Array(64);
    const block = emptyBlock();
    const payload = new Uint8Array(20);
    let first = 0;
    const write = (): void => {
      writer.write(payload, facts(first, 10));
      first += 10;
    };
    write();
    expect(reader.read(target, block)).toBe(true);
    for (let i = 0; i < 30; i++) write();
    let seen = 10;
    let missed = 0;
    while (reader.read(target, block)) {
      seen += block.sampleCount;
      missed += block.missed;
    }
    expect(missed).toBeGreaterThan(0);
    expect(seen + missed).toBe(first);
  });

  it('counts from where it was attached, also when it was lapped before its first look', () => {
    const ring = makeRing(8, 64);
    const writer = ringWriter(ring);
    const payload = new Uint8Array(20);
    for (let i = 0; i < 5; i++) writer.write(payload, facts(i * 10, 10));
    const reader = ringReader(ring);
    for (let i = 5; i < 40; i++) writer.write(payload, facts(i * 10, 10));
    const target = new Uint8Array(64);
    const block = emptyBlock();
    let counted = 0;
    while (reader.read(target, block)) counted += block.sampleCount + block.missed;
    expect(counted).toBe(350);
  });

  it('a pacing reader makes a source that can wait wait, and misses nothing', async () => {
    const ring = makeRing(8, 64);
    const reader = ringReader(ring, true);
    const writer = ringWriter(ring);
    const total = 500;
    const produced = (async () => {
      for (let i = 0; i < total; i++) {
        writer.write(new Uint8Array([i & 255, i >> 8]), facts(i, 1));
        await writer.room();
      }
      writer.end();
    })();
    const target = new Uint8Array(64);
    const block = emptyBlock();
    const got: number[] = [];
    while (!reader.ended) {
      while (reader.read(target, block)) {
        expect(block.missed).toBe(0);
        got.push(target[0]! + target[1]! * 256);
      }
      await reader.wait();
    }
    await produced;
    reader.close();
    expect(got).toEqual(Array.from({ length: total }, (_, i) => i));
  });

  it('a source that writes several blocks before it asks for room laps nobody either', async () => {
    const ring = makeRing(16, 64);
    const reader = ringReader(ring, true);
    const writer = ringWriter(ring);
    const target = new Uint8Array(64);
    const block = emptyBlock();
    let missed = 0;
    for (let written = 0; written < 400;) {
      for (let i = 0; i < 5; i++) writer.write(new Uint8Array(2), facts(written++, 1));
      const room = writer.room();
      if (!room) continue;
      while (reader.read(target, block)) missed += block.missed;
      await room;
    }
    reader.close();
    expect(missed).toBe(0);
  });

  it('a closed pacing reader no longer holds the source', async () => {
    const ring = makeRing(8, 64);
    const reader = ringReader(ring, true);
    const writer = ringWriter(ring);
    for (let i = 0; i < 8; i++) writer.write(new Uint8Array(2), facts(i, 1));
    const room = writer.room();
    expect(room).toBeDefined();
    reader.close();
    await room;
    expect(writer.room()).toBeUndefined();
  });

  it('is whole between threads: every block read has the content its facts say', async () => {
    const ring = makeRing(16, 1024);
    // A real second thread writes as fast as it can; block n is filled with n & 255.
    const source = `
      import { workerData } from 'node:worker_threads';
      const { ringWriter } = await import(workerData.module);
      const writer = ringWriter(workerData.ring);
      const bytes = new Uint8Array(1024);
      for (let n = 0; n < 20000; n++) {
        bytes.fill(n & 255);
        writer.write(bytes, { firstSample: n * 512, sampleCount: 512, timeMs: n, centreHz: 0, sampleRateHz: 1, lostBefore: 0, clipped: 0, settingsEpoch: 0, position: -1 });
      }
      writer.end();`;
    const reader = ringReader(ring);
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData: { ring, module: new URL('./ring.ts', import.meta.url).href },
    });
    const left = new Promise((resolve) => worker.once('exit', resolve));
    const target = new Uint8Array(1024);
    const block = emptyBlock();
    let seen = 0;
    let missed = 0;
    let torn = 0;
    while (!reader.ended) {
      while (reader.read(target, block)) {
        seen += block.sampleCount;
        missed += block.missed;
        const value = (block.firstSample / 512) & 255;
        if (target[0] !== value || target[1023] !== value || target[511] !== value) torn++;
      }
      await reader.wait();
    }
    await left;
    expect(torn).toBe(0);
    expect(seen + missed).toBe(20000 * 512);
  });

  it('shapes: 60 fresh blocks a second at low rates, few interrupts at high ones', () => {
    for (const bytesPerSecond of [500_000, 4_800_000, 40_000_000]) {
      const { slots, slotBytes } = ringShape(bytesPerSecond);
      expect(bytesPerSecond / slotBytes).toBeGreaterThanOrEqual(60);
      expect(bytesPerSecond / slotBytes).toBeLessThanOrEqual(400);
      expect((slots * slotBytes) / bytesPerSecond).toBeGreaterThanOrEqual(1.6);
    }
  });
});
