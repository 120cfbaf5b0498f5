import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Datatype } from '../../contract/radio.ts';
import { faultOf, makeTestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { collectingSink } from '../../testing/sink.ts';
import { openRadio, sceneTruth } from '../device/index.ts';
import { toSigmf } from '../sigmf/index.ts';
import { startProducts, type ProductThread } from './index.ts';

const folder = makeTestFolder();
afterAll(() => folder.remove());

let products: ProductThread;
beforeEach(() => void (products = startProducts()));
afterEach(() => products.close());

const rate = 20_000;
const centreHz = 433.92e6;

/** A tone of `toneDbfs` at `toneHz` in white noise of `noiseDbfs` over the whole rate. */
function samples(count: number, toneHz: number, toneDbfs: number, noiseDbfs: number): Float32Array {
  const random = makeRandom(5);
  const amplitude = 10 ** (toneDbfs / 20);
  const rms = 10 ** (noiseDbfs / 20) * Math.SQRT1_2;
  const iq = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * toneHz * i) / rate;
    iq[2 * i] = amplitude * Math.cos(angle) + rms * random.normal();
    iq[2 * i + 1] = amplitude * Math.sin(angle) + rms * random.normal();
  }
  return iq;
}

const encoders: Readonly<Record<Datatype, (iq: Float32Array) => Uint8Array>> = {
  cu8: (iq) => Uint8Array.from(iq, (v) => Math.max(0, Math.min(255, Math.round(v * 127.5 + 127.5)))),
  cs8: (iq) => new Uint8Array(Int8Array.from(iq, (v) => Math.round(v * 127)).buffer),
  cs16: (iq) => new Uint8Array(Int16Array.from(iq, (v) => Math.round(v * 32_767)).buffer),
  cf32: (iq) => new Uint8Array(iq.buffer),
};

type Capture = Record<string, number>;
const wholeFile: Capture[] = [{ 'core:sample_start': 0, 'core:frequency': centreHz }];

function put(
  name: string,
  iq: Float32Array,
  more: { datatype?: Datatype; captures?: Capture[]; global?: Record<string, unknown> } = {},
): string {
  const { datatype = 'cf32', captures = wholeFile, global = {} } = more;
  const meta = {
    global: {
      'core:datatype': toSigmf(datatype),
      'core:version': '1.2.5',
      'core:sample_rate': rate,
      ...global,
    },
    captures,
    annotations: [],
  };
  folder.put(`${name}.sigmf-data`, encoders[datatype](iq));
  return folder.put(`${name}.sigmf-meta`, new TextEncoder().encode(JSON.stringify(meta)));
}

describe('metrics of a recording', () => {
  it('are the same in every sample format', async () => {
    const iq = samples(20_000, 1500, -12, -32);
    // 20 dB in 20 kHz are 22.04 dB in 12.5 kHz.
    const snrDb = 20 + 10 * Math.log10(rate / 12_500);
    for (const datatype of ['cu8', 'cs8', 'cs16', 'cf32'] as const) {
      const metaPath = put(`format-${datatype}`, iq, { datatype });
      const found = await products.metrics({ metaPath, centreHz, bandwidthHz: 12_500 });
      // 12,500 noise samples in the band: 0.04 dB; 8 bits add -51 dBFS of rounding noise, 0.06 dB.
      expect(Math.abs((found.snrDb ?? 0) - snrDb), datatype).toBeLessThan(0.25);
      expect(Math.abs((found.offsetHz ?? 0) - 1500)).toBeLessThan(found.resolutionHz);
      expect(Math.abs(found.noiseDbfsPerHz - (-32 - 10 * Math.log10(rate)))).toBeLessThan(0.25);
      // The end of a stretch that fills no transform is left out: less than a quarter of one.
      expect(found.seconds).toBeGreaterThan(0.98);
      expect(found.seconds).toBeLessThanOrEqual(1);
    }
  });

  it('find a signal in a part of the band, and none in another', async () => {
    const metaPath = put('part', samples(40_000, 4000, -20, -40));
    const there = await products.metrics({ metaPath, centreHz: centreHz + 3800, bandwidthHz: 2000 });
    expect(Math.abs((there.offsetHz ?? 0) - 200)).toBeLessThan(there.resolutionHz);
    expect(Math.abs((there.snrDb ?? 0) - 30)).toBeLessThan(0.5);
    const beside = await products.metrics({ metaPath, centreHz: centreHz - 3800, bandwidthHz: 2000 });
    expect(beside.snrDb).toBeUndefined();
    expect(Math.abs(beside.powerDbfs - -50)).toBeLessThan(0.3);
  });

  it('are not misled by gaps, whose edges are no part of the signal', async () => {
    // A strong tone that goes on after a gap with another phase: across the seam it would splatter.
    const iq = samples(30_000, 777, -1, -85);
    const cut = new Float32Array([...iq.subarray(0, 26_000), ...iq.subarray(26_014)]);
    const captures = [
      { 'core:sample_start': 0, 'core:global_index': 0, 'core:frequency': centreHz },
      { 'core:sample_start': 13_000, 'core:global_index': 13_007, 'core:frequency': centreHz },
    ];
    const known = put('gap', cut, { captures });
    const unknown = put('seam', cut);
    const floor = async (metaPath: string): Promise<number> =>
      (await products.metrics({ metaPath, centreHz, bandwidthHz: 12_500 })).noiseDbfsPerHz;
    const noise = -85 - 10 * Math.log10(rate);
    expect(Math.abs((await floor(known)) - noise)).toBeLessThan(0.3);
    // The same samples without word of the gap show what it would do: the check can fail.
    expect((await floor(unknown)) - noise).toBeGreaterThan(3);
  });

  it('use the centre with most samples where a recording was retuned', async () => {
    const iq = samples(30_000, 1000, -20, -60);
    const captures = [
      { 'core:sample_start': 0, 'core:frequency': centreHz + 2000 },
      { 'core:sample_start': 10_000, 'core:frequency': centreHz },
    ];
    const metaPath = put('retuned', iq, { captures });
    const found = await products.metrics({ metaPath, centreHz, bandwidthHz: 12_500 });
    expect(Math.abs((found.offsetHz ?? 0) - 1000)).toBeLessThan(found.resolutionHz);
    expect(found.seconds).toBeGreaterThan(0.97);
    expect(found.seconds).toBeLessThanOrEqual(1);
  });

  it('name what is wrong and what to do', async () => {
    const ask = { centreHz, bandwidthHz: 12_500 };
    const short = put('short', samples(50, 0, -10, -40));
    const outside = put('outside', samples(5000, 0, -10, -40));
    const odd = put('odd', samples(5000, 0, -10, -40), { global: { 'core:datatype': 'rf32_le' } });
    const rateless = put('rateless', samples(5000, 0, -10, -40), {
      global: { 'core:sample_rate': undefined },
    });
    const dataless = put('dataless', samples(100, 0, -10, -40));
    truncateSync(join(folder.path, 'dataless.sigmf-data'), 0);
    const cases = [
      [products.metrics({ metaPath: join(folder.path, 'absent.sigmf-meta'), ...ask }), 'not-found'],
      [products.metrics({ metaPath: short, ...ask }), 'invalid'],
      [products.metrics({ metaPath: outside, centreHz: centreHz + 9000, bandwidthHz: 12_500 }), 'invalid'],
      [products.metrics({ metaPath: odd, ...ask }), 'unsupported'],
      [products.metrics({ metaPath: rateless, ...ask }), 'invalid'],
      [products.metrics({ metaPath: dataless, ...ask }), 'invalid'],
      [
        products.spectrogram({ metaPath: short, outPath: join(folder.path, 's.png'), palette: 'turbo' }),
        'invalid',
      ],
    ] as const;
    for (const [promise, code] of cases) {
      const fault = await faultOf(promise);
      expect(fault.code).toBe(code);
      expect(fault.hint).toBeTruthy();
    }
  });
});

describe('metrics of the simulated band', () => {
  it('are its truth: carriers in parts of 2.4 MHz', async () => {
    const radio = await openRadio('sim:band?speed=max');
    await radio.setSampleRate(2.4e6);
    await radio.tune(100e6);
    const sink = collectingSink();
    const wantedBytes = 2.4e6 * 0.25 * 2;
    await radio.start(sink);
    await sink.until((one) => one.byteLength >= wantedBytes);
    await radio.stop();
    const { datatype } = radio.info;
    await radio.close();
    const global = { 'core:datatype': toSigmf(datatype), 'core:sample_rate': 2.4e6 };
    const captures = [{ 'core:sample_start': 0, 'core:frequency': 100e6 }];
    const metaPath = put('band', new Float32Array(0), { global, captures });
    folder.put('band.sigmf-data', sink.bytes().subarray(0, wantedBytes));
    const carriers = sceneTruth('sim:band').emitters.filter(
      (one) => one.kind === 'carrier' && Math.abs(one.centreHz - 100e6) < 0.9e6,
    );
    expect(carriers.length).toBeGreaterThanOrEqual(4);
    for (const { centreHz: at, powerDbfs } of carriers) {
      const found = await products.metrics({ metaPath, centreHz: at - 300, bandwidthHz: 12_500 });
      expect(Math.abs((found.peakOffsetHz ?? 0) - 300)).toBeLessThan(found.resolutionHz);
      expect(Math.abs((found.offsetHz ?? 0) - 300)).toBeLessThan(found.resolutionHz);
      // Noise of -100 dBFS/Hz in the band. 3,750 noise values of which a thousand are new: 0.14 dB.
      const snrDb = powerDbfs - (-100 + 10 * Math.log10(12_500));
      expect(Math.abs((found.snrDb ?? 0) - snrDb)).toBeLessThan(0.5);
    }
  });
});

describe('the picture of a recording', () => {
  it('is on disk, whole, and as told', async () => {
    const metaPath = put('picture', samples(60_000, 5000, -20, -60));
    const outPath = join(folder.path, 'picture.png');
    writeFileSync(outPath, 'an older one');
    const made = await products.spectrogram({ metaPath, outPath, palette: 'viridis' });
    const png = readFileSync(outPath);
    expect(png.byteLength).toBe(made.bytes);
    expect(createHash('sha512').update(png).digest('hex')).toBe(made.sha512);
    const image = decode(png);
    expect([image.width, image.height]).toEqual([made.width, made.height]);
    expect(existsSync(`${outPath}.tmp`)).toBe(false);
    // The tone stands at 5 kHz of ±10: three quarters of the plot, which lies between the margins.
    const line = brightest(image, Math.floor(made.height / 2));
    expect(Math.abs((line - 64) / (made.width - 80) - 0.75)).toBeLessThan(0.01);
  });

  it('shows 0.05 s as well as many samples, and time stays true across a gap', async () => {
    for (const [count, mostHeight] of [
      [1000, 400],
      [600_000, 1000],
    ] as const) {
      const metaPath = put(`length-${count}`, samples(count, 2500, -20, -60));
      const outPath = join(folder.path, 'length.png');
      const made = await products.spectrogram({ metaPath, outPath, palette: 'turbo' });
      expect(made.height).toBeLessThanOrEqual(mostHeight);
      expect(made.height).toBeGreaterThan(200);
    }
    const captures = [
      { 'core:sample_start': 0, 'core:global_index': 0 },
      { 'core:sample_start': 20_000, 'core:global_index': 40_000 },
    ];
    const metaPath = put('silence', samples(40_000, 2500, -20, -60), { captures });
    const outPath = join(folder.path, 'silence.png');
    await products.spectrogram({ metaPath, outPath, palette: 'greyscale' });
    const image = decode(readFileSync(outPath));
    const column = 64 + Math.round((image.width - 80) * 0.625);
    // Of three equal parts the middle one is missing: its half-way point is dark, those of the others are bright.
    const bright = [1, 3, 5].map((sixth) => {
      const y = 12 + Math.round(((image.height - 40) * sixth) / 6);
      return (image.data[(y * image.width + column) * 3] ?? 0) > 128;
    });
    expect(bright).toEqual([true, false, true]);
  });

  it('is not left half written when the disk says no', async () => {
    const metaPath = put('nowhere', samples(5000, 0, -20, -60));
    const outPath = join(folder.path, 'no-such-folder', 'a.png');
    expect((await faultOf(products.spectrogram({ metaPath, outPath, palette: 'turbo' }))).code).toBe(
      'not-found',
    );
  });
});

describe('the product thread', () => {
  it('closes while busy: what was asked fails, and nothing is left', async () => {
    const metaPath = put('busy', samples(400_000, 0, -20, -60));
    const before = readdirSync(folder.path).length;
    const asked = Array.from({ length: 6 }, (_, i) =>
      products.spectrogram({ metaPath, outPath: join(folder.path, `busy-${i}.png`), palette: 'turbo' }),
    );
    const ends = Promise.all(asked.map((one) => faultOf(one)));
    await products.close();
    for (const fault of await ends) expect(fault.code).toBe('cancelled');
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(readdirSync(folder.path).length).toBe(before);
    expect((await faultOf(products.metrics({ metaPath, centreHz, bandwidthHz: 1000 }))).code).toBe(
      'cancelled',
    );
    await products.close();
  });

  it('makes one product after another, whoever asks', async () => {
    const metaPath = put('both', samples(40_000, 0, -20, -60));
    const outPath = join(folder.path, 'both.png');
    const [first, second, third] = await Promise.all([
      products.metrics({ metaPath, centreHz, bandwidthHz: 12_500 }),
      products.spectrogram({ metaPath, outPath, palette: 'turbo' }),
      products.metrics({ metaPath, centreHz, bandwidthHz: 12_500 }),
    ]);
    expect(third).toEqual(first);
    expect(statSync(outPath).size).toBe(second.bytes);
  });
});

/** Column of the brightest pixel of a line, among the colours of the plot. */
function brightest(image: ReturnType<typeof decode>, y: number): number {
  let best = 0;
  let most = -1;
  for (let x = 64; x < image.width - 16; x++) {
    const at = (y * image.width + x) * 3;
    const light = (image.data[at] ?? 0) + (image.data[at + 1] ?? 0);
    if (light > most) [most, best] = [light, x];
  }
  return best;
}
