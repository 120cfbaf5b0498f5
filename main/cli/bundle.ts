import { resolve } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { bundleConflicts, bundleParts } from '../../contract/library.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { jobEnd } from './job.ts';
import { searchOf, type SearchOptions } from './library.ts';

const partsOf = (text: string | undefined): (typeof bundleParts)[number][] =>
  text === undefined
    ? [...bundleParts]
    : text.split(',').map((word) => {
        const part = bundleParts.find((one) => one === word.trim());
        if (part) return part;
        throw new Fault('invalid', `A bundle has no part '${word}'.`, {
          hint: `Parts are ${bundleParts.join(', ')}.`,
        });
      });

export interface BundleOptions extends SearchOptions {
  parts?: string;
  conflicts?: string;
}

/** `bundle export PATH`. */
export async function bundleExport(context: Context, path: string, options: BundleOptions): Promise<Output> {
  const { api, engine } = context;
  const out = resolve(path);
  const { jobId } = await api.library.exportBundle({
    out: engine.grant(out).grant,
    parts: partsOf(options.parts),
    search: searchOf(options),
  });
  const { summary = out } = await jobEnd(context, jobId);
  return { json: { file: out }, text: summary };
}

/** `bundle show PATH`. */
export async function bundleShow({ api, engine }: Context, path: string): Promise<Output> {
  const contents = await api.library.inspectBundle({ grant: engine.grant(resolve(path)).grant });
  return {
    json: contents,
    text: [
      `made ${new Date(contents.madeMs).toISOString()} by ${contents.madeBy}`,
      ...contents.parts.map(
        ({ part, count, bytes, conflicts, same }) =>
          `${part}: ${String(count)}, ${formatRounded(bytes, 'B', 3)}; ${String(same)} here already, ${String(conflicts)} in another form`,
      ),
    ].join('\n'),
  };
}

/** `bundle import PATH`. */
export async function bundleImport(context: Context, path: string, options: BundleOptions): Promise<Output> {
  const { api, engine } = context;
  const conflicts = bundleConflicts.find((one) => one === (options.conflicts ?? 'keep-mine'));
  if (!conflicts)
    throw new Fault('invalid', `'${options.conflicts ?? ''}' is no rule for conflicts.`, {
      hint: `Rules are ${bundleConflicts.join(', ')}.`,
    });
  const { jobId } = await api.library.importBundle({
    grant: engine.grant(resolve(path)).grant,
    parts: partsOf(options.parts),
    conflicts,
  });
  const job = await jobEnd(context, jobId);
  return {
    json: { imported: job.ids, rejected: job.rejected, summary: job.summary },
    text: [...job.rejected.map((one) => `${one.name}: ${one.message}`), job.summary ?? ''].join('\n'),
    failed: job.rejectedCount > 0,
  };
}
