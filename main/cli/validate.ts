import { resolve } from 'node:path';
import type { Context, Output } from './context.ts';

/** `validate PATH…`: checks recordings against SigMF, every problem with its place. */
export async function validate({ api, engine, signal }: Context, paths: readonly string[]): Promise<Output> {
  const grants = paths.map((path) => engine.grant(resolve(path)).grant);
  const result = await api.tool.validate({ grants }, { signal });
  const files = result.files.map((file) => ({ path: file.name, ok: file.ok, problems: file.problems }));
  const text = files
    .map((file) =>
      [
        `${file.ok ? 'ok     ' : 'FAILED '} ${file.path}`,
        ...file.problems.map((p) => `        ${p.severity} ${p.code} at ${p.where}: ${p.message}`),
      ].join('\n'),
    )
    .join('\n');
  return { json: { files }, text, failed: files.some((file) => !file.ok) };
}
