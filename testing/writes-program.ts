/**
 * A program for tests to kill: records a scripted stream in real time into a folder and says on standard output,
 * after every block, how many samples it has given to the ring. Arguments: folder, seed.
 */
import { startRecording } from '../main/acquire/recorder-start.ts';
import { emptyBlock, makeRing, ringWriter } from '../main/acquire/ring.ts';
import { makeScriptedStream, scriptedBlockSamples, scriptedRateHz } from './writes-stream.ts';

const [folder, seed] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give a folder and a seed');
const stream = makeScriptedStream(Number(seed), 0.05);
const ring = makeRing(64, 2 * scriptedBlockSamples);
await startRecording({
  ring,
  radio: 'sim:test',
  hardware: '',
  datatype: 'cs8',
  settings: { centreHz: 100e6, sampleRateHz: scriptedRateHz, gainMode: 'auto', gainsDb: {}, controls: {} },
  folder,
  nameTemplate: 'killed',
  reserveBytes: 0,
  author: '',
  description: '',
  version: '0',
  onProgress: () => undefined,
});
const writer = ringWriter(ring);
const block = emptyBlock();
setInterval(
  () => {
    writer.write(stream.next(block), block);
    process.stdout.write(`${stream.samples}\n`);
  },
  (scriptedBlockSamples / scriptedRateHz) * 1000,
);
