/**
 * Recordings whose writer died: cut to what can be trusted, hashed, described and marked as cut short.
 * Nothing is deleted but our own temporary metadata; what can't be repaired is reported.
 */
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type Datatype } from '../../contract/radio.ts';
import {
  dataExtension,
  errorCode,
  fileFault,
  metaExtension,
  nodeFiles,
  openRecording,
  readMeta,
  recordingPaths,
  writeMeta,
  type Meta,
} from '../sigmf/index.ts';
import { lossesOf, ownFields, type OwnFields } from './recorder-meta.ts';
import { isThisProcess, stateOfOwner } from '../thread/index.ts';

export interface RepairReport {
  /** File name without extension. */
  name: string;
  /** `repaired`: whole and marked as cut short. `live`: its writer still works. `problem`: left as it is. */
  outcome: 'repaired' | 'live' | 'problem';
  /** Samples in the data now, for repaired ones. */
  samples?: number;
  problem?: string;
}

export interface RepairOptions {
  /** Metadata files this process is writing right now. */
  active: readonly string[];
  /** When `active` was true, UTC milliseconds: what this process wrote to since then it began since then. */
  activeAtMs?: number;
  /** Counts full-scale samples: the count of a crashed writer was never written. */
  countClipped(datatype: Datatype, samples: Uint8Array): number;
  /** Tests only: pretend the machine was restarted since the last write. */
  powerLoss?: boolean;
}

const readBytes = 1024 * 1024;

/** Looks at every recording of a folder and repairs those in state `recording` whose writer is dead. */
export async function repairFolder(folder: string, options: RepairOptions): Promise<RepairReport[]> {
  const reports: RepairReport[] = [];
  let names: Set<string>;
  try {
    names = new Set(await readdir(folder));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileFault(error, 'The recording folder');
  }
  for (const file of names) {
    const { base } = recordingPaths(file);
    if (file.endsWith(dataExtension) && !names.has(base + metaExtension))
      reports.push({ name: base, outcome: 'problem', problem: 'Samples without their metadata file.' });
    if (!file.endsWith(metaExtension)) continue;
    const report = await repairOne(join(folder, file), options);
    if (report) reports.push(report);
  }
  return reports;
}

async function repairOne(metaPath: string, options: RepairOptions): Promise<RepairReport | undefined> {
  const name = basename(recordingPaths(metaPath).base);
  try {
    const { meta } = await readMeta(metaPath);
    const own = ownFields(meta);
    if (own.state !== 'recording') {
      // Metadata of other programs is none of our business, unless its data is gone.
      return undefined;
    }
    if (options.active.includes(metaPath)) return { name, outcome: 'live' };
    const { mtimeMs } = await stat(metaPath);
    const writer = own.owner ? stateOfOwner(own.owner, mtimeMs) : { alive: false, sameBoot: false };
    // This process knows what it writes: not in `active` means its thread is dead, or began since.
    if (writer.alive && !(own.owner && isThisProcess(own.owner))) return { name, outcome: 'live' };
    if (writer.alive && (await writtenSince(metaPath, options.activeAtMs))) return { name, outcome: 'live' };
    const sameBoot = writer.sameBoot && options.powerLoss !== true;
    const samples = await completeRecording(metaPath, own, sameBoot, options);
    await nodeFiles.remove(`${metaPath}.tmp`);
    return { name, outcome: 'repaired', samples };
  } catch (error) {
    const fault = fileFault(error, 'The recording');
    return { name, outcome: 'problem', problem: fault.message };
  }
}

/** Times of files come from a clock that ticks more coarsely than ours. */
const fileClockMs = 20;

async function writtenSince(metaPath: string, sinceMs: number | undefined): Promise<boolean> {
  if (sinceMs === undefined) return false;
  const { mtimeMs } = await stat(recordingPaths(metaPath).data);
  return mtimeMs >= sinceMs - fileClockMs;
}

/** Cuts, hashes and describes. Returns the samples kept. */
async function completeRecording(
  metaPath: string,
  own: OwnFields,
  sameBoot: boolean,
  options: RepairOptions,
): Promise<number> {
  const recording = await openRecording(metaPath);
  const { meta, frameBytes, format } = recording;
  if (format === undefined) throw new Fault('unsupported', 'Its sample format is none this program writes.');
  const synced = own.synced?.samples ?? 0;
  // After a power loss the file may be longer than what reached the medium, its end zeros or old blocks.
  const samples = sameBoot ? recording.sampleCount : Math.min(recording.sampleCount, synced);
  await truncate(recording.dataPath, recording.dataBytes, samples * frameBytes);
  const found = await survey(recording.dataPath, format, samples, own.synced, options);
  const doubt = found.syncedIntact
    ? ''
    : ' What had been synced reads differently now: the medium may be damaged.';
  await writeMeta(
    metaPath,
    describeCut(meta, samples, found, `The program or the machine stopped while recording.${doubt}`),
  );
  return samples;
}

async function truncate(path: string, bytes: number, keepBytes: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    if (bytes !== keepBytes) await handle.truncate(keepBytes);
    // What a killed program left in memory is made safe before metadata vouches for it.
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

interface Survey {
  sha512: string;
  clippedSamples: number;
  /** False when the part that had been synced no longer hashes to what was noted. */
  syncedIntact: boolean;
}

/** One pass over the data: hash, clipping, and the hash of the synced part. */
async function survey(
  path: string,
  format: Datatype,
  samples: number,
  synced: OwnFields['synced'],
  options: RepairOptions,
): Promise<Survey> {
  const frameBytes = bytesPerSample[format];
  const hash = createHash('sha512');
  const buffer = new Uint8Array(readBytes);
  const bytes = samples * frameBytes;
  const checkAt = synced === undefined || synced.samples > samples ? -1 : synced.samples * frameBytes;
  let syncedIntact = synced === undefined || checkAt >= 0;
  let clippedSamples = 0;
  let position = 0;
  const handle = await open(path, 'r');
  try {
    for (;;) {
      if (position === checkAt) syncedIntact = hash.copy().digest('hex') === synced?.sha512;
      if (position >= bytes) break;
      const until = position < checkAt ? checkAt : bytes;
      const want = Math.min(readBytes, until - position);
      let filled = 0;
      while (filled < want) {
        const { bytesRead } = await handle.read(buffer, filled, want - filled, position + filled);
        if (bytesRead === 0) throw new Fault('corrupt', 'The data file became shorter while it was read.');
        filled += bytesRead;
      }
      const part = buffer.subarray(0, want);
      hash.update(part);
      clippedSamples += options.countClipped(format, part);
      position += want;
    }
  } finally {
    await handle.close();
  }
  return { sha512: hash.digest('hex'), clippedSamples, syncedIntact };
}

/** The metadata of what is left: captures behind the end go, counts are those of the rest. */
function describeCut(meta: Meta, samples: number, found: Survey, because: string): Meta {
  const captures = meta.captures.filter((c, i) => i === 0 || c['core:sample_start'] < samples);
  const { lostSamples, gaps } = lossesOf(captures);
  const global = { ...meta.global };
  delete global['wavekeep:writer'];
  delete global['wavekeep:synced'];
  return {
    global: {
      ...global,
      'core:sha512': found.sha512,
      'wavekeep:state': 'cut-short',
      'wavekeep:ended_because': because,
      'wavekeep:lost_samples': lostSamples,
      'wavekeep:gaps': gaps,
      'wavekeep:clipped_samples': found.clippedSamples,
    },
    captures,
    annotations: meta.annotations.filter(
      (a) => a['core:sample_start'] + (a['core:sample_count'] ?? 1) <= samples,
    ),
  };
}
