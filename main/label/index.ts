/** Labels: drawn by people, found by machines, reviewed by others; in the catalogue and in the recordings' metadata. */
import { randomUUID } from 'node:crypto';
import type { Detection, DetectionSettings } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import type { Label, Taxonomy } from '../../contract/label.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Jobs } from '../job/index.ts';
import type { RecordingFiles } from '../library/types.ts';
import type { Store } from '../store/index.ts';
import { asFault } from '../thread/index.ts';
import { detectorName, planDetected } from './detected.ts';
import { followLabels, type LabelFollowing } from './follow.ts';
import { makeKeeper, type Resolver } from './keep.ts';
import { namedIn, planEdits } from './plan.ts';
import { personOf } from './review.ts';
import { makeTurns } from './turns.ts';
import { makeWatch } from './watch.ts';

export interface LabelOptions {
  store: Store;
  library: Resolver;
  jobs: Jobs;
  settings: { readonly current: Pick<Settings, 'reviewers' | 'detection'> };
  /** Who sits here, as the audit trail names them; what stands in brackets behind is not part of the person. */
  who: string;
  version: string;
  /** Finds signals in a recording: those it lists, and how many more there were. */
  detect: (
    files: RecordingFiles,
    settings: DetectionSettings,
    signal: AbortSignal,
    progress: (share: number) => void,
  ) => Promise<{ detections: readonly Detection[]; left: number }>;
}

export interface Labels {
  readonly server: EngineServer['label'];
  /** Writes what is due into the recordings' metadata. */
  close(): Promise<void>;
}

/** Another process may edit the same labels: an edit is tried anew on what it left, so many times. */
const mostTries = 10;
/** Changes come in bursts; nobody searches for a label within a second of its import. */
const gatherMs = 1000;
/** All of them: there are fewer. */
const everything = 1e9;

export function makeLabels(options: LabelOptions): Labels {
  const { store, library, jobs, settings, version, detect } = options;
  const person = personOf(options.who);
  const watches = new Map<string, LabelFollowing>();
  const keeper = makeKeeper({ store, library, version, onChange: (id) => watches.get(id)?.refresh() });
  /** Edits of this process don't outrun each other. */
  const turns = makeTurns();
  let revision: number | undefined;
  let gathering: NodeJS.Timeout | undefined;
  /** Of the library when it was last looked through for recordings that are new. */
  let lookedThrough: number | undefined;

  /** Labels that came with new recordings are read in, so that they are found. */
  const readNew = (): void => {
    gathering = undefined;
    store.libraryRevision({}).then(
      (now) => {
        if (now === lookedThrough) return;
        lookedThrough = now;
        keeper.catchUp();
      },
      // The store is gone: whoever asks it hears so, and the next start looks through everything.
      () => undefined,
    );
  };

  const taxonomies = makeWatch<Taxonomy>(async (before) => {
    const taxonomy = await store.taxonomy({});
    return JSON.stringify(before) === JSON.stringify(taxonomy) ? undefined : taxonomy;
  });

  const stopListening = store.onChange(() => {
    const looked = [...watches.values(), taxonomies].filter(({ watched }) => watched);
    if (looked.length > 0) void refreshChanged(looked);
    gathering ??= setTimeout(readNew, gatherMs);
  });
  keeper.catchUp();

  /** Most commits are of tasks: those are told apart by one number. */
  async function refreshChanged(looked: readonly { refresh(): void }[]): Promise<void> {
    try {
      const now = await store.libraryRevision({});
      if (now === revision) return;
      revision = now;
    } catch {
      // The store is gone: each of them hears of it by its own look.
    }
    for (const watch of looked) watch.refresh();
  }

  function watchOf(recordingId: string): LabelFollowing {
    const found = watches.get(recordingId);
    if (found) return found;
    const watch = followLabels(store, recordingId, () => keeper.problem(recordingId));
    watches.set(recordingId, watch);
    return watch;
  }

  function changed(recordingId: string): void {
    watches.get(recordingId)?.refresh();
    keeper.touched(recordingId);
  }

  /** Makes a plan on the labels as they are and commits it, anew where another process was quicker. */
  async function commit<P extends { puts: Label[]; removes: string[]; what: string }>(
    recordingId: string,
    by: string,
    plan: (nowMs: number) => Promise<P>,
  ): Promise<P & { revision: number }> {
    for (let tries = 1; ; tries++) {
      const { revision: baseRevision } = await store.labels({ recordingId, limit: 0 });
      const nowMs = Date.now();
      const planned = await plan(nowMs);
      const { puts, removes, what } = planned;
      try {
        const edit = { recordingId, what, puts, removes, baseRevision, by, nowMs };
        const now = await store.editLabels(edit);
        changed(recordingId);
        return { ...planned, revision: now };
      } catch (error) {
        const fault = asFault(error);
        const outrun = fault.code === 'busy' && fault.data?.['revision'] !== undefined;
        if (!outrun || tries >= mostTries) throw fault;
      }
    }
  }

  async function takeStep(recordingId: string, way: 'undoLabels' | 'redoLabels'): Promise<{ what?: string }> {
    await keeper.facts(recordingId);
    const step = await turns.take(recordingId, () => store[way]({ recordingId, nowMs: Date.now() }));
    if (!step) return {};
    changed(recordingId);
    return { what: step.what };
  }

  async function detectInto(
    recordingId: string,
    wanted: DetectionSettings,
    replace: boolean,
    control: Parameters<Parameters<Jobs['run']>[3]>[0],
  ): Promise<string> {
    const facts = await keeper.facts(recordingId);
    control.total(facts.sampleCount);
    const files = await library.resolve(recordingId);
    const { detections, left } = await detect(files, wanted, control.signal, (share) =>
      control.done(Math.round(share * facts.sampleCount)),
    );
    control.signal.throwIfAborted();
    const author = detectorName(version, wanted);
    const { puts, known, beyond } = await turns.take(recordingId, () =>
      commit(recordingId, author, async (nowMs) => {
        const { labels } = await store.labels({ recordingId, limit: everything });
        const context = { author, facts, replace, nowMs, newUuid: randomUUID };
        const plan = planDetected(detections, labels, context);
        return {
          ...plan,
          what: plan.puts.length === 1 ? 'Find a signal' : `Find ${plan.puts.length} signals`,
        };
      }),
    );
    control.done(facts.sampleCount);
    control.touched(recordingId);
    const more = left + beyond;
    return (
      [
        `${puts.length} ${puts.length === 1 ? 'signal' : 'signals'} found and added as labels`,
        ...(known > 0 ? [`${known} were labelled already`] : []),
        ...(more > 0 ? [`${more} more than labels are kept were left out`] : []),
      ].join('; ') + '.'
    );
  }

  const server: EngineServer['label'] = {
    of({ recordingId }, sink) {
      const stop = watchOf(recordingId).add(sink);
      // What isn't in the library is told by the look at the labels.
      keeper.look(recordingId).then(
        () => watches.get(recordingId)?.refresh(),
        () => undefined,
      );
      return () => {
        stop();
        const watch = watches.get(recordingId);
        if (watch && !watch.watched) watches.delete(recordingId);
      };
    },
    async edit({ recordingId, edits }) {
      const facts = await keeper.facts(recordingId);
      const uuids = namedIn(edits);
      const { revision: now, uuids: made } = await turns.take(recordingId, () =>
        commit(recordingId, person, async (nowMs) =>
          planEdits(edits, await store.labelsById({ recordingId, uuids }), {
            person,
            reviewers: settings.current.reviewers,
            nowMs,
            facts,
            newUuid: randomUUID,
          }),
        ),
      );
      return { revision: now, uuids: made };
    },
    undo: ({ recordingId }) => takeStep(recordingId, 'undoLabels'),
    redo: ({ recordingId }) => takeStep(recordingId, 'redoLabels'),
    taxonomy: (_input, sink) => taxonomies.add(sink),
    async changeTaxonomy({ edits }) {
      const { renamed } = await store.changeTaxonomy({ edits, by: options.who, nowMs: Date.now() });
      if (renamed > 0) keeper.catchUp();
      return { renamed };
    },
    statistics: ({ search }) => store.labelStatistics({ search }),
    queue: (request) => store.reviewQueue({ ...request, by: person }),
    async detect({ recordingId, settings: wanted = settings.current.detection, replace }) {
      const found = await store.entry({ id: recordingId });
      if (!found)
        throw new Fault('not-found', 'This recording is not in the library.', {
          hint: 'It may have been removed meanwhile.',
        });
      const jobId = jobs.run('detect', `Find signals in ${found.entry.name}`, 'samples', (control) =>
        detectInto(recordingId, wanted, replace, control),
      );
      return { jobId };
    },
  };

  return {
    server,
    async close() {
      stopListening();
      clearTimeout(gathering);
      for (const watch of watches.values()) watch.close();
      taxonomies.close();
      await turns.over();
      await keeper.close();
    },
  };
}
