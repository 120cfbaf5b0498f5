/** The tool room of the contract: work on files and scenes for the command line and scripts. */
import type { z } from 'zod';
import type { DetectRequest } from '../../contract/detection.ts';
import type { EngineServer } from '../../contract/index.ts';
import type { BenchResult, SpectrogramRequest } from '../../contract/tool.ts';
import { sceneTruth, driverOf, fileSource, type Driver } from '../device/index.ts';
import type { Kernels } from '../dsp/index.ts';
import { validate } from '../sigmf/index.ts';
import { benchChannels } from './bench-channels.ts';
import { benchRecording } from './bench-recording.ts';
import { benchSpectrum } from './bench-spectrum.ts';
import { detectRadio } from './detections.ts';
import { makeSpectrogram } from './spectrogram.ts';

export { detectFile } from './detections.ts';
export { startProducts, type ProductThread } from './products.ts';

export interface ToolOptions {
  drivers: readonly Driver[];
  kernels: Kernels;
  resolveGrant: (grant: string) => string;
  recordingFolder: () => string;
  /** The store's own benchmarks: tasks while few and many are queued; searches of a full library. */
  benchStore: (which: 'queue' | 'library') => Promise<z.output<typeof BenchResult>['benches']>;
}

export function makeTools({
  drivers,
  kernels,
  resolveGrant,
  recordingFolder,
  benchStore,
}: ToolOptions): EngineServer['tool'] {
  return {
    async validate({ grants }, { signal }) {
      const files = await validate(grants.map(resolveGrant), signal);
      return {
        files: files.map(({ path, ok, problems }) => ({
          name: path.slice(-300),
          ok,
          problems: problems.slice(0, 1000),
        })),
      };
    },
    spectrogram(request, { signal }) {
      const source = sourceOf(request, resolveGrant);
      return makeSpectrogram(
        driverOf(source, drivers),
        source,
        resolveGrant(request.out),
        request,
        kernels,
        signal,
      );
    },
    detect(request, { signal }) {
      return detectRadio({ source: sourceOf(request, resolveGrant), request }, signal);
    },
    scene: ({ id }) => sceneTruth(id),
    async bench({ which, seconds }, { signal }) {
      switch (which) {
        case 'spectrum':
          return { benches: benchSpectrum(kernels, seconds) };
        case 'channels':
          return { benches: benchChannels(kernels, seconds) };
        case 'queue':
        case 'library':
          return { benches: await benchStore(which) };
        case 'recording':
          return { benches: await benchRecording(recordingFolder(), seconds, signal) };
      }
    },
  };
}

/** The radio a request is about: a granted file is one that plays once, as fast as it is read. */
function sourceOf(
  request: z.output<typeof SpectrogramRequest> | z.output<typeof DetectRequest>,
  resolveGrant: (grant: string) => string,
): string {
  const { input, datatype, sampleRateHz, centreHz } = request;
  if ('radio' in input) return input.radio;
  return fileSource(resolveGrant(input.grant), {
    ...(datatype === undefined ? {} : { datatype }),
    ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
    ...(centreHz === undefined ? {} : { centreHz }),
    paced: false,
    loop: false,
  });
}
