/** Labels on recordings in a folder of their own: real store, real files, a library that only knows where they are. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLabelView } from '../contract/label-view.ts';
import { LabelEdit, LabelPart, type Label, type LabelSet } from '../contract/label.ts';
import { defaultSettings, type Settings } from '../contract/settings.ts';
import { Fault } from '../contract/fault.ts';
import { makeJobs, type Jobs } from '../main/job/index.ts';
import { makeLabels, type LabelOptions, type Labels } from '../main/label/index.ts';
import { contentOf } from '../main/label/annotation.ts';
import type { RecordingFiles } from '../main/library/types.ts';
import { readMeta, writeMeta, type Annotation, type Meta } from '../main/sigmf/index.ts';
import { openStore, type Store } from '../main/store/index.ts';
import { rowOf } from './catalogue.ts';
import type { Random } from './random.ts';
import { startMs } from './store.ts';

export const sampleRateHz = 250_000;
export const centreHz = 433.92e6;
/** Four tenths of a second. */
export const sampleCount = 100_000;

export const metaOf = (annotations: Annotation[] = [], more: Partial<Meta['global']> = {}): Meta => ({
  global: {
    'core:datatype': 'cu8',
    'core:version': '1.2.5',
    'core:sample_rate': sampleRateHz,
    ...more,
  },
  captures: [
    { 'core:sample_start': 0, 'core:frequency': centreHz },
    { 'core:sample_start': 60_000, 'core:frequency': centreHz + 1e6 },
  ],
  annotations,
});

export interface TestLabels {
  readonly folder: string;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly labels: Labels;
  readonly settings: { current: Settings };
  /** Catalogues a recording; `meta` as text where it is not ours to write. Answers its metadata's path. */
  recording(id: string, meta?: Meta | string): Promise<string>;
  edit(id: string, ...edits: LabelEdit[]): Promise<{ revision: number; uuids: string[] }>;
  of(id: string): Promise<Label[]>;
  /** Settles when the recording's metadata holds all of its labels; answers it. */
  written(id: string): Promise<Meta>;
  close(): Promise<void>;
}

interface TestLabelOptions {
  who?: string;
  detect?: LabelOptions['detect'];
  /** Recordings whose metadata is not to be touched. */
  notOwn?: readonly string[];
}

const files = (folder: string, id: string, notOwn: readonly string[]): RecordingFiles => {
  const meta = join(folder, `${id}.sigmf-meta`);
  const raw = join(folder, id);
  const isRaw = existsSync(raw);
  const own = !isRaw && !notOwn.includes(id);
  const metaPath = own ? meta : join(folder, 'library', `${id}.sigmf-meta`);
  return { id, name: id, path: isRaw ? raw : meta, stated: undefined, metaPath, own };
};

export async function openLabels(folder: string, options: TestLabelOptions = {}): Promise<TestLabels> {
  const { who = 'ann@roof (window)', notOwn = [] } = options;
  const store = await openStore({ profileDir: folder });
  const jobs = makeJobs();
  const settings = { current: { ...defaultSettings } };
  mkdirSync(join(folder, 'library'), { recursive: true });
  const nothing = (): Promise<never> => Promise.reject(new Fault('unsupported', 'Nothing is searched here.'));
  const labels = makeLabels({
    store,
    library: { resolve: (id) => Promise.resolve(files(folder, id, notOwn)) },
    jobs,
    settings,
    who,
    version: '9.9.9',
    detect: options.detect ?? nothing,
  });
  const all = (id: string): ReturnType<Store['labels']> => store.labels({ recordingId: id, limit: 1e6 });
  return {
    folder,
    store,
    jobs,
    labels,
    settings,
    async recording(id, meta = metaOf()) {
      const path = join(folder, `${id}.sigmf-meta`);
      if (typeof meta === 'string') writeFileSync(path, meta);
      else await writeMeta(path, meta);
      writeFileSync(join(folder, `${id}.sigmf-data`), new Uint8Array(2 * sampleCount));
      await store.putRecordings({
        rows: [rowOf(id, { sampleRateHz, centreHz, samples: sampleCount, path })],
        nowMs: startMs,
      });
      return path;
    },
    edit: async (id, ...edits) => {
      const signal = new AbortController().signal;
      return labels.server.edit({ recordingId: id, edits: edits.map(withDefaults) }, { signal });
    },
    of: async (id) => (await all(id)).labels,
    async written(id) {
      await seen(labels, id, (set) => set.written);
      return (await readMeta(files(folder, id, notOwn).metaPath)).meta;
    },
    async close() {
      await jobs.close();
      await labels.close();
      await store.close();
    },
  };
}

type Edits = Parameters<Labels['server']['edit']>[0]['edits'];

/** As the bridge does before it reaches the server. */
const withDefaults = (edit: LabelEdit): Edits[number] => LabelEdit.parse(edit);

/** Settles with the first set shown for which this holds. */
export function seen(
  labels: Labels,
  recordingId: string,
  holds: (set: LabelSet) => boolean,
): Promise<LabelSet> {
  return new Promise((resolve, reject) => {
    const view = makeLabelView();
    const looking = { over: false, stop: (): void => undefined };
    const end = (act: () => void): void => {
      looking.over = true;
      looking.stop();
      act();
    };
    looking.stop = labels.server.of(
      { recordingId },
      {
        send(part) {
          const set = view.take(LabelPart.parse(part));
          if (set === 'lost') throw new Error('A part of the labels is missing.');
          if (set && !looking.over && holds(set)) end(() => resolve(set));
        },
        end: (fault) => end(() => reject(fault ?? new Error('The labels ended.'))),
      },
    );
    // The first set may have come before there was anything to stop.
    if (looking.over) looking.stop();
  });
}

/** Labels by uuid with everything they say, times included: what undo restores. */
export const picture = (labels: readonly Label[]): string[] =>
  labels.map((label) => JSON.stringify([contentOf(label), label.createdMs, label.updatedMs])).sort();

const someBox = (random: Random): Pick<Label, 'startSample' | 'sampleCount' | 'lowerHz' | 'upperHz'> => {
  const lowerHz = centreHz - 100e3 + random.integer(150_000);
  return {
    startSample: random.integer(50_000),
    sampleCount: 1 + random.integer(9000),
    lowerHz,
    upperHz: lowerHz + 1000 + random.integer(40_000),
  };
};

/** One edit of any kind that these labels allow. */
export function someEdit(random: Random, labels: readonly Label[]): LabelEdit {
  const kind = random.pick(['add', 'add', 'change', 'name', 'remove', 'split', 'merge', 'review', 'review']);
  const [one, two] = labels.length > 1 ? [random.pick(labels), random.pick(labels)] : [];
  if (!one || !two || kind === 'add')
    return {
      kind: 'add',
      label: { ...someBox(random), name: random.pick(['OOK', 'FSK', '', 'Ein langer Name für ein Signal']) },
    };
  const { uuid } = one;
  switch (kind) {
    case 'change':
      return { kind, uuid, change: someBox(random) };
    case 'name':
      return {
        kind: 'change',
        uuid,
        change: { name: random.pick(['OOK', 'AM']), comment: `${random.integer(9)}` },
      };
    case 'split':
      if (one.sampleCount > 1)
        return { kind, uuid, atSample: one.startSample + 1 + random.integer(one.sampleCount - 1) };
      return { kind: 'remove', uuid };
    case 'merge':
      if (uuid !== two.uuid) return { kind, uuids: [uuid, two.uuid] };
      return { kind: 'remove', uuid };
    case 'review':
      return { kind, uuid, verdict: random.pick(['accepted', 'rejected', null]) };
    default:
      return { kind: 'remove', uuid };
  }
}
