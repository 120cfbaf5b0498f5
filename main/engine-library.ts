/** The rooms of the library, composed: catalogue, bundles, analysis and labels share files, jobs and the store. */
import { join } from 'node:path';
import type { EngineServer } from '../contract/index.ts';
import { makeAnalysis } from './analysis/index.ts';
import { makeJobs } from './job/index.ts';
import { makeLabels, type LabelOptions } from './label/index.ts';
import { makeBundles, makeLibrary, type Library, type LibraryOptions } from './library/index.ts';

export interface LibraryRooms {
  readonly server: Pick<EngineServer, 'library' | 'analysis' | 'label'>;
  readonly library: Library;
  /** Ends what they began, in reverse. */
  close(): Promise<void>;
}

interface Options extends Omit<LibraryOptions, 'jobs' | 'libraryFolder'> {
  profileDir: string;
  detect: LabelOptions['detect'];
}

export async function openLibraryRooms({ profileDir, detect, ...options }: Options): Promise<LibraryRooms> {
  const jobs = makeJobs();
  const shared = { ...options, jobs, libraryFolder: join(profileDir, 'library') };
  const library = await makeLibrary(shared);
  const bundles = makeBundles({ ...shared, library });
  const analysis = makeAnalysis({ ...shared, library });
  const labels = makeLabels({ ...shared, library, detect });
  return {
    server: {
      library: { ...library.server, ...bundles },
      analysis: analysis.server,
      label: labels.server,
    },
    library,
    async close() {
      // Before the jobs: an import that is under way goes on at the next start.
      await library.close();
      await jobs.close();
      await labels.close();
      await analysis.close();
    },
  };
}
