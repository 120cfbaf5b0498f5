/** A folder of golden transcripts: its index, its lines, and the command each scenario ran. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TranscriptLine } from '../testing/usb/transcript.ts';

const Scenario = z.object({
  name: z.string().min(1),
  env: z.record(z.string(), z.string()).default({}),
  cmd: z.string().min(1),
  /** Version of the reference driver. */
  lib: z.string().default(''),
});
export type Scenario = z.infer<typeof Scenario>;

const Line = z.object({ type: z.string() }).loose();
/** Lines a comparison reads; others (notes of standard requests, summaries) are passed over. */
const Known: z.ZodType<TranscriptLine> = z.union([
  z.object({
    type: z.literal('control'),
    dir: z.enum(['in', 'out']),
    bmRequestType: z.number(),
    bRequest: z.number(),
    wValue: z.number(),
    wIndex: z.number(),
    wLength: z.number(),
    data: z.string().regex(/^([0-9a-f]{2})*$/),
    result: z.number(),
    masked: z.tuple([z.number(), z.number()]).readonly().exactOptional(),
  }),
  z.object({ type: z.literal('mark'), op: z.string() }),
  z.object({ type: z.literal('ret'), op: z.string(), rc: z.number() }),
  z.object({ type: z.literal('string'), index: z.number(), value: z.string() }),
  z.object({ type: z.literal('claim'), interface: z.number(), result: z.number() }),
  z.object({
    type: z.enum(['release', 'detach_kernel_driver', 'attach_kernel_driver']),
    interface: z.number(),
  }),
  z.object({ type: z.literal('set_configuration'), value: z.number() }),
  z.object({ type: z.literal('set_alt_setting'), interface: z.number(), alt: z.number() }),
  z.object({ type: z.literal('clear_halt'), endpoint: z.number() }),
  z.object({
    type: z.literal('bulk_submit'),
    endpoint: z.number(),
    length: z.number(),
    timeout: z.number(),
  }),
  z.object({
    type: z.enum(['bulk_complete', 'bulk_sync']),
    endpoint: z.number(),
    length: z.number(),
    offset: z.number(),
    crc32: z.string(),
  }),
  z.object({
    type: z.enum(['open', 'close', 'reset_device', 'unplug', 'bulk_cancel_first', 'bulk_summary']),
  }),
]);
const passedOver = new Set(['standard', 'auto_detach']);

export async function readIndex(folder: string): Promise<Scenario[]> {
  const text = await readFile(join(folder, 'index.json'), 'utf8');
  return z.array(Scenario).parse(JSON.parse(text));
}

/** The lines of one scenario. Throws on a line of a kind that no comparison knows. */
export async function readTranscript(folder: string, name: string): Promise<TranscriptLine[]> {
  const text = await readFile(join(folder, `${name}.jsonl`), 'utf8');
  const lines: TranscriptLine[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const raw: unknown = JSON.parse(row);
    if (passedOver.has(Line.parse(raw).type)) continue;
    const known = Known.safeParse(raw);
    if (!known.success) throw new Error(`${name}.jsonl line ${String(index + 1)} is not understood: ${row}`);
    lines.push(known.data);
  }
  return lines;
}

/** The head of what the reference tool wrote; undefined where it was not kept. */
export async function readOutput(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(folder, `${name}.out.bin`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Splits a command into words as a shell does: quotes hold a word together. */
export function words(command: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const letter of command) {
    if (quote !== '') {
      if (letter === quote) quote = '';
      else word = (word ?? '') + letter;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  if (quote !== '') throw new Error(`the command has an open quote: ${command}`);
  if (word !== undefined) found.push(word);
  return found;
}

/** A number as the reference tools read it: 100000000, 100e6, 100M, 2048k. */
export function amount(text: string): number {
  const match = /^(-?[\d.]+(?:e[+-]?\d+)?|0x[\da-f]+)([kmg]?)$/i.exec(text);
  if (!match) throw new Error(`${text} is not a number`);
  const scale = { '': 1, k: 1e3, m: 1e6, g: 1e9 }[match[2]!.toLowerCase()] ?? Number.NaN;
  const value = Number(match[1]) * scale;
  if (!Number.isFinite(value)) throw new Error(`${text} is not a number`);
  return value;
}

/**
 * Options of a command line: `-x value` pairs, and single flags for the letters in `flags`. Throws on a letter
 * that is in neither list, so that an unknown option is never passed over.
 */
export function options(args: readonly string[], valued: string, flags = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const letter = /^-([a-zA-Z])(.*)$/.exec(word);
    if (!letter) {
      found.set('file', word);
      continue;
    }
    const name = letter[1]!;
    if (flags.includes(name)) found.set(name, '1');
    else if (valued.includes(name)) {
      const value = letter[2] === '' ? args[++at] : letter[2];
      if (value === undefined) throw new Error(`option -${name} lacks its value`);
      found.set(name, value);
    } else throw new Error(`option -${name} is not part of the vocabulary`);
  }
  return found;
}
