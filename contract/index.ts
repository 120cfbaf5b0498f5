/** The whole API on one screen: rooms and their members. Both sides are checked against this value. */
import { z } from 'zod';
import {
  AppInfo,
  BrowseResult,
  FileQuestion,
  Grant,
  PickRequest,
  SaveRequest,
  TargetRequest,
} from './app.ts';
import { bytes, call, events, state, type Client, type Server } from './bridge.ts';
import {
  DetectionSettings,
  DetectRequest,
  DetectResult,
  LiveDetections,
  Past,
  PastCapture,
} from './detection.ts';
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
import { analysisRoom, labelRoom, libraryRoom } from './library-rooms.ts';
import { RecordingInfo, RecordingStart } from './recording.ts';
import { Session, SessionDraft } from './session.ts';
import { Settings, SettingsChange } from './settings.ts';
import { Source, SourceDraft, SourceImport } from './source.ts';
import {
  Occurrence,
  OrphanFile,
  QueueState,
  Reached,
  TaskDetail,
  TaskDraft,
  TaskId,
  TaskIds,
  TaskInfo,
  TaskPage,
  TaskPreview,
  TaskQuery,
  TrailEntry,
  Tuning,
} from './task.ts';
import {
  BenchRequest,
  BenchResult,
  SceneTruth,
  SpectrogramRequest,
  SpectrogramResult,
  ValidateResult,
} from './tool.ts';

const nothing = z.object({}).strict();
const oneId = z.object({ id: z.number().int().positive() }).strict();
const span = z.object({ fromMs: z.number().int().min(0), toMs: z.number().int().min(0) }).strict();
const oneRadio = z.object({ id: RadioId }).strict();

export const contract = {
  app: {
    info: call(nothing, AppInfo),
    /** Opens the system's file dialog; null when the user cancels, `unsupported` where there is none. */
    pick: call(PickRequest, Grant.nullable()),
    /** As `pick`, of files several; none when the user cancels. */
    pickMany: call(PickRequest, z.array(Grant).max(10_000)),
    /** Opens the system's save dialog for a file the engine is to write; null when the user cancels. */
    target: call(TargetRequest, Grant.nullable()),
    /** Opens the system's save dialog; false when the user cancels, `unsupported` where there is none. */
    save: call(SaveRequest, z.object({ saved: z.boolean() })),
    /** The server's file browser: folders the person who started the server allowed. */
    browse: call(
      z
        .object({
          folder: z.string().max(64).optional(),
          show: z.enum(['recordings', 'imports', 'source-lists', 'bundles']).default('recordings'),
        })
        .strict(),
      BrowseResult,
    ),
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
    /** Searches the stream for signals while the radio runs; without settings it ends. Lasts over stops. */
    detect: call(oneRadio.extend({ settings: DetectionSettings.optional() }), nothing),
    /** What is found, at most four times a second. */
    detections: state(oneRadio, LiveDetections),
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
    /** What of a radio can still be kept; asked again once a second while it runs. */
    past: state(oneRadio, Past),
    /** Keeps a box of what was received: filtered and decimated where a band is given. */
    capturePast: call(PastCapture, RecordingInfo),
  },
  task: {
    /** Answers when the record is on disk. Repeating: the next run. */
    add: call(TaskDraft, TaskInfo),
    /** All or none, in one write. */
    addMany: call(
      z.object({ drafts: z.array(TaskDraft).min(1).max(10_000) }).strict(),
      z.object({ ids: z.array(TaskId).max(10_000) }),
    ),
    /** What would happen; nothing is kept. */
    preview: call(TaskDraft, TaskPreview),
    page: call(TaskQuery, TaskPage),
    get: call(oneId, TaskDetail),
    /** These tasks as they stand; those that are not there are left out. */
    watch: state(z.object({ ids: z.array(TaskId).min(1).max(1000) }).strict(), z.array(TaskInfo).max(1000)),
    queue: state(nothing, QueueState),
    cancel: call(TaskIds, Reached),
    /** Puts tasks back that were cancelled before they began. */
    undoCancel: call(TaskIds, Reached),
    /** Runs ended tasks again. */
    retry: call(TaskIds, Reached),
    setPriority: call(TaskIds.extend({ priority: z.number().int().min(-100).max(100) }), Reached),
    /** Makes queued tasks due at once. */
    runNow: call(TaskIds, Reached),
    /** Ends a repetition; its queued run is cancelled. */
    endRepeat: call(z.object({ scheduleId: z.number().int().positive() }).strict(), nothing),
    pause: call(z.object({ paused: z.boolean() }).strict(), nothing),
    /** Tunings of radios and what they served, newest first. */
    timeline: call(span, z.object({ tunings: z.array(Tuning).max(5000) })),
    calendar: call(span, z.object({ occurrences: z.array(Occurrence).max(5000) })),
    /** The audit trail of the whole queue, newest first. */
    trail: call(
      z.object({ limit: z.number().int().min(1).max(1000).default(100) }).strict(),
      z.object({ entries: z.array(TrailEntry).max(1000) }),
    ),
    /** Files in the recording folder that nothing knows. */
    orphans: call(nothing, z.object({ files: z.array(OrphanFile).max(10_000) })),
  },
  source: {
    list: state(nothing, z.array(Source).max(20_000)),
    add: call(
      z.object({ drafts: z.array(SourceDraft).min(1).max(20_000) }).strict(),
      z.array(Source).max(20_000),
    ),
    update: call(oneId.extend({ draft: SourceDraft }), Source),
    /** Can be undone with `restore`. */
    remove: call(oneId, nothing),
    restore: call(oneId, Source),
    /** Reads a granted CSV, GPX or KML file; keeps nothing. */
    inspect: call(z.object({ grant: z.string().max(64) }).strict(), SourceImport),
    csv: call(nothing, z.object({ text: z.string().max(50_000_000) })),
    /** A map tile of the user's own folder, base64; null where there is none. */
    tile: call(
      z
        .object({
          z: z.number().int().min(0).max(22),
          x: z.number().int().min(0),
          y: z.number().int().min(0),
        })
        .strict(),
      z.object({ type: z.string().max(40), base64: z.string().max(2_000_000) }).nullable(),
    ),
  },
  session: {
    list: state(nothing, z.array(Session).max(10_000)),
    create: call(SessionDraft, Session),
    update: call(oneId.extend({ draft: SessionDraft }), Session),
    /** Asks every receiver at once. */
    start: call(oneId, Session),
    approve: call(oneId.extend({ notes: z.string().max(4000).default('') }), Session),
    reject: call(oneId.extend({ notes: z.string().max(4000).default('') }), Session),
    reopen: call(oneId, Session),
    /** Only a draft or a rejected session; its recordings stay. */
    remove: call(oneId, nothing),
  },
  library: libraryRoom,
  /** Into a recording. */
  analysis: analysisRoom,
  label: labelRoom,
  settings: {
    current: state(nothing, Settings),
    change: call(SettingsChange.strict(), Settings),
    /** Makes a granted folder of map tiles (Z/X/Y.png) the map's second layer; absent: none. */
    setTileFolder: call(z.object({ grant: z.string().max(64).optional() }).strict(), nothing),
    /** Makes a granted folder the recording folder. */
    setRecordingFolder: call(z.object({ grant: z.string().max(64) }).strict(), AppInfo),
  },
  /** Work on files and scenes for the command line and scripts. Places are grants. */
  tool: {
    validate: call(z.object({ grants: z.array(z.string().max(64)).max(10_000) }).strict(), ValidateResult),
    spectrogram: call(SpectrogramRequest, SpectrogramResult),
    /** Finds signals in time and frequency. */
    detect: call(DetectRequest, DetectResult),
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
