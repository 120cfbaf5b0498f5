/** Reading metadata leniently and writing it strictly. */
import { open } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { checkMeta, Namespaces } from './check.ts';
import { errorCode, nodeFiles, writeDurably, type Files } from './files.ts';
import { decodeText, parseJson } from './json.ts';
import { normalise } from './old.ts';
import { Problems, type Problem } from './problem.ts';
import { writtenVersion, type Meta } from './schema.ts';

/** Metadata larger than this is refused: a million annotations are about 200 MB of JSON, nobody's recording. */
export const largestMetaBytes = 64 * 1024 * 1024;

export interface ReadMeta {
  meta: Meta;
  /** What was read over: old forms, trailing commas, fields left out. */
  notes: Problem[];
}

/** Reads at most `largestMetaBytes` of a file. Throws Fault not-found, permission or corrupt. */
export async function readSmallFile(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > largestMetaBytes)
        throw new Fault(
          'corrupt',
          `The metadata file has ${size} bytes; more than ${largestMetaBytes} are refused.`,
          { data: { byte: largestMetaBytes } },
        );
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileFault(error, 'The metadata file');
  }
}

/** The system's error as a fault a user can act on. Faults pass unchanged. */
export function fileFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Fault('not-found', `${what} is not there.`, { hint: 'Check the path.', cause: error });
    case 'EACCES':
    case 'EPERM':
      return new Fault('permission', `${what} may not be read or written by you.`, {
        hint: 'Change its permissions or choose another folder.',
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new Fault('disk-full', `${what} can't be written: the disk is full.`, {
        hint: 'Free some space or choose another folder.',
        cause: error,
      });
    default:
      return new Fault('internal', `${what} failed: ${code || String(error)}.`, {
        hint: 'Check the disk it lies on.',
        cause: error,
      });
  }
}

/**
 * Understands the bytes of a metadata file of any version 0.x to 1.x. Throws Fault `corrupt` where there is no
 * telling the samples' format, `version` for 2.x and later, `unsupported` for an extension that must be known.
 */
export function parseMeta(bytes: Uint8Array): ReadMeta {
  const notes = new Problems();
  const document = parseJson(decodeText(bytes, notes), notes);
  const meta = normalise(document, notes);
  if (!meta) {
    const why = notes.list.find((n) => n.code === 'json');
    throw new Fault(
      'corrupt',
      why
        ? `The metadata is not JSON: ${why.where}: ${why.message}`
        : 'The metadata has no usable global.core:datatype: there is no telling what the samples are.',
      { hint: 'Run validate on it to see every problem.' },
    );
  }
  const major = Number.parseInt(meta.global['core:version'], 10);
  if (major > 1)
    throw new Fault(
      'version',
      `The metadata is SigMF ${meta.global['core:version']}; this program reads 0.x and 1.x (global.core:version).`,
      {
        hint: 'Update the program.',
      },
    );
  const [needed] = new Namespaces(meta.global['core:extensions']).unsupported;
  if (needed !== undefined)
    throw new Fault(
      'unsupported',
      `The recording needs the SigMF extension ${needed}, which is unknown here (global.core:extensions).`,
      {
        hint: 'Open it with the program that made it.',
      },
    );
  return { meta, notes: notes.list };
}

/** Reads a metadata file leniently; see `parseMeta` for what is thrown besides not-found and permission. */
export async function readMeta(path: string): Promise<ReadMeta> {
  return parseMeta(await readSmallFile(path));
}

/** `meta` as the text of a metadata file, checked: throws Fault `invalid` naming what breaks SigMF. */
export function serialiseMeta(meta: Meta): string {
  const byStart = (a: { 'core:sample_start': number }, b: { 'core:sample_start': number }): number =>
    a['core:sample_start'] - b['core:sample_start'];
  const document: Meta = {
    global: { ...meta.global, 'core:version': writtenVersion },
    captures: [...meta.captures].sort(byStart),
    annotations: [...meta.annotations].sort(byStart),
  };
  const problems = new Problems();
  checkMeta(document, problems);
  // An undeclared namespace is only a warning for what others wrote; we declare ours.
  const wrong = problems.list.find((p) => p.severity === 'error' || p.code === 'undeclared-extension');
  if (wrong)
    throw new Fault('invalid', `This would not be SigMF: ${wrong.where}: ${wrong.message}`, {
      hint: 'Correct the value and save again.',
    });
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Writes a metadata file that is whole after a crash at any moment (temporary file, sync, rename, folder sync).
 * Throws Fault invalid, disk-full or permission; the old file then still stands.
 */
export async function writeMeta(path: string, meta: Meta, files: Files = nodeFiles): Promise<void> {
  const text = serialiseMeta(meta);
  try {
    await writeDurably(files, path, text);
  } catch (error) {
    throw fileFault(error, 'The metadata file');
  }
}
