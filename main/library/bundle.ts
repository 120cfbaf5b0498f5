/** Bundles: everything, or what is chosen of it, in one file for another machine. */
import { basename } from 'node:path';
import { exportBundle } from './bundle-export.ts';
import { importBundle } from './bundle-import.ts';
import { inspectBundle } from './bundle-inspect.ts';
import type { BundleImportOptions } from './bundle-taking.ts';
import type { BundleServer } from './types.ts';

/** The members of the contract's library that are about bundles. */
export function makeBundles(options: BundleImportOptions): BundleServer {
  const { files, jobs } = options;
  return {
    exportBundle({ out, parts, search }) {
      const path = files.resolve(out);
      const jobId = jobs.run('bundle-export', basename(path), 'bytes', (control) =>
        exportBundle(options, { out: path, parts, search }, control),
      );
      return { jobId };
    },
    inspectBundle: ({ grant }, { signal }) => inspectBundle(options, files.resolve(grant), signal),
    importBundle({ grant, parts, conflicts }) {
      const path = files.resolve(grant);
      const jobId = jobs.run('bundle-import', basename(path), 'bytes', (control) =>
        importBundle(options, { path, parts, conflicts }, control),
      );
      return { jobId };
    },
  };
}
