/** Pause and seek of a recording that is replayed. */
import { useState } from 'react';
import { ActionIcon, Slider } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRepeat } from '@tabler/icons-react';
import { formatElapsed } from '../../contract/quantity.ts';
import type { ReceiverState } from '../../contract/radio.ts';
import { attempt } from '../frame/toasts.tsx';
import { pauseRadio, seekRadio } from './commands.ts';
import { isActive } from './shown.ts';
import { useReceiver } from './store.ts';

/** Replays shorter than this show milliseconds. */
const shortSeconds = 10;

export function Transport(): React.ReactNode {
  const receiver = useReceiver();
  return receiver?.info?.playback === undefined ? null : <Bar receiver={receiver} />;
}

function Bar({ receiver }: { receiver: ReceiverState }): React.ReactNode {
  const [dragged, setDragged] = useState<number>();
  const playback = receiver.info?.playback;
  const rateHz = receiver.settings?.sampleRateHz;
  if (playback === undefined || rateHz === undefined || !isActive(receiver.phase)) return null;
  const totalSeconds = playback.totalSamples / rateHz;
  // A burst of a fraction of a second needs its milliseconds.
  const seconds = (sample: number): string =>
    totalSeconds < shortSeconds ? `${(sample / rateHz).toFixed(3)} s` : formatElapsed(sample / rateHz);
  const position = dragged ?? receiver.positionSample ?? 0;
  const paused = receiver.phase === 'paused';
  const loops = !/[?&]loop=0/.test(receiver.id);
  return (
    <div className="wk-transport" role="group" aria-label="Replay">
      <ActionIcon
        aria-label={paused ? 'Go on' : 'Pause'}
        onClick={() => attempt(() => pauseRadio(receiver.id, !paused))}
      >
        {paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      </ActionIcon>
      <span>{seconds(position)}</span>
      <Slider
        className="wk-transport-slider"
        label={seconds}
        thumbLabel="Position"
        thumbValueText={seconds}
        disabled={!playback.canSeek}
        min={0}
        max={Math.max(1, playback.totalSamples)}
        // A thousand places by arrow key, whatever the length.
        step={Math.max(1, Math.round(playback.totalSamples / 1000))}
        value={Math.min(position, playback.totalSamples)}
        onChange={setDragged}
        onChangeEnd={(sample) => {
          setDragged(undefined);
          attempt(() => seekRadio(receiver.id, Math.min(sample, playback.totalSamples - 1)));
        }}
      />
      <span>{seconds(playback.totalSamples)}</span>
      {loops && (
        <span className="wk-transport-loop" title="Starts over at its end">
          <IconRepeat size={14} aria-hidden /> loops
        </span>
      )}
    </div>
  );
}
