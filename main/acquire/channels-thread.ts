/** What the thread of a stream's channels does: reads the ring once, converts once, feeds every channel. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesPerSample, type ReceiverSettings } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { asFault } from '../thread/index.ts';
import type { StreamFacts } from './acquire.ts';
import type { Epochs } from './channel-capture.ts';
import { makeChannelRun, type ChannelRun } from './channel-run.ts';
import type { ChannelCapture, ChannelEnd, ChannelProgress, ChannelSpec } from './channel-types.ts';
import { emptyBlock, ringReader, type RingReader } from './ring.ts';

/** Progress goes out this often while a channel runs. */
const progressEveryMs = 250;
/** What is due is looked for this often. */
const tickEveryMs = 100;
/** After so much work commands, timers and the disk have their turn: a fast source would never let them. */
const longestTurnMs = 10;
/** A recording that begins late in a long stream knows at least so many changes of settings back. */
const mostEpochs = 1000;

export interface ChannelReport {
  channel: number;
  progress: ChannelProgress;
  captures: ReadonlyMap<number, ChannelCapture>;
}

export type ChannelsNotice =
  | { kind: 'opened'; channel: number; fault?: ReturnType<ReturnType<typeof asFault>['toJSON']> }
  | { kind: 'progress'; reports: ChannelReport[] }
  /** Answered with the command `capture`. */
  | { kind: 'capture'; channel: number; capture: number; base: string }
  | { kind: 'ended'; report: ChannelReport; end: ChannelEnd };

export interface ChannelsCommands {
  [op: string]: (input: never) => unknown;
  /** The first one says which stream. Throws Fault 'invalid'; whether its files could be made is said by `opened`. */
  add(input: { channel: number; spec: ChannelSpec; stream: StreamFacts }): void;
  capture(input: { channel: number; capture: number; allowed: boolean }): void;
  settings(input: { epoch: number; settings: ReceiverSettings }): void;
  /** Without a channel: all. */
  stop(input: { channel?: number | undefined; because: string }): void;
}

interface Member {
  run: ChannelRun;
  /** Blocks of the ring that were there before it was asked for. */
  skip: number;
  answers: Map<number, (allowed: boolean) => void>;
}

export function channelsCommands(notify: (notice: ChannelsNotice) => void): ChannelsCommands {
  const { kernels } = loadKernels();
  const members = new Map<number, Member>();
  let epochs: Epochs | undefined;
  let reader: RingReader | undefined;

  const report = (channel: number, { run }: Member): ChannelReport => ({
    channel,
    progress: run.progress(),
    captures: new Map(run.captures()),
  });

  const remove = (channel: number): void => {
    members.delete(channel);
    // The loop may wait for a block; without a channel there is no reader and nothing runs.
    if (members.size > 0) return;
    reader?.close();
    reader = undefined;
  };

  const tick = (): void => {
    for (const { run } of members.values()) run.tick();
  };
  const say = (): void =>
    notify({ kind: 'progress', reports: [...members].map(([channel, member]) => report(channel, member)) });

  const follow = async (stream: StreamFacts, cursor: RingReader): Promise<void> => {
    const { datatype } = stream.info;
    const bytes = new Uint8Array(stream.ring.slotBytes);
    const wide = new Float32Array((2 * stream.ring.slotBytes) / bytesPerSample[datatype]);
    const block = emptyBlock();
    /** What of `bytes` the block fills. */
    let samples = bytes;
    const ticks = setInterval(tick, tickEveryMs);
    const reports = setInterval(say, progressEveryMs);
    let turnedAtMs = performance.now();
    try {
      while (reader === cursor) {
        const blocked = firstBlocked(members);
        if (blocked) await blocked;
        else if (cursor.read(bytes, block)) {
          if (samples.byteLength !== block.byteLength) samples = bytes.subarray(0, block.byteLength);
          kernels.convert(datatype, samples, wide);
          for (const member of members.values())
            if (member.skip > 0) member.skip--;
            else member.run.feed(wide, block);
        } else if (cursor.ended) {
          for (const { run } of members.values())
            run.end('stream-ended', 'The radio was stopped, or its sample rate changed.');
          return;
        } else await cursor.wait();
        if (performance.now() - turnedAtMs < longestTurnMs) continue;
        await nextTurn();
        turnedAtMs = performance.now();
      }
    } finally {
      clearInterval(ticks);
      clearInterval(reports);
      cursor.close();
      if (reader === cursor) reader = undefined;
    }
  };

  const enter = (channel: number, member: Member): void => {
    const { run } = member;
    run.opened.then(
      () => notify({ kind: 'opened', channel }),
      (error: unknown) => {
        remove(channel);
        notify({ kind: 'opened', channel, fault: asFault(error).toJSON() });
      },
    );
    void run.finished.then((end) => {
      const last = report(channel, member);
      remove(channel);
      notify({ kind: 'ended', report: last, end });
    });
  };

  return {
    add({ channel, spec, stream }: { channel: number; spec: ChannelSpec; stream: StreamFacts }) {
      epochs ??= [{ epoch: 0, settings: stream.settings }];
      const answers: Member['answers'] = new Map();
      const run = makeChannelRun({
        kernels,
        spec,
        wideCentreHz: epochs.at(-1)!.settings.centreHz,
        wideRateHz: stream.settings.sampleRateHz,
        mostInputs: stream.ring.slotBytes / bytesPerSample[stream.info.datatype],
        hardware: stream.info.label,
        epochs,
        mayCapture: (capture, base) =>
          new Promise((resolve) => {
            answers.set(capture, resolve);
            notify({ kind: 'capture', channel, capture, base });
          }),
      });
      const fresh = reader === undefined;
      reader ??= ringReader(stream.ring, true);
      const member: Member = { run, skip: reader.backlog, answers };
      members.set(channel, member);
      enter(channel, member);
      if (fresh) void follow(stream, reader);
    },
    capture({ channel, capture, allowed }: { channel: number; capture: number; allowed: boolean }) {
      const answers = members.get(channel)?.answers;
      answers?.get(capture)?.(allowed);
      answers?.delete(capture);
    },
    settings({ epoch, settings }: { epoch: number; settings: ReceiverSettings }) {
      epochs?.push({ epoch, settings });
      if (epochs && epochs.length > mostEpochs) epochs.splice(1, 1);
      for (const { run } of members.values()) run.settings(epoch, settings);
    },
    stop({ channel, because }: { channel?: number | undefined; because: string }) {
      for (const [id, { run, answers }] of members) {
        if (channel !== undefined && id !== channel) continue;
        run.end('stopped', because);
        // A capture still waiting for leave has none any more.
        for (const answer of answers.values()) answer(false);
        answers.clear();
      }
    },
  };
}

function firstBlocked(members: ReadonlyMap<number, Member>): Promise<void> | undefined {
  for (const { run } of members.values()) {
    const blocked = run.blocked();
    if (blocked) return blocked;
  }
  return undefined;
}
