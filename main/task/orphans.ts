/** Files of the recording folder that nothing knows, and why each is there as far as can be told. */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { OrphanFile } from '../../contract/task.ts';
import type { Store } from '../store/index.ts';

const metaEnding = '.sigmf-meta';
const dataEnding = '.sigmf-data';
/** Written beside a file that is then renamed over: a young one is being written. */
const temporary = /\.(tmp|part)$/;
const youngMs = 60_000;
const longest = 10_000;
/** Metadata read to tell a description that stands alone; larger ones have data. */
const alone = z.object({
  global: z.object({ 'core:metadata_only': z.literal(true) }).or(z.object({ 'core:dataset': z.string() })),
});
const alonePeek = 1 << 16;

/**
 * Files directly in the folder. Known are: products and recordings of the database, pairs of metadata and samples
 * (the list of recordings shows them, with or without a task), and files named after such a pair. Folders, the trash
 * among them, and hidden files are left out. Throws Fault not-found where the folder can't be read.
 */
export async function findOrphans(
  folder: string,
  store: Pick<Store, 'unknownNames'>,
  nowMs: number,
): Promise<OrphanFile[]> {
  const names = await filesOf(folder);
  const present = new Set(names);
  const pairs = new Set(
    names
      .filter((name) => name.endsWith(metaEnding))
      .map(baseOf)
      .filter((base) => present.has(base + dataEnding)),
  );
  const suspects = names.filter((name) => !pairs.has(baseOf(name)) && !belongsTo(name, pairs));
  const unknown = new Set(await store.unknownNames({ names: [...new Set(suspects.map(baseOf))] }));
  const orphans: OrphanFile[] = [];
  for (const name of suspects) {
    if (!unknown.has(baseOf(name))) continue;
    const path = join(folder, name);
    // Gone meanwhile: no orphan.
    const facts = await stat(path).catch(() => undefined);
    if (!facts) continue;
    if (temporary.test(name) && nowMs - facts.mtimeMs < youngMs) continue;
    if (name.endsWith(metaEnding) && (await standsAlone(path))) continue;
    orphans.push({ name: name.slice(0, 300), bytes: facts.size, why: whyOf(name) });
    if (orphans.length === longest) break;
  }
  return orphans;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw new Fault('not-found', 'The recording folder can not be read.', {
      hint: 'Look whether its drive is connected.',
      cause: error,
    });
  }
}

/** Name as the database keeps it: of SigMF without extension. */
function baseOf(name: string): string {
  for (const ending of [metaEnding, dataEnding])
    if (name.endsWith(ending)) return name.slice(0, -ending.length);
  return name;
}

/** `a.png` and `a.power.csv` belong to recording `a`. */
function belongsTo(name: string, pairs: ReadonlySet<string>): boolean {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
    if (pairs.has(name.slice(0, dot)) && !temporary.test(name)) return true;
  return false;
}

function whyOf(name: string): string {
  if (temporary.test(name)) return 'Left by a write that was cut off: it can be removed.';
  if (name.endsWith(dataEnding)) return 'Samples without their description, which was lost or never written.';
  if (name.endsWith(metaEnding)) return 'A description whose samples are not there.';
  return 'No task and no recording knows it: put here by hand, or its task was removed.';
}

/** A description that needs no samples beside it: they are elsewhere, or there are none on purpose. */
async function standsAlone(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(alonePeek), 0, alonePeek, 0);
    return alone.safeParse(parsed(buffer.toString('utf8', 0, bytesRead))).success;
  } finally {
    await file.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
