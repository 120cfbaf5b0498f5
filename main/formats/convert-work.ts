/** Writes a conforming SigMF recording from any file. Runs in a thread for large and compressed ones. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Stated } from '../../contract/library.ts';
import { Fault } from '../../contract/fault.ts';
import {
  conform,
  dataExtension,
  fileFault,
  formatDatetime,
  metaExtension,
  nodeFiles,
  writeMeta,
  writtenVersion,
  type Meta,
  type OpenFile,
} from '../sigmf/index.ts';
import { describeFile, type Description } from './describe.ts';
import { encodingOf, sampleBytes } from './encoding.ts';
import { doubt } from './plausible.ts';
import { pump } from './pump.ts';
import { settle, type Settled } from './settle.ts';

export interface ConvertJob {
  path: string;
  stated: Stated | undefined;
  /** Path of the new recording without extension. */
  outBase: string;
}

export interface Converted {
  metaPath: string;
  dataPath: string;
  /** As SigMF spells it. */
  datatype: string;
  sampleCount: number;
  bytes: number;
  /** Lower-case hex. */
  sha512: string;
}

export interface ConvertControl {
  stopped(): boolean;
  /** Bytes of samples written so far. */
  onBytes(done: number): void;
}

/** Files are made under this name and given their own when they are whole. */
export const partExtension = `${dataExtension}.part`;

/** See `convert`. */
export async function carryOut(job: ConvertJob, control: ConvertControl): Promise<Converted> {
  const description = await doubt(await describeFile(job.path), job.stated);
  const settled = settle(description, job.stated);
  const metaPath = job.outBase + metaExtension;
  const dataPath = job.outBase + dataExtension;
  for (const path of [metaPath, dataPath]) await refuseExisting(path);
  const partPath = job.outBase + partExtension;
  let part: OpenFile;
  try {
    part = await nodeFiles.create(partPath);
  } catch (error) {
    throw fileFault(error, basename(partPath));
  }
  try {
    const written = await writeSamples(description, settled, part, control);
    const { encoding, channels } = settled.choice;
    const frameBytes = sampleBytes(encodingOf(encoding.datatype) ?? encoding) * channels;
    const sampleCount = written.bytes / frameBytes;
    if (sampleCount === 0)
      throw new Fault('corrupt', `${description.name} holds no samples (its data ends at byte 0).`, {
        data: { byte: 0 },
      });
    await nodeFiles.rename(partPath, dataPath);
    await writeMeta(metaPath, metaOf(description, settled, { sampleCount, sha512: written.sha512 }));
    return { metaPath, dataPath, datatype: encoding.datatype, sampleCount, ...written };
  } catch (error) {
    for (const path of [partPath, dataPath, metaPath]) await nodeFiles.remove(path);
    throw fileFault(error, basename(dataPath));
  }
}

async function refuseExisting(path: string): Promise<void> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (there)
    throw new Fault('invalid', `${basename(path)} is there already.`, { hint: 'Choose another name.' });
}

async function writeSamples(
  description: Description,
  settled: Settled,
  part: OpenFile,
  control: ConvertControl,
): Promise<{ bytes: number; sha512: string }> {
  const hash = createHash('sha512');
  let bytes = 0;
  try {
    const source = await open(description.dataPath, 'r');
    try {
      for await (const block of pump(source, description, settled)) {
        if (control.stopped()) throw new Fault('cancelled', 'The import was cancelled.');
        hash.update(block);
        for (let from = 0; from < block.byteLength;) {
          const count = await part.write(block.subarray(from), bytes);
          if (count === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          from += count;
          bytes += count;
        }
        control.onBytes(bytes);
      }
    } finally {
      await source.close();
    }
    await part.datasync();
  } finally {
    await part.close();
  }
  return { bytes, sha512: hash.digest('hex') };
}

function metaOf(
  description: Description,
  settled: Settled,
  data: { sampleCount: number; sha512: string },
): Meta {
  const { sampleRateHz, centreHz, startedMs, choice } = settled;
  const found: Meta = description.meta ?? {
    global: {
      'core:datatype': choice.encoding.datatype,
      'core:version': writtenVersion,
      'core:description': `Imported from ${description.name}.`,
      ...(choice.channels > 1 ? { 'core:num_channels': choice.channels } : {}),
    },
    captures: [],
    annotations: [],
  };
  const captures =
    found.captures.length > 0 ? found.captures : [{ 'core:sample_start': found.global['core:offset'] ?? 0 }];
  const unsaid = captures.every((capture) => capture['core:frequency'] === undefined);
  return conform(
    {
      ...found,
      global: {
        ...found.global,
        ...(sampleRateHz === undefined ? {} : { 'core:sample_rate': sampleRateHz }),
      },
      captures: captures.map((capture, i) => ({
        ...capture,
        ...(unsaid && centreHz !== undefined ? { 'core:frequency': centreHz } : {}),
        ...(i === 0 && startedMs !== undefined && capture['core:datetime'] === undefined
          ? { 'core:datetime': formatDatetime(startedMs) }
          : {}),
      })),
    },
    data,
  );
}
