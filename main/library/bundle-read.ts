/** Reads bundles: looks into one, or unpacks it into a folder and proves that every byte is what was written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import { errorCode, fileFault } from '../sigmf/index.ts';
import {
  bundleVersion,
  Head,
  headName,
  Manifest,
  manifestName,
  partNames,
  recordingsFolder,
} from './bundle-types.ts';

/** Nobody has this much of anything but recordings. */
const largestPartBytes = 512 * 1024 * 1024;
const names = new Set<string>([headName, manifestName, ...Object.values(partNames)]);

/**
 * Calls `take` for each file in order, which reads its contents to the end; `false` ends it early. Throws Fault
 * 'corrupt' where the tar is broken, not-found, permission, or the signal's reason.
 */
async function walk(
  path: string,
  signal: AbortSignal,
  take: (name: string, contents: AsyncIterable<Uint8Array>) => Promise<boolean>,
): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw fileFault(error, 'The bundle');
  });
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  const tar = extract();
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  let last = 'its start';
  try {
    for await (const entry of tar) {
      signal.throwIfAborted();
      const { name } = entry.header;
      const known = names.has(name) || /^recordings\/[^/\\\0]+\.sigmf-(meta|data)$/.test(name);
      if (!known || entry.header.type !== 'file')
        throw damaged(`${name.slice(0, 100)} does not belong there`);
      if (!(await take(name, entry as AsyncIterable<Uint8Array>))) break;
      last = name;
    }
  } catch (error) {
    signal.throwIfAborted();
    // Codes of the system are words; those of streams, which break with a tar, begin with ERR_.
    const ofSystem = /^E[A-Z0-9]+$/.test(errorCode(error));
    if (error instanceof Fault || ofSystem) throw fileFault(error, 'The bundle');
    const why = error instanceof Error ? error.message : String(error);
    throw damaged(`it breaks after ${last} (${why})`, error);
  } finally {
    source.destroy();
    tar.destroy();
  }
}

function damaged(why: string, cause?: unknown): Fault {
  return new Fault('corrupt', `The bundle is damaged: ${why}.`, {
    hint: 'Copy it again from where it was made.',
    cause,
  });
}

/** JSON of a schema; names the file where it is not. */
export function parsePart<T>(schema: z.ZodType<T>, name: string, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw damaged(`${name} can't be understood`, error);
  }
}

function parseHead(text: string): Head {
  const head = parsePart(Head, headName, text);
  if (head.version > bundleVersion)
    throw new Fault('version', `The bundle was made by a newer program (${head.program}).`, {
      hint: 'Update this program.',
    });
  return head;
}

/** The small parts as text, without reading a recording. Throws as `walk`, and Fault 'version'. */
export async function peekBundle(
  path: string,
  signal: AbortSignal,
): Promise<{ head: Head; texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  await walk(path, signal, async (name, contents) => {
    if (texts.size === 0 && name !== headName) throw notOne();
    if (name.startsWith(recordingsFolder) || name === manifestName) return false;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of contents) {
      bytes += chunk.byteLength;
      if (bytes > largestPartBytes) throw damaged(`${name} is too large`);
      chunks.push(chunk);
    }
    texts.set(name, Buffer.concat(chunks).toString('utf8'));
    return true;
  });
  const head = texts.get(headName);
  if (head === undefined) throw notOne();
  return { head: parseHead(head), texts };
}

function notOne(): Fault {
  return new Fault('corrupt', 'This file is no bundle.', {
    hint: 'Choose a file that was exported as a bundle.',
  });
}

/** Files of a bundle in a folder, each proved to be what was written. */
export interface Unpacked {
  head: Head;
  /** SHA-512 by path in the bundle. */
  hashes: ReadonlyMap<string, string>;
}

/**
 * Unpacks all that `wanted` wants into `folder` and proves every file, wanted or not. Throws as `walk`, Fault 'corrupt'
 * with the name of the first file that is not what was written, disk-full.
 */
export async function unpackBundle(
  path: string,
  folder: string,
  wanted: (name: string) => boolean,
  how: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<Unpacked> {
  const found = new Map<string, { bytes: number; sha512: string }>();
  const small = new Map<string, string>();
  await walk(path, how.signal, async (name, contents) => {
    if (found.size === 0 && name !== headName) throw notOne();
    if (found.has(name)) throw damaged(`${name} is there twice`);
    const keep = name === headName || name === manifestName ? new Array<Uint8Array>() : undefined;
    const target = wanted(name) && !keep ? await openTarget(join(folder, name)) : undefined;
    const hash = createHash('sha512');
    let bytes = 0;
    try {
      for await (const chunk of contents) {
        how.signal.throwIfAborted();
        hash.update(chunk);
        bytes += chunk.byteLength;
        how.onBytes(chunk.byteLength);
        if (keep && bytes > largestPartBytes) throw damaged(`${name} is too large`);
        keep?.push(chunk);
        await target?.writeFile(chunk);
      }
      await target?.sync();
    } finally {
      await target?.close();
    }
    if (keep) small.set(name, Buffer.concat(keep).toString('utf8'));
    found.set(name, { bytes, sha512: hash.digest('hex') });
    return true;
  });
  const manifest = small.get(manifestName);
  if (manifest === undefined) throw damaged('its end is missing');
  const { files } = parsePart(Manifest, manifestName, manifest);
  found.delete(manifestName);
  for (const { path: name, bytes, sha512 } of files) {
    const one = found.get(name);
    if (!one) throw damaged(`${name} is missing`);
    if (one.bytes !== bytes || one.sha512 !== sha512) throw damaged(`${name} is not what its hash says`);
  }
  if (files.length !== found.size) throw damaged('it holds files that its list does not name');
  const hashes = new Map([...found].map(([name, { sha512 }]) => [name, sha512]));
  return { head: parseHead(small.get(headName) ?? ''), hashes };
}

async function openTarget(path: string): ReturnType<typeof open> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'wx');
}
