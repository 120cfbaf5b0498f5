/** One try of a task, from its place on a radio to its products. Never rejects. */
import { join } from 'node:path';
import type { ActiveChannel, ChannelEnd, ChannelSpec } from '../../../acquire/index.ts';
import { Fault } from '../../../../contract/fault.ts';
import { recordingName } from '../../../../contract/recording-name.ts';
import type { Settings } from '../../../../contract/settings.ts';
import type { Product, TaskPhase } from '../../../../contract/task.ts';
import type { FinishedProduct, NewProduct, ReadyTask } from '../../../store/index.ts';
import { asFault } from '../../../thread/index.ts';
import type { AbortReason, Outcome, Start, TaskControl } from '../../lanes.ts';
import { unlessAborted, type Compute } from './compute.ts';
import type { Lane, Place } from './lane.ts';
import type { Run } from './run.ts';
import {
  filesOfCapture,
  makeProducts,
  makesMore,
  missing,
  needsSamples,
  powerLogName,
  removeUnwanted,
  repaired,
  written,
} from './products.ts';

export interface CarryOptions {
  task: ReadyTask;
  start: Start;
  control: TaskControl;
  lane: Lane;
  run: Run;
  compute: Compute;
  settings: Settings;
  folder: string;
  version: string;
}

/** Share of the progress that recording is, where pictures or metrics follow. */
const recordingShare = 0.9;

const stopSentences: Readonly<Record<AbortReason, string>> = {
  cancelled: 'The task was cancelled.',
  'lease-lost': 'Another process took the task over.',
  closing: 'The program was closed.',
};

export async function carry(options: CarryOptions): Promise<Outcome> {
  const { task, start, control, lane, run, settings, folder } = options;
  const { draft } = task;
  const name = recordingName(settings.nameTemplate, {
    timeMs: Date.now(),
    centreHz: draft.centreHz,
    sampleRateHz: start.tuning.sampleRateHz,
    radio: start.radioId,
  });
  const base = join(folder, `${name}_t${String(task.id)}-${String(task.attempt)}`);
  const announced = new Map<string, Product['kind']>();
  const announce = async (products: readonly NewProduct[]): Promise<boolean> => {
    for (const { kind, name: file } of products) announced.set(file, kind);
    return products.length === 0 || control.announce(products);
  };
  const signal = AbortSignal.any([control.signal, run.yielding.signal]);
  /** Why it was to stop, for people; undefined: nobody asked. */
  const told = (): string | undefined => {
    if (control.signal.aborted) return stopSentences[control.signal.reason as AbortReason];
    return run.yielding.signal.aborted
      ? `It gave way to task ${String(run.yielding.signal.reason)}.`
      : undefined;
  };
  const share = makesMore(draft.products) ? recordingShare : 1;
  const say = (progress: number, phase: TaskPhase, note?: string): void => {
    run.progress = { progress, phase, note };
    control.progress(progress, phase, note);
  };
  let place: Place | undefined;

  const record = async (): Promise<ChannelEnd | Fault | undefined> => {
    say(0, 'starting');
    try {
      const joining = lane.join(start.tuning, run.member);
      // Told to stop while the radio starts: it is left as soon as it has.
      joining.then(
        (late) => {
          if (signal.aborted && !place) late.leave();
        },
        () => undefined,
      );
      place = await unlessAborted(joining, signal);
      const samples = needsSamples(draft.products);
      const power = draft.products.includes('power') ? join(folder, powerLogName(base)) : undefined;
      const first: NewProduct[] = [
        ...(samples && !draft.trigger ? filesOfCapture(draft.products, base) : []),
        ...(power === undefined ? [] : [{ kind: 'power' as const, name: powerLogName(base) }]),
      ];
      if (!(await announce(first)) || signal.aborted) return undefined;
      const channel = await place.channels.add(
        specOf(options, samples ? base : undefined, power),
        (_capture, path) => announce(filesOfCapture(draft.products, path)),
      );
      return await follow(channel, place);
    } catch (error) {
      return signal.aborted ? undefined : asFault(error);
    }
  };

  const follow = async (channel: ActiveChannel, at: Place): Promise<ChannelEnd> => {
    run.channel = channel;
    const stop = (): void => void channel.stop(told() ?? 'It was stopped.');
    const unfollow = at.channels.onProgress(() => {
      const { armed, share: part, captures, powerDbfs } = channel.progress;
      const note = draft.trigger
        ? `${captures} ${captures === 1 ? 'capture' : 'captures'}, ${powerDbfs.toFixed(0)} dBFS`
        : undefined;
      say(part * share, armed ? 'armed' : 'recording', note);
      run.moved();
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    say(0, draft.trigger ? 'armed' : 'recording');
    const end = await channel.finished;
    signal.removeEventListener('abort', stop);
    unfollow();
    return end;
  };

  const ended = await record();
  const fault = place?.fault;
  place?.leave();
  run.channel = undefined;

  if (ended === undefined || ended instanceof Fault) {
    const dropped = await missing(folder, announced, []);
    return { ...verdictOf(ended, told(), control.signal), products: [], dropped };
  }
  const problem = problemOf(ended, fault);
  const stopped = problem && ended.reason !== 'done' ? told() : undefined;
  const products: FinishedProduct[] = [];
  let outcome: Omit<Outcome, 'products'>;
  if (problem) outcome = verdictOf(problem, stopped, control.signal);
  else {
    say(share, 'finishing');
    try {
      await makeProducts(
        {
          taskId: task.id,
          draft,
          captures: ended.captures,
          compute: options.compute,
          palette: settings.view.palette,
          detection: settings.detection,
          version: options.version,
          signal: control.signal,
          onDone: (part) => say(share + (1 - share) * part, 'finishing'),
        },
        products,
      );
      outcome = { outcome: 'succeeded', retryable: false };
    } catch (error) {
      outcome = verdictOf(asFault(error), told(), control.signal);
    }
  }
  const cut =
    outcome.outcome === 'succeeded'
      ? undefined
      : (outcome.fault?.message ?? told() ?? 'It did not end well.');
  const all = [
    ...written({ draft, radioId: start.radioId, end: ended, cut }),
    ...products.map((product) => (cut === undefined ? product : { ...product, state: 'partial' as const })),
  ];
  // Who has lost the lease touches no files: the other's word counts now.
  await repaired(folder, ended.captures);
  const untidy =
    control.signal.reason === ('lease-lost' satisfies AbortReason)
      ? undefined
      : await removeUnwanted(draft.products, ended.captures);
  if (untidy && outcome.outcome === 'succeeded')
    outcome = { outcome: 'failed', fault: untidy, retryable: true };
  return { ...outcome, products: all, dropped: await missing(folder, announced, all) };
}

/** What is wrong with how a channel ended; undefined: nothing. */
function problemOf(end: ChannelEnd, tuningFault: Fault | undefined): Fault | undefined {
  const incomplete = end.captures.find(({ complete }) => !complete);
  switch (end.reason) {
    case 'done':
      return incomplete && new Fault('internal', incomplete.endedBecause ?? 'A recording is incomplete.');
    case 'disk-full':
      return new Fault('disk-full', end.detail ?? 'The disk is full but for the reserve.', {
        hint: 'Free space on the disk of the recording folder; the task is tried again.',
      });
    case 'stream-ended':
    case 'stopped':
      return (
        tuningFault ??
        new Fault('device-lost', end.detail ?? 'The stream ended before the task.', {
          hint: 'It is tried again.',
        })
      );
    case 'failed':
      return (
        tuningFault ??
        new Fault('internal', end.detail ?? 'Recording failed.', { hint: 'It is tried again.' })
      );
  }
}

/** How a try that did not end well ends. */
function verdictOf(
  fault: Fault | undefined,
  told: string | undefined,
  signal: AbortSignal,
): Omit<Outcome, 'products'> {
  if (told !== undefined)
    return {
      outcome: signal.reason === ('cancelled' satisfies AbortReason) ? 'cancelled' : 'suspended',
      retryable: true,
    };
  if (!fault) return { outcome: 'suspended', retryable: true };
  // Somebody else has the radio, or it was tuned elsewhere since the plan: no failure of the task.
  if (fault.code === 'busy' || fault.code === 'cancelled') return { outcome: 'suspended', retryable: true };
  return { outcome: 'failed', fault, retryable: fault.code !== 'invalid' && fault.code !== 'unsupported' };
}

function specOf(
  { task, start, settings, version }: CarryOptions,
  base: string | undefined,
  powerLog: string | undefined,
): ChannelSpec {
  const { draft } = task;
  const { trigger, stop } = draft;
  return {
    centreHz: draft.centreHz,
    bandwidthHz: draft.bandwidthHz,
    seconds: draft.seconds,
    base,
    powerLog,
    trigger: trigger && {
      openDbfs: trigger.aboveDbfs,
      closeDbfs: trigger.aboveDbfs - trigger.hysteresisDb,
      preRollSeconds: trigger.preRollSeconds,
      holdSeconds: trigger.holdSeconds,
      captures: trigger.captures,
      listenSeconds: trigger.listenSeconds,
    },
    maxBytes: stop?.bytes,
    silence: stop?.silence,
    reserveBytes: settings.reserveBytes,
    author: settings.author,
    description: (draft.name || `Task ${String(task.id)}`).slice(0, 2000),
    radio: start.radioId,
    version,
  };
}
