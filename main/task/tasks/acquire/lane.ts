/**
 * One radio as tasks use it: tuned for the first of them, joined by the others, given back after the last. Everything
 * that can happen to the stream meanwhile ends the tries of its tasks with a clear fault.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channels, Hold, makeChannels, Radios, Session, StreamFacts } from '../../../acquire/index.ts';
import { mergeChange } from '../../../../contract/receiver-change.ts';
import { Fault } from '../../../../contract/fault.ts';
import type { RadioEvent, ReceiverChange } from '../../../../contract/radio.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import type { Store } from '../../../store/index.ts';
import { asFault } from '../../../thread/index.ts';
import type { TuningWish } from '../../lanes.ts';
import { makeBlock } from './block.ts';
import { makeTuned, type Tuned } from './tuned.ts';
import type { RadioUse, RunningTask } from './plan-types.ts';
import { gainKey } from './seats.ts';

/** A task that uses the radio. */
export interface Member {
  readonly taskId: number;
  readonly name: string;
  facts(nowMs: number): RunningTask;
  /** Gives way to a task of higher priority. */
  giveWay(to: number): void;
}

export interface Place {
  readonly channels: Channels;
  /** Why the tuning came to its end by itself. */
  readonly fault: Fault | undefined;
  leave(): void;
}

export interface Lane {
  readonly radioId: string;
  /** Who has the radio, as the planner sees it; undefined: nobody. */
  use(nowMs: number): RadioUse | undefined;
  /** Present tuning, if any, and who is in it. */
  readonly wish: TuningWish | undefined;
  readonly members: ReadonlyMap<number, Member>;
  /**
   * Tunes the radio, or joins the tuning it has. The task is a member from this call on. Rejects with Fault
   * 'cancelled' where the radio is otherwise in use by now, and with what starting it throws.
   */
  join(wish: TuningWish, member: Member): Promise<Place>;
  /** Suspends nothing: call when the members are gone. Gives the radio back. */
  close(): Promise<void>;
}

export interface LaneOptions {
  radioId: string;
  radios: Pick<Radios, 'session' | 'remembered'>;
  store: Pick<Store, 'openTuning' | 'closeTuning'>;
  makeChannels: typeof makeChannels;
  /** The radio stays on so long after its last task: the next tuning comes at once. */
  lingerMs: number;
  /** A radio that is lost for longer ends the tries of its tasks. */
  lostPatienceMs: number;
  /** A radio that could not be started is left alone so long at first (block.ts). */
  blockMs: number;
  /** Somebody else may have the radio now. */
  onCapacity(): void;
  onProgress(): void;
}

/** What happens to a radio that may let others begin, or keep them from it. */
const turningPoints: ReadonlySet<RadioEvent['kind']> = new Set([
  'disconnected',
  'returned',
  'settings',
  'ended',
]);

/** Transfers under way and the synthesiser's settling still show the old place. */
const retuneSettleMs = 200;

export function makeLane(options: LaneOptions): Lane {
  const { radioId, radios } = options;
  const members = new Map<number, Member>();
  let tuned: Tuned | undefined;
  /** A radio that is removed and added again has another session. */
  let known: { session: Session; stop: () => void } | undefined;
  let hold: { of: Session; hold: Hold } | undefined;
  /** Of the tuning the radio was set to last. */
  let lastGain: TaskDraft['gain'];
  let linger: NodeJS.Timeout | undefined;
  let releasing: Promise<void> | undefined;
  const block = makeBlock(options.blockMs, () => options.onCapacity());

  const current = (): Session => {
    const session = radios.session(radioId);
    if (known?.session === session) return session;
    known?.stop();
    const stops = [
      session.onStream(() => options.onCapacity()),
      session.events({
        send: ({ kind }) => {
          if (turningPoints.has(kind)) options.onCapacity();
        },
        end: () => undefined,
      }),
    ];
    known = {
      session,
      stop() {
        for (const stop of stops) stop();
      },
    };
    return session;
  };

  const keep = (session: Session): Hold => {
    if (hold?.of !== session) hold = { of: session, hold: session.hold(refuse) };
    return hold.hold;
  };

  const refuse = (): Fault | undefined => {
    if (members.size === 0) return undefined;
    const [first] = members.values();
    const others = members.size - 1;
    const whom = `task ${String(first?.taskId)}${first?.name ? ` (${first.name})` : ''}`;
    return new Fault(
      'busy',
      `${radioId} is in use by ${whom}${others === 0 ? '' : ` and ${others === 1 ? 'another' : `${String(others)} more`}`}.`,
      {
        hint: 'Wait until they end, or cancel them on the Tasks page.',
        data: { radio: radioId, tasks: [...members.keys()].slice(0, 100).join(', ') },
      },
    );
  };

  const release = async (): Promise<void> => {
    clearTimeout(linger);
    linger = undefined;
    if (releasing) return releasing;
    const held = hold;
    hold = undefined;
    releasing = (async () => {
      await tuned?.closed;
      // A radio that can't be stopped properly is gone; its next start says so.
      await held?.hold.release().catch(() => undefined);
      releasing = undefined;
      options.onCapacity();
    })();
    return releasing;
  };

  const leave = (member: Member): void => {
    // A try told to stop while the radio starts leaves after the next try of its task has come.
    if (members.get(member.taskId) !== member) return;
    members.delete(member.taskId);
    if (members.size === 0 && tuned) {
      void tuned.end();
      if (tuned.fault || current().state.phase !== 'running') void release();
      else linger ??= setTimeout(() => void release(), options.lingerMs);
    }
    options.onCapacity();
  };

  const set = async (session: Session, wish: TuningWish): Promise<void> => {
    const { centreHz, sampleRateHz, gain } = wish;
    const change = mergeChange(radios.remembered(radioId), { centreHz, sampleRateHz, ...gainChange(gain) });
    try {
      await keep(session).start(change);
    } catch (error) {
      // Some radios tell their rates only once they are open: the next plan knows them.
      const rates = session.state.info?.sampleRatesHz;
      if (Array.isArray(rates) && !rates.includes(sampleRateHz)) throw stale(radioId);
      throw error;
    }
  };

  /** Lets the radio run as wished, or takes the stream the person has. */
  const startStream = async (session: Session, wish: TuningWish): Promise<StreamFacts> => {
    await releasing;
    clearTimeout(linger);
    linger = undefined;
    keep(session);
    if (session.wanted) {
      const { stream } = session;
      if (!stream || !sameTuning(stream.settings, wish)) throw stale(radioId);
      return stream;
    }
    const ring = session.stream?.ring;
    // Gains one task asked for are not those the next one finds.
    if (ring && lastGain !== undefined && gainKey(wish.gain) !== gainKey(lastGain)) {
      await keep(session).release();
      hold = undefined;
    }
    await set(session, wish);
    lastGain = wish.gain;
    const { stream } = session;
    if (!stream)
      throw new Fault('device-lost', `${radioId} started without a stream.`, { hint: 'Try again.' });
    // A new stream begins with the new tuning; one that goes on holds blocks of the old one.
    if (stream.ring === ring) await sleep(retuneSettleMs);
    return stream;
  };

  const tune = (wish: TuningWish): Tuned => {
    const before = tuned;
    const session = current();
    const made = makeTuned({
      wish,
      session,
      makeChannels: options.makeChannels,
      store: options.store,
      lostPatienceMs: options.lostPatienceMs,
      start: async () => {
        await before?.closed;
        return startStream(session, wish);
      },
      onProgress: () => options.onProgress(),
      // Its tasks are told by their channels; nobody joins any more.
      onEnd: () => options.onCapacity(),
    });
    made.ready.then(
      () => block.started(),
      (error: unknown) => {
        const fault = asFault(error);
        if (fault.code !== 'cancelled') block.failed(`${radioId} could not be started: ${fault.message}`);
        void release();
      },
    );
    return made;
  };

  const join = async (wish: TuningWish, member: Member): Promise<Place> => {
    const here = tuned && !tuned.over && sameTuning(tuned.wish, wish) ? tuned : undefined;
    if (!here && members.size > 0) throw stale(radioId);
    members.set(member.taskId, member);
    try {
      const mine = here ?? (tuned = tune(wish));
      const channels = await mine.ready;
      if (mine.tuningId !== undefined) wish.tuningId = mine.tuningId;
      return {
        channels,
        get fault() {
          return mine.fault;
        },
        leave: () => leave(member),
      };
    } catch (error) {
      leave(member);
      throw error;
    }
  };

  const suits = (gain: NonNullable<TaskDraft['gain']>): boolean => {
    if (tuned && !tuned.over && tuned.wish.gain !== undefined)
      return gainKey(gain) === gainKey(tuned.wish.gain);
    const settings = current().stream?.settings;
    if (!settings) return false;
    if (gain === 'auto') return settings.gainMode === 'auto';
    // A tenth of a decibel: the finest step of any radio's table.
    const same = Object.entries(gain).every(
      ([stage, db]) => Math.abs((settings.gainsDb[stage] ?? NaN) - db) < 0.1,
    );
    return settings.gainMode === 'manual' && same;
  };

  const other = (why: string): RadioUse => ({ by: 'other', suits, tasks: [], why });

  return {
    radioId,
    members,
    get wish() {
      return tuned && !tuned.over && members.size > 0 ? tuned.wish : undefined;
    },
    use(nowMs) {
      const session = current();
      const tasks = [...members.values()].map((member) => member.facts(nowMs));
      const { phase, fault } = session.state;
      if (phase === 'lost')
        return { ...other(`${radioId} is lost at the moment: ${fault?.message ?? 'no samples'}`), tasks };
      if (tuned && members.size > 0) {
        if (tuned.over) return { ...other(`${radioId} is ending its last tasks.`), tasks };
        return { by: session.wanted ? 'person' : 'tasks', tuning: tuned.wish, suits, tasks };
      }
      if (releasing) return other(`${radioId} is being stopped.`);
      if (block.why !== undefined) return other(block.why);
      if (!session.wanted) return undefined;
      const settings = session.stream?.settings;
      if (!settings || phase !== 'running')
        return other(`The radio ${radioId} is being started or stopped by the Receive page.`);
      const { centreHz, sampleRateHz } = settings;
      return { by: 'person', tuning: { centreHz, sampleRateHz }, suits, tasks };
    },
    join,
    async close() {
      block.close();
      await tuned?.end();
      await release();
      known?.stop();
      known = undefined;
    },
  };
}

/** The plan was made for a radio that is otherwise in use by now: plan again. */
function stale(radioId: string): Fault {
  return new Fault('cancelled', `${radioId} was tuned elsewhere in the meantime.`);
}

function sameTuning(
  a: { centreHz: number; sampleRateHz: number },
  b: { centreHz: number; sampleRateHz: number },
): boolean {
  return a.centreHz === b.centreHz && a.sampleRateHz === b.sampleRateHz;
}

function gainChange(gain: TaskDraft['gain']): ReceiverChange {
  if (gain === undefined) return {};
  return gain === 'auto' ? { gainMode: 'auto' } : { gainMode: 'manual', gainsDb: gain };
}
