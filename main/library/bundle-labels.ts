/** The labels of a bundle and their classes. */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../contract/fault.ts';
import { Taxonomy, type Label } from '../../contract/label.ts';
import { byRecording, compareLabels, sameValue } from './bundle-compare.ts';
import { parsePart } from './bundle-read.ts';
import { count, type Taking } from './bundle-taking.ts';
import { partNames } from './bundle-types.ts';
import { bunches } from './lanes.ts';

/** One step of undo. */
const mostAtOnce = 5000;

/** Classes nobody has here come in; of those with the same name, mine stays unless theirs is asked for. */
export async function importTaxonomy({ options, conflicts }: Taking, text: string): Promise<void> {
  const { classes } = parsePart(Taxonomy, partNames.taxonomy, text);
  const mine = new Map((await options.store.taxonomy({})).classes.map((one) => [one.name, one]));
  const edits = classes
    .filter((one) => {
      const here = mine.get(one.name);
      return here === undefined || (conflicts === 'take-theirs' && !sameValue(here, one));
    })
    .map((one) => ({ kind: 'put' as const, class: one }));
  for (const bunch of bunches(edits, 500))
    await options.store.changeTaxonomy({ edits: bunch, by: options.who, nowMs: Date.now() });
}

/** Labels go to the recording that came with them, or to one here with the same data. */
export async function importLabels(taking: Taking, text: string): Promise<void> {
  const { store } = taking.options;
  for (const [theirs, lines] of byRecording(text)) {
    const sha512 = lines[0]?.sha512;
    const twins = sha512 === undefined ? [] : await store.findRecordings({ hashes: [sha512] });
    const target = taking.recordings.get(theirs) ?? twins[0]?.id;
    if (target === undefined) {
      const why = `The recording of ${lines.length} labels is not here.`;
      taking.control.reject(theirs, new Fault('not-found', why));
      continue;
    }
    for (const bunch of bunches(lines, mostAtOnce))
      await takeLabels(
        taking,
        target,
        bunch.map(({ label }) => label),
      );
  }
}

async function takeLabels(taking: Taking, recordingId: string, labels: readonly Label[]): Promise<void> {
  const { store, who } = taking.options;
  const meetings = await compareLabels(store, recordingId, labels);
  const puts = labels.flatMap((label, i) => {
    if (meetings[i] === 'same') return [];
    if (meetings[i] === 'new' || taking.conflicts === 'take-theirs') return [label];
    return taking.conflicts === 'keep-both' ? [{ ...label, uuid: randomUUID() }] : [];
  });
  if (puts.length === 0) return;
  const { revision } = await store.labels({ recordingId, limit: 1 });
  const what = `Bundle: ${puts.length} ${puts.length === 1 ? 'label' : 'labels'}`;
  const nowMs = Date.now();
  await store.editLabels({ recordingId, what, puts, removes: [], baseRevision: revision, by: who, nowMs });
  count(taking, 'labels', puts.length);
}
