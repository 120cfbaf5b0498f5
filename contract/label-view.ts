/** The labels of a recording put together from what `label.of` sends: everything once, then only what changed. */
import type { Consumer, Subscription } from './bridge.ts';
import type { Label, LabelPart, LabelSet } from './label.ts';

type Place = Pick<Label, 'startSample' | 'lowerHz' | 'uuid'>;

/** By their start, then by frequency; the uuid decides between those that say the same. */
export const inLabelOrder = (a: Place, b: Place): number =>
  a.startSample - b.startSample || a.lowerHz - b.lowerHz || (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);

export interface LabelView {
  /**
   * Undefined: more parts have to come. `lost`: a message is missing, and only a whole helps. Labels that did not
   * change stay the same objects; what was answered before is never changed.
   */
  take(part: LabelPart): LabelSet | undefined | 'lost';
}

export function makeLabelView(): LabelView {
  let shown: LabelSet | undefined;
  /** What the parts so far of one message say. */
  let gathered: { since: number | undefined; parts: number; labels: Map<string, Label> } | undefined;

  function take(part: LabelPart): LabelSet | undefined | 'lost' {
    const { since } = part;
    if (part.part === 0) gathered = { since, parts: 0, labels: new Map() };
    if (gathered?.parts !== part.part || gathered.since !== since) return 'lost';
    if (since !== undefined && since !== shown?.revision) return 'lost';
    gathered.parts++;
    for (const label of part.labels) gathered.labels.set(label.uuid, label);
    if (part.more) return undefined;
    for (const uuid of part.removed) gathered.labels.delete(uuid);
    const before = since === undefined ? [] : (shown?.labels ?? []);
    const labels = merged(before, gathered.labels, part.removed);
    gathered = undefined;
    const { revision, total, undo, redo, written, problem } = part;
    shown = {
      revision,
      labels,
      left: Math.max(0, total - labels.length),
      ...(undo === undefined ? {} : { undo }),
      ...(redo === undefined ? {} : { redo }),
      written,
      ...(problem === undefined ? {} : { problem }),
    };
    return shown;
  }
  return { take };
}

/** One walk through both: what was there is in order already. */
function merged(
  before: readonly Label[],
  news: ReadonlyMap<string, Label>,
  removed: readonly string[],
): readonly Label[] {
  if (news.size === 0 && removed.length === 0) return before;
  const gone = new Set(removed);
  const coming = [...news.values()].sort(inLabelOrder);
  const labels: Label[] = [];
  let next = 0;
  for (const label of before) {
    if (gone.has(label.uuid) || news.has(label.uuid)) continue;
    while (next < coming.length && inLabelOrder(coming[next]!, label) < 0) labels.push(coming[next++]!);
    labels.push(label);
  }
  while (next < coming.length) labels.push(coming[next++]!);
  return labels;
}

/**
 * Follows `label.of`: the consumer gets each set whole. Where a message is missing, or the page was too slow for the
 * bridge, it is opened anew.
 */
export function followLabelSet(
  open: (consumer: Consumer<LabelPart>) => Subscription,
  consumer: Consumer<LabelSet>,
): Subscription {
  let closed = false;
  let subscription: Subscription | undefined;
  /** What comes on a subscription that was given up is not listened to. */
  let turn = 0;

  function begin(): void {
    const view = makeLabelView();
    const own = ++turn;
    const opened = open({
      next(part) {
        if (closed || own !== turn) return;
        const set = view.take(part);
        if (set === 'lost') anew();
        else if (set !== undefined) consumer.next(set);
      },
      end(fault) {
        if (closed || own !== turn) return;
        if (fault?.code === 'overflow') begin();
        else consumer.end?.(fault);
      },
    });
    // It may have been given up, or closed, before it was answered.
    if (closed || own !== turn) opened.close();
    else subscription = opened;
  }
  function anew(): void {
    subscription?.close();
    subscription = undefined;
    begin();
  }

  begin();
  return {
    close() {
      closed = true;
      subscription?.close();
    },
  };
}
