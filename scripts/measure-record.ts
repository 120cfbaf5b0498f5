/**
 * `npm run measure:record -- [--radio sim:band] [--runs 3] [--seconds 60] [--rate 20M] [--json]`: a radio recorded with a
 * waterfall subscribed through the real bridge. Goal (issue acceptance): 0 samples lost in two of three runs, at most
 * 0.1 % in the third; losses injected on purpose are counted exactly. Ends with status 1 when the goal is missed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { connect } from '../contract/connect.ts';
import { contract } from '../contract/index.ts';
import { messagePort } from '../contract/port.ts';
import { parseQuantity } from '../contract/quantity.ts';
import type { RecordingInfo } from '../contract/recording.ts';
import { readBatchHead, readRowHead } from '../contract/rows.ts';
import { serve } from '../contract/serve.ts';
import { defaultSettings } from '../contract/settings.ts';
import { makeEngine } from '../main/engine.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '20M' },
    radio: { type: 'string', default: 'sim:band' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seconds = parseQuantity(values.seconds, 's');
const rateHz = parseQuantity(values.rate, 'S/s');

interface Run {
  injected: number;
  load: number;
  samples: number;
  lostSamples: number;
  lostOnScreen: number;
  rows: number;
  merged: number;
  cpuCores: number;
  /** From the request to stop to final data, hash and metadata. */
  stopMs: number;
}

async function run(injected: number): Promise<Run> {
  const dir = mkdtempSync(join(tmpdir(), 'wavekeep-measure-'));
  const load = loadavg()[0] ?? 0;
  const engine = await makeEngine({ profileDir: dir, host: 'cli', version: '0' });
  const { port1, port2 } = new MessageChannel();
  const served = serve(contract, engine.server, messagePort(port1), {
    onInternal: (error) => console.error(error),
  });
  const client = connect(contract, messagePort(port2));
  try {
    const radioId = engine.adopt(
      injected === 0 ? values.radio : `${values.radio}?lose=${String(seconds / 2)}:${String(injected)}`,
    );
    let rows = 0;
    let merged = 0;
    let lostOnScreen = 0;
    client.api.radio.rows(
      { id: radioId, spectrum: defaultSettings.view.spectrum },
      {
        next(batch, done) {
          const shape = readBatchHead(batch);
          for (let i = 0; i < shape.rows; i++) {
            const head = readRowHead(batch, i);
            rows++;
            merged += head.merged - 1;
            lostOnScreen += head.lostSamples;
          }
          done();
        },
      },
    );
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    const begun = await client.api.recording.start({
      radioId,
      startRadio: { centreHz: 100e6, sampleRateHz: rateHz },
      // A little over, so that the stop below is what ends it and can be timed.
      seconds: seconds * 2,
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const used = process.cpuUsage(cpu);
    const cpuCores = (used.user + used.system) / 1000 / (performance.now() - startedMs);
    const stoppingMs = performance.now();
    const info: RecordingInfo = await client.api.recording.stop({ id: begun.id });
    const stopMs = performance.now() - stoppingMs;
    await client.api.radio.stop({ id: radioId });
    const meta = JSON.parse(readFileSync(engine.recordingPaths(begun.id).meta, 'utf8')) as {
      global: Record<string, unknown>;
    };
    if (meta.global['wavekeep:lost_samples'] !== info.lostSamples)
      throw new Error('The recording and its answer disagree on the loss.');
    return {
      injected,
      load,
      samples: info.samples,
      lostSamples: info.lostSamples,
      lostOnScreen,
      rows,
      merged,
      cpuCores,
      stopMs,
    };
  } finally {
    client.close();
    served.close();
    await engine.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const results: Run[] = [];
for (let i = 0; i < runs; i++) results.push(await run(0));
// Only the simulated scenes can lose samples on request by their name.
if (values.radio.startsWith('sim:')) results.push(await run(12_345));
const clean = results.filter((r) => r.injected === 0);
const share = (r: Run): number => r.lostSamples / (r.samples + r.lostSamples);
const allowedBad = Math.floor(runs / 3);
const passed =
  clean.filter((r) => r.lostSamples > 0).length <= allowedBad && clean.every((r) => share(r) <= 0.001);
const injectedRight = results.every(
  (r) => r.injected === 0 || (r.lostSamples === r.injected && r.lostOnScreen === r.injected),
);

if (values.json) console.log(JSON.stringify({ seconds, rateHz, results, passed, injectedRight }));
else {
  console.log(
    `${values.radio} at ${values.rate}S/s for ${seconds} s with a waterfall of ${defaultSettings.view.spectrum.fftSize} points:`,
  );
  for (const r of results)
    console.log(
      `load before ${r.load.toFixed(2)}: ${r.samples} samples, ${r.lostSamples} lost${r.injected > 0 ? ` (${r.injected} injected)` : ''}, ${r.lostOnScreen} on screen, ${r.rows} rows (${r.merged} merged), ${r.cpuCores.toFixed(2)} cores, final ${r.stopMs.toFixed(0)} ms after stop`,
    );
  console.log(
    `${passed ? 'Goal met' : 'Goal missed'}${results.length > runs ? `; injected losses ${injectedRight ? 'counted exactly, in the recording and on screen' : 'NOT exact'}` : ''}.`,
  );
}
process.exitCode = passed && injectedRight ? 0 : 1;
