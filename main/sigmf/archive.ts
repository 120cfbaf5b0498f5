/** `.sigmf` archives: POSIX tar files of recordings. Read as a stream: memory is bounded by the metadata. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { extract, type Header } from 'tar-stream';
import { checkData } from './check-data.ts';
import { checkCollection, checkStream } from './collection.ts';
import { errorCode } from './files.ts';
import { sha512 } from './hash.ts';
import { checkMetaBytes } from './validate-recording.ts';
import { largestMetaBytes } from './meta.ts';
import { Problems, quote } from './problem.ts';

/** All metadata of an archive together. */
const largestMetadata = 4 * largestMetaBytes;
const mostEntries = 100_000;

interface Contents {
  metas: Map<string, Uint8Array>;
  collections: Map<string, Uint8Array>;
  /** Every other file by its path: size and hash. */
  files: Map<string, { byteLength: number; sha512: string }>;
}

/** Checks every recording and the collection of an archive. */
export async function checkArchive(path: string, problems: Problems, signal?: AbortSignal): Promise<void> {
  const contents = await readArchive(path, problems, signal);
  if (!contents) return;
  const { metas, files } = contents;
  const used = new Set<string>();
  for (const [name, bytes] of metas) {
    const inside = new Problems();
    const meta = checkMetaBytes(bytes, inside);
    if (meta) {
      const dataset = meta.global['core:dataset'];
      const data =
        dataset === undefined
          ? name.replace(/\.sigmf-meta$/, '.sigmf-data')
          : posix.join(posix.dirname(name), dataset);
      const found = files.get(data);
      used.add(data);
      if (found) checkData(meta, found, inside);
      else if (meta.global['core:metadata_only'] !== true)
        inside.error('data-missing', 'data', `The archive has no ${quote(data)}.`);
    }
    for (const problem of inside.list) problems.add({ ...problem, where: `${name}: ${problem.where}` });
  }
  for (const name of files.keys())
    if (name.endsWith('.sigmf-data') && !used.has(name))
      problems.error('meta-missing', name, 'Data without its .sigmf-meta.');
  if (metas.size === 0) problems.error('archive', 'archive', 'Holds no recording.');
  checkCollections(contents, problems);
}

function checkCollections({ metas, collections, files }: Contents, problems: Problems): void {
  if (collections.size > 1)
    problems.error('archive', 'archive', `Holds ${collections.size} collections; one is allowed.`);
  for (const [name, bytes] of collections) {
    if (name.split('/').length > 2)
      problems.error('archive', name, 'A collection stands at the top level of the archive.');
    const inside = new Problems();
    for (const stream of checkCollection(bytes, inside)) {
      // Archives give each recording a folder of its own: look for the name anywhere.
      const found = [...metas].find(([meta]) => posix.basename(meta) === `${stream.name}.sigmf-meta`);
      const data = [...files].find(([file]) => posix.basename(file) === `${stream.name}.sigmf-data`);
      checkStream(stream, { meta: found && sha512(found[1]), data: data?.[1].sha512 }, inside);
    }
    for (const problem of inside.list) problems.add({ ...problem, where: `${name}: ${problem.where}` });
  }
}

async function readArchive(
  path: string,
  problems: Problems,
  signal: AbortSignal | undefined,
): Promise<Contents | undefined> {
  const contents: Contents = { metas: new Map(), collections: new Map(), files: new Map() };
  let entries = 0;
  let budget = largestMetadata;
  const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
  const tar = extract();
  // The iterator below hears of a broken source only through the extractor.
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  try {
    for await (const entry of tar) {
      signal?.throwIfAborted();
      if (++entries > mostEntries) throw new Error(`more than ${mostEntries} entries`);
      const name = entryName(entry.header, problems);
      const small = name !== undefined && /\.sigmf-(meta|collection)$/.test(name);
      const kept: Buffer[] = [];
      const hash = createHash('sha512');
      let byteLength = 0;
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        byteLength += chunk.byteLength;
        if (!small) {
          hash.update(chunk);
          continue;
        }
        budget -= chunk.byteLength;
        if (budget < 0 || byteLength > largestMetaBytes) throw new Error('its metadata is too large');
        kept.push(chunk);
      }
      if (name === undefined) continue;
      if (!small) contents.files.set(name, { byteLength, sha512: hash.digest('hex') });
      else if (name.endsWith('meta')) contents.metas.set(name, Buffer.concat(kept));
      else contents.collections.set(name, Buffer.concat(kept));
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    const code = errorCode(error);
    if (code !== '') problems.error('unreadable', 'archive', `Can't be read (${code}).`);
    else
      problems.error(
        'archive',
        'archive',
        `Is no whole tar archive: ${error instanceof Error ? error.message : String(error)}.`,
      );
    return undefined;
  } finally {
    source.destroy();
    tar.destroy();
  }
  return contents;
}

/** A plain relative name; undefined for folders and for what must not be unpacked. */
function entryName(header: Header, problems: Problems): string | undefined {
  const { name } = header;
  if (header.type === 'directory') return undefined;
  if (header.type !== 'file' && header.type !== 'contiguous-file') {
    problems.warning('archive', name.slice(0, 200), `Is no ordinary file (${header.type}).`);
    return undefined;
  }
  const plain = posix.normalize(name);
  if (posix.isAbsolute(plain) || plain.startsWith('../') || plain.includes('\\')) {
    problems.error('archive', name.slice(0, 200), 'Its name leads out of the archive.');
    return undefined;
  }
  return plain;
}
