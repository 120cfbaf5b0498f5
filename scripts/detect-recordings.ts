/** The table of docs/detection.md: what the detector finds in the real recordings beside the repository. */
import { covered, detectIn, recordingEntries } from '../testing/detection-recordings.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (recordingEntries.length === 0)
  say('Skipped: the recordings are not there (WAVEKEEP_SHARED names their folder).');
else {
  say('| recording | boxes | of each burst covered, % | widest, kHz |');
  say('| --- | --- | --- | --- |');
}
for (const entry of recordingEntries) {
  const found = detectIn(entry);
  const bursts = entry.approx_bursts_samples ?? [];
  const shares = bursts.map((burst) => Math.round(100 * covered(burst, found)));
  const widest = Math.max(...found.map(({ lowerHz, upperHz }) => upperHz - lowerHz));
  say(
    `| ${entry.file} | ${String(found.length)} | ${bursts.length === 0 ? 'no bursts given' : shares.join(', ')} | ` +
      `${found.length === 0 ? '' : (widest / 1e3).toFixed(0)} |`,
  );
}
