/** The record button with what is being written. */
import { Button } from '@mantine/core';
import { IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { formatElapsed, formatRounded } from '../../contract/quantity.ts';
import { attempt } from '../frame/toasts.tsx';
import { toggleRecording } from '../radio/commands.ts';
import { useRecordings } from './store.ts';

/** `recordingId`: the recording of the radio on screen; `active`: the radio runs. */
export function RecordButton({
  recordingId,
  active,
}: {
  recordingId: string | undefined;
  active: boolean;
}): React.ReactNode {
  const progress = useRecordings((state) =>
    recordingId === undefined ? undefined : state.progress[recordingId],
  );
  const busy = useRecordings((state) => state.busy);
  const recording = recordingId !== undefined;
  return (
    <div className="wk-record">
      {recording && progress !== undefined && (
        <span className="wk-record-facts" role="timer" aria-label="Recording">
          <b>{formatElapsed(progress.seconds)}</b>
          <span>{formatRounded(progress.bytes, 'B', 3)}</span>
          <span className={progress.lostSamples > 0 ? 'wk-bad' : undefined}>
            {progress.lostSamples.toLocaleString('en')} lost
          </span>
        </span>
      )}
      <Button
        color="red"
        variant={recording ? 'filled' : 'default'}
        loading={busy}
        disabled={!active && !recording}
        title={`${recording ? 'Stop' : 'Start'} recording (Shift+R)`}
        leftSection={
          recording ? (
            <IconPlayerStopFilled size={14} aria-hidden />
          ) : (
            <IconPlayerRecordFilled size={14} aria-hidden color={active ? 'var(--wk-bad)' : undefined} />
          )
        }
        onClick={() => attempt(toggleRecording)}
      >
        {recording ? 'Stop recording' : 'Record'}
      </Button>
    </div>
  );
}
