/** What lies over the picture: the selection with its edges, the markers, where captures begin. */
import { formatRounded } from '../../contract/quantity.ts';
import { gripKinds } from './gestures.ts';
import { useAnalysis, xOfSample, yOfHz } from './store.ts';
import { useViewing } from './viewing.ts';

export function SelectionBox(): React.ReactNode {
  const selection = useAnalysis((state) => state.selection);
  const span = useAnalysis((state) => state.span);
  const width = useAnalysis((state) => state.width);
  const height = useAnalysis((state) => state.height);
  if (selection === undefined) return null;
  const place = { span, width, height };
  // Far outside a box would be millions of pixels wide; its edges out there are not seen.
  const near = (value: number, size: number): number => Math.min(size + 50, Math.max(-50, value));
  const left = near(xOfSample(place, selection.startSample), width);
  const right = near(xOfSample(place, selection.startSample + selection.sampleCount), width);
  const top = near(yOfHz(place, selection.upperHz), height);
  const bottom = near(yOfHz(place, selection.lowerHz), height);
  return (
    <div
      className="wk-an-box"
      aria-hidden
      style={{
        transform: `translate(${String(left)}px, ${String(top)}px)`,
        width: Math.max(1, right - left),
        height: Math.max(1, bottom - top),
      }}
    >
      {gripKinds.map((kind) => (
        <span key={kind} data-grip={kind} />
      ))}
    </div>
  );
}

export function MarkerLayer(): React.ReactNode {
  const markers = useViewing((state) => state.markers);
  const span = useAnalysis((state) => state.span);
  const width = useAnalysis((state) => state.width);
  const height = useAnalysis((state) => state.height);
  const place = { span, width, height };
  return markers.map(({ id, sample, hz }, index) => {
    const x = xOfSample(place, sample);
    const y = yOfHz(place, hz);
    if (x < 0 || x > width || y < 0 || y > height) return null;
    return (
      <span
        key={id}
        className="wk-an-marker"
        aria-hidden
        style={{ transform: `translate(${String(Math.round(x))}px, ${String(Math.round(y))}px)` }}
      >
        <b>{index + 1}</b>
      </span>
    );
  });
}

/** More would be one grey patch. */
const mostLines = 200;

/** Where samples are missing, and where the radio was tuned elsewhere. */
export function CaptureLines(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const span = useAnalysis((state) => state.span);
  const width = useAnalysis((state) => state.width);
  const height = useAnalysis((state) => state.height);
  if (info === undefined) return null;
  const place = { span, width, height };
  const seen = info.captures
    .map((capture, index) => ({ ...capture, before: info.captures[index - 1] }))
    .filter(
      ({ startSample, before }) =>
        before !== undefined && startSample >= span.fromSample && startSample <= span.toSample,
    );
  return seen.slice(0, mostLines).map(({ startSample, centreHz, lostBefore, before }) => {
    const retuned = centreHz !== undefined && centreHz !== before?.centreHz;
    const lost = lostBefore > 0 ? `${lostBefore.toLocaleString('en')} samples lost` : '';
    const tuned = retuned ? `centre ${formatRounded(centreHz, 'Hz', 8)}` : '';
    return (
      <span
        key={startSample}
        className="wk-an-capture"
        data-lost={lostBefore > 0 || undefined}
        style={{ transform: `translateX(${String(xOfSample(place, startSample))}px)` }}
      >
        <i>{[lost, tuned].filter((text) => text !== '').join(', ') || 'new segment'}</i>
      </span>
    );
  });
}
