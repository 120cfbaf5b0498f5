/** `.sigmf-collection` files: recordings that belong together, by name and the hash of their metadata. */
import { checkFields, Namespaces } from './check.ts';
import { decodeText, parseJson } from './json.ts';
import { isObject, quote, type Problems } from './problem.ts';
import { Collection, plainName } from './schema.ts';

export interface Stream {
  /** Name of a recording in the same folder, without extension. */
  name: string;
  /** Lower-case hex SHA-512 of its metadata file. */
  hash: string;
  /** Its place in the document. */
  where: string;
}

/** Checks a collection by itself and returns its streams, those of the old `[name, hash]` form too. */
export function checkCollection(bytes: Uint8Array, problems: Problems): Stream[] {
  const document = parseJson(decodeText(bytes, problems), problems);
  if (document === undefined) return [];
  if (!isObject(document)) {
    problems.error('type', 'file', `Must hold one JSON object, holds ${quote(document)}.`);
    return [];
  }
  for (const key of Object.keys(document))
    if (key !== 'collection')
      problems.error('top-level-key', key.slice(0, 60), 'Only collection may stand at the top.');
  const { collection } = document;
  if (!isObject(collection)) {
    problems.error(collection === undefined ? 'missing' : 'type', 'collection', 'Must be an object.');
    return [];
  }
  const { streams, rest } = oldStreams(collection, problems);
  checkFields(Collection, rest, 'collection', problems, []);
  const namespaces = new Namespaces(collection['core:extensions']);
  namespaces.check(collection, 'collection', problems);
  namespaces.checkDeclared(problems);
  return streams;
}

/** Takes the streams out; those in the old form are told of and kept from the schema, which wants objects. */
function oldStreams(
  collection: Record<string, unknown>,
  problems: Problems,
): { streams: Stream[]; rest: Record<string, unknown> } {
  const list = collection['core:streams'];
  if (!Array.isArray(list)) return { streams: [], rest: collection };
  const streams: Stream[] = [];
  const present: unknown[] = [];
  for (const [i, item] of (list as unknown[]).entries()) {
    const where = `collection.core:streams[${i}]`;
    const old = Array.isArray(item);
    if (old) problems.warning('old-form', where, 'A list of name and hash; now an object of both.');
    else present.push(item);
    const [name, hash] = old ? (item as unknown[]) : isObject(item) ? [item['name'], item['hash']] : [];
    if (typeof name === 'string' && typeof hash === 'string' && plainName.test(name))
      streams.push({ name, hash: hash.toLowerCase(), where });
    else if (old) problems.error('value', where, 'Must hold the name of a recording and a hash.');
  }
  return { streams, rest: { ...collection, 'core:streams': present } };
}

/** The facts of a recording a stream names; `meta` undefined where its metadata isn't there. */
export interface StreamFiles {
  meta: string | undefined;
  /** Hash of its data, to name the common mistake. */
  data: string | undefined;
}

export function checkStream(stream: Stream, files: StreamFiles, problems: Problems): void {
  if (files.meta === undefined)
    problems.error('stream-missing', stream.where, `The recording ${quote(stream.name)} is not there.`);
  else if (files.meta !== stream.hash)
    problems.error(
      'stream-hash',
      stream.where,
      files.data === stream.hash
        ? `Holds the hash of the data of ${quote(stream.name)}; it must be that of its .sigmf-meta.`
        : `The metadata of ${quote(stream.name)} has another hash: it was edited after the collection was written.`,
    );
}
