/** The contract's room of known sources, on the store. */
import { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import type { Source } from '../../contract/source.ts';
import type { Store } from '../store/index.ts';
import { writeCsv } from './csv.ts';
import { makeFeed } from './feed.ts';
import { readSourceFile } from './importer.ts';
import { sourceKey } from './rows.ts';
import { readTile } from './tile.ts';

export interface SourcesOptions {
  store: Pick<
    Store,
    'sources' | 'addSources' | 'updateSource' | 'removeSource' | 'restoreSource' | 'onChange'
  >;
  resolveGrant: (grant: string) => string;
  /** The user's folder of map tiles, where one was chosen. */
  tileFolder: () => string | undefined;
}

/** As many as the contract's list carries. */
const mostSources = 20_000;
/** Other rooms of the store change many times a second while tasks run. */
const everyMs = 300;

const same = (before: readonly Source[], after: readonly Source[]): boolean =>
  before.length === after.length &&
  before.every((source, i) => source.id === after[i]?.id && source.updatedMs === after[i].updatedMs);

export function makeSources({ store, resolveGrant, tileFolder }: SourcesOptions): EngineServer['source'] {
  const feed = makeFeed({
    read: () => store.sources({}),
    same,
    onChange: (listener) => store.onChange(listener),
    everyMs,
  });
  const changed = <T>(value: T): T => {
    feed.refresh();
    return value;
  };
  return {
    list: (_input, sink) => feed.open(sink),
    async add({ drafts }) {
      const there = (await store.sources({})).length;
      if (there + drafts.length > mostSources)
        throw new Fault(
          'invalid',
          `There are ${String(there)} sources; with these ${String(drafts.length)} they would be more than ${String(mostSources)}.`,
          { hint: 'Remove some first, or import fewer.' },
        );
      return changed(await store.addSources({ drafts, nowMs: Date.now() }));
    },
    update: async ({ id, draft }) => changed(await store.updateSource({ id, draft, nowMs: Date.now() })),
    async remove({ id }) {
      await store.removeSource({ id, nowMs: Date.now() });
      return changed({});
    },
    restore: async ({ id }) => changed(await store.restoreSource({ id, nowMs: Date.now() })),
    async inspect({ grant }) {
      const path = resolveGrant(grant);
      return await readSourceFile(path, (await store.sources({})).map(sourceKey));
    },
    csv: async () => ({ text: writeCsv(await store.sources({})) }),
    async tile({ z, x, y }) {
      const folder = tileFolder();
      return folder === undefined ? null : await readTile(folder, z, x, y);
    },
  };
}
