/** Looking into a recording: tiles, measurements, the signal itself. Times are samples of the recording. */
import { z } from 'zod';
import { LibraryCapture, RecordingId } from './library.ts';

const sample = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53);
/** Absolute where the centre is known, otherwise from the centre. */
const hz = z.number().min(-1e12).max(1e12);

export const AnalysisInfo = z.object({
  id: RecordingId,
  name: z.string().max(300),
  sampleRateHz: z.number(),
  /** 0 where nobody knows: frequencies are then offsets. */
  centreHz: z.number(),
  centreKnown: z.boolean(),
  /** Real samples: the spectrum below the centre mirrors the one above and is not shown. */
  real: z.boolean(),
  samples: z.number().int(),
  startedMs: z.number().optional(),
  captures: z.array(LibraryCapture).max(10_000),
});
export type AnalysisInfo = z.infer<typeof AnalysisInfo>;

export const tileRows = 128;
export const TileRequest = z
  .object({
    id: RecordingId,
    fftSize: z.number().int().min(64).max(65_536),
    /** Samples from one row to the next, a power of two; where it is more than the transform a row is a maximum. */
    rowSamples: z
      .number()
      .int()
      .min(32)
      .max(2 ** 40),
    /** Rows `index · tileRows` and the following; the last tile of a recording may have fewer. */
    index: z.number().int().min(0),
    /** Of the transform in order of frequency (0: lowest), `bins` of them from here. */
    firstBin: z.number().int().min(0),
    bins: z.number().int().min(1).max(65_536),
    /** Columns of the tile: neighbouring bins are joined by their maximum. At most `bins`. */
    columns: z.number().int().min(1).max(2048),
  })
  .strict();

/** Rows of u8, `columns` each: 0 is -200 dBFS, a step is 0.9 dB. */
export const tileFloorDb = -200;
export const tileStepDb = 0.9;
export const Tile = z.object({
  rows: z.number().int(),
  columns: z.number().int(),
  base64: z.string().max(400_000),
  /** False: a row holds more samples than were looked at; a short burst may be missing. */
  whole: z.boolean(),
});

/** A box of time and band; absent edges: the recording's own. */
export const Selection = z
  .object({
    id: RecordingId,
    startSample: sample,
    sampleCount: z
      .number()
      .int()
      .min(1)
      .max(2 ** 53),
    lowerHz: hz.optional(),
    upperHz: hz.optional(),
  })
  .strict();

/** ITU-R SM.328 for occupied bandwidth; docs/measurements.md for all. Powers are dBFS. */
export const Measurements = z.object({
  powerDbfs: z.number(),
  noiseDbfsPerHz: z.number(),
  snrDb: z.number().optional(),
  peakDbfs: z.number(),
  peakHz: z.number(),
  centroidHz: z.number().optional(),
  occupied99Hz: z.number().optional(),
  width3DbHz: z.number().optional(),
  /** Power in the band of the same width just below and just above, less its own, dB. Absent outside the recording. */
  lowerAcprDb: z.number().optional(),
  upperAcprDb: z.number().optional(),
  /** First to last moment at half of the power in the band, seconds. */
  burstSeconds: z.number().optional(),
  burstStartSample: z.number().int().optional(),
  peakToAverageDb: z.number(),
  resolutionHz: z.number(),
  seconds: z.number(),
});
export type Measurements = z.infer<typeof Measurements>;

/** The samples of a selection, mixed to its centre and filtered to its band; at most `points` of them, evenly taken. */
export const SignalRequest = Selection.extend({
  points: z.number().int().min(2).max(16_384).default(4096),
});
export const Signal = z.object({
  sampleRateHz: z.number(),
  /** Interleaved I and Q, float32 little endian, base64. */
  iqBase64: z.string().max(200_000),
  /** Instantaneous frequency from the selection's centre, hertz, float32; 0 where there is next to no power. */
  frequencyBase64: z.string().max(100_000),
  /** Envelope, dBFS, float32: the largest of each stretch. */
  envelopeBase64: z.string().max(100_000),
});
export type Signal = z.infer<typeof Signal>;

/** Mean spectrum of a selection's time, all of the band. */
export const SelectionSpectrum = z.object({
  fftSize: z.number().int(),
  /** In order of frequency, dBFS, float32 little endian, base64. */
  dbBase64: z.string().max(400_000),
  firstHz: z.number(),
  stepHz: z.number(),
});

export const CropRequest = Selection.extend({
  name: z.string().min(1).max(120).optional(),
  /** Filtered to the band and decimated; otherwise all of the band is kept, sample for sample. */
  filter: z.boolean().default(true),
}).strict();
