/**
 * The thread of channels with a switch that freezes it: compiled into tests only. While the first word of `freeze`
 * is 1 it stands still, timers and all, like a thread caught in native code.
 */
import { serveThread } from '../main/thread/index.ts';
import type { StreamFacts } from '../main/acquire/acquire.ts';
import { channelsCommands, type ChannelsNotice } from '../main/acquire/channels-thread.ts';
import type { ChannelSpec } from '../main/acquire/channel-types.ts';

/** What the tests give as the stream. */
export interface FreezableStream extends StreamFacts {
  freeze: SharedArrayBuffer;
}

const lookEveryMs = 5;

serveThread<ChannelsNotice>((side) => {
  const commands = channelsCommands((notice) => side.notify(notice));
  let watching = false;
  return {
    ...commands,
    add(input: { channel: number; spec: ChannelSpec; stream: FreezableStream }) {
      const freeze = new Int32Array(input.stream.freeze);
      if (!watching) setInterval(() => Atomics.wait(freeze, 0, 1), lookEveryMs);
      watching = true;
      commands.add(input);
    },
  };
});
