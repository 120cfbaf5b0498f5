/** The radios room of the contract: the list, one session per radio, and which names the page may open. */
import { basename } from 'node:path';
import type { EngineServer } from '../../contract/index.ts';
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import type { RadioInfo, ReceiverChange } from '../../contract/radio.ts';
import { mergeChange } from '../../contract/receiver-change.ts';
import type { Settings } from '../../contract/settings.ts';
import { fileSource, parseFileName, type Driver } from '../device/index.ts';
import { makeLive, type Live } from './live.ts';
import { makeSession, type Session } from './session.ts';

export interface RadiosOptions {
  drivers: readonly Driver[];
  settings: { readonly current: Settings; change(change: Partial<Settings>): Settings };
  /** Path of a granted file. */
  resolveGrant(grant: string): string;
  /** Path of the metadata of a recording in the list. */
  resolveRecording(recordingId: string): string;
}

export interface Radios {
  readonly server: EngineServer['radio'];
  /** Throws Fault 'not-found' for a radio that is not in the list. */
  session(id: string): Session;
  /**
   * What is known of a radio that `session` would take, simulated scenes with parameters and trusted names included:
   * of an open one what it said itself. Undefined: there is no such radio.
   */
  facts(id: string): RadioFacts | undefined;
  /** How a radio is set when it starts: what the person set last. */
  remembered(id: string): ReceiverChange;
  /** Called when the list changed. */
  onChange(listener: () => void): Stop;
  /** Trusted callers only (command line): any name a driver knows, `file:PATH` included. Returns the public name. */
  adopt(source: string): string;
  list(): readonly RadioInfo[];
  refresh(): Promise<void>;
  /** Kinds of radios that could not be looked for at the last refresh: a sentence and what to do, each. */
  problems(): readonly string[];
  /** Radios with threads at work, for the health page. */
  active(): readonly Session[];
  close(): Promise<void>;
}

/** A radio of the list, with what its driver told once it was open. */
export type RadioFacts = RadioInfo & { safeRateHz?: number | undefined };

/** What any RTL tuner may reach; an rtl_tcp server says which tuner it has only once it is opened. */
const anyTunerHz = { min: 0, max: 2_200_000_000 };
const rtlRatesHz = { min: 225_001, max: 3_200_000 };

export function makeRadios(options: RadiosOptions): Radios {
  const { drivers, settings } = options;
  const sessions = new Map<string, Session>();
  const searches = new Map<string, Live>();
  /** Radios the user added in this session, with the name their driver opens. */
  const added = new Map<string, { info: RadioInfo; source: string }>();
  /** Names the command line gave: whoever starts the program may name any radio. */
  const trusted = new Set<string>();
  let found: RadioInfo[] = [];
  let problems: string[] = [];
  const watchers = new Set<ValueSink<RadioInfo[]>>();
  const listeners = new Set<() => void>();

  const list = (): RadioInfo[] => [
    ...found,
    ...settings.current.rtltcp.map(rtltcpInfo),
    ...[...added.values()].map(({ info }) => info),
  ];
  const say = (): void => {
    const now = list();
    for (const watcher of watchers) watcher.send(now);
    for (const listener of listeners) listener();
  };

  const facts = (id: string): RadioFacts | undefined => {
    const state = sessions.get(id)?.state;
    const listed = list().find((radio) => radio.id === id) ?? unlisted(id);
    // Whoever has a radio open himself may find it `busy` in the list.
    if (state?.info && state.phase !== 'closed' && state.phase !== 'failed')
      return { ...state.info, available: true };
    if (!listed || !state?.info) return listed;
    const { sampleRatesHz, tuningHz, safeRateHz } = state.info;
    return { ...listed, sampleRatesHz, tuningHz, safeRateHz };
  };

  /** Radios that can be named without being in the list. */
  const unlisted = (id: string): RadioInfo | undefined => {
    if (id.startsWith('sim:')) {
      const scene = list().find((radio) => radio.id === id.split('?', 1)[0]);
      return scene && { ...scene, id };
    }
    const server = /^rtltcp:(.+):(\d{1,5})$/.exec(id);
    return trusted.has(id) && server?.[1] !== undefined
      ? rtltcpInfo({ host: server[1], port: Number(server[2]) })
      : undefined;
  };

  const sourceOf = (id: string): string => {
    const own = added.get(id);
    if (own) return own.source;
    // Simulated scenes take parameters in their name and touch nothing outside.
    if (id.startsWith('sim:') || trusted.has(id) || list().some((radio) => radio.id === id)) return id;
    throw new Fault('not-found', `There is no radio ${id} in the list.`, {
      hint: 'Plug it in, or add the rtl_tcp server or file first.',
    });
  };

  const session = (id: string): Session => {
    const known = sessions.get(id);
    if (known) return known;
    const made = makeSession(id, sourceOf(id));
    sessions.set(id, made);
    return made;
  };

  const search = (id: string): Live => {
    const known = searches.get(id);
    if (known) return known;
    const made = makeLive(session(id));
    searches.set(id, made);
    return made;
  };

  const remember = (id: string, change: ReceiverChange): void => {
    // A file's centre and rate are its own; an added radio's name does not live longer than this run.
    if (added.has(id)) return;
    const { radios } = settings.current;
    settings.change({ radios: { ...radios, [id]: mergeChange(radios[id] ?? {}, change) } });
  };

  const adopt = (source: string): string => {
    if (!source.startsWith('file:')) {
      trusted.add(source);
      return source;
    }
    for (const [id, entry] of added) if (entry.source === source) return id;
    const name = basename(parseFileName(source).path);
    let id = `file:${name}`;
    for (let copy = 2; added.has(id); copy++) id = `file:${name}#${String(copy)}`;
    added.set(id, { info: fileInfo(id, name), source });
    say();
    return id;
  };

  const look = async (): Promise<void> => {
    const lists = await Promise.allSettled(drivers.map(async (driver) => driver.list()));
    found = lists.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    // Several kinds of radio may fail for the same reason.
    problems = [
      ...new Set(lists.flatMap((one) => (one.status === 'rejected' ? [sentence(one.reason)] : []))),
    ];
    say();
  };
  let looking: Promise<void> | undefined;
  let again = false;
  /** One look at a time: what is plugged in meanwhile is seen by one more. */
  const refresh = async (): Promise<void> => {
    again = true;
    looking ??= (async () => {
      try {
        while (again) {
          again = false;
          await look();
        }
      } finally {
        looking = undefined;
      }
    })();
    await looking;
  };
  const unwatch = drivers.map((driver) => driver.onChange?.(() => void refresh()));

  return {
    session,
    facts,
    remembered: (id) => settings.current.radios[id] ?? {},
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    adopt,
    list,
    refresh,
    problems: () => problems,
    active: () => [...sessions.values()].filter((s) => s.state.phase !== 'closed'),
    server: {
      list(_input, sink): Stop {
        watchers.add(sink);
        sink.send(list());
        return () => void watchers.delete(sink);
      },
      async refresh() {
        await refresh();
        return {};
      },
      addRtltcp({ host, port }) {
        const { rtltcp } = settings.current;
        if (!rtltcp.some((known) => known.host === host && known.port === port))
          settings.change({ rtltcp: [...rtltcp, { host, port }] });
        say();
        return { id: rtltcpInfo({ host, port }).id };
      },
      addFile: ({ grant, datatype, sampleRateHz, centreHz }) => ({
        id: adopt(
          fileSource(options.resolveGrant(grant), {
            ...(datatype === undefined ? {} : { datatype }),
            ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
            ...(centreHz === undefined ? {} : { centreHz }),
          }),
        ),
      }),
      addRecording: ({ recordingId }) => ({
        id: adopt(fileSource(options.resolveRecording(recordingId), {})),
      }),
      async remove({ id }) {
        const open = sessions.get(id);
        // Refused while tasks use it.
        if (open?.stream) await open.stop();
        await open?.close();
        await searches.get(id)?.close();
        sessions.delete(id);
        searches.delete(id);
        added.delete(id);
        const { rtltcp } = settings.current;
        const kept = rtltcp.filter((server) => rtltcpInfo(server).id !== id);
        if (kept.length !== rtltcp.length) settings.change({ rtltcp: kept });
        say();
        return {};
      },
      async start({ id, change }) {
        const one = session(id);
        // A radio that runs already (for tasks) is not tuned back to where a person left it.
        const last = one.stream ? {} : (settings.current.radios[id] ?? {});
        const state = await one.start(mergeChange(last, change ?? {}));
        if (change) remember(id, change);
        if (settings.current.lastRadioId !== id && !added.has(id)) settings.change({ lastRadioId: id });
        return state;
      },
      stop: ({ id }) => session(id).stop(),
      async set({ id, change }) {
        const state = await session(id).set(change);
        remember(id, change);
        return state;
      },
      seek: ({ id, sample }) => session(id).seek(sample),
      pause: ({ id, paused }) => session(id).pause(paused),
      receiver: ({ id }, sink) => session(id).watch(sink),
      events: ({ id }, sink) => session(id).events(sink),
      async detect({ id, settings }) {
        await search(id).detect(settings);
        return {};
      },
      detections: ({ id }, sink) => search(id).watch(sink),
      rows: ({ id, spectrum }, sink) => session(id).rows(spectrum, sink),
    },
    async close() {
      for (const stop of unwatch) stop?.();
      await Promise.all([...sessions.values(), ...searches.values()].map((one) => one.close()));
      sessions.clear();
      searches.clear();
    },
  };
}

function sentence(error: unknown): string {
  if (error instanceof Fault) return [error.message, error.hint ?? ''].join(' ').trim();
  return error instanceof Error ? error.message : String(error);
}

function rtltcpInfo({ host, port }: { host: string; port: number }): RadioInfo {
  return {
    id: `rtltcp:${host}:${String(port)}`,
    driver: 'rtltcp',
    label: `rtl_tcp ${host}:${String(port)}`,
    serial: '',
    available: true,
    simulated: false,
    tuningHz: anyTunerHz,
    sampleRatesHz: rtlRatesHz,
    gains: [],
  };
}

function fileInfo(id: string, name: string): RadioInfo {
  return {
    id,
    driver: 'file',
    label: name,
    serial: '',
    available: true,
    simulated: false,
    tuningHz: { min: 0, max: 1e12 },
    sampleRatesHz: { min: 1, max: 1e12 },
    gains: [],
  };
}
