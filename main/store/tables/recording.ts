/** Recordings as the catalogue knows them. Born here with the tasks; the library extends it. */
import type { Readable, Writable } from '../db.ts';
import type { RecordingRow } from '../types.ts';
import { wholeMs } from './rows.ts';

export function recordingWrites(db: Writable): (row: RecordingRow, taskId: number) => void {
  const put = db.change(
    `INSERT OR REPLACE INTO recording (id, name, datatype, sample_rate_hz, centre_hz, samples, started_ms,
       seconds, lost_samples, gaps, clipped_samples, sha512, radio, task_id)
     VALUES (@id, @name, @datatype, @sampleRateHz, @centreHz, @samples, @startedMs, @seconds, @lostSamples,
       @gaps, @clippedSamples, @sha512, @radio, @taskId)`,
  );
  return (row, taskId) => void put.run({ ...row, startedMs: wholeMs(row.startedMs), taskId });
}

export function recordingReads(db: Readable): (name: string) => boolean {
  const named = db.query<{ id: string }>('SELECT id FROM recording WHERE name = ? LIMIT 1');
  return (name) => named.get(name) !== undefined;
}
