/** A stream of known tones and bursts, written into a real ring block by block: what channels are tested with. */
import type { StreamFacts } from '../main/acquire/acquire.ts';
import { emptyBlock, makeRing, ringWriter } from '../main/acquire/ring.ts';

/** A tone between two samples of the stream. */
export interface Tone {
  hz: number;
  dbfs: number;
  from?: number;
  until?: number;
}

export interface ChannelStream {
  readonly stream: StreamFacts;
  /** Index of the next sample. */
  readonly at: number;
  /** UTC of sample 0. */
  readonly startMs: number;
  /** Writes so many samples in blocks, waiting for pacing readers. */
  write(samples: number, facts?: { clipped?: number; settingsEpoch?: number }): Promise<void>;
  /** So many samples are lost. */
  lose(samples: number): void;
  /** The radio is at another frequency from here on: tones stay where they are on the air. */
  tune(centreHz: number): void;
  end(): void;
}

/** @param tones frequencies are absolute. Blocks of `blockSamples` (odd sizes let nothing line up). */
export function makeChannelStream(
  rateHz: number,
  centreHz: number,
  tones: readonly Tone[],
  blockSamples = 7919,
): ChannelStream {
  const ring = makeRing(64, 8 * blockSamples);
  const writer = ringWriter(ring);
  const startMs = Date.UTC(2026, 2, 1, 12);
  const floats = new Float32Array(2 * blockSamples);
  const bytes = new Uint8Array(floats.buffer);
  let at = 0;
  let tunedHz = centreHz;
  let lost = 0;

  const fill = (count: number): void => {
    floats.fill(0);
    for (const { hz, dbfs, from = 0, until = Infinity } of tones) {
      const amplitude = 10 ** (dbfs / 20);
      const step = (hz - tunedHz) / rateHz;
      // What is outside the stream a radio does not hear.
      if (Math.abs(step) >= 0.5) continue;
      for (let n = Math.max(0, from - at); n < Math.min(count, until - at); n++) {
        const phase = 2 * Math.PI * (((at + n) * step) % 1);
        floats[2 * n] = floats[2 * n]! + amplitude * Math.cos(phase);
        floats[2 * n + 1] = floats[2 * n + 1]! + amplitude * Math.sin(phase);
      }
    }
  };

  return {
    stream: {
      ring,
      info: {
        id: 'sim:test',
        driver: 'sim',
        label: 'Scripted tones',
        serial: '',
        available: true,
        simulated: true,
        tuningHz: { min: 0, max: 6e9 },
        sampleRatesHz: { min: 1, max: 1e8 },
        gains: [],
        datatype: 'cf32',
        controls: [],
        gainModes: [],
      },
      settings: { centreHz, sampleRateHz: rateHz, gainMode: 'manual', gainsDb: { LNA: 10 }, controls: {} },
    },
    get at() {
      return at;
    },
    startMs,
    async write(samples, facts = {}) {
      for (let left = samples; left > 0;) {
        const count = Math.min(left, blockSamples);
        fill(count);
        writer.write(bytes.subarray(0, 8 * count), {
          ...emptyBlock(),
          sampleCount: count,
          firstSample: at,
          timeMs: startMs + (at / rateHz) * 1000,
          centreHz: tunedHz,
          sampleRateHz: rateHz,
          lostBefore: lost,
          clipped: facts.clipped ?? 0,
          settingsEpoch: facts.settingsEpoch ?? 0,
        });
        lost = 0;
        at += count;
        left -= count;
        await writer.room();
      }
    },
    lose(samples) {
      lost += samples;
      at += samples;
    },
    tune: (next) => void (tunedHz = next),
    end: () => writer.end(),
  };
}
