import { z } from 'zod';
import { Datatype, RadioId } from './radio.ts';

/** A signal found, as a box of time and frequency. */
export const Detection = z.object({
  /** Of the recording or since the radio's start, lost samples included. */
  startSample: z.number().int(),
  sampleCount: z.number().int(),
  /** Ends of the band that holds 99 % of its power. Of a file that doesn't know its frequency: from its centre. */
  lowerHz: z.number(),
  upperHz: z.number(),
  /** Its mean power over the noise, both in that band. */
  snrDb: z.number(),
  /** That power without the noise; 0 is a complex tone of full scale. */
  powerDbfs: z.number(),
  /** Share of the box in which it is on, 0 to 1. */
  duty: z.number(),
});
export type Detection = z.infer<typeof Detection>;

/** What counts as a signal, in the user's terms. */
export const DetectionSettings = z.object({
  /** Boxes an hour that noise alone may cause. */
  falseAlarmsPerHour: z.number().min(1e-6).max(1e9).default(1),
  /** Nothing shorter is told. */
  shortestBurstSeconds: z.number().min(0).max(86_400).default(0.001),
  /** Bursts on one frequency that are no farther apart are one signal. */
  widestGapSeconds: z.number().min(0).max(3600).default(0.02),
  /** Nothing is told whose power in its own band is less than this above the noise. */
  leastSnrDb: z.number().min(-60).max(200).default(0),
});

export type DetectionSettings = z.infer<typeof DetectionSettings>;

export const DetectRequest = DetectionSettings.extend({
  /** A granted file, or a radio. */
  input: z.union([z.object({ grant: z.string().max(64) }), z.object({ radio: RadioId })]),
  datatype: Datatype.optional(),
  sampleRateHz: z.number().positive().max(1e12).optional(),
  centreHz: z.number().min(0).max(1e12).optional(),
  fromSeconds: z.number().min(0).optional(),
  toSeconds: z.number().positive().optional(),
}).strict();

/** Found beyond these are counted, not listed. */
export const mostDetections = 100_000;

export const DetectResult = z.object({
  /** By their start. */
  detections: z.array(Detection).max(mostDetections),
  /** Found beyond what a list holds. */
  left: z.number().int(),
  sampleRateHz: z.number(),
  sampleCount: z.number().int(),
});

/** What is found in the stream of a running radio, for its waterfall. */
export const LiveDetections = z.object({
  /** Absent: not being searched. */
  settings: DetectionSettings.optional(),
  /** The newest, by their start; their times are UTC milliseconds of the stream. */
  boxes: z
    .array(
      Detection.extend({
        id: z.number().int(),
        startMs: z.number(),
        seconds: z.number(),
        /** Still on: its end is where it was last seen. */
        open: z.boolean(),
      }),
    )
    .max(500),
  /** Since the search began. */
  found: z.number().int(),
  /** Samples the search was too slow for. */
  missedSamples: z.number().int(),
  /** Share of one processor core. */
  load: z.number(),
});
export type LiveDetections = z.infer<typeof LiveDetections>;

/** What has been received and is still there to be kept. */
export const Past = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  seconds: z.number(),
  bytes: z.number(),
  /** In memory; on disk as well where the settings ask for it. */
  onDisk: z.boolean(),
  problem: z.string().max(500).optional(),
});
export type Past = z.infer<typeof Past>;

/** A box over the past waterfall; absent edges: all of the band. */
export const PastCapture = z
  .object({
    radioId: RadioId,
    fromMs: z.number(),
    toMs: z.number(),
    lowerHz: z.number().optional(),
    upperHz: z.number().optional(),
    description: z.string().max(2000).optional(),
  })
  .strict();
