/** Reads a list of sources from a file: what it is, its content says, not its name. */
import { open } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { SourceImport } from '../../contract/source.ts';
import { readCsv } from './csv.ts';
import { readGpx, readKml } from './points.ts';
import { makeRows } from './rows.ts';
import { readXml } from './xml.ts';

const largestBytes = 50_000_000;

const startsWith = (bytes: Uint8Array, ...head: number[]): boolean =>
  head.every((byte, i) => bytes[i] === byte);

/** UTF-8, UTF-16 by its mark, or else Latin 1: what spreadsheets of the West save. Marks are taken off. */
export function decodeText(bytes: Buffer): string {
  if (startsWith(bytes, 0xff, 0xfe)) return bytes.toString('utf16le', 2);
  if (startsWith(bytes, 0xfe, 0xff))
    return bytes
      .subarray(2, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/**
 * Reads text that is CSV, GPX or KML. Throws Fault 'unsupported' (another kind of file), 'invalid' (a CSV file
 * without known headings) or 'corrupt' (XML that is not well formed).
 * @param known keys of the sources there are, by `sourceKey`.
 */
export async function readSources(text: string, known: Iterable<string>): Promise<SourceImport> {
  const rows = makeRows(known);
  if (text.trim() === '')
    throw new Fault('invalid', 'The file is empty.', { hint: 'Choose a CSV, GPX or KML file.' });
  if (text.includes('\0'))
    throw new Fault('unsupported', 'The file is no text.', {
      hint: text.startsWith('PK')
        ? 'Unpack it first: a KMZ file holds a KML file.'
        : 'Choose a CSV, GPX or KML file.',
    });
  if (!text.trimStart().startsWith('<')) {
    await readCsv(text, rows);
    return rows.result('csv');
  }
  const root = readXml(text);
  if (root.name === 'gpx') readGpx(root, rows);
  else if (root.name === 'kml') readKml(root, rows);
  else
    throw new Fault(
      'unsupported',
      `The file is XML, but its root '${root.name.slice(0, 40)}' is neither GPX nor KML.`,
      {
        hint: 'Choose a CSV, GPX or KML file.',
      },
    );
  return rows.result(root.name);
}

/** Throws as `readSources`, and 'not-found' or 'invalid' for a file that isn't there or is too large. */
export async function readSourceFile(path: string, known: Iterable<string>): Promise<SourceImport> {
  const file = await open(path).catch((cause: unknown) => {
    throw new Fault('not-found', 'The file cannot be opened.', { hint: 'Choose it again.', cause });
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile())
      throw new Fault('invalid', 'That is no file.', { hint: 'Choose a CSV, GPX or KML file.' });
    if (facts.size > largestBytes)
      throw new Fault(
        'invalid',
        `The file is ${formatRounded(facts.size, 'B', 3)} large; a list of sources may have ${formatRounded(largestBytes, 'B', 3)}.`,
        { hint: 'Split it, or take the tracks out of it.' },
      );
    return await readSources(decodeText(await file.readFile()), known);
  } finally {
    await file.close();
  }
}
