/** The whole API on one screen: rooms and their members. Both sides are checked against this value. */
import { z } from 'zod';
import { AppInfo, BrowseResult, FileQuestion, Grant, PickRequest } from './app.ts';
import { bytes, call, events, state, type Client, type Server } from './bridge.ts';
import { HealthReport, Vitals } from './health.ts';
import {
  Datatype,
  RadioEvent,
  RadioId,
  RadioInfo,
  ReceiverChange,
  ReceiverState,
  SpectrumRequest,
} from './radio.ts';
import { RecordingInfo, RecordingStart } from './recording.ts';
import { Settings, SettingsChange } from './settings.ts';
import {
  BenchRequest,
  BenchResult,
  SceneTruth,
  SpectrogramRequest,
  SpectrogramResult,
  ValidateResult,
} from './tool.ts';

const nothing = z.object({}).strict();
const oneRadio = z.object({ id: RadioId }).strict();

export const contract = {
  app: {
    info: call(nothing, AppInfo),
    /** Opens the system's file dialog; null when the user cancels, `unsupported` where there is none. */
    pick: call(PickRequest, Grant.nullable()),
    /** The server's file browser: folders the person who started the server allowed. */
    browse: call(z.object({ folder: z.string().max(64).optional() }).strict(), BrowseResult),
    /** What a file says of itself, and what has to be asked. */
    inspect: call(z.object({ grant: z.string().max(64) }).strict(), FileQuestion),
  },
  radio: {
    list: state(nothing, z.array(RadioInfo).max(200)),
    refresh: call(nothing, nothing),
    addRtltcp: call(
      z.object({ host: z.string().min(1).max(253), port: z.number().int().min(1).max(65535) }).strict(),
      oneRadio,
    ),
    /** Offers a granted file as a radio. */
    addFile: call(
      z
        .object({
          grant: z.string().max(64),
          datatype: Datatype.optional(),
          sampleRateHz: z.number().positive().max(1e12).optional(),
          centreHz: z.number().min(0).max(1e12).optional(),
        })
        .strict(),
      oneRadio,
    ),
    /** Offers a recording of the list as a radio that replays it. */
    addRecording: call(z.object({ recordingId: z.string().max(200) }).strict(), oneRadio),
    remove: call(oneRadio, nothing),
    start: call(z.object({ id: RadioId, change: ReceiverChange.optional() }).strict(), ReceiverState),
    stop: call(oneRadio, ReceiverState),
    /** Answers with what the hardware really did. */
    set: call(z.object({ id: RadioId, change: ReceiverChange }).strict(), ReceiverState),
    seek: call(z.object({ id: RadioId, sample: z.number().int().min(0) }).strict(), ReceiverState),
    pause: call(z.object({ id: RadioId, paused: z.boolean() }).strict(), ReceiverState),
    receiver: state(oneRadio, ReceiverState),
    events: events(oneRadio, RadioEvent),
    /** Batches of waterfall rows, laid out as in rows.ts. */
    rows: bytes(z.object({ id: RadioId, spectrum: SpectrumRequest }).strict()),
  },
  recording: {
    list: state(nothing, z.array(RecordingInfo).max(100_000)),
    start: call(RecordingStart.strict(), RecordingInfo),
    /** Answers when the data is hashed, synced and described. */
    stop: call(z.object({ id: z.string().max(200) }).strict(), RecordingInfo),
    /** Elapsed time, size and losses of one recording while it is written. */
    progress: state(z.object({ id: z.string().max(200) }).strict(), RecordingInfo),
    /** Moves both files to the recording folder's trash folder: can be undone by hand. */
    remove: call(z.object({ id: z.string().max(200) }).strict(), nothing),
  },
  settings: {
    current: state(nothing, Settings),
    change: call(SettingsChange.strict(), Settings),
    /** Makes a granted folder the recording folder. */
    setRecordingFolder: call(z.object({ grant: z.string().max(64) }).strict(), AppInfo),
  },
  /** Work on files and scenes for the command line and scripts. Places are grants. */
  tool: {
    validate: call(z.object({ grants: z.array(z.string().max(64)).max(10_000) }).strict(), ValidateResult),
    spectrogram: call(SpectrogramRequest, SpectrogramResult),
    /** The known truth of a simulated scene. Nothing that detects or measures may read it. */
    scene: call(oneRadio, SceneTruth),
    bench: call(BenchRequest, BenchResult),
  },
  health: {
    check: call(nothing, HealthReport),
    vitals: state(nothing, Vitals),
  },
} as const;

export type WavekeepContract = typeof contract;
export type EngineServer = Server<WavekeepContract>;
export type EngineClient = Client<WavekeepContract>;
