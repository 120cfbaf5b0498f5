/** Real recordings with what is known of them; see docs/detection.md for the table. Their names are not read. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytesPerSample, Datatype } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeDetector, type Detection } from './index.ts';

const folder = join(import.meta.dirname, '../../../shared/recordings');
const index = join(folder, 'index.json');

const Entry = z.object({
  file: z.string(),
  domain: z.string(),
  format: z.string(),
  sample_rate: z.number().nullable(),
  approx_bursts_samples: z.array(z.tuple([z.number(), z.number()])).nullish(),
});
const entries = existsSync(index)
  ? z
      .object({ files: z.array(Entry) })
      .parse(JSON.parse(readFileSync(index, 'utf8')))
      .files.filter(({ domain }) => domain === 'iq')
  : [];

/** Where nobody knows the rate. */
const guessedHz = 1e6;
/**
 * Share of a burst's time that must be in boxes. The bursts of the index are approximate: they hold pauses at their ends
 * (the lowest is 89 %, where the index calls the whole file a burst and begins and ends with nothing but noise).
 */
const leastCovered = 0.88;

function detect({ file, format, sample_rate }: z.output<typeof Entry>): Detection[] {
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
      settings: {
        falseAlarmsPerHour: 1,
        shortestBurstSeconds: 1e-3,
        widestGapSeconds: 0.02,
        leastSnrDb: 0,
      },
    },
    (one) => found.push(one),
  );
  detector.process(bytes.subarray(0, sampleCount * bytesPerSample[datatype]));
  detector.flush();
  return found;
}

function covered([from, to]: [number, number], found: readonly Detection[]): number {
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

describe.skipIf(entries.length === 0)('detection in real recordings', () => {
  for (const entry of entries) {
    const bursts = entry.approx_bursts_samples ?? [];
    if (entry.file.startsWith('noise-'))
      it(`${entry.file}: no box, or one over the whole band where the noise itself rises`, () => {
        const found = detect(entry);
        expect(found.length).toBeLessThanOrEqual(entry.file.includes('wideband') ? 1 : 0);
      });
    else if (bursts.length > 0)
      it(`${entry.file}: every burst is covered`, () => {
        const found = detect(entry);
        for (const burst of bursts)
          expect(covered(burst, found), burst.join(' to ')).toBeGreaterThanOrEqual(leastCovered);
        // Twenty hops by the index, some of them twice at once.
        if (entry.file.includes('hopping')) {
          expect(found.length).toBeGreaterThanOrEqual(15);
          expect(found.length).toBeLessThanOrEqual(25);
          for (const { lowerHz, upperHz } of found) expect(upperHz - lowerHz).toBeLessThanOrEqual(200e3);
        }
      });
  }
});
