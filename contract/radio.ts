import { z } from 'zod';
import { FaultShape } from './fault.ts';

/** One string names a radio everywhere: `sim:band?seed=2`, `rtltcp:HOST:PORT`, `file:…`, `rtlsdr:SERIAL`. */
export const RadioId = z.string().min(3).max(1024);

/** Sample formats of the field: complex unsigned 8, signed 8, signed 16 little endian, float 32. */
export const Datatype = z.enum(['cu8', 'cs8', 'cs16', 'cf32']);
export type Datatype = z.infer<typeof Datatype>;

/** Bytes of one complex sample. */
export const bytesPerSample: Readonly<Record<Datatype, number>> = { cu8: 2, cs8: 2, cs16: 4, cf32: 8 };

const frequencyHz = z.number().min(0).max(1e12);
const rateHz = z.number().positive().max(1e12);

/** One gain stage from the device's own table. */
export const GainInfo = z.object({
  name: z.string().max(40),
  minDb: z.number(),
  maxDb: z.number(),
  /** Every gain the stage can have, ascending; absent where it is continuous. */
  stepsDb: z.array(z.number()).max(1000).optional(),
});

/** A setting of the device beyond frequency, rate and gain: AGC, bias tee, ppm, direct sampling… */
export const ControlInfo = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('switch'),
    name: z.string().max(40),
    label: z.string().max(80),
    /** A sentence to confirm before switching on (bias tee: it puts voltage on the antenna). */
    confirm: z.string().max(400).optional(),
  }),
  z.object({
    kind: z.literal('choice'),
    name: z.string().max(40),
    label: z.string().max(80),
    options: z.array(z.object({ value: z.string().max(40), label: z.string().max(80) })).max(64),
  }),
  z.object({
    kind: z.literal('range'),
    name: z.string().max(40),
    label: z.string().max(80),
    unit: z.string().max(16),
    min: z.number(),
    max: z.number(),
    step: z.number().positive(),
  }),
]);
export type ControlInfo = z.infer<typeof ControlInfo>;
export const ControlValue = z.union([z.boolean(), z.number(), z.string().max(40)]);
export type ControlValue = z.infer<typeof ControlValue>;

const RangeHz = z.object({ min: z.number(), max: z.number() });
const SampleRates = z.union([z.array(z.number()).max(200), RangeHz]);

/** A radio in the list; what is unknown until it is opened is left out. */
export const RadioInfo = z.object({
  id: RadioId,
  driver: z.string().max(40),
  label: z.string().max(200),
  serial: z.string().max(200),
  available: z.boolean(),
  /** Why it can't be used, and the one step that mends it. */
  problem: z.string().max(2000).optional(),
  hint: z.string().max(2000).optional(),
  /** True for the simulated radios: labelled as such wherever the radio is shown. */
  simulated: z.boolean(),
  tuningHz: RangeHz,
  sampleRatesHz: SampleRates,
  gains: z.array(GainInfo).max(16),
});
export type RadioInfo = z.infer<typeof RadioInfo>;
export type GainInfo = z.infer<typeof GainInfo>;

/** What an opened radio says of itself. */
export const ReceiverInfo = RadioInfo.extend({
  datatype: Datatype,
  /** Rates above this may lose samples on this kind of radio. */
  safeRateHz: z.number().optional(),
  controls: z.array(ControlInfo).max(40),
  gainModes: z.array(z.enum(['auto', 'manual'])).max(2),
  /** Present for recordings that are replayed. */
  playback: z.object({ totalSamples: z.number().int(), canSeek: z.boolean() }).optional(),
});
export type ReceiverInfo = z.infer<typeof ReceiverInfo>;

/** Settings of a receiver. After a change the values are what the hardware really did. */
export const ReceiverSettings = z.object({
  centreHz: frequencyHz,
  sampleRateHz: rateHz,
  gainMode: z.enum(['auto', 'manual']),
  gainsDb: z.record(z.string().max(40), z.number()),
  controls: z.record(z.string().max(40), ControlValue),
});
export type ReceiverSettings = z.infer<typeof ReceiverSettings>;

export const ReceiverChange = ReceiverSettings.partial();
export type ReceiverChange = z.infer<typeof ReceiverChange>;

/** The life of an opened receiver. `lost`: unplugged or stalled, being looked for. */
const ReceiverPhase = z.enum(['closed', 'opening', 'running', 'paused', 'lost', 'stopping', 'failed']);

export const ReceiverState = z.object({
  id: RadioId,
  phase: ReceiverPhase,
  info: ReceiverInfo.optional(),
  settings: ReceiverSettings.optional(),
  /** Samples taken since start, as received (lost ones not included). */
  samples: z.number().int(),
  /** Samples lost upstream of the ring since start: by the radio, USB, the network or a gap. */
  lostSamples: z.number().int(),
  gaps: z.number().int(),
  clippedSamples: z.number().int(),
  /** True while the last second held a clipped sample: the clip lamp. */
  clipping: z.boolean(),
  /** Measured over the last second. */
  measuredRateHz: z.number(),
  positionSample: z.number().int().optional(),
  recordingId: z.string().optional(),
  fault: FaultShape.optional(),
});
export type ReceiverState = z.infer<typeof ReceiverState>;

/** What happens to a receiver, in order, none lost. `atSample` counts from start, lost samples included. */
export const RadioEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lost'), atSample: z.number(), samples: z.number(), timeMs: z.number() }),
  z.object({ kind: z.literal('clipped'), atSample: z.number(), samples: z.number(), timeMs: z.number() }),
  z.object({ kind: z.literal('disconnected'), fault: FaultShape, timeMs: z.number() }),
  z.object({ kind: z.literal('returned'), afterMs: z.number(), timeMs: z.number() }),
  z.object({ kind: z.literal('settings'), settings: ReceiverSettings, timeMs: z.number() }),
  z.object({ kind: z.literal('ended'), fault: FaultShape.optional(), timeMs: z.number() }),
]);
export type RadioEvent = z.infer<typeof RadioEvent>;

export const windowNames = [
  'rect',
  'hann',
  'hamming',
  'blackman-harris',
  'nuttall',
  'flat-top',
  'kaiser',
] as const;
export const detectorNames = ['average', 'peak', 'sample'] as const;

/** What a waterfall asks of the spectrum reader. */
export const SpectrumRequest = z.object({
  fftSize: z
    .number()
    .int()
    .min(512)
    .max(1_048_576)
    .refine((n) => (n & (n - 1)) === 0, 'a power of two'),
  window: z.enum(windowNames),
  /** How the transforms of one row are joined. */
  detector: z.enum(detectorNames),
  rowsPerSecond: z.number().min(1).max(120),
  /** Fraction of a transform shared with the next, 0 to 0.95; only used while rows need more transforms than samples allow. */
  overlap: z.number().min(0).max(0.95),
  /** dBFS of u8 level 0; a level is half a dB. */
  floorDb: z.number().min(-250).max(0),
});
export type SpectrumRequest = z.infer<typeof SpectrumRequest>;
