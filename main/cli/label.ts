import { Fault } from '../../contract/fault.ts';
import type { Label, LabelSet, Taxonomy } from '../../contract/label.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Context, Output } from './context.ts';
import { jobEnd } from './job.ts';
import { searchOf, type SearchOptions } from './library.ts';
import { labelsOf } from './label-set.ts';
import { firstValue, whole } from './values.ts';

/** After a command its metadata is on disk too. */
const written = (context: Context, recordingId: string): Promise<LabelSet> =>
  labelsOf(context, recordingId, (set) => set.written || set.problem !== undefined);

/** `label list ID`. */
export async function labelList(context: Context, id: string): Promise<Output> {
  const { sampleRateHz } = await context.api.analysis.open({ id });
  const set = await labelsOf(context, id);
  return {
    json: { labels: set.labels, left: set.left },
    text: set.labels.map((one) => line(one, sampleRateHz)).join('\n') || 'No labels yet.',
  };
}

export interface LabelAddOptions {
  from: string;
  to: string;
  low: string;
  high: string;
  comment?: string;
}

/** `label add ID NAME --from S --to S --low F --high F`. */
export async function labelAdd(
  context: Context,
  id: string,
  name: string,
  options: LabelAddOptions,
): Promise<Output> {
  const { api } = context;
  const { sampleRateHz } = await api.analysis.open({ id });
  const startSample = Math.round(parseQuantity(options.from, 's', { min: 0 }) * sampleRateHz);
  const { uuids } = await api.label.edit({
    recordingId: id,
    edits: [
      {
        kind: 'add',
        label: {
          startSample,
          sampleCount: Math.round(parseQuantity(options.to, 's', { min: 0 }) * sampleRateHz) - startSample,
          lowerHz: parseQuantity(options.low, 'Hz'),
          upperHz: parseQuantity(options.high, 'Hz'),
          name,
          comment: options.comment ?? '',
        },
      },
    ],
  });
  const set = await written(context, id);
  const labels = set.labels.filter(({ uuid }) => uuids.includes(uuid));
  return { json: { labels }, text: labels.map((one) => line(one, sampleRateHz)).join('\n') };
}

/** `label accept|reject|remove ID UUID…`, `label name ID NAME UUID…`; `all` stands for every label. */
export async function labelAct(
  context: Context,
  id: string,
  uuids: readonly string[],
  act: { verdict: 'accepted' | 'rejected' } | { name: string } | 'remove',
): Promise<Output> {
  const set = await labelsOf(context, id);
  const wanted = uuids.includes('all') ? set.labels.map(({ uuid }) => uuid) : uuids;
  const unknown = wanted.find((uuid) => !set.labels.some((one) => one.uuid === uuid));
  if (unknown !== undefined)
    throw new Fault('not-found', `The recording has no label ${unknown}.`, {
      hint: `wavekeep label list ${id} shows them.`,
    });
  if (wanted.length > 0)
    await context.api.label.edit({
      recordingId: id,
      edits: wanted.map((uuid) =>
        act === 'remove'
          ? { kind: 'remove', uuid }
          : 'verdict' in act
            ? { kind: 'review', uuid, verdict: act.verdict }
            : { kind: 'change', uuid, change: { name: act.name } },
      ),
    });
  const after = await written(context, id);
  return {
    json: { reached: wanted.length, labels: after.labels.filter(({ uuid }) => wanted.includes(uuid)) },
    text: `${String(wanted.length)} ${wanted.length === 1 ? 'label' : 'labels'}.`,
  };
}

/** `label undo ID`, `label redo ID`. */
export async function labelUndo(context: Context, id: string, way: 'undo' | 'redo'): Promise<Output> {
  const { what } = await context.api.label[way]({ recordingId: id });
  await written(context, id);
  return {
    json: { what: what ?? null },
    text: what === undefined ? `There is nothing to ${way}.` : `${way}: ${what}`,
    failed: what === undefined,
  };
}

export interface LabelDetectOptions {
  thresholdDb?: string;
  falseAlarms?: string;
  shortest?: string;
  gap?: string;
}

/** `label detect ID`: signals found become labels to be reviewed. */
export async function labelDetect(
  context: Context,
  id: string,
  options: LabelDetectOptions,
): Promise<Output> {
  const { api } = context;
  const { detection } = await firstValue<Settings>((consumer) => api.settings.current({}, consumer));
  const { jobId } = await api.label.detect({
    recordingId: id,
    settings: {
      ...detection,
      ...(options.thresholdDb === undefined ? {} : { leastSnrDb: parseQuantity(options.thresholdDb, 'dB') }),
      ...(options.falseAlarms === undefined
        ? {}
        : { falseAlarmsPerHour: parseQuantity(options.falseAlarms, '') }),
      ...(options.shortest === undefined
        ? {}
        : { shortestBurstSeconds: parseQuantity(options.shortest, 's') }),
      ...(options.gap === undefined ? {} : { widestGapSeconds: parseQuantity(options.gap, 's') }),
    },
  });
  const { summary = '' } = await jobEnd(context, jobId);
  const set = await written(context, id);
  return { json: { labels: set.labels, left: set.left }, text: summary };
}

/** `label statistics`. */
export async function labelStatistics({ api }: Context, options: SearchOptions): Promise<Output> {
  const statistics = await api.label.statistics({ search: searchOf(options) });
  return {
    json: statistics,
    text: [
      `${String(statistics.labelledRecordings)} of ${String(statistics.recordings)} recordings have labels.`,
      ...statistics.classes.map(
        (one) =>
          `${one.name === '' ? 'unnamed' : one.name}: ${String(one.count)} in ${String(one.recordings)} recordings, ${one.seconds.toFixed(1)} s; ` +
          Object.entries(one.reviews)
            .map(([state, count]) => `${String(count)} ${state}`)
            .join(', '),
      ),
    ].join('\n'),
  };
}

/** `label classes`. */
export async function labelClasses({ api }: Context): Promise<Output> {
  const { classes } = await firstValue<Taxonomy>((consumer) => api.label.taxonomy({}, consumer));
  return {
    json: { classes },
    text: classes.map((one) => `${one.key === undefined ? ' ' : String(one.key)}  ${one.name}`).join('\n'),
  };
}

export interface ClassOptions {
  colour?: string;
  key?: string;
}

/** `label class NAME`: adds or changes a class. */
export async function labelClass(context: Context, name: string, options: ClassOptions): Promise<Output> {
  const { api } = context;
  const { classes } = await firstValue<Taxonomy>((consumer) => api.label.taxonomy({}, consumer));
  const known = classes.find((one) => one.name === name);
  await api.label.changeTaxonomy({
    edits: [
      {
        kind: 'put',
        class: {
          ...(known ?? { name, notes: '' }),
          colour: options.colour ?? known?.colour ?? '#888888',
          ...(options.key === undefined ? {} : { key: whole(options.key, 'The key', 1, 9) }),
        },
      },
    ],
  });
  return labelClasses(context);
}

/** `label rename FROM TO`: a class, with every label of that name. */
export async function labelRename({ api }: Context, from: string, to: string): Promise<Output> {
  const { renamed } = await api.label.changeTaxonomy({ edits: [{ kind: 'rename', from, to }] });
  return { json: { renamed }, text: `${String(renamed)} labels renamed.` };
}

function line(label: Label, sampleRateHz: number): string {
  return [
    label.uuid,
    `${(label.startSample / sampleRateHz).toFixed(4)} s`,
    `${(label.sampleCount / sampleRateHz).toFixed(4)} s long`,
    `${formatExact(Math.round(label.lowerHz), 'Hz')} to ${formatExact(Math.round(label.upperHz), 'Hz')}`,
    label.name === '' ? 'unnamed' : label.name,
    label.review,
    ...(label.snrDb === undefined ? [] : [`${label.snrDb.toFixed(1)} dB`]),
    `by ${label.author}`,
  ].join('  ');
}
