/** The library's room of the contract, composed of its parts. */
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileFault, nodeFiles, recordingPaths, writeDurably } from '../sigmf/index.ts';
import { exportArchive } from './archive.ts';
import { checkLibrary, summary } from './check.ts';
import { changeEntry, readDetail } from './detail.ts';
import { makeFeed } from './feed.ts';
import { makeFindings } from './findings.ts';
import { makeImports } from './import.ts';
import { inspectFiles } from './inspect.ts';
import { finishMove, moveFolder } from './move.ts';
import { makeRemoval } from './removal.ts';
import { repairLibrary } from './repair.ts';
import { resolveRecording } from './resolve.ts';
import { planRetention } from './retention.ts';
import { folderRow } from './rows.ts';
import { startSync } from './sync.ts';
import { makeThumbnails } from './thumbnail.ts';
import type { Library, LibraryOptions, LibraryServer } from './types.ts';
import { startUnhashed } from './unhashed.ts';
import { makeWatchedFolders } from './watched-folders.ts';

/**
 * Opens the library: goes on with imports and a move that an earlier run left, and follows the recording folder in
 * the background. Throws Fault permission or disk-full where its folder can't be made.
 */
export async function makeLibrary(options: LibraryOptions): Promise<Library> {
  const { store, jobs, files, libraryFolder } = options;
  try {
    await mkdir(libraryFolder, { recursive: true });
  } catch (error) {
    throw fileFault(error, "The library's folder");
  }
  await finishMove(options);
  const unhashed = startUnhashed(options);
  const onUnhashed = (ids: readonly string[]): void => unhashed.add(ids);
  const sync = startSync({ ...options, onUnhashed });
  const imports = makeImports({ ...options, onUnhashed });
  await imports.resume();
  const thumbnails = makeThumbnails(options);
  const removal = makeRemoval({ ...options, sync, thumbnails });
  const watched = await makeWatchedFolders({ ...options, imports });
  const findings = makeFindings();
  const onChange = (listener: () => void): (() => void) => store.onChange(listener);
  const revision = makeFeed(async () => ({ revision: await store.libraryRevision({}) }), onChange);
  const searches = makeFeed(() => store.searches({}), onChange);

  const server: LibraryServer = {
    page: (query) => store.libraryPage(query),
    revision: (_input, sink) => revision.open(sink),
    get: ({ id }) => readDetail(options, id),
    change: (change) => changeEntry(options, change),
    async thumbnail({ id }) {
      const png = await thumbnails.of(id);
      return png === undefined ? null : { base64: Buffer.from(png).toString('base64') };
    },
    remove: async ({ ids }) => ({ reached: await removal.remove(ids) }),
    restore: async ({ ids }) => ({ reached: await removal.restore(ids) }),
    emptyTrash: async () => ({ freedBytes: await removal.emptyTrash() }),
    inspect: ({ grants }, { signal }) =>
      inspectFiles(
        options,
        grants.map((grant) => files.resolve(grant)),
        signal,
      ),
    async import(request) {
      const paths = request.items.map(({ grant }) => files.resolve(grant));
      const jobId = await imports.begin(request);
      // What waited in a watched folder was answered; what was refused waits on.
      void jobs.ended(jobId).then(({ state, rejected }) => {
        const refused = new Set(rejected.map(({ name }) => name));
        if (state === 'done') watched.taken(paths.filter((path) => !refused.has(basename(path))));
      });
      return { jobId };
    },
    watched: (_input, sink) => watched.open(sink),
    async watch({ grant, copy }) {
      await watched.add(files.resolve(grant), copy);
      return {};
    },
    async unwatch({ id }) {
      await watched.remove(id);
      return {};
    },
    searches: (_input, sink) => searches.open(sink),
    saveSearch: ({ name, search }) => store.saveSearch({ name, search, nowMs: Date.now() }),
    async removeSearch({ id }) {
      await store.removeSearch({ id });
      return {};
    },
    check({ ids, hashes }) {
      const title = hashes ? 'sizes and hashes' : 'sizes';
      const jobId = jobs.run('check', title, 'bytes', async (control) => {
        const found = await checkLibrary(options, { ids, hashes }, control);
        findings.replace(found);
        return summary(found);
      });
      return { jobId };
    },
    findings: (_input, sink) => findings.open(sink),
    repair({ kinds }) {
      const chosen = findings.list.filter(({ kind }) => kinds.includes(kind));
      const title = `${chosen.length} ${chosen.length === 1 ? 'finding' : 'findings'}`;
      const jobId = jobs.run('repair', title, 'files', async (control) => {
        const { mended, left } = await repairLibrary(options, chosen, control);
        const done = new Set(chosen.filter((one) => !left.includes(one)));
        findings.replace(findings.list.filter((one) => !done.has(one)));
        return `${mended} mended${left.length === 0 ? '' : `, ${left.length} left as they are`}.`;
      });
      return { jobId };
    },
    retention: (rule) => planRetention(store, rule, Date.now()),
    async applyRetention(rule) {
      const { rows } = await planRetention(store, rule, Date.now());
      return { reached: await removal.remove(rows.map(({ id }) => id)) };
    },
    move({ grant }) {
      const target = files.resolve(grant);
      const jobId = jobs.run('move', basename(target), 'bytes', (control) =>
        moveFolder(options, target, control),
      );
      return { jobId };
    },
    exportArchive({ ids, out }) {
      const path = files.resolve(out);
      const jobId = jobs.run('export', basename(path), 'bytes', (control) =>
        exportArchive(options, ids, path, control),
      );
      return { jobId };
    },
    jobs: (_input, sink) => jobs.list(sink),
    cancelJob({ id }) {
      jobs.cancel(id);
      return {};
    },
  };

  return {
    server,
    resolve: (id) => resolveRecording(options, id),
    async add(metaPath, origin) {
      const { base, meta } = recordingPaths(resolve(metaPath));
      const row = await folderRow(meta, basename(base), origin);
      await store.putRecordings({ rows: [row], nowMs: Date.now() });
      if (row.sha512 === undefined) onUnhashed([row.id]);
      return row.id;
    },
    settled: () => sync.settled(),
    async probe() {
      if (sync.problem) throw sync.problem;
      await store.libraryRevision({});
      try {
        await writeDurably(nodeFiles, join(libraryFolder, 'probe'), '');
      } catch (error) {
        throw fileFault(error, "The library's folder");
      }
    },
    async close() {
      revision.close();
      searches.close();
      await watched.close();
      await imports.close();
      await sync.close();
      await unhashed.close();
      await thumbnails.close();
    },
  };
}
