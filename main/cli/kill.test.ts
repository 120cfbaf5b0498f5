/** Kill -9 in the middle of a recording: afterwards it opens, and at most a second of samples is missing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli, startCli } from '../../testing/cli.ts';
import { makeRandom } from '../../testing/random.ts';

const long = process.env['WAVEKEEP_LONG'] === '1';
const moments = long ? 20 : 4;
const rateHz = 2_400_000;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-kill-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const random = makeRandom(20_261);
it.each(Array.from({ length: moments }, (_, i) => [i, 100 + random.integer(3000)] as const))(
  'kill %i, %i ms after the first sample',
  async (i, afterMs) => {
    const data = join(dir, `profile-${String(i)}`);
    const folder = join(data, 'recordings');
    const { child, result } = startCli([
      'record',
      'sim:band',
      '--freq',
      '100M',
      '--rate',
      '2.4M',
      '--data',
      data,
    ]);
    const dataFile = (): string | undefined => {
      try {
        return readdirSync(folder).find((name) => name.endsWith('.sigmf-data'));
      } catch {
        // The profile is not there yet.
        return undefined;
      }
    };
    const size = (): number =>
      statSync(join(folder, dataFile() ?? 'none'), { throwIfNoEntry: false })?.size ?? 0;
    await expect.poll(size, { timeout: 15_000, interval: 5 }).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    const killedMs = Date.now();
    await result;

    // The next start repairs: any command will do, and it must work.
    const started = await cli('health', '--json', '--data', data);
    expect(started.code).toBe(0);
    const name = dataFile();
    if (name === undefined) throw new Error('The recording is gone.');
    const metaPath = join(folder, name.replace('-data', '-meta'));
    const validated = await cli('validate', metaPath, '--json', '--data', data);
    expect([validated.code, validated.stdout]).toEqual([0, expect.stringContaining('"ok":true')]);
    const meta = JSON.parse(readFileSync(metaPath, 'utf8')) as {
      global: Record<string, unknown>;
      captures: { 'core:datetime': string }[];
    };
    expect(meta.global['wavekeep:state']).toBe('cut-short');
    const keptSeconds = statSync(join(folder, name)).size / 2 / rateHz;
    const ranSeconds = (killedMs - Date.parse(meta.captures[0]?.['core:datetime'] ?? '')) / 1000;
    expect(ranSeconds - keptSeconds).toBeLessThanOrEqual(1);
  },
  30_000,
);
