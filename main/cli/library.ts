import { resolve } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { IntegrityFinding, LibrarySearch } from '../../contract/library.ts';
import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { entryLine } from './import.ts';
import { jobEnd } from './job.ts';
import { timeOf } from './task-when.ts';
import { firstValue, whole } from './values.ts';

export interface SearchOptions {
  near?: string;
  width?: string;
  label?: string;
  since?: string;
  until?: string;
  radio?: string;
  text?: string;
  stars?: string;
  snr?: string;
  limit?: string;
}

/** The search the options describe. `--near F` means what overlaps F ± half of `--width` (default 1 MHz). */
export function searchOf(options: SearchOptions): LibrarySearch {
  const { near, label, since, until, radio, text, stars, snr } = options;
  const middle = near === undefined ? undefined : parseQuantity(near, 'Hz');
  const half = parseQuantity(options.width ?? '1M', 'Hz', { min: 0 }) / 2;
  return {
    ...(middle === undefined ? {} : { lowHz: middle - half, highHz: middle + half }),
    ...(label === undefined ? {} : { label }),
    ...(since === undefined ? {} : { fromMs: timeOf(since) }),
    ...(until === undefined ? {} : { toMs: timeOf(until) }),
    ...(radio === undefined ? {} : { radio }),
    ...(text === undefined ? {} : { text }),
    ...(stars === undefined ? {} : { leastStars: whole(stars, 'The stars', 0, 5) }),
    ...(snr === undefined ? {} : { leastSnrDb: parseQuantity(snr, 'dB') }),
  };
}

/** `library`: searches the catalogue. */
export async function library({ api }: Context, options: SearchOptions): Promise<Output> {
  const limit = whole(options.limit ?? '500', 'The limit', 1, 500);
  const page = await api.library.page({ ...searchOf(options), limit });
  const more = page.total - page.rows.length;
  return {
    json: { recordings: page.rows, total: page.total, bytes: page.bytes, seconds: page.seconds },
    text: [
      ...page.rows.map(entryLine),
      ...(more > 0 ? [`and ${String(more)} more: narrow the search, or give --limit`] : []),
      ...(page.total === 0 ? ['Nothing found.'] : []),
    ].join('\n'),
  };
}

/** `library show ID`. */
export async function libraryShow({ api }: Context, id: string): Promise<Output> {
  const detail = await api.library.get({ id });
  const { entry, captures } = detail;
  return {
    json: { recording: entry, captures, folder: detail.folder, hardware: detail.hardware },
    text: [
      entryLine(entry),
      `in ${detail.folder}, ${formatRounded(entry.bytes, 'B', 3)}, ${String(captures.length)} segment(s)`,
      ...(entry.sha512 === undefined ? [] : [`sha512 ${entry.sha512}`]),
      ...(entry.notes === '' ? [] : [entry.notes]),
    ].join('\n'),
  };
}

/** `library check [--hashes] [--repair KINDS]`. */
export async function libraryCheck(
  context: Context,
  options: { hashes?: boolean; repair?: string },
): Promise<Output> {
  const { api } = context;
  const check = await api.library.check({ hashes: options.hashes === true });
  const job = await jobEnd(context, check.jobId);
  const findings = await firstValue<IntegrityFinding[]>((consumer) => api.library.findings({}, consumer));
  let repaired: string | undefined;
  if (options.repair !== undefined && findings.length > 0) {
    const kinds = options.repair.split(',').map((kind) => {
      const found = findings.find((one) => one.kind === kind.trim())?.kind;
      if (found) return found;
      throw new Fault('invalid', `The check found nothing of the kind '${kind}'.`, {
        hint: `It found: ${[...new Set(findings.map((one) => one.kind))].join(', ')}.`,
      });
    });
    repaired = (await jobEnd(context, (await api.library.repair({ kinds })).jobId)).summary;
  }
  return {
    json: { findings, ...(repaired === undefined ? {} : { repaired }) },
    text: [
      ...findings.map((one) => `${one.kind}: ${one.name}: ${one.message}`),
      job.summary ?? '',
      repaired ?? '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
    failed: findings.length > 0 && repaired === undefined,
  };
}

export interface RetentionOptions {
  olderThan?: string;
  keep?: string;
  starsBelow?: string;
  labelledToo?: boolean;
  apply?: boolean;
}

/** `library retention`: what would go; with `--apply` it goes to the trash. */
export async function libraryRetention({ api }: Context, options: RetentionOptions): Promise<Output> {
  const rule = {
    ...(options.olderThan === undefined
      ? {}
      : { olderThanDays: parseQuantity(options.olderThan, '', { name: 'The age in days', min: 0 }) }),
    ...(options.keep === undefined ? {} : { keepBytes: parseQuantity(options.keep, 'B', { min: 0 }) }),
    ...(options.starsBelow === undefined ? {} : { starsBelow: whole(options.starsBelow, 'The stars', 1, 6) }),
    labelledToo: options.labelledToo === true,
  };
  if (rule.olderThanDays === undefined && rule.keepBytes === undefined)
    throw new Fault('invalid', 'This rule keeps nothing back: it says neither age nor size.', {
      hint: 'Give --older-than DAYS or --keep BYTES.',
    });
  const plan = await api.library.retention(rule);
  const applied = options.apply === true ? (await api.library.applyRetention(rule)).reached : undefined;
  return {
    json: { ...plan, ...(applied === undefined ? {} : { removed: applied }) },
    text: [
      ...plan.rows.map((row) => `${row.id}  ${formatRounded(row.bytes, 'B', 3)}  ${row.why}`),
      applied === undefined
        ? `${String(plan.rows.length)} would go: ${formatRounded(plan.freesBytes, 'B', 3)}. --apply moves them to the trash.`
        : `${String(applied)} moved to the trash.`,
    ].join('\n'),
  };
}

/** `library move FOLDER`. */
export async function libraryMove(context: Context, folder: string): Promise<Output> {
  const { api, engine } = context;
  const { jobId } = await api.library.move({ grant: engine.grant(resolve(folder)).grant });
  const { summary = '' } = await jobEnd(context, jobId);
  return { json: { folder: resolve(folder) }, text: summary };
}

/** `library remove ID…`, `library restore ID…`, `library empty-trash`. */
export async function libraryRemove(
  { api }: Context,
  ids: readonly string[],
  what: 'remove' | 'restore',
): Promise<Output> {
  const { reached } = await api.library[what]({ ids: [...ids] });
  return {
    json: { reached },
    text: `${String(reached)} of ${String(ids.length)} ${what === 'remove' ? 'removed' : 'restored'}.`,
    failed: reached < ids.length,
  };
}

export async function libraryEmptyTrash({ api }: Context): Promise<Output> {
  const { freedBytes } = await api.library.emptyTrash({});
  return { json: { freedBytes }, text: `${formatRounded(freedBytes, 'B', 3)} freed.` };
}

/** `library export PATH ID…`: one SigMF archive. */
export async function libraryExport(context: Context, path: string, ids: readonly string[]): Promise<Output> {
  const { api, engine } = context;
  const out = resolve(path);
  const { jobId } = await api.library.exportArchive({ ids: [...ids], out: engine.grant(out).grant });
  const { summary = out } = await jobEnd(context, jobId);
  return { json: { file: out }, text: summary };
}
