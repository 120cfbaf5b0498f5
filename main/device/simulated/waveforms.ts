/** Analogue basebands: carrier, AM, narrow and wide FM. Each loops without a step. */
import { makeSequence, seedOf, type Sequence } from './random.ts';
import type { Waveform } from './scene.ts';

/** A sum of sinusoids that fit the loop a whole number of times. */
interface Tone {
  hz: number;
  amplitude: number;
  phase: number;
}

/** Lines of something like speech: a fundamental with formants, each a multiple of 1/seconds. */
function voice(random: Sequence, seconds: number, lowHz: number, highHz: number, count: number): Tone[] {
  const tones: Tone[] = [];
  for (let i = 0; i < count; i++) {
    const hz = lowHz * Math.pow(highHz / lowHz, (i + random.next()) / count);
    tones.push({
      hz: Math.max(1, Math.round(hz * seconds)) / seconds,
      // Speech and music fall with frequency.
      amplitude: 1 / (1 + (2 * i) / count),
      phase: 2 * Math.PI * random.next(),
    });
  }
  const total = tones.reduce((sum, tone) => sum + tone.amplitude, 0);
  for (const tone of tones) tone.amplitude /= total;
  return tones;
}

/** Adds tone after tone into `real` by a phasor recurrence: sine and cosine once per tone. */
function addTones(real: Float64Array, tones: readonly Tone[], seconds: number): void {
  for (const tone of tones) {
    const step = (2 * Math.PI * tone.hz * seconds) / real.length;
    const stepRe = Math.cos(step);
    const stepIm = Math.sin(step);
    let re = tone.amplitude * Math.cos(tone.phase);
    let im = tone.amplitude * Math.sin(tone.phase);
    for (let i = 0; i < real.length; i++) {
      real[i]! += re;
      const next = re * stepRe - im * stepIm;
      im = re * stepIm + im * stepRe;
      re = next;
    }
  }
}

/** The phase a frequency deviation of `deviationHz`·tones gives: the integral, closed form. */
function integrated(tones: readonly Tone[], deviationHz: number): Tone[] {
  return tones.map(({ hz, amplitude, phase }) => ({
    hz,
    amplitude: (amplitude * deviationHz) / hz,
    phase: phase - Math.PI / 2,
  }));
}

function fillPhase(table: Float32Array, phase: Float64Array): void {
  for (let i = 0; i < phase.length; i++) {
    table[2 * i] = Math.cos(phase[i]!);
    table[2 * i + 1] = Math.sin(phase[i]!);
  }
}

/** An unmodulated carrier. */
export const carrier: Waveform = {
  key: 'carrier',
  seconds: 0.25,
  spanHz: 0,
  fill(table) {
    for (let i = 0; i < table.length; i += 2) {
      table[i] = 1;
      table[i + 1] = 0;
    }
  },
};

/** Double side band with carrier, 300 Hz to 3.4 kHz, modulation depth up to `depth`. */
export function am(key: string, depth = 0.8): Waveform {
  return {
    key: `am ${key} ${depth}`,
    seconds: 0.5,
    spanHz: 8000,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const audio = new Float64Array(table.length / 2);
      addTones(audio, voice(random, this.seconds, 300, 3400, 8), this.seconds);
      for (let i = 0; i < audio.length; i++) {
        table[2 * i] = 1 + depth * audio[i]!;
        table[2 * i + 1] = 0;
      }
    },
  };
}

/** Frequency modulation by speech, peak deviation `deviationHz`. */
export function nfm(key: string, deviationHz = 3000): Waveform {
  return {
    key: `nfm ${key} ${deviationHz}`,
    seconds: 0.5,
    // Carson's bandwidth and as much again for the skirts.
    spanHz: 3 * (deviationHz + 3000),
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const phase = new Float64Array(table.length / 2);
      const tones = voice(random, this.seconds, 300, 3000, 6);
      addTones(phase, integrated(tones, 2 * deviationHz), this.seconds);
      fillPhase(table, phase);
    },
  };
}

/**
 * Broadcast FM: sum and difference channels, 19 kHz pilot at 9 %, RDS-like data on 57 kHz at 3 %,
 * 75 kHz peak deviation (ITU-R BS.450).
 */
export function wfm(key: string): Waveform {
  return {
    key: `wfm ${key}`,
    seconds: 0.25,
    spanHz: 300_000,
    fill(table, seed) {
      const random = makeSequence(seed ^ seedOf(key));
      const { seconds } = this;
      const sum = voice(random, seconds, 60, 12_000, 7).map((t) => ({ ...t, amplitude: t.amplitude * 0.55 }));
      const side = voice(random, seconds, 100, 9000, 3).flatMap((tone) => {
        const half = tone.amplitude * 0.33 * 0.5;
        return [
          { hz: 38_000 - tone.hz, amplitude: half, phase: -tone.phase },
          { hz: 38_000 + tone.hz, amplitude: half, phase: tone.phase },
        ];
      });
      const pilot = { hz: 19_000, amplitude: 0.09, phase: 0 };
      const phase = new Float64Array(table.length / 2);
      addTones(phase, integrated([...sum, ...side, pilot], 75_000), seconds);
      addRds(phase, random, seconds);
      fillPhase(table, phase);
    },
  };
}

/** Biphase symbols at 1187.5 a second on 57 kHz; their phase deviation is small, so it is added directly. */
function addRds(phase: Float64Array, random: Sequence, seconds: number): void {
  const symbols = Math.floor(1187.5 * seconds);
  const signs = Array.from({ length: symbols }, () => random.sign());
  const peak = (0.03 * 75_000) / 57_000;
  for (let i = 0; i < phase.length; i++) {
    const t = i / phase.length;
    const at = t * symbols;
    const shape = Math.sin(2 * Math.PI * (at % 1)) * (signs[Math.floor(at) % symbols] ?? 0);
    phase[i]! += peak * shape * Math.sin(2 * Math.PI * 57_000 * seconds * t);
  }
}
