/** The strip of the whole recording: what of it is in sight, as a window that is dragged and resized; its gaps. */
import { useRef } from 'react';
import { setSpan } from './commands.ts';
import { onWheel } from './gestures.ts';
import { useAnalysis, type Span } from './store.ts';

type Grip = 'move' | 'from' | 'to';

interface Press {
  grip: Grip;
  span: Span;
  x: number;
}

/** A window of fewer pixels could not be grabbed. */
const leastWindowPx = 8;
const mostGaps = 1000;

export function OverviewWindow(): React.ReactNode {
  const info = useAnalysis((state) => state.info);
  const span = useAnalysis((state) => state.span);
  const element = useRef<HTMLDivElement>(null);
  const press = useRef<Press>(undefined);
  const whole = Math.max(1, info?.samples ?? 1);
  const percent = (sample: number): string => `${String((sample / whole) * 100)}%`;

  const down = (event: React.PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const current = useAnalysis.getState().span;
    const grip = event.target instanceof HTMLElement ? event.target.dataset['grip'] : undefined;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
    let start = current;
    if (grip === undefined) {
      // Outside the window: it comes to the pointer, and goes on with it.
      const width = current.toSample - current.fromSample;
      const middle = ((event.clientX - box.left) / box.width) * whole;
      start = { ...current, fromSample: middle - width / 2, toSample: middle + width / 2 };
      setSpan(start);
      start = useAnalysis.getState().span;
    }
    press.current = { grip: grip === 'from' || grip === 'to' ? grip : 'move', span: start, x: event.clientX };
  };
  const move = (event: React.PointerEvent<HTMLDivElement>): void => {
    const held = press.current;
    if (held === undefined) return;
    const by = ((event.clientX - held.x) / event.currentTarget.clientWidth) * whole;
    const { fromSample, toSample } = held.span;
    setSpan({
      ...held.span,
      fromSample:
        held.grip === 'to'
          ? fromSample
          : Math.min(fromSample + by, held.grip === 'from' ? toSample - 1 : Infinity),
      toSample:
        held.grip === 'from' ? toSample : Math.max(toSample + by, held.grip === 'to' ? fromSample + 1 : 0),
    });
  };
  const up = (): void => {
    press.current = undefined;
  };

  return (
    <div
      ref={element}
      className="wk-an-overview-over"
      title="The whole recording. Drag the window or its edges; click to go there; the wheel moves in time."
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onWheel={(event) => onWheelOf(event.nativeEvent)}
    >
      {info?.captures.slice(1, mostGaps).map(({ startSample, lostBefore }) => (
        <span
          key={startSample}
          className="wk-an-gap"
          data-lost={lostBefore > 0 || undefined}
          style={{ left: percent(startSample) }}
        />
      ))}
      <span className="wk-an-shade" style={{ left: 0, width: percent(span.fromSample) }} />
      <span className="wk-an-shade" style={{ left: percent(span.toSample), right: 0 }} />
      <div
        className="wk-an-window"
        data-grip="move"
        style={{
          left: percent(span.fromSample),
          width: `max(${String(leastWindowPx)}px, ${percent(span.toSample - span.fromSample)})`,
        }}
      >
        <span data-grip="from" />
        <span data-grip="to" />
      </div>
    </div>
  );
}

/** React's wheel listeners are passive: nothing is kept from happening, and nothing on this page scrolls. */
function onWheelOf(event: WheelEvent): void {
  if (!event.ctrlKey) onWheel(event);
}
