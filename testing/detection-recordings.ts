/** Real recordings beside the repository, what their index knows of them, and what the detector finds in each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DetectionSettings } from '../contract/detection.ts';
import { bytesPerSample, Datatype } from '../contract/radio.ts';
import { makeDetector, type Detection } from '../main/detect/index.ts';
import { loadKernels } from '../main/dsp/index.ts';

const folder = join(
  process.env['WAVEKEEP_SHARED'] ?? join(import.meta.dirname, '../../shared'),
  'recordings',
);
const index = join(folder, 'index.json');

const Entry = z.object({
  file: z.string(),
  domain: z.string(),
  format: z.string(),
  sample_rate: z.number().nullable(),
  approx_bursts_samples: z.array(z.tuple([z.number(), z.number()])).nullish(),
});
export type RecordingEntry = z.output<typeof Entry>;

/** Those with complex samples; none where the folder is not there. */
export const recordingEntries: readonly RecordingEntry[] = existsSync(index)
  ? z
      .object({ files: z.array(Entry) })
      .parse(JSON.parse(readFileSync(index, 'utf8')))
      .files.filter(({ domain }) => domain === 'iq')
  : [];

/** Where nobody knows the rate. */
const guessedHz = 1e6;

/** At the default settings; the file's name is not looked at. */
export function detectIn({ file, format, sample_rate }: RecordingEntry): Detection[] {
  const bytes = readFileSync(join(folder, file));
  const datatype = Datatype.parse(format);
  const sampleCount = Math.floor(bytes.byteLength / bytesPerSample[datatype]);
  const found: Detection[] = [];
  const detector = makeDetector(
    {
      kernels: loadKernels().kernels,
      format: datatype,
      sampleRateHz: sample_rate ?? guessedHz,
      sampleCount,
      settings: DetectionSettings.parse({}),
    },
    (one) => found.push(one),
  );
  detector.process(bytes.subarray(0, sampleCount * bytesPerSample[datatype]));
  detector.flush();
  return found;
}

/** Share of a burst's time that lies in boxes. */
export function covered([from, to]: readonly [number, number], found: readonly Detection[]): number {
  let samples = 0;
  let at = from;
  for (const { startSample, sampleCount } of [...found].sort((a, b) => a.startSample - b.startSample)) {
    const begin = Math.max(at, startSample);
    const end = Math.min(to, startSample + sampleCount);
    if (end <= begin) continue;
    samples += end - begin;
    at = end;
  }
  return samples / (to - from);
}
