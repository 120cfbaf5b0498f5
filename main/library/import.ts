/** Imports: kept in the store before they begin, gone on with after a crash, settled in bunches with their rows. */
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { Fault, faultCodes } from '../../contract/fault.ts';
import type { ImportRequest, Stated } from '../../contract/library.ts';
import { convert, survey } from '../formats/index.ts';
import type { JobControl } from '../job/index.ts';
import { fileFault, recordingPaths } from '../sigmf/index.ts';
import { asFault, makePace } from '../thread/index.ts';
import { openCopyNames, type CopyNames } from './copy-names.ts';
import { inLanes } from './lanes.ts';
import { folderRow, incompleteRow, referenceRow } from './rows.ts';
import { exists } from './trash.ts';
import type { CatalogueRow, LibraryOptions } from './types.ts';

export interface Imports {
  /** Answers with the number of the job when the request is on disk. */
  begin(request: z.output<typeof ImportRequest>): Promise<number>;
  /** By paths; answers with the job when the request is on disk. */
  beginPaths(paths: readonly string[], how: { copy: boolean; incomplete: boolean }): Promise<number>;
  /** Goes on with what an earlier run left. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export type ImportOptions = Pick<
  LibraryOptions,
  'store' | 'jobs' | 'files' | 'recordingFolder' | 'libraryFolder'
> & { onUnhashed: (ids: readonly string[]) => void };

type Open = Awaited<ReturnType<LibraryOptions['store']['openImports']>>[number];
type Item = Awaited<ReturnType<LibraryOptions['store']['importItems']>>[number];

/** Settled in one write: what a crash costs at most is read again. */
const bunchItems = 200;
const parallelReads = 8;
/** The disk is the limit: small files wait for it more than they keep it busy. */
const parallelCopies = 4;

export function makeImports(options: ImportOptions): Imports {
  const { store, jobs, files } = options;
  const closing = new AbortController();
  const running = new Map<number, number>();

  const run = (one: Open): number => {
    const title = `${one.total} ${one.total === 1 ? 'file' : 'files'}`;
    const job = jobs.run('import', title, 'files', (control) => work(one, control));
    running.set(one.id, job);
    return job;
  };

  const work = async (one: Open, control: JobControl): Promise<string> => {
    const signal = AbortSignal.any([control.signal, closing.signal]);
    const names = await openCopyNames(options.libraryFolder, one.id);
    const tally = { done: one.done, taken: 0, rejected: 0 };
    control.total(one.total);
    control.done(tally.done);
    try {
      for (;;) {
        const items = await store.importItems({ importId: one.id, limit: bunchItems });
        if (items.length === 0) break;
        await settleBunch(one, items, { control, signal, names, tally });
        if (!signal.aborted) continue;
        // Cancelled by a person: it is over. Ended with the program: it goes on at the next start.
        if (closing.signal.aborted) return 'It goes on at the next start.';
        break;
      }
      await store.closeImport({ importId: one.id });
      await names.forget();
    } finally {
      await names.close();
      running.delete(one.id);
    }
    const refused = tally.rejected === 0 ? '' : `, ${tally.rejected} refused`;
    return `${tally.taken} imported${refused}.`;
  };

  const settleBunch = async (one: Open, items: readonly Item[], how: Bunch): Promise<void> => {
    const rows: CatalogueRow[] = [];
    const settled: { position: number; code?: string; message?: string }[] = [];
    if (one.copy) await how.names.of(items, resolve(options.recordingFolder()));
    const stopped = (): boolean => how.signal.aborted;
    await inLanes(items, one.copy ? parallelCopies : parallelReads, async (item) => {
      if (stopped()) return;
      try {
        rows.push(await take(options, one, item, how));
        settled.push({ position: item.position });
        how.tally.taken++;
      } catch (error) {
        if (stopped()) return;
        const fault = asFault(error);
        how.control.reject(basename(item.path), fault);
        settled.push({ position: item.position, code: fault.code, message: fault.message });
        how.tally.rejected++;
      }
      how.control.done(++how.tally.done);
    });
    await store.settleImport({ importId: one.id, items: settled, rows, nowMs: Date.now() });
    for (const { id } of rows) how.control.touched(id);
    options.onUnhashed(rows.filter(({ sha512 }) => sha512 === undefined).map(({ id }) => id));
  };

  const open = async (request: Parameters<typeof store.openImport>[0]): Promise<number> => {
    const id = await store.openImport(request);
    const { copy, incomplete, sourceId, notes, items } = request;
    return run({ id, copy, incomplete, sourceId, notes, total: items.length, done: 0 });
  };

  return {
    async begin({ items, copy, incomplete, sourceId, notes }) {
      const list: Item[] = [];
      const pace = makePace();
      // To be read, a request of 10,000 files has kept the thread already; to be handed on, it will again.
      await nextTurn();
      for (const [position, { grant, stated }] of items.entries()) {
        list.push({ position, path: files.resolve(grant), stated });
        await pace();
      }
      await nextTurn();
      return open({ items: list, copy, incomplete, sourceId, notes, nowMs: Date.now() });
    },
    beginPaths(paths, { copy, incomplete }) {
      const items = paths.map((path, position) => ({ position, path }));
      return open({ items, copy, incomplete, notes: '', nowMs: Date.now() });
    },
    async resume() {
      for (const one of await store.openImports({})) if (!running.has(one.id)) run(one);
    },
    async close() {
      closing.abort(new Fault('cancelled', 'The program is closing.'));
      await Promise.all([...running.values()].map((job) => jobs.ended(job)));
    },
  };
}

interface Bunch {
  control: JobControl;
  signal: AbortSignal;
  names: CopyNames;
  tally: { done: number; taken: number; rejected: number };
}

/** One file becomes a row, copied where it was asked for. Throws why not. */
async function take(options: ImportOptions, one: Open, item: Item, how: Bunch): Promise<CatalogueRow> {
  const { path, stated } = item;
  const folder = resolve(options.recordingFolder());
  const { base, meta } = recordingPaths(path);
  // It lies in the recording folder: it is in the library by itself.
  if (dirname(path) === folder && base !== path) return folderRow(meta, basename(base), undefined);
  const candidate = await survey(path);
  if (candidate.rejected) throw refusal(candidate.rejected);
  const missing = candidate.missing.filter((fact) => stated?.[fact] === undefined);
  if (missing.length > 0) {
    if (!one.incomplete || one.copy || candidate.copyBytes !== undefined) throw incomplete(missing);
    if (missing.includes('datatype')) return incompleteRow(path, candidate, stated);
  }
  if (!one.copy && candidate.copyBytes === undefined) return referenceRow(path, stated);
  return copyIn(folder, item, stated, how);
}

async function copyIn(
  folder: string,
  { position, path }: Item,
  stated: Stated | undefined,
  { names, signal }: Bunch,
): Promise<CatalogueRow> {
  const [name = ''] = await names.of([{ position, path }], folder);
  const to = recordingPaths(join(folder, name));
  // Made before a crash: its metadata is written last, so it is whole.
  if (!(await exists(to.meta)))
    try {
      // The name is this file's alone: data without metadata is what a crash left of the copy.
      await rm(to.data, { force: true });
      await convert(path, stated, to.base, { signal, onBytes: () => undefined });
    } catch (error) {
      throw fileFault(error, basename(path));
    }
  return folderRow(to.meta, name, 'imported');
}

function refusal({ code, message }: { code: string; message: string }): Fault {
  const known = faultCodes.find((one) => one === code);
  return new Fault(known ?? 'unsupported', message, { hint: 'The file stays as it is.' });
}

function incomplete(missing: readonly ('datatype' | 'sampleRateHz')[]): Fault {
  const words = { datatype: 'sample format', sampleRateHz: 'sample rate' };
  return new Fault('invalid', `Nobody knows its ${missing.map((fact) => words[fact]).join(' and its ')}.`, {
    hint: 'Say it when you import the file, or take it as incomplete.',
  });
}
