/** The analysis room of the contract: looks into recordings by threads of its own. */
import type { z } from 'zod';
import type { CropRequest, Tile } from '../../contract/analysis.ts';
import type { EngineServer } from '../../contract/index.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { JobControl, Jobs } from '../job/index.ts';
import type { RecordingFiles } from '../library/types.ts';
import { startThread } from '../thread/index.ts';
import type { AnalysisCommands } from './analysis-thread.ts';
import { makeCache } from './cache.ts';
import { makeDesk } from './desk.ts';

export interface AnalysisOptions {
  library: {
    resolve(id: string): Promise<RecordingFiles>;
    add(metaPath: string, origin: 'cropped'): Promise<string>;
  };
  jobs: Pick<Jobs, 'run'>;
  recordingFolder(): string;
  version: string;
  who: string;
}

export interface Analysis {
  readonly server: EngineServer['analysis'];
  close(): Promise<void>;
}

type TileAnswer = z.input<typeof Tile>;

const mostCachedBytes = 64 * 1024 * 1024;
const mostFactBytes = 4 * 1024 * 1024;

/** Nothing runs until something is asked. */
export function makeAnalysis(options: AnalysisOptions): Analysis {
  const { library } = options;
  const tiles = makeDesk();
  const looks = makeDesk();
  const cache = makeCache<TileAnswer>(mostCachedBytes);
  /** What was said of a recording when it was opened last: its tiles stand as long as that does. */
  const opened = makeCache<string>(mostFactBytes);

  const crop = async (
    { name, filter, ...wish }: Omit<z.output<typeof CropRequest>, 'id'>,
    files: RecordingFiles,
    control: JobControl,
  ): Promise<string> => {
    control.total(wish.sampleCount);
    // Of its own: a long crop keeps nobody from looking.
    const thread = startThread<AnalysisCommands, number>(import.meta.url, 'analysis');
    const cancelled = new SharedArrayBuffer(4);
    const cancel = (): void => void Atomics.store(new Int32Array(cancelled), 0, 1);
    control.signal.addEventListener('abort', cancel, { once: true });
    if (control.signal.aborted) cancel();
    thread.onNotice((done) => control.done(Math.min(done, wish.sampleCount)));
    try {
      const made = await thread.ask('crop', {
        where: { path: files.path, stated: files.stated },
        metaPath: files.metaPath,
        wish,
        filter,
        folder: options.recordingFolder(),
        name: name ?? `${files.name}-crop`,
        version: options.version,
        who: options.who,
        cancelled,
      });
      control.done(wish.sampleCount);
      control.touched(await library.add(made.metaPath, 'cropped'));
      return `${made.name}: ${made.samples.toLocaleString('en')} samples at ${formatRounded(made.sampleRateHz, 'S/s', 6)}.`;
    } finally {
      control.signal.removeEventListener('abort', cancel);
      await thread.stop();
    }
  };

  return {
    server: {
      async open({ id }, { signal }) {
        const { name, path, stated } = await library.resolve(id);
        const facts = await tiles.ask(signal, (thread) => thread.ask('open', { path, stated }));
        const said = JSON.stringify([path, stated, facts]);
        if (opened.get(id) !== said) cache.drop(`${id}/`);
        opened.put(id, said, said.length);
        return { id, name, ...facts };
      },
      async tile({ id, ...place }, { signal }) {
        const key = `${id}/${JSON.stringify(place)}`;
        const known = cache.get(key);
        if (known) return known;
        const { path, stated } = await library.resolve(id);
        const { rows, columns, levels, whole } = await tiles.ask(signal, (thread) =>
          thread.ask('tile', { where: { path, stated }, wish: { id, ...place } }),
        );
        const base64 = Buffer.from(levels.buffer, levels.byteOffset, levels.byteLength).toString('base64');
        const tile = { rows, columns, base64, whole };
        cache.put(key, tile, base64.length + key.length);
        return tile;
      },
      async measure({ id, ...wish }, { signal }) {
        const { path, stated } = await library.resolve(id);
        return looks.ask(signal, (thread) => thread.ask('measure', { where: { path, stated }, wish }));
      },
      async spectrum({ id, ...wish }, { signal }) {
        const { path, stated } = await library.resolve(id);
        return looks.ask(signal, (thread) => thread.ask('spectrum', { where: { path, stated }, wish }));
      },
      async signal({ id, points, ...wish }, { signal }) {
        const { path, stated } = await library.resolve(id);
        return looks.ask(signal, (thread) => thread.ask('signal', { where: { path, stated }, wish, points }));
      },
      async crop({ id, ...request }) {
        const files = await library.resolve(id);
        const jobId = options.jobs.run('crop', `A part of ${files.name}`, 'samples', (control) =>
          crop(request, files, control),
        );
        return { jobId };
      },
    },
    async close() {
      await Promise.all([tiles.close(), looks.close()]);
    },
  };
}
