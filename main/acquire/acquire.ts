/** What the thread of a radio does: opens, sets, starts and stops one receiver and says how it fares. */
import {
  bytesPerSample,
  type RadioEvent,
  type ReceiverChange,
  type ReceiverInfo,
  type ReceiverSettings,
  type ReceiverState,
} from '../../contract/radio.ts';
import { Fault } from '../../contract/fault.ts';
import type { Driver, Receiver } from '../device/receiver.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeIntake, type Intake } from './intake.ts';
import { makeRing, ringShape, type RingMemory } from './ring.ts';
import { asFault } from '../thread/index.ts';

/** A running stream: a new one on every start and on every change of rate. */
export interface StreamFacts {
  ring: RingMemory;
  info: ReceiverInfo;
  settings: ReceiverSettings;
}

export type AcquireNotice =
  | { kind: 'state'; state: Omit<ReceiverState, 'id' | 'recordingId'> }
  | { kind: 'event'; event: RadioEvent }
  /** Blocks of the ring with this settings epoch were taken with these settings. */
  | { kind: 'epoch'; epoch: number; settings: ReceiverSettings }
  | { kind: 'stream'; stream: StreamFacts | undefined };

export interface AcquireCommands {
  [op: string]: (input: never) => unknown;
  open(input: { id: string }): Promise<StreamFacts['info']>;
  /** Applies the change and lays out the stream, so that readers can attach before the first sample. */
  prepare(input: { change?: ReceiverChange | undefined }): Promise<void>;
  /** Lets the samples flow. */
  go(input: Record<string, never>): Promise<void>;
  stop(input: Record<string, never>): Promise<void>;
  set(input: { change: ReceiverChange }): Promise<void>;
  seek(input: { sample: number }): Promise<void>;
  pause(input: { paused: boolean }): Promise<void>;
  close(input: Record<string, never>): Promise<void>;
}

/** Counters go to the page this often while samples flow; nothing runs while they don't. */
const stateEveryMs = 250;

export function acquireCommands(
  drivers: readonly Driver[],
  notify: (notice: AcquireNotice) => void,
): AcquireCommands {
  const { kernels } = loadKernels();
  let receiver: Receiver | undefined;
  let intake: Intake | undefined;
  let phase: ReceiverState['phase'] = 'closed';
  let fault: Fault | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Where the rate is measured from; undefined until samples flow. */
  let rateFrom: { atMs: number; samples: number } | undefined;
  let measuredRateHz = 0;

  const opened = (): Receiver => {
    if (!receiver) throw new Fault('device-lost', 'The radio is not open.', { hint: 'Start it again.' });
    return receiver;
  };

  const say = (): void => {
    const counts = intake?.counts;
    notify({
      kind: 'state',
      state: {
        phase,
        ...(receiver ? { info: receiver.info, settings: copySettings(receiver.settings) } : {}),
        samples: counts?.samples ?? 0,
        lostSamples: counts?.lostSamples ?? 0,
        gaps: counts?.gaps ?? 0,
        clippedSamples: counts?.clippedSamples ?? 0,
        clipping: counts !== undefined && performance.now() - counts.clippedAtMs < 1000,
        measuredRateHz,
        ...(counts && counts.position >= 0 ? { positionSample: counts.position } : {}),
        ...(fault ? { fault: fault.toJSON() } : {}),
      },
    });
  };

  const tick = (): void => {
    const now = performance.now();
    const samples = intake?.counts.samples ?? 0;
    // What a radio had gathered while it started comes at once: it would make the first second too rich.
    if (!rateFrom) rateFrom = samples > 0 ? { atMs: now, samples } : undefined;
    else if (now - rateFrom.atMs >= 1000) {
      measuredRateHz = ((samples - rateFrom.samples) / (now - rateFrom.atMs)) * 1000;
      rateFrom = { atMs: now, samples };
    }
    say();
  };

  const setPhase = (next: ReceiverState['phase'], why?: Fault): void => {
    phase = next;
    fault = why;
    const busy = next === 'running' || next === 'lost';
    if (busy && !timer) {
      rateFrom = undefined;
      timer = setInterval(tick, stateEveryMs);
    }
    if (!busy && timer) {
      clearInterval(timer);
      timer = undefined;
      measuredRateHz = 0;
    }
    say();
  };

  const lay = (): void => {
    const radio = opened();
    const { datatype } = radio.info;
    const { sampleRateHz, centreHz } = radio.settings;
    const shape = ringShape(sampleRateHz * bytesPerSample[datatype]);
    const ring = makeRing(shape.slots, shape.slotBytes);
    intake = makeIntake({
      ring,
      kernels,
      datatype,
      sampleRateHz,
      centreHz,
      isFile: radio.info.playback !== undefined,
      onEvent: (event) => notify({ kind: 'event', event }),
      onEpoch: (epoch) => notify({ kind: 'epoch', epoch, settings: copySettings(radio.settings) }),
      onLink: (link, why) => {
        if (link === 'ended') {
          intake?.end();
          setPhase(why ? 'failed' : 'closed', why);
        } else setPhase(link, why);
      },
    });
    notify({ kind: 'stream', stream: { ring, info: radio.info, settings: copySettings(radio.settings) } });
  };

  const flow = async (): Promise<void> => {
    if (!intake) throw new Fault('invalid', 'The stream was not prepared.');
    await opened().start(intake.sink);
    // A short file may have ended while it started.
    if (phase === 'opening' || phase === 'running') setPhase('running');
  };

  /** Whatever fails on the way to running leaves a stopped radio with its reason. */
  const guard = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      intake?.end();
      notify({ kind: 'stream', stream: undefined });
      setPhase('failed', asFault(error));
      throw error;
    }
  };

  const halt = async (): Promise<void> => {
    await receiver?.stop();
    intake?.end();
    notify({ kind: 'stream', stream: undefined });
  };

  const apply = async (change: ReceiverChange): Promise<void> => {
    const radio = opened();
    const running = phase === 'running' || phase === 'paused' || phase === 'lost';
    const newRate = change.sampleRateHz !== undefined && change.sampleRateHz !== radio.settings.sampleRateHz;
    if (newRate && running) await halt();
    if (change.sampleRateHz !== undefined && newRate) await radio.setSampleRate(change.sampleRateHz);
    if (change.gainMode !== undefined && change.gainMode !== radio.settings.gainMode)
      await radio.setGainMode(change.gainMode);
    for (const [stage, gainDb] of Object.entries(change.gainsDb ?? {}))
      await radio.setGain(stage === onlyStage ? soleStage(radio.info) : stage, gainDb);
    for (const [name, value] of Object.entries(change.controls ?? {})) await radio.setControl(name, value);
    if (change.centreHz !== undefined) await radio.tune(change.centreHz);
    intake?.changed(radio.settings.centreHz);
    notify({
      kind: 'event',
      event: { kind: 'settings', settings: copySettings(radio.settings), timeMs: Date.now() },
    });
    if (newRate && running) {
      setPhase('opening');
      await guard(async () => {
        lay();
        await flow();
      });
    } else say();
  };

  return {
    async open({ id }: { id: string }) {
      if (receiver) return receiver.info;
      setPhase('opening');
      try {
        const driver = drivers.find((d) => id.startsWith(`${d.name}:`));
        if (!driver)
          throw new Fault('unsupported', `No driver knows the radio ${id}.`, {
            hint: 'Radios are named like sim:band, rtltcp:HOST:PORT or file:PATH.',
          });
        receiver = await driver.open(id);
      } catch (error) {
        setPhase('failed', asFault(error));
        throw error;
      }
      setPhase('closed');
      return receiver.info;
    },
    async prepare({ change }: { change?: ReceiverChange | undefined }) {
      if (phase === 'running' || phase === 'lost' || phase === 'paused') {
        if (change) await apply(change);
        return;
      }
      setPhase('opening');
      await guard(async () => {
        if (change) await apply(change);
        lay();
      });
    },
    async go() {
      if (phase === 'opening') await guard(flow);
    },
    async stop() {
      setPhase('stopping');
      await halt();
      setPhase('closed');
    },
    set: ({ change }: { change: ReceiverChange }) => apply(change),
    async seek({ sample }: { sample: number }) {
      const radio = opened();
      if (!radio.seek) throw new Fault('unsupported', 'Only a replayed recording can seek.');
      await radio.seek(sample);
      say();
    },
    async pause({ paused }: { paused: boolean }) {
      const radio = opened();
      if (!radio.pause) throw new Fault('unsupported', 'Only a replayed recording can pause.');
      setPhase((await radio.pause(paused)) ? 'paused' : 'running');
    },
    async close() {
      if (phase === 'running' || phase === 'lost' || phase === 'paused') await halt();
      await receiver?.close();
      receiver = undefined;
      setPhase('closed');
    },
  };
}

/** In a change of gains: the one stage of a radio that has only one. */
const onlyStage = '*';

function soleStage(info: ReceiverInfo): string {
  const [first, ...others] = info.gains;
  if (first && others.length === 0) return first.name;
  const names = info.gains.map((gain) => gain.name).join(', ');
  throw new Fault(
    'invalid',
    `This radio has ${info.gains.length} gain stages, so one number does not say which.`,
    {
      hint: `Name them, for example ${info.gains.map((gain) => `${gain.name}=${gain.minDb}`).join(',')}. Stages: ${names}.`,
    },
  );
}

/** A receiver goes on changing its own settings object; what crosses a thread is a copy of now. */
function copySettings(settings: ReceiverSettings): ReceiverSettings {
  return { ...settings, gainsDb: { ...settings.gainsDb }, controls: { ...settings.controls } };
}
