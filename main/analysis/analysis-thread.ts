/** What the thread of the analysis room does. */
import type { z } from 'zod';
import type {
  AnalysisInfo,
  Measurements,
  Selection,
  SelectionSpectrum,
  Signal,
} from '../../contract/analysis.ts';
import { loadKernels } from '../dsp/index.ts';
import { layBox, ownCentre, rateOf } from './box.ts';
import { cropInto, type CropOrder, type CropResult } from './crop.ts';
import { measure } from './measure.ts';
import { makeOpenFiles, type Where } from './open.ts';
import { signalOf, spectrumOf } from './signal.ts';
import { makeTiles, type TileLevels, type TileWish } from './tile.ts';

type Wish = Omit<z.output<typeof Selection>, 'id'>;
interface Looked {
  where: Where;
  wish: Wish;
}

export interface AnalysisCommands {
  [op: string]: (input: never) => unknown;
  /** Opens the file anew: it may have changed. Throws Fault 'invalid' where nobody knows its rate. */
  open(input: Where): Promise<Omit<AnalysisInfo, 'id' | 'name'>>;
  tile(input: { where: Where; wish: TileWish }): Promise<TileLevels>;
  measure(input: Looked): Promise<Measurements>;
  spectrum(input: Looked): Promise<z.input<typeof SelectionSpectrum>>;
  signal(input: Looked & { points: number }): Promise<z.input<typeof Signal>>;
  crop(input: CropOrder): Promise<CropResult>;
  close(input: Record<string, never>): Promise<void>;
}

/** As many as the contract takes. */
const mostCaptures = 10_000;

export function analysisCommands(notify: (done: number) => void): AnalysisCommands {
  const { kernels } = loadKernels();
  const files = makeOpenFiles();
  const tiles = makeTiles(kernels);
  return {
    async open(where: Where) {
      const { facts } = await files.get(where, true);
      const centre = ownCentre(facts);
      return {
        sampleRateHz: rateOf(facts),
        centreHz: centre ?? 0,
        centreKnown: centre !== undefined,
        real: facts.real,
        samples: facts.sampleCount,
        ...(facts.startedMs === undefined ? {} : { startedMs: Math.round(facts.startedMs) }),
        captures: facts.runs.slice(0, mostCaptures).map((run) => ({
          startSample: run.startSample,
          sampleCount: run.sampleCount,
          ...(centre === undefined ? {} : { centreHz: run.centreHz ?? centre }),
          ...(run.timeMs === undefined ? {} : { timeMs: run.timeMs }),
          lostBefore: run.lostBefore,
        })),
      };
    },
    async tile({ where, wish }: { where: Where; wish: TileWish }) {
      return tiles.make(await files.get(where), wish);
    },
    async measure({ where, wish }: Looked) {
      const file = await files.get(where);
      return measure(kernels, file, layBox(file.facts, wish));
    },
    async spectrum({ where, wish }: Looked) {
      const file = await files.get(where);
      return spectrumOf(kernels, file, layBox(file.facts, wish));
    },
    async signal({ where, wish, points }: Looked & { points: number }) {
      const file = await files.get(where);
      return signalOf(kernels, file, layBox(file.facts, wish), points);
    },
    async crop(order: CropOrder) {
      return cropInto(kernels, await files.get(order.where, true), order, notify);
    },
    close: () => files.close(),
  };
}
