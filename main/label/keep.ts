/**
 * Keeps the catalogue's labels and the recordings' metadata in step: what files hold is read in, what was edited is
 * written within a second, one writer for a recording, in a thread of its own.
 */
import { Fault } from '../../contract/fault.ts';
import type { RecordingFiles } from '../library/types.ts';
import type { Store } from '../store/index.ts';
import { asFault, startThread, type Thread } from '../thread/index.ts';
import type { Facts } from './facts.ts';
import type { LabelCommands } from './label-thread.ts';
import { besideNote, type Read, type Written } from './meta-file.ts';
import { makeTurns } from './turns.ts';

export interface Resolver {
  resolve(id: string): Promise<RecordingFiles>;
}

export interface KeepOptions {
  store: Store;
  library: Resolver;
  version: string;
  /** A recording's labels, or what is known of its metadata, changed. */
  onChange: (recordingId: string) => void;
}

export interface Keeper {
  /**
   * What is known of the samples, of the catalogue where the files can't be read; the first time, what the metadata
   * holds is read in. Throws Fault 'not-found' for what is not in the library.
   */
  facts(recordingId: string): Promise<Facts>;
  /** As `facts`; what the metadata holds is read in again where others changed it. */
  look(recordingId: string): Promise<Facts>;
  /** Its labels were edited: they are written soon. */
  touched(recordingId: string): void;
  /** Writes all metadata that is behind, of any recording, and reads in what was never looked at. */
  catchUp(): void;
  /** Why the metadata can't be written, or that it stands elsewhere. */
  problem(recordingId: string): string | undefined;
  /** Writes what is due. */
  close(): Promise<void>;
}

/** Edits that follow each other quickly are written together. */
const writeAfterMs = 400;
/** A recording that is still being written has its metadata rewritten by its writer. */
const busyAgainMs = 5000;
/** Others may write the same file again and again; after so many tries that is said. */
const mostTries = 5;
const catchUpBatch = 100;

export function makeKeeper({ store, library, version, onChange }: KeepOptions): Keeper {
  let thread: Thread<LabelCommands, never> | undefined;
  let closed = false;
  let catching: Promise<void> | undefined;
  const known = new Map<string, Promise<Facts>>();
  const problems = new Map<string, string>();
  const due = new Map<string, NodeJS.Timeout>();
  /** Looked at for their labels in this run, whether that went well or not. */
  const lookedAt = new Set<string>();
  const turns = makeTurns();

  const running = (): Thread<LabelCommands, never> => {
    if (thread) return thread;
    const started = startThread<LabelCommands, never>(import.meta.url, 'label');
    // What it was asked fails with the reason; the next request gets a new thread.
    started.onCrash(() => {
      if (thread === started) thread = undefined;
    });
    return (thread = started);
  };

  /** Those of the file that the catalogue lacks, and those somebody else changed since it was written. */
  async function takeIn(recordingId: string, { news, holdsAll, stamp }: Read): Promise<void> {
    // What was edited here since it was written stays, and is still behind: the store sees to that.
    await store.readLabels({ recordingId, labels: news, holdsAll, stamp, nowMs: Date.now() });
  }

  function lookAgain(recordingId: string): Promise<Facts> {
    const looking = look(recordingId);
    known.set(recordingId, looking);
    const forget = (): void => {
      if (known.get(recordingId) === looking) known.delete(recordingId);
    };
    // Files that were away may come back: the next one who asks looks again.
    looking.then(() => {
      if (problems.has(recordingId)) forget();
    }, forget);
    return looking;
  }

  async function look(recordingId: string): Promise<Facts> {
    const files = await library.resolve(recordingId);
    try {
      const state = await store.labelsText({ recordingId });
      const { json, stamp } = state;
      const read = await running().ask('read', { files, nowMs: Date.now(), json, stamp });
      note(recordingId, besideNote(files));
      if (stamp !== read.stamp) await takeIn(recordingId, read);
      return read.facts;
    } catch (error) {
      note(recordingId, asFault(error).message);
      return await catalogued(recordingId);
    }
  }

  /** As the catalogue knows them: the disk of the recording may be away. */
  async function catalogued(recordingId: string): Promise<Facts> {
    const found = await store.entry({ id: recordingId });
    if (!found)
      throw new Fault('not-found', 'This recording is not in the library.', {
        hint: 'It may have been removed meanwhile.',
      });
    const { samples, sampleRateHz, centreHz } = found.entry;
    return { sampleCount: samples, sampleRateHz, centreHz, runs: [] };
  }

  function note(recordingId: string, problem: string | undefined): void {
    if (problems.get(recordingId) === problem) return;
    if (problem === undefined) problems.delete(recordingId);
    else problems.set(recordingId, problem.slice(0, 500));
    onChange(recordingId);
  }

  async function write(recordingId: string): Promise<void> {
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        const state = await store.labelsText({ recordingId });
        if (state.writtenRevision >= state.revision) return;
        const files = await library.resolve(recordingId);
        const { classes } = await store.taxonomy({});
        const { json, revision, stamp } = state;
        const request = { files, nowMs: Date.now(), json, classes, version, stamp };
        const result: Written = await running().ask('write', request);
        if ('changed' in result) {
          await takeIn(recordingId, result.changed);
          continue;
        }
        await store.labelsWritten({ recordingId, revision, stamp: result.stamp });
        note(recordingId, besideNote(files));
        onChange(recordingId);
        return;
      }
      note(recordingId, 'Another program writes its metadata again and again.');
    } catch (error) {
      const fault = asFault(error);
      note(recordingId, fault.message);
      if (fault.code === 'busy') soon(recordingId, busyAgainMs);
    }
  }

  function soon(recordingId: string, afterMs: number): void {
    if (closed || due.has(recordingId)) return;
    const timer = setTimeout(() => {
      due.delete(recordingId);
      void turns.take(recordingId, () => write(recordingId));
    }, afterMs);
    due.set(recordingId, timer);
  }

  /** One at a time: nobody waits for them. One that failed is not tried again in this run. */
  async function each(
    tried: Set<string>,
    next: (input: { limit: number }) => Promise<string[]>,
    work: (id: string) => Promise<unknown>,
  ): Promise<void> {
    for (;;) {
      const ids = await next({ limit: tried.size + catchUpBatch });
      const left = ids.filter((id) => !tried.has(id));
      if (left.length === 0) return;
      for (const id of left) {
        if (closed) return;
        tried.add(id);
        await work(id);
      }
    }
  }

  /** A file nobody looks at is not kept in mind; its faults are told to those who do. */
  async function readIn(recordingId: string): Promise<void> {
    if (known.has(recordingId)) return;
    await lookAgain(recordingId).catch(() => undefined);
    known.delete(recordingId);
  }

  async function catchUpAll(): Promise<void> {
    await each(new Set(), store.unwritten, (id) => turns.take(id, () => write(id)));
    await each(lookedAt, store.unread, readIn);
  }

  return {
    facts: (recordingId) => known.get(recordingId) ?? lookAgain(recordingId),
    look: lookAgain,
    touched: (recordingId) => soon(recordingId, writeAfterMs),
    catchUp() {
      // Those renamed while it runs come after it.
      const before = catching ?? Promise.resolve();
      // Where the store is gone it says so to everybody who asks; the next start catches up.
      catching = before.then(catchUpAll).catch(() => undefined);
    },
    problem: (recordingId) => problems.get(recordingId),
    async close() {
      closed = true;
      const ids = [...due.keys()];
      for (const timer of due.values()) clearTimeout(timer);
      due.clear();
      await catching;
      await Promise.all([...known.values()].map((one) => one.catch(() => undefined)));
      await Promise.all(ids.map((id) => turns.take(id, () => write(id))));
      await turns.over();
      await thread?.stop();
    },
  };
}
