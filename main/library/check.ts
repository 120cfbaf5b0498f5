/** Compares the catalogue with the disk: sizes, hashes, and what is known on one side only. */
import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openSamples, survey } from '../formats/index.ts';
import type { JobControl } from '../job/index.ts';
import { dataExtension, fileFault, metaExtension, recordingId, recordingPaths } from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import { dataFile } from './datafile.ts';
import type { Finding } from './findings.ts';
import { makeHasher, type Hasher } from './hasher.ts';
import { allKnown } from './lanes.ts';
import { openedPath } from './resolve.ts';
import { exists } from './trash.ts';
import type { KnownRecording, LibraryOptions } from './types.ts';

export type CheckOptions = Pick<LibraryOptions, 'store' | 'recordingFolder' | 'shelf'>;

interface Wanted {
  ids?: readonly string[] | undefined;
  /** Reads every byte. */
  hashes: boolean;
}

/** Progress in bytes of data files. Conditions in the catalogue become what was found. */
export async function checkLibrary(
  options: CheckOptions,
  { ids, hashes }: Wanted,
  control: JobControl,
): Promise<Finding[]> {
  const { store, recordingFolder } = options;
  const rows: KnownRecording[] = [];
  if (ids)
    for (const id of ids) {
      const row = (await store.entry({ id }))?.row;
      if (row) rows.push(row);
    }
  else for await (const row of allKnown(store)) rows.push(row);
  control.total(rows.reduce((sum, { bytes }) => sum + bytes, 0));
  const findings: Finding[] = [];
  const hasher = makeHasher();
  let done = 0;
  try {
    for (const row of rows) {
      control.signal.throwIfAborted();
      const hash = hashes
        ? (path: string): Promise<string> =>
            hasher.hash(path, {
              signal: control.signal,
              onBytes: (bytes) => control.done(done + Math.min(bytes, row.bytes)),
            })
        : undefined;
      const finding = await checkOne(row, recordingFolder(), hash, (sha512) =>
        store.changeRecordings({ ids: [row.id], change: { sha512 } }),
      );
      if (finding) findings.push(finding);
      await keep(options, row, finding, hashes);
      done += row.bytes;
      control.done(done);
    }
    if (!ids) findings.push(...(await orphans(options, new Set(rows.map(({ id }) => id)))));
  } finally {
    await hasher.close();
  }
  return findings;
}

type Hash = (path: string) => ReturnType<Hasher['hash']>;

async function checkOne(
  row: KnownRecording,
  folder: string,
  hash: Hash | undefined,
  /** The first hash of it. */
  learn: (sha512: string) => Promise<unknown>,
): Promise<Finding | undefined> {
  const say = (kind: Finding['kind'], message: string, repair: Finding['repair']): Finding => ({
    kind,
    id: row.id,
    name: row.name,
    message: message.slice(0, 1000),
    repair,
  });
  try {
    const opened = openedPath(row, folder);
    const { base, meta, data } = recordingPaths(opened);
    if (row.format === 'sigmf' && !(await exists(meta)))
      return (await exists(data))
        ? say('half', `Its metadata ${basename(meta)} is gone; its data is there.`, 'remake')
        : say('missing', `${basename(base)} is no longer there.`, 'forget');
    const path = await dataFile(row, folder);
    const stats = await stat(path).catch(() => undefined);
    if (!stats)
      return row.format === 'sigmf'
        ? say('half', `Its data ${basename(path)} is gone; its metadata is there.`, 'none')
        : say('missing', `${basename(path)} is no longer there.`, 'forget');
    if (stats.size !== row.bytes && row.condition !== 'unreadable')
      return say('size', `Has ${stats.size} bytes, and had ${row.bytes}.`, 'rehash');
    // Of raw files, what waits for somebody who knows its format can't be opened, and is not damaged.
    if (row.format === 'sigmf') await (await openSamples(opened, row.stated)).close();
    else {
      const { rejected } = await survey(opened);
      if (rejected) return say('unreadable', rejected.message, 'none');
    }
    if (!hash)
      return row.sha512 === undefined ? say('unhashed', 'Its data was never hashed.', 'rehash') : undefined;
    const sha512 = await hash(path);
    if (row.sha512 === undefined) await learn(sha512);
    if (row.sha512 === undefined || sha512 === row.sha512) return undefined;
    return say('hash', 'Its data is not what its hash says: at least one byte changed.', 'rehash');
  } catch (error) {
    const fault = asFault(error);
    if (fault.code === 'cancelled') throw fault;
    return say('unreadable', fault.message, 'none');
  }
}

const conditions = {
  hash: 'changed',
  size: 'changed',
  missing: 'missing',
  half: 'missing',
  unreadable: 'unreadable',
} as const;

/** Writes down what was found, and that nothing was. */
async function keep(
  { store }: CheckOptions,
  row: KnownRecording,
  finding: Finding | undefined,
  hashed: boolean,
): Promise<void> {
  const ids = [row.id];
  const kind = finding?.kind;
  if (kind !== undefined && kind !== 'unhashed' && kind !== 'unknown') {
    const change = { condition: conditions[kind], problem: finding?.message ?? null };
    await store.changeRecordings({ ids, change });
    return;
  }
  const sound = row.condition === 'complete' || row.condition === 'cut-short';
  // Without reading every byte nobody knows that changed data is right again.
  const mended = !sound && (row.condition !== 'changed' || hashed);
  if (!mended && !(hashed && !finding)) return;
  await store.changeRecordings({
    ids,
    change: {
      ...(mended ? { condition: 'complete', problem: null } : {}),
      ...(hashed && !finding ? { checkedMs: Date.now() } : {}),
    },
  });
}

/** Recordings of the folder that the catalogue doesn't know. */
async function orphans(
  { recordingFolder, shelf }: CheckOptions,
  known: ReadonlySet<string>,
): Promise<Finding[]> {
  const folder = recordingFolder();
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileFault(error, 'The recording folder');
  });
  const writing = new Set(
    shelf.list().flatMap(({ name, condition }) => (condition === 'recording' ? [name] : [])),
  );
  const metas = new Set<string>();
  const datas = new Set<string>();
  for (const name of names) {
    const base = recordingPaths(name).base;
    if (writing.has(base) || known.has(recordingId(base))) continue;
    if (name.endsWith(metaExtension)) metas.add(base);
    else if (name.endsWith(dataExtension)) datas.add(base);
  }
  const findings: Finding[] = [];
  for (const name of new Set([...metas, ...datas])) {
    const both = metas.has(name) && datas.has(name);
    findings.push({
      kind: both ? 'unknown' : 'half',
      name,
      message: both
        ? 'Lies in the recording folder, and the catalogue does not know it.'
        : metas.has(name)
          ? 'Metadata without data.'
          : 'Data without metadata.',
      repair: both ? 'add' : datas.has(name) ? 'remake' : 'none',
    });
  }
  return findings;
}

/** For the summary of the job. */
export function summary(findings: readonly Finding[]): string {
  const serious = findings.filter(({ kind }) => kind !== 'unhashed').length;
  const unhashed = findings.length - serious;
  const rest = unhashed === 0 ? '' : ` ${unhashed} not hashed yet.`;
  return `${serious === 0 ? 'Everything is as it should be.' : `${serious} ${serious === 1 ? 'finding' : 'findings'}.`}${rest}`;
}
