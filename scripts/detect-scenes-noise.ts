/**
 * Boxes that white noise alone causes: `node scripts/detect-scenes-noise.ts`, an hour at 2.4 MS/s in 8 bits and at the
 * default settings, some five minutes of a core. `--seconds N`, `--rate HZ`; with `--false-alarms N` an hour nothing is
 * left out by length or strength, so that the count can be held against what was asked. See docs/detection.md.
 */
import { parseArgs } from 'node:util';
import { DetectionSettings } from '../contract/detection.ts';
import { makeDetector } from '../main/detect/index.ts';
import { loadKernels } from '../main/dsp/index.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    rate: { type: 'string', default: '2.4e6' },
    'false-alarms': { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const sampleRateHz = Number(values.rate);
const asked = values['false-alarms'];
const settings =
  asked === undefined
    ? DetectionSettings.parse({})
    : { falseAlarmsPerHour: Number(asked), shortestBurstSeconds: 0, widestGapSeconds: 0, leastSnrDb: -60 };
/** Standard deviation of I and of Q in steps of the format: -20 dBFS. */
const deviation = 9;
const tableBits = 16;

/** Bytes of a normal variable, each as often as it should be: an index of 16 random bits draws one. */
function normalBytes(): Uint8Array {
  const size = 1 << tableBits;
  const table = new Uint8Array(size);
  let at = 0;
  for (let level = 0; level <= 255; level++) {
    const share = normalShare((level + 1 - 128) / deviation);
    const until = level === 255 ? size : Math.round(share * size);
    while (at < until) table[at++] = level;
  }
  return table;
}

/** Share of a normal variable below `x` (Abramowitz and Stegun 26.2.17, to 7.5e-8). */
function normalShare(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

/** Marsaglia's xorshift of 128 bits: 32 random bits a call. */
function makeBits(seed: number): () => number {
  let [x, y, z, w] = [seed | 1, 362436069, 521288629, 88675123];
  return () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w;
  };
}

const table = normalBytes();
const bits = makeBits(2_463_534_242);
const second = new Uint8Array(2 * sampleRateHz);
let boxes = 0;
const detector = makeDetector(
  { kernels: loadKernels().kernels, format: 'cu8', sampleRateHz, settings },
  (one) => {
    boxes++;
    if (asked !== undefined) return;
    const megahertz = ((one.lowerHz + one.upperHz) / 2e6).toFixed(3);
    process.stdout.write(
      `box at ${(one.startSample / sampleRateHz).toFixed(3)} s, ${megahertz} MHz, ${one.snrDb.toFixed(1)} dB\n`,
    );
  },
);
const begun = process.cpuUsage();
for (let at = 0; at < seconds; at++) {
  for (let i = 0; i < second.length; i += 2) {
    const two = bits();
    second[i] = table[two & 0xffff]!;
    second[i + 1] = table[two >>> 16]!;
  }
  detector.process(second);
  if ((at + 1) % 300 === 0)
    process.stdout.write(`${String((at + 1) / 60)} minutes: ${String(boxes)} boxes\n`);
}
detector.flush();
const { user, system } = process.cpuUsage(begun);
process.stdout.write(
  `${String(boxes)} boxes in ${String(seconds)} s${asked === undefined ? '' : `, ${((Number(asked) * seconds) / 3600).toFixed(0)} asked for`}; ${((user + system) / 1e6).toFixed(0)} s of processor time\n`,
);
