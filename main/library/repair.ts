/** Mends what a check found. */
import { join, basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { LibraryEntry, Stated } from '../../contract/library.ts';
import { survey } from '../formats/index.ts';
import type { JobControl } from '../job/index.ts';
import {
  formatDatetime,
  readMeta,
  recordingPaths,
  writeMeta,
  writtenVersion,
  type Meta,
} from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import type { CheckOptions } from './check.ts';
import { dataFile } from './datafile.ts';
import type { Finding } from './findings.ts';
import { makeHasher, type Hasher } from './hasher.ts';
import { entryOf, resolveRecording } from './resolve.ts';
import { folderRow, referenceRow, unknownDatatype } from './rows.ts';

export type RepairOptions = CheckOptions & { libraryFolder: string };

interface Bench {
  options: RepairOptions;
  hasher: Hasher;
  control: JobControl;
}

/** Progress in bytes that have to be hashed. Returns what is left to mend. */
export async function repairLibrary(
  options: RepairOptions,
  findings: readonly Finding[],
  control: JobControl,
): Promise<{ mended: number; left: Finding[] }> {
  const hasher = makeHasher();
  const left: Finding[] = [];
  let mended = 0;
  try {
    for (const finding of findings)
      try {
        control.signal.throwIfAborted();
        const id = await mend({ options, hasher, control }, finding);
        mended++;
        if (id !== undefined) control.touched(id);
      } catch (error) {
        left.push(finding);
        if (!control.signal.aborted) control.reject(finding.name, asFault(error));
      }
  } finally {
    await hasher.close();
  }
  return { mended, left };
}

/** Returns the recording it was done to, where it is still in the catalogue. */
async function mend(bench: Bench, finding: Finding): Promise<string | undefined> {
  const { id, name, repair } = finding;
  switch (repair) {
    case 'none':
      throw new Fault('unsupported', 'Nothing here can mend that.', {
        hint: 'Bring the file back from a copy, or remove it.',
      });
    case 'forget':
      await bench.options.store.forgetRecordings({ ids: [idOf(finding)] });
      return undefined;
    case 'add':
      return await put(bench, join(bench.options.recordingFolder(), name));
    case 'remake':
      return await remake(bench, name, id);
    case 'rehash':
      return await rehash(bench, idOf(finding));
  }
}

function idOf({ id, name }: Finding): string {
  if (id === undefined) throw new Fault('internal', `${name} was found without its id.`);
  return id;
}

/** Takes a recording of the folder in, whole again. */
async function put({ options }: Bench, base: string, more: { sha512?: string } = {}): Promise<string> {
  const row = await folderRow(recordingPaths(base).meta, basename(base), undefined);
  await options.store.putRecordings({ rows: [{ ...row, ...more }], nowMs: Date.now() });
  return row.id;
}

/** What lies there now is right: facts and hash are read anew. */
async function rehash(bench: Bench, id: string): Promise<string> {
  const { options, hasher, control } = bench;
  const { store, recordingFolder } = options;
  const { row } = await entryOf(store, id);
  const sha512 = await hasher.hash(await dataFile(row, recordingFolder()), { signal: control.signal });
  const { path, own } = await resolveRecording(options, id);
  // Files of others stay as they are; the catalogue keeps the hash.
  if (own && row.place === 'folder') {
    const { meta } = await readMeta(path);
    await writeMeta(path, { ...meta, global: { ...meta.global, 'core:sha512': sha512 } });
  }
  const fresh =
    row.place === 'folder'
      ? await folderRow(path, row.name, undefined)
      : await referenceRow(path, row.stated);
  const rows = [{ ...fresh, id, name: row.name, sha512 }];
  await store.putRecordings({ rows, nowMs: Date.now() });
  await store.changeRecordings({ ids: [id], change: { checkedMs: Date.now() } });
  return id;
}

/** Metadata for data that lost it: from the catalogue, or from what its name and its samples say. */
async function remake(bench: Bench, name: string, id: string | undefined): Promise<string> {
  const { options, hasher, control } = bench;
  const { meta, data, base } = recordingPaths(join(options.recordingFolder(), name));
  const known = id === undefined ? undefined : (await options.store.entry({ id }))?.entry;
  const said = known && known.datatype !== unknownDatatype ? factsOf(known) : await surveyed(data);
  const sha512 = await hasher.hash(data, { signal: control.signal });
  const capture = {
    'core:sample_start': 0,
    ...(said.centreHz === undefined ? {} : { 'core:frequency': said.centreHz }),
    ...(said.startedMs === undefined ? {} : { 'core:datetime': formatDatetime(said.startedMs) }),
  };
  const document: Meta = {
    global: {
      'core:datatype': said.datatype,
      'core:version': writtenVersion,
      'core:sha512': sha512,
      'core:description': 'Its metadata was lost; this was made anew from what was known of it.',
      ...(said.sampleRateHz === undefined ? {} : { 'core:sample_rate': said.sampleRateHz }),
      ...(known?.author === undefined ? {} : { 'core:author': known.author }),
    },
    captures: [capture],
    annotations: [],
  };
  await writeMeta(meta, document);
  return await put(bench, base);
}

type Said = Omit<Stated, 'datatype'> & { datatype: string };

function factsOf({ datatype, sampleRateHz, centreHz, startedMs }: LibraryEntry): Said {
  return { datatype, sampleRateHz, centreHz, startedMs };
}

async function surveyed(data: string): Promise<Said> {
  const { datatype, sampleRateHz, centreHz, startedMs } = await survey(data);
  if (datatype === undefined)
    throw new Fault('invalid', 'Nobody knows how its samples are encoded: no metadata can be made.', {
      hint: 'Import the data file and say what it holds.',
    });
  return { datatype, sampleRateHz, centreHz, startedMs };
}
