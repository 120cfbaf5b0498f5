/** Digital basebands. Bursts begin and end with a ramp; loops close without a step. */
import { makeSequence, seedOf } from './random.ts';
import type { Waveform } from './scene.ts';

/** 0 to 1 over the first `edge` and back over the last, raised cosine, for u in [0, length]. */
function ramp(u: number, length: number, edge: number): number {
  const inside = Math.min(u, length - u);
  if (inside <= 0) return 0;
  return inside >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * inside) / edge);
}

/** On-off keyed pulses as of a remote control: pulse width `unitS` or three of it, period of four. */
export function ook(key: string, unitS: number, seconds: number): Waveform {
  return {
    key: `ook ${key} ${unitS} ${seconds}`,
    seconds,
    spanHz: 16 / unitS,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const symbols = Math.max(1, Math.floor(seconds / (4 * unitS)));
      const widths = Array.from({ length: symbols }, () => (random.next() < 0.5 ? 1 : 3) * unitS);
      const count = table.length / 2;
      for (let i = 0; i < count; i++) {
        const t = (i * seconds) / count;
        const symbol = Math.floor(t / (4 * unitS));
        table[2 * i] = ramp(t - symbol * 4 * unitS, widths[symbol] ?? 0, unitS / 4);
        table[2 * i + 1] = 0;
      }
    },
  };
}

/** Two-level FSK burst with Gaussian-like frequency transitions and a preamble of 32 alternating bits. */
export function fsk(key: string, baud: number, deviationHz: number, seconds: number): Waveform {
  return {
    key: `fsk ${key} ${baud} ${deviationHz} ${seconds}`,
    seconds,
    spanHz: 2 * deviationHz + 6 * baud,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const bits = Array.from({ length: Math.ceil(seconds * baud) + 1 }, (_, k) =>
        k < 32 ? 1 - 2 * (k & 1) : random.sign(),
      );
      const count = table.length / 2;
      const step = (2 * Math.PI * deviationHz * seconds) / count;
      let phase = 0;
      for (let i = 0; i < count; i++) {
        const t = (i * seconds) / count;
        const at = t * baud;
        const bit = Math.floor(at);
        // Crosses to the next bit over the last 40 % of this one.
        const cross = Math.max(0, (at - bit - 0.6) / 0.4);
        const blend = 0.5 - 0.5 * Math.cos(Math.PI * cross);
        phase += step * ((bits[bit] ?? 1) * (1 - blend) + (bits[bit + 1] ?? 1) * blend);
        const level = ramp(t, seconds, 1.5 / baud);
        table[2 * i] = level * Math.cos(phase);
        table[2 * i + 1] = level * Math.sin(phase);
      }
    },
  };
}

/** Root-raised-cosine pulse, t in symbols, unit energy per symbol up to a constant. */
function rootRaisedCosine(t: number, rollOff: number): number {
  if (Math.abs(t) < 1e-6) return 1 - rollOff + (4 * rollOff) / Math.PI;
  const pole = 4 * rollOff * t;
  if (Math.abs(Math.abs(pole) - 1) < 1e-4) {
    const quarter = Math.PI / (4 * rollOff);
    return (
      (rollOff / Math.SQRT2) * ((1 + 2 / Math.PI) * Math.sin(quarter) + (1 - 2 / Math.PI) * Math.cos(quarter))
    );
  }
  const turn = Math.PI * t;
  return (
    (Math.sin(turn * (1 - rollOff)) + pole * Math.cos(turn * (1 + rollOff))) / (turn * (1 - pole * pole))
  );
}

/** Points of a constellation, mean power 1 up to a constant. */
function point(order: number, index: number): [number, number] {
  if (order <= 8) {
    const angle = (2 * Math.PI * index) / order + (order === 4 ? Math.PI / 4 : 0);
    return [Math.cos(angle), Math.sin(angle)];
  }
  const side = Math.sqrt(order);
  return [2 * (index % side) - side + 1, 2 * Math.floor(index / side) - side + 1];
}

/**
 * Linear modulation with root-raised-cosine pulses, looping: PSK for orders 2, 4 and 8, square QAM for 16, 64
 * and 256.
 */
export function linear(key: string, order: number, baud: number, rollOff = 0.35): Waveform {
  const symbols = 2048;
  // The pulse is cut at ±8 symbols, where a roll-off of 0.35 leaves less than -50 dB.
  const reach = 8;
  return {
    key: `linear ${key} ${order} ${baud} ${rollOff}`,
    seconds: symbols / baud,
    spanHz: baud * (1 + rollOff),
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const points = Array.from({ length: symbols }, () => point(order, random.integer(order)));
      const pulse = Float64Array.from({ length: 2 * reach * 64 + 1 }, (_, i) =>
        rootRaisedCosine(i / 64 - reach, rollOff),
      );
      const count = table.length / 2;
      for (let i = 0; i < count; i++) {
        const at = (i * symbols) / count;
        let re = 0;
        let im = 0;
        for (let k = Math.ceil(at - reach); k <= at + reach; k++) {
          const [a, b] = points[(k + symbols) % symbols] ?? [0, 0];
          const h = pulse[Math.round((at - k + reach) * 64)] ?? 0;
          re += a * h;
          im += b * h;
        }
        table[2 * i] = re;
        table[2 * i + 1] = im;
      }
    },
  };
}

/**
 * One sub-band of an OFDM-like signal: `carriers` subcarriers around 0, spaced `spacingHz`, QPSK, a cyclic
 * prefix of a quarter symbol (the first quarter of each symbol repeats its end).
 */
export function ofdm(key: string, carriers: number, spacingHz: number, symbols: number): Waveform {
  const symbolS = 1.25 / spacingHz;
  const seconds = symbols * symbolS;
  return {
    key: `ofdm ${key} ${carriers} ${spacingHz} ${symbols}`,
    seconds,
    spanHz: (carriers + 4) * spacingHz,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const count = table.length / 2;
      table.fill(0);
      for (let s = 0; s < symbols; s++) {
        const from = Math.ceil((s * count) / symbols);
        const to = Math.ceil(((s + 1) * count) / symbols);
        for (let c = 0; c < carriers; c++) {
          const turn = 2 * Math.PI * (c - (carriers - 1) / 2) * spacingHz;
          const step = (turn * seconds) / count;
          // Phase counted from the end of the prefix, where the useful part begins.
          const since = (from * seconds) / count - (s * symbolS + 0.2 * symbolS);
          const start = turn * since + (Math.PI / 2) * random.integer(4);
          let re = Math.cos(start);
          let im = Math.sin(start);
          const stepRe = Math.cos(step);
          const stepIm = Math.sin(step);
          for (let i = from; i < to; i++) {
            table[2 * i]! += re;
            table[2 * i + 1]! += im;
            const next = re * stepRe - im * stepIm;
            im = re * stepIm + im * stepRe;
            re = next;
          }
        }
      }
    },
  };
}

/** Pulse position modulation like a Mode S reply: 8 µs preamble, then 112 bits of 1 µs, half-microsecond pulses. */
export function ppm(key: string): Waveform {
  const pulseS = 0.5e-6;
  return {
    key: `ppm ${key}`,
    seconds: 120e-6,
    spanHz: 5_000_000,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const slots = [0, 2, 7, 9];
      for (let bit = 0; bit < 112; bit++) slots.push(16 + 2 * bit + random.integer(2));
      const on = new Set(slots);
      const count = table.length / 2;
      for (let i = 0; i < count; i++) {
        const t = (i * this.seconds) / count;
        const slot = Math.floor(t / pulseS);
        const u = t - slot * pulseS;
        const held = on.has(slot) ? ramp(u, pulseS, pulseS / 3) : 0;
        table[2 * i] = held;
        table[2 * i + 1] = 0;
      }
    },
  };
}
