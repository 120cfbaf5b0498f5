import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/files.ts';
import { metaOf, openLabels, picture } from '../../testing/labels.ts';
import { makeRandom } from '../../testing/random.ts';
import { readMeta, validate } from '../sigmf/index.ts';
import { contentOf, toLabel } from './annotation.ts';

/** The acceptance asks for fifty moments; a few are enough for every day. */
const moments = process.env['WAVEKEEP_LONG'] === '1' ? 50 : 4;
const program = new URL('../../testing/label-program.ts', import.meta.url);

interface Last {
  /** Begun and not answered. */
  begun: string | undefined;
  acked: { revision: number; digest: string } | undefined;
  acks: number;
}

/** Lets it edit, and kills it so long after its first answer. */
async function killAfter(profileDir: string, seed: number, ms: number): Promise<Last> {
  const child = spawn(process.execPath, [program.pathname, profileDir, `${seed}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const last: Last = { begun: undefined, acked: undefined, acks: 0 };
  const lines = createInterface({ input: child.stdout });
  let timer: NodeJS.Timeout | undefined;
  lines.on('line', (line) => {
    const [word, one, two] = line.split(' ');
    if (word === 'begin') last.begun = one;
    if (word === 'ack') {
      last.acked = { revision: Number(one), digest: two ?? '' };
      last.begun = undefined;
      last.acks++;
      timer ??= setTimeout(() => child.kill('SIGKILL'), ms);
    }
  });
  const [[, signal]] = (await Promise.all([once(child, 'exit'), once(lines, 'close')])) as [
    [number | null, string | null],
    unknown,
  ];
  clearTimeout(timer);
  expect(signal).toBe('SIGKILL');
  return last;
}

describe('labels', () => {
  it(
    `survive kill -9 at ${moments} random moments of editing, in the catalogue and in the metadata`,
    async () => {
      const random = makeRandom(7);
      const folder = makeTestFolder();
      try {
        const first = await openLabels(folder.path);
        const path = await first.recording('a', metaOf([{ 'core:sample_start': 9, 'core:label': 'theirs' }]));
        await first.close();
        let acks = 0;
        for (let moment = 0; moment < moments; moment++) {
          // Up to two seconds: within an edit, a commit, the wait before writing, and writing.
          const last = await killAfter(folder.path, moment + 1, random.integer(2000));
          acks += last.acks;
          const test = await openLabels(folder.path);
          try {
            const { revision } = await test.store.labels({ recordingId: 'a', limit: 0 });
            const digest = async (): Promise<string> =>
              createHash('sha256')
                .update(picture(await test.of('a')).join('\n'))
                .digest('hex');
            // What was under way when it was killed is there as a whole or not at all.
            const context = { signal: new AbortController().signal };
            if (revision !== last.acked?.revision) {
              expect([revision, last.begun]).toEqual([last.acked!.revision + 1, last.begun ?? 'something']);
              if (last.begun === 'undo') await test.labels.server.redo({ recordingId: 'a' }, context);
              else await test.labels.server.undo({ recordingId: 'a' }, context);
            }
            expect(await digest()).toBe(last.acked?.digest);
            await test.written('a');
            const { meta } = await readMeta(path);
            const facts = (await test.labels.server.statistics({}, context)).classes;
            expect(facts.reduce((sum, { count }) => sum + count, 0)).toBe(meta.annotations.length);
            const reading = {
              facts: {
                sampleCount: 100_000,
                sampleRateHz: 250_000,
                centreHz: undefined,
                runs: [
                  {
                    startSample: 0,
                    sampleCount: 60_000,
                    lostBefore: 0,
                    centreHz: 433.92e6,
                    timeMs: undefined,
                  },
                  {
                    startSample: 60_000,
                    sampleCount: 40_000,
                    lostBefore: 0,
                    centreHz: 434.92e6,
                    timeMs: undefined,
                  },
                ],
              },
              offset: 0,
              nowMs: 0,
              seen: new Map<string, number>(),
            };
            const inFile = meta.annotations.map((one) => contentOf(toLabel(one, reading)!));
            expect(inFile.sort()).toEqual((await test.of('a')).map(contentOf).sort());
            expect((await validate([path]))[0]?.problems).toEqual([]);
          } finally {
            await test.close();
          }
        }
        // It did edit: a few answers at each moment, on the slowest machine.
        expect(acks).toBeGreaterThan(3 * moments);
      } finally {
        folder.remove();
      }
    },
    moments * 15_000,
  );
});
