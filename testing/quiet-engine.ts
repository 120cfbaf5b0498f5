/** The contract's server with nothing behind it, for tests of the interface's stores: each test fills in what it needs. */
import type { ValueSink } from '../contract/bridge.ts';
import { Fault } from '../contract/fault.ts';
import type { EngineServer } from '../contract/index.ts';
import { defaultSettings } from '../contract/settings.ts';

type Rooms = { [R in keyof EngineServer]?: Partial<EngineServer[R]> };

const refuse = (): never => {
  throw new Fault('unsupported', 'This engine has nothing behind it.');
};
const silent = (): (() => void) => () => undefined;
const always =
  <T>(value: T) =>
  (_input: unknown, sink: ValueSink<T>): (() => void) => {
    sink.send(value);
    return () => undefined;
  };

export function quietEngine(rooms: Rooms): EngineServer {
  return {
    app: {
      info: refuse,
      pick: refuse,
      pickMany: refuse,
      target: refuse,
      save: refuse,
      browse: refuse,
      inspect: refuse,
      ...rooms.app,
    },
    radio: {
      list: always([]),
      refresh: () => ({}),
      addRtltcp: refuse,
      addFile: refuse,
      addRecording: refuse,
      remove: refuse,
      start: refuse,
      stop: refuse,
      set: refuse,
      seek: refuse,
      pause: refuse,
      receiver: silent,
      events: silent,
      detect: () => ({}),
      detections: silent,
      rows: silent,
      ...rooms.radio,
    },
    recording: {
      list: always([]),
      start: refuse,
      stop: refuse,
      progress: silent,
      remove: refuse,
      past: silent,
      capturePast: refuse,
      ...rooms.recording,
    },
    task: {
      add: refuse,
      addMany: refuse,
      preview: refuse,
      page: () => ({ rows: [], total: 0 }),
      get: refuse,
      watch: always([]),
      queue: always({
        revision: 0,
        paused: false,
        counts: { queued: 0, running: 0, succeeded: 0, failed: 0, dead: 0, cancelled: 0, skipped: 0 },
        lanes: [],
        workers: [],
      }),
      cancel: refuse,
      undoCancel: refuse,
      retry: refuse,
      setPriority: refuse,
      runNow: refuse,
      endRepeat: refuse,
      pause: refuse,
      timeline: () => ({ tunings: [] }),
      calendar: () => ({ occurrences: [] }),
      trail: () => ({ entries: [] }),
      orphans: () => ({ files: [] }),
      ...rooms.task,
    },
    source: {
      list: always([]),
      add: refuse,
      update: refuse,
      remove: refuse,
      restore: refuse,
      inspect: refuse,
      csv: refuse,
      tile: () => null,
      ...rooms.source,
    },
    session: {
      list: always([]),
      create: refuse,
      update: refuse,
      start: refuse,
      approve: refuse,
      reject: refuse,
      reopen: refuse,
      remove: refuse,
      ...rooms.session,
    },
    library: {
      page: () => ({ rows: [], total: 0, bytes: 0, seconds: 0 }),
      revision: always({ revision: 0 }),
      get: refuse,
      change: refuse,
      thumbnail: () => null,
      remove: refuse,
      restore: refuse,
      emptyTrash: refuse,
      inspect: refuse,
      import: refuse,
      watched: always([]),
      watch: refuse,
      unwatch: refuse,
      searches: always([]),
      saveSearch: refuse,
      removeSearch: refuse,
      check: refuse,
      findings: always([]),
      repair: refuse,
      retention: refuse,
      applyRetention: refuse,
      move: refuse,
      exportArchive: refuse,
      exportBundle: refuse,
      inspectBundle: refuse,
      importBundle: refuse,
      jobs: always([]),
      cancelJob: refuse,
      ...rooms.library,
    },
    analysis: {
      open: refuse,
      tile: refuse,
      measure: refuse,
      spectrum: refuse,
      signal: refuse,
      crop: refuse,
      ...rooms.analysis,
    },
    label: {
      of: silent,
      edit: refuse,
      undo: refuse,
      redo: refuse,
      taxonomy: always({ classes: [] }),
      changeTaxonomy: refuse,
      statistics: refuse,
      queue: () => ({ total: 0, rows: [] }),
      detect: refuse,
      ...rooms.label,
    },
    settings: {
      current: always(defaultSettings),
      change: refuse,
      setTileFolder: refuse,
      setRecordingFolder: refuse,
      ...rooms.settings,
    },
    tool: {
      validate: refuse,
      spectrogram: refuse,
      detect: refuse,
      scene: refuse,
      bench: refuse,
      ...rooms.tool,
    },
    health: { check: refuse, vitals: silent, ...rooms.health },
  };
}
