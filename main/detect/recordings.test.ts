/** Real recordings with what is known of them; see docs/detection.md for the table. Their names are not read. */
import { describe, expect, it } from 'vitest';
import { covered, detectIn, recordingEntries } from '../../testing/detection-recordings.ts';

/**
 * Share of a burst's time that must be in boxes. The bursts of the index are approximate: they hold pauses at their ends
 * (the lowest is 89 %, where the index calls the whole file a burst and begins and ends with nothing but noise).
 */
const leastCovered = 0.88;

describe.skipIf(recordingEntries.length === 0)('detection in real recordings', () => {
  for (const entry of recordingEntries) {
    const bursts = entry.approx_bursts_samples ?? [];
    if (entry.file.startsWith('noise-'))
      it(`${entry.file}: no box, or one over the whole band where the noise itself rises`, () => {
        const found = detectIn(entry);
        expect(found.length).toBeLessThanOrEqual(entry.file.includes('wideband') ? 1 : 0);
      });
    else if (bursts.length > 0)
      it(`${entry.file}: every burst is covered`, () => {
        const found = detectIn(entry);
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
