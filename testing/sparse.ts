/** Recordings of any size that take hardly any disk: holes, with signals at known places. */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { recordingPaths, writeMeta } from '../main/sigmf/index.ts';
import { encode, makeAir, tone, type Format } from './signals.ts';

export interface SparsePlan {
  /** Of the metadata. */
  path: string;
  format: Format;
  sampleRateHz: number;
  centreHz: number;
  samples: number;
  /** Tones of full scale, of so many samples each: where, and at which frequency in cycles per sample. */
  pieces: readonly { startSample: number; sampleCount: number; cycles: number }[];
}

/** Bytes of one complex sample. */
const sampleBytes: Readonly<Record<Format, number>> = {
  cu8: 2,
  ci8: 2,
  ci16_le: 4,
  cf32_le: 8,
  ri16_le: 2,
};

/** Writes metadata and data. Holes read as zeros: silence of every format but cu8. */
export async function writeSparse(plan: SparsePlan): Promise<void> {
  const bytes = sampleBytes[plan.format];
  await mkdir(dirname(plan.path), { recursive: true });
  const data = await open(recordingPaths(plan.path).data, 'w');
  try {
    await data.truncate(plan.samples * bytes);
    for (const { startSample, sampleCount, cycles } of plan.pieces) {
      const { iq } = makeAir(sampleCount).add(tone(cycles, 0.99));
      await data.write(encode(plan.format, iq), 0, sampleCount * bytes, startSample * bytes);
    }
  } finally {
    await data.close();
  }
  await writeMeta(plan.path, {
    global: { 'core:datatype': plan.format, 'core:version': '1.2.5', 'core:sample_rate': plan.sampleRateHz },
    captures: [
      {
        'core:sample_start': 0,
        'core:frequency': plan.centreHz,
        'core:datetime': '2026-03-01T12:00:00.000000Z',
      },
    ],
    annotations: [],
  });
}

/** 20 GB of ci16 at 20 MS/s: some four minutes. Twenty signals of 0.1 s, evenly spread. */
export function largePlan(path: string): SparsePlan {
  const samples = 5_000_000_000;
  const sampleRateHz = 20_000_000;
  const sampleCount = 2_000_000;
  return {
    path,
    format: 'ci16_le',
    sampleRateHz,
    centreHz: 100_000_000,
    samples,
    pieces: Array.from({ length: 20 }, (_, k) => ({
      startSample: Math.floor(((k + 0.5) * samples) / 20),
      sampleCount,
      cycles: -0.4 + 0.04 * k,
    })),
  };
}
