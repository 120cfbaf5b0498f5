/** The line below the picture: what is under the pointer, and how the picture is made. */
import { useAnalysis } from './store.ts';
import { useViewing } from './viewing.ts';
import { dbText, durationText, hzText, timeText, utcOfSample, widthText } from './words.ts';

export function Readout(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const drawn = useViewing((state) => state.drawn);
  if (info === undefined) return <div className="wk-an-readout" />;
  return (
    <div className="wk-an-readout">
      <Pointed />
      <span className="wk-toolbar-space" />
      {drawn !== undefined && (
        <>
          {drawn.pending > 0 && <span role="status">Computing…</span>}
          {!drawn.whole && (
            <span
              className="wk-warn"
              title="A row holds more samples than were looked at. Zoom in to see every burst."
            >
              Sampled: zoom in for short bursts
            </span>
          )}
          <span>
            FFT {drawn.level.fftSize.toLocaleString('en')} · bin{' '}
            {widthText(info.sampleRateHz / drawn.level.fftSize)} · row{' '}
            {durationText(drawn.level.rowSamples / info.sampleRateHz)}
          </span>
        </>
      )}
    </div>
  );
}

function Pointed(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const span = useAnalysis((state) => state.span);
  const width = useAnalysis((state) => state.width);
  const height = useAnalysis((state) => state.height);
  const pointer = useViewing((state) => state.pointer);
  const offset = useViewing((state) => state.bandScale === 'offset');
  if (info === undefined) return null;
  if (pointer === undefined)
    return <span className="wk-dim">Wheel: move · Ctrl+wheel: zoom time · Shift+wheel: zoom frequency</span>;
  const seconds = (span.toSample - span.fromSample) / info.sampleRateHz / width;
  const utc = utcOfSample(info, pointer.sample, seconds);
  return (
    <>
      <b>{timeText(info, pointer.sample, seconds)}</b>
      {utc !== undefined && <span>{utc}</span>}
      <b>{hzText(info, pointer.hz, offset, (span.highHz - span.lowHz) / height)}</b>
      <b>{pointer.db === undefined ? '' : `${dbText(pointer.db)} dBFS`}</b>
    </>
  );
}
