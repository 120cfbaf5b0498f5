/** The bar under the picture: what is shown, traces, range, zoom, freeze. */
import type { RefObject } from 'react';
import { traceNames, type TraceSet } from './hold.ts';
import css from './waterfall.module.css';

export interface BarProps {
  stats: RefObject<HTMLSpanElement | null>;
  zoom: RefObject<HTMLInputElement | null>;
  traces: TraceSet;
  peakLabels: boolean;
  frozen: boolean;
  onTraces: (traces: TraceSet) => void;
  onResetTraces: () => void;
  onPeakLabels: (shown: boolean) => void;
  onAuto: () => void;
  onFreeze: (frozen: boolean) => void;
  onZoom: (share: number) => void;
  onResetZoom: () => void;
}

const traceLabels = { average: 'Avg', max: 'Max', min: 'Min' } as const;
const traceTitles = {
  average: 'Average of the last rows',
  max: 'Hold the maximum',
  min: 'Hold the minimum',
} as const;

export function Bar(props: BarProps) {
  const { traces, peakLabels, frozen } = props;
  const holding = traceNames.some((name) => traces[name]);
  return (
    <div className={css['bar']}>
      <span ref={props.stats} className={css['stats']} />
      {traceNames.map((name) => (
        <button
          key={name}
          type="button"
          className={css['button']}
          title={traceTitles[name]}
          aria-pressed={traces[name]}
          onClick={() => props.onTraces({ ...traces, [name]: !traces[name] })}
        >
          {traceLabels[name]}
        </button>
      ))}
      {holding && (
        <button
          type="button"
          className={css['button']}
          title="Start the traces anew"
          onClick={props.onResetTraces}
        >
          Reset
        </button>
      )}
      <button
        type="button"
        className={css['button']}
        title="Label the strongest peaks; a click near one tunes to it"
        aria-pressed={peakLabels}
        onClick={() => props.onPeakLabels(!peakLabels)}
      >
        Peaks
      </button>
      <button
        type="button"
        className={css['button']}
        title="Fit the level range to noise and peaks (Shift+Z, right click on the level axis)"
        onClick={props.onAuto}
      >
        Auto
      </button>
      <button
        type="button"
        className={css['button']}
        title="Stop the picture; rows go on arriving"
        aria-pressed={frozen}
        onClick={() => props.onFreeze(!frozen)}
      >
        Freeze
      </button>
      <input
        ref={props.zoom}
        className={css['zoom']}
        type="range"
        min={0}
        max={1}
        step={0.001}
        defaultValue={0}
        aria-label="Zoom"
        onInput={(event) => props.onZoom(Number(event.currentTarget.value))}
      />
      <button type="button" className={css['button']} title="Show the whole band" onClick={props.onResetZoom}>
        1:1
      </button>
    </div>
  );
}
