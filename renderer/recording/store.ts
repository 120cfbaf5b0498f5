/** The recordings on disk, and the one being written. */
import { create } from 'zustand';
import type { z } from 'zod';
import type { EngineClient } from '../../contract/index.ts';
import type { RecordingInfo as RecordingShape } from '../../contract/recording.ts';
import type { Stop, Subscription } from '../../contract/bridge.ts';
import { engine } from '../link.ts';
import { confirm } from '../frame/confirm.tsx';
import { reportFault, say } from '../frame/toasts.tsx';
import { formatElapsed, formatRounded } from '../../contract/quantity.ts';

export type Recording = z.output<typeof RecordingShape>;

interface RecordingState {
  recordings: readonly Recording[];
  /** Live numbers of recordings being written, by id. */
  progress: Readonly<Record<string, Recording>>;
  /** Recordings being started or stopped: their buttons wait. */
  busy: boolean;
}

export const useRecordings = create<RecordingState>(() => ({ recordings: [], progress: {}, busy: false }));

const followed = new Map<string, Subscription>();

export function attachRecordings(client: EngineClient): Stop {
  const list = client.recording.list(
    {},
    {
      next: (recordings) => useRecordings.setState({ recordings }),
      end: (fault) => fault && reportFault(fault),
    },
  );
  return () => {
    list.close();
    for (const id of [...followed.keys()]) unfollow(id);
  };
}

/** Follows one recording while it is written; says so when it ended by itself. */
export function followRecording(id: string): void {
  if (followed.has(id)) return;
  const subscription = engine().recording.progress(
    { id },
    {
      next: (recording) => {
        useRecordings.setState((state) => ({ progress: { ...state.progress, [id]: recording } }));
        if (recording.condition === 'recording') return;
        if (recording.endedBecause !== undefined) say(`Recording ended: ${recording.endedBecause}`, 'orange');
        unfollow(id);
      },
      end: () => unfollow(id),
    },
  );
  followed.set(id, subscription);
}

function unfollow(id: string): void {
  followed.get(id)?.close();
  followed.delete(id);
  useRecordings.setState(({ progress }) => ({
    progress: Object.fromEntries(Object.entries(progress).filter(([key]) => key !== id)),
  }));
}

async function exclusively(run: () => Promise<void>): Promise<void> {
  if (useRecordings.getState().busy) return;
  useRecordings.setState({ busy: true });
  try {
    await run();
  } finally {
    useRecordings.setState({ busy: false });
  }
}

export function startRecording(radioId: string): Promise<void> {
  return exclusively(async () => {
    const recording = await engine().recording.start({ radioId });
    followRecording(recording.id);
  });
}

export function stopRecording(id: string): Promise<void> {
  return exclusively(async () => {
    const done = await engine().recording.stop({ id });
    const lost = done.lostSamples > 0 ? `, ${done.lostSamples.toLocaleString('en')} samples lost` : '';
    say(`${done.name}: ${formatElapsed(done.seconds)}, ${formatRounded(done.bytes, 'B', 3)}${lost}`);
  });
}

/** Asks, then moves a recording to the trash folder. */
export async function removeRecording(recording: Recording): Promise<void> {
  const yes = await confirm({
    title: 'Remove recording',
    text: `${recording.name} goes to the trash folder inside the recording folder. It can be taken back from there by hand.`,
    action: 'Remove',
  });
  if (yes) await engine().recording.remove({ id: recording.id });
}
