import { z } from 'zod';
import { DetectionSettings } from './detection.ts';
import { ReceiverChange, SpectrumRequest } from './radio.ts';

export const paletteNames = [
  'turbo',
  'viridis',
  'plasma',
  'inferno',
  'magma',
  'classic',
  'classic-green',
  'greyscale',
  'websdr',
  'gqrx',
  'cubehelix',
  'cividis',
] as const;

/** How the Receive page shows spectrum and waterfall. */
export const ViewSettings = z.object({
  spectrum: SpectrumRequest,
  palette: z.enum(paletteNames),
  /** dBFS at the dark and the bright end of the palette. */
  minDb: z.number().min(-200).max(20),
  maxDb: z.number().min(-200).max(20),
  timeAxis: z.enum(['utc', 'local', 'offset']),
  /** Share of the height given to the spectrum plot, 0 to 1. */
  spectrumShare: z.number().min(0.1).max(0.8),
  /** True: the plain wheel zooms and Ctrl+wheel tunes. */
  wheelZooms: z.boolean(),
  invertWheel: z.boolean(),
  /** Grid of tuning by keys, wheel and click, hertz. */
  snapHz: z.number().positive().max(1e9).default(100_000),
});
export type ViewSettings = z.infer<typeof ViewSettings>;

export const Settings = z.object({
  theme: z.enum(['dark', 'light', 'auto']),
  /** Name of a recording; {utc} {local} {freq} {rate} {radio} are filled in. */
  nameTemplate: z
    .string()
    .min(1)
    .max(120)
    .regex(/^[^/\\:*?"<>|]+$/, 'no / \\ : * ? " < > |'),
  /** Recording stops cleanly while this much of the disk is still free. */
  reserveBytes: z.number().int().min(0).max(1e15),
  author: z.string().max(200),
  /** Absolute; absent: the folder `recordings` of the profile. Set through `setRecordingFolder` only. */
  recordingFolder: z.string().max(4096).optional(),
  view: ViewSettings,
  /** Settings by radio, re-applied when it is opened. */
  radios: z.record(z.string().max(1024), ReceiverChange),
  /** rtl_tcp servers the user added, and the radio used last. */
  rtltcp: z
    .array(z.object({ host: z.string().min(1).max(253), port: z.number().int().min(1).max(65535) }))
    .max(64),
  /** Radios by name of a group, for tasks that ask for `group:NAME`. */
  radioGroups: z.record(z.string().min(1).max(60), z.array(z.string().max(1024)).max(64)),
  /** Tasks that may run at once: on one radio, and on the processor after recording. */
  taskLimits: z.object({
    perRadio: z.number().int().min(1).max(256),
    compute: z.number().int().min(1).max(16),
  }),
  /** Of every running radio, so much is kept to be recorded afterwards: in memory, and on disk (0: not). */
  past: z.object({
    memorySeconds: z.number().min(0).max(600),
    diskBytes: z.number().int().min(0).max(1e13),
  }),
  /** A label counts as confirmed when so many people accepted it. */
  reviewers: z.number().int().min(1).max(2),
  /** What the detector looks for, live and in recordings. */
  detection: DetectionSettings,
  /** Absolute; folder of map tiles, Z/X/Y.png. Set through `setTileFolder` only. */
  tileFolder: z.string().max(4096).optional(),
  lastRadioId: z.string().max(1024).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** What the page may change directly: never a path. */
export const SettingsChange = Settings.omit({ recordingFolder: true, tileFolder: true }).partial();

export const defaultSettings: Settings = {
  theme: 'dark',
  nameTemplate: 'wavekeep-{utc}-{freq}',
  reserveBytes: 1_000_000_000,
  author: '',
  view: {
    spectrum: {
      fftSize: 8192,
      window: 'blackman-harris',
      detector: 'peak',
      rowsPerSecond: 30,
      overlap: 0.5,
      floorDb: -140,
    },
    palette: 'turbo',
    minDb: -110,
    maxDb: -20,
    timeAxis: 'utc',
    spectrumShare: 0.35,
    wheelZooms: false,
    invertWheel: false,
    snapHz: 100_000,
  },
  radios: {},
  rtltcp: [],
  radioGroups: {},
  taskLimits: { perRadio: 64, compute: 1 },
  past: { memorySeconds: 20, diskBytes: 0 },
  reviewers: 2,
  detection: DetectionSettings.parse({}),
};
