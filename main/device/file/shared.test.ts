import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../testing/files.ts';
import { playOnce } from '../../../testing/sink.ts';
import { inspectFile } from './inspect.ts';
import { openFile } from './receiver.ts';

interface SharedRecording {
  file: string;
  domain: string;
  format: string;
  bytes: number;
  sample_rate: number | null;
  center_frequency: number | null;
  samples?: number;
}

function sharedRecordings(): SharedRecording[] {
  const shared = process.env['WAVEKEEP_SHARED'] ?? '../shared';
  try {
    const index = JSON.parse(readFileSync(join(shared, 'recordings/index.json'), 'utf8')) as {
      files: SharedRecording[];
    };
    return index.files.map((one) => ({ ...one, file: join(shared, 'recordings', one.file) }));
  } catch {
    return [];
  }
}

const shared = sharedRecordings();

describe.skipIf(shared.length === 0)('the shared recordings (WAVEKEEP_SHARED; skipped where absent)', () => {
  it('of IQ samples all open and play whole', async () => {
    const iq = shared.filter((one) => one.domain === 'iq');
    expect(iq.length).toBeGreaterThan(60);
    for (const one of iq) {
      const question = await inspectFile(one.file);
      expect([one.file, question.datatype]).toEqual([one.file, one.format]);
      expect([one.file, question.missing.includes('sampleRateHz')]).toEqual([
        one.file,
        one.sample_rate === null,
      ]);
      // Names are rounded to a kilohertz: 2359k stands for 2,359,296.
      if (one.sample_rate !== null)
        expect(Math.abs((question.sampleRateHz ?? 0) - one.sample_rate)).toBeLessThan(500);
      if (one.center_frequency !== null) expect(question.centreHz).toBe(one.center_frequency);
      const given = one.sample_rate === null ? '&rate=1M' : '';
      const sink = await playOnce(openFile, `file:${one.file}?speed=max&loop=0${given}`);
      expect([one.file, sink.byteLength]).toEqual([one.file, one.bytes]);
    }
  });

  it('of sound are refused', async () => {
    for (const one of shared.filter((other) => other.domain === 'audio'))
      expect((await faultOf(openFile(`file:${one.file}`))).code).toMatch(/unsupported|invalid/);
  });
});
