/** Those who look at the labels of a recording: told everything once, in parts, and then only what changed. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { labelsInPart, mostLabels, mostRemoved, type LabelPart } from '../../contract/label.ts';
import type { Store } from '../store/index.ts';
import { asFault } from '../thread/index.ts';

/** The first change is told at once, those that follow together. */
const restMs = 50;

export interface LabelFollowing {
  add(sink: ValueSink<LabelPart>): Stop;
  /** Something may have changed: looked at now, or once what is under way has ended. */
  refresh(): void;
  readonly watched: boolean;
  close(): void;
}

interface Follower {
  readonly sink: ValueSink<LabelPart>;
  /** What was told last; undefined: nothing yet. */
  revision: number | undefined;
  head: string;
}

type Changes = Awaited<ReturnType<Store['labelChanges']>>;

/** @param problem why the metadata can't be written, as it is now. A failure ends those who look. */
export function followLabels(
  store: Pick<Store, 'labelPage' | 'labelChanges'>,
  recordingId: string,
  problem: () => string | undefined,
): LabelFollowing {
  const followers = new Set<Follower>();
  let isLooking = false;
  let isStale = false;
  let resting: NodeJS.Timeout | undefined;

  const headOf = (changes: Changes): Omit<LabelPart, 'part' | 'more' | 'labels' | 'removed' | 'since'> => {
    const { revision, total, undo, redo, writtenRevision } = changes;
    const why = problem();
    return {
      revision,
      total,
      ...(undo === undefined ? {} : { undo }),
      ...(redo === undefined ? {} : { redo }),
      written: writtenRevision >= revision,
      ...(why === undefined ? {} : { problem: why }),
    };
  };

  /** Brings those of one revision up to date. */
  async function tell(group: readonly Follower[], since: number | undefined): Promise<void> {
    let parts = 0;
    const send = (part: Omit<LabelPart, 'part' | 'since'>): void => {
      const head = JSON.stringify({ ...part, labels: [] });
      const isNews = parts > 0 || part.more || part.labels.length > 0;
      for (const one of group) {
        if (!followers.has(one) || (!isNews && one.revision === part.revision && one.head === head)) continue;
        one.sink.send({ ...part, part: parts, ...(since === undefined ? {} : { since }) });
        if (part.more) continue;
        one.revision = part.revision;
        one.head = head;
      }
      parts++;
    };
    const base = since ?? (await sendWhole(send));
    let after: Changes['next'];
    do {
      const ask = { recordingId, since: base, after, limit: labelsInPart, mostRemoved };
      const changes = await store.labelChanges(ask);
      if (changes.lost) return tell(group, undefined);
      const { labels, removed, next } = changes;
      send({ ...headOf(changes), labels, removed: next ? [] : removed, more: next !== undefined });
      after = next;
    } while (after !== undefined);
  }

  /** All labels in the order of time. Answers the revision they have at least: what changed meanwhile comes after them. */
  async function sendWhole(send: (part: Omit<LabelPart, 'part' | 'since'>) => void): Promise<number> {
    let base: number | undefined;
    let after: { startSample: number; uuid: string } | undefined;
    for (let count = 0; count < mostLabels;) {
      const limit = Math.min(labelsInPart, mostLabels - count);
      const { labels, revision } = await store.labelPage({ recordingId, after, limit });
      base ??= revision;
      count += labels.length;
      const last = labels.at(-1);
      if (last === undefined) break;
      send({ revision, total: count, written: false, labels, removed: [], more: true });
      if (labels.length < limit) break;
      after = { startSample: last.startSample, uuid: last.uuid };
    }
    return base ?? 0;
  }

  async function look(): Promise<void> {
    isLooking = true;
    isStale = false;
    try {
      const all = [...followers];
      for (const since of new Set(all.map(({ revision }) => revision)))
        await tell(
          all.filter(({ revision }) => revision === since),
          since,
        );
    } catch (error) {
      for (const { sink } of followers) sink.end(asFault(error));
      followers.clear();
    }
    isLooking = false;
    if (followers.size > 0)
      resting = setTimeout(() => {
        resting = undefined;
        if (isStale) void look();
      }, restMs);
  }

  function refresh(): void {
    if (followers.size === 0) return;
    if (isLooking || resting) isStale = true;
    else void look();
  }
  function rest(): void {
    clearTimeout(resting);
    resting = undefined;
  }

  return {
    add(sink) {
      const follower: Follower = { sink, revision: undefined, head: '' };
      followers.add(follower);
      refresh();
      return () => {
        followers.delete(follower);
        if (followers.size === 0) rest();
      };
    },
    refresh,
    get watched() {
      return followers.size > 0;
    },
    close() {
      followers.clear();
      rest();
    },
  };
}
