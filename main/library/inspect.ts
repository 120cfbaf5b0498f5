/** Files before they are imported: what they say of themselves, and which are known already. */
import { basename, dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { contract } from '../../contract/index.ts';
import type { ImportCandidate } from '../../contract/library.ts';
import { expand, survey } from '../formats/index.ts';
import { allKnown, bunches, inLanes } from './lanes.ts';
import type { LibraryOptions } from './types.ts';

type Inspection = z.input<(typeof contract.library.inspect)['output']>;
type Known = ImportCandidate['known'][number];
type Missing = ImportCandidate['missing'][number];
export type InspectOptions = Pick<LibraryOptions, 'store' | 'files' | 'recordingFolder'>;

/** As many as one import takes. */
const mostFiles = 10_000;
const parallelReads = 8;
const bunchPaths = 500;

/** Surveys what the paths name, folders with what is in them; reads headers only. */
export async function inspectFiles(
  options: InspectOptions,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Inspection> {
  const found: string[] = [];
  let left = 0;
  for await (const path of expand(paths, signal))
    if (found.length < mostFiles) found.push(path);
    else left++;
  const candidates: ImportCandidate[] = [];
  const known = await knownFiles(options, found);
  const one = { known: sharing<Known>(), missing: sharing<Missing>(), questions: sharing() };
  await inLanes(found, parallelReads, async (path, i) => {
    signal.throwIfAborted();
    const facts = await survey(path);
    const knownAs = known(path, facts.name, facts.bytes);
    candidates[i] = {
      grant: options.files.grant(path).grant,
      ...facts,
      known: one.known(facts.known),
      missing: one.missing(facts.missing),
      questions: one.questions(facts.questions),
      ...(knownAs === undefined ? {} : { knownAs }),
    };
  });
  return { candidates, left };
}

/**
 * Lists that are alike become one object, which a message carries once: the answer about 10,000 files is copied on the
 * engine's thread in half the time.
 */
function sharing<T extends string>(): (list: T[]) => T[] {
  const lists = new Map<string, T[]>();
  return (list) => {
    const key = list.join('\n');
    const same = lists.get(key);
    if (same === undefined) lists.set(key, list);
    return same ?? list;
  };
}

/** Which recording of the catalogue a file is: the same path, or the same name and size. */
async function knownFiles(
  { store, recordingFolder }: InspectOptions,
  found: readonly string[],
): Promise<(path: string, name: string, bytes: number) => string | undefined> {
  const folder = resolve(recordingFolder());
  const inCatalogue = (path: string): string =>
    dirname(path) === folder ? basename(cataloguePath(path)) : cataloguePath(path);
  const byPath = new Map<string, string>();
  for (const paths of bunches(found, bunchPaths))
    for (const row of await store.findRecordings({ paths: paths.flatMap((p) => [inCatalogue(p), p]) }))
      byPath.set(row.path, row.id);
  const byName = new Map<string, string>();
  if (byPath.size < found.length)
    for await (const row of allKnown(store)) byName.set(`${plainName(row.name)}\n${row.bytes}`, row.id);
  return (path, name, bytes) =>
    byPath.get(inCatalogue(path)) ?? byPath.get(path) ?? byName.get(`${plainName(name)}\n${bytes}`);
}

/** SigMF is catalogued by its data, whichever of its files was chosen. */
function cataloguePath(path: string): string {
  return path.replace(/\.sigmf-meta$/, '.sigmf-data');
}

/** Copies lose the extension they had. */
export function plainName(name: string): string {
  return basename(name).replace(/\.(sigmf-meta|sigmf-data|sigmf|[a-z0-9]{1,12})$/i, '');
}
