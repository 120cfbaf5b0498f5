/** Collections name recordings with the hash of their metadata: who edits the metadata brings the hash up to date. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { metaExtension, nodeFiles, writeDurably } from '../sigmf/index.ts';

const extension = '.sigmf-collection';
/** No collection of recordings is that long; what is, is left alone. */
const largestBytes = 16 * 1024 * 1024;

/** In the folder of the metadata; collections that don't list it are not touched, nor what is no collection. */
export async function refreshCollections(metaPath: string): Promise<void> {
  const folder = dirname(metaPath);
  const names = (await readdir(folder)).filter((name) => name.endsWith(extension));
  if (names.length === 0) return;
  const hash = createHash('sha512')
    .update(await readFile(metaPath))
    .digest('hex');
  for (const name of names) {
    const path = join(folder, name);
    const bytes = await readFile(path);
    if (bytes.byteLength > largestBytes) continue;
    const text = withHash(bytes.toString('utf8'), basename(metaPath, metaExtension), hash);
    if (text !== undefined) await writeDurably(nodeFiles, path, text);
  }
}

/** Undefined where nothing is to be changed. */
function withHash(text: string, recording: string, hash: string): string | undefined {
  const document = parse(text);
  const streams = memberOf(memberOf(document, 'collection'), 'core:streams');
  if (!Array.isArray(streams)) return undefined;
  let changed = false;
  for (const stream of streams as unknown[]) {
    // Before 1.0 a list of name and hash.
    const [nameKey, hashKey] = Array.isArray(stream) ? ['0', '1'] : ['name', 'hash'];
    if (memberOf(stream, nameKey) !== recording || memberOf(stream, hashKey) === hash) continue;
    changed = Reflect.set(stream as object, hashKey, hash) || changed;
  }
  return changed ? `${JSON.stringify(document, undefined, 2)}\n` : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    // Nobody reads it as a collection, so there is nothing to keep right in it.
    return undefined;
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
